"""Whose photo it is, written into its pixels: a row of black and white squares along its lower edge.

So a photo that came back is known for what it shows, whatever name the bot has put under it.
"""

from dataclasses import dataclass

import numpy as np

from bench.photos import Pixels, Values

BITS = 8  # of the chat, of the photo, and of what has to fit to both
SQUARES = 3 * BITS
HEIGHT = 1 / 24  # of the row, in parts of the photo
MIDDLE = 0.5  # of a square is looked at: its edges are blurred
DARK, LIGHT = 20, 235


@dataclass(frozen=True, slots=True, order=True)
class Code:
    chat: int
    photo: int


class UnreadableCodeError(Exception):
    """The squares say nothing that was ever written."""


def write(photo: Values, code: Code) -> None:
    height, width = photo.shape[:2]
    edges = np.linspace(0, width, SQUARES + 1).astype(int)
    for bit, left, right in zip(_bits(code), edges, edges[1:], strict=False):
        photo[height - round(height * HEIGHT) :, left:right] = LIGHT if bit else DARK


def read(photo: Pixels) -> Code:
    """From a photo of any size. Raises UnreadableCodeError."""
    grey = photo.mean(axis=2)
    height, width = grey.shape
    rows = grey[round(height * (1 - HEIGHT * (1 + MIDDLE) / 2)) : round(height * (1 - HEIGHT * MIDDLE / 2))]
    centres = (np.arange(SQUARES) + 0.5) * width / SQUARES
    reach = width / SQUARES * MIDDLE / 2
    bits = [rows[:, int(x - reach) : int(x + reach) + 1].mean() > 128 for x in centres]
    chat, number, check = (
        sum(int(bit) << place for place, bit in enumerate(bits[start : start + BITS]))
        for start in range(0, SQUARES, BITS)
    )
    code = Code(chat, number)
    if check != _check(code):
        raise UnreadableCodeError
    return code


def _bits(code: Code) -> list[int]:
    return [value >> place & 1 for value in (code.chat, code.photo, _check(code)) for place in range(BITS)]


def _check(code: Code) -> int:
    return (31 * code.chat + 7 * code.photo + 85) % (1 << BITS)
