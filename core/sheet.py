"""Contact sheets: many photos at a glance."""

import math
from collections.abc import Sequence
from typing import TypeVar

import cv2
import numpy as np

from core.boxes import boxed, numbered, rectangle
from core.pixels import decode_jpeg, encode_jpeg, shrink
from core.types import Box, RgbImage

TILE = 240  # pixels
GAP = 6
MOST = 30
FACE = 220  # pixels
MARGIN = 64  # room for a number above each
COLUMNS = 4
AROUND = 1.5  # how much more than the face a portrait shows
PAPER = 255

Item = TypeVar("Item")


def spread(items: Sequence[Item], most: int) -> Sequence[Item]:
    """As many of these as there may be, at even distances, from the first one to the last."""
    if len(items) <= most:
        return items
    return [items[place * (len(items) - 1) // (most - 1)] for place in range(most)]


def contact_sheet(previews: Sequence[bytes]) -> bytes:
    """A JPEG with up to MOST previews as square tiles, in rows, in the order given. Needs at least one."""
    tiles = [_tile(decode_jpeg(data)) for data in previews[:MOST]]
    columns = _columns(len(tiles))
    rows = math.ceil(len(tiles) / columns)
    step = TILE + GAP
    sheet = np.full((rows * step + GAP, columns * step + GAP, 3), PAPER, np.uint8)
    for index, tile in enumerate(tiles):
        y, x = GAP + index // columns * step, GAP + index % columns * step
        sheet[y : y + TILE, x : x + TILE] = tile
    return encode_jpeg(sheet)


def portrait_sheet(portraits: Sequence[tuple[bytes, tuple[int, int], Box]], first: int = 1) -> bytes:
    """A JPEG with faces, numbered from `first` on, in rows: of photos their previews, sizes, and where it is.

    Needs at least one.
    """
    crops = [_crop(*portrait) for portrait in portraits]
    columns = min(COLUMNS, len(crops))
    rows = math.ceil(len(crops) / columns)
    step = FACE + MARGIN
    width, height = columns * step + MARGIN, rows * step + MARGIN
    sheet = np.full((height, width, 3), PAPER, np.uint8)
    places = []
    for index, crop in enumerate(crops):
        y, x = MARGIN + index // columns * step, MARGIN + index % columns * step
        sheet[y : y + FACE, x : x + FACE] = crop
        places.append(Box(x / width, y / height, FACE / width, FACE / height))
    marks = {place: numbered(place + first) for place in range(len(crops))}
    return boxed(encode_jpeg(sheet), (width, height), places, marks)


def _crop(preview: bytes, size: tuple[int, int], box: Box) -> RgbImage:
    """A face and what is around it, as a square that stays within the photo."""
    pixels = decode_jpeg(preview)
    left, top, right, bottom = rectangle(box, size, (pixels.shape[1], pixels.shape[0]))
    side = min(round(max(right - left, bottom - top) * AROUND), *pixels.shape[:2])
    x = int(np.clip((left + right - side) / 2, 0, pixels.shape[1] - side))
    y = int(np.clip((top + bottom - side) / 2, 0, pixels.shape[0] - side))
    crop: RgbImage = cv2.resize(
        pixels[y : y + side, x : x + side], (FACE, FACE), interpolation=cv2.INTER_AREA
    )
    return crop


def _columns(count: int) -> int:
    """Nearly square sheets, a little wider than high, with as few empty places as can be."""
    wide = math.ceil(math.sqrt(count * 1.3))
    columns = [number for number in (wide, wide - 1, wide + 1) if 1 < number <= count]
    return min(columns, key=lambda number: -count % number, default=1)


def _tile(pixels: RgbImage) -> RgbImage:
    """The middle of the photo, filled up to a square."""
    height, width = pixels.shape[:2]
    short = min(height, width)
    # Heads are near the top of an upright photo.
    top, left = (height - short) // 6, (width - short) // 2
    square = shrink(np.ascontiguousarray(pixels[top : top + short, left : left + short]), TILE)
    tile: RgbImage = cv2.resize(square, (TILE, TILE), interpolation=cv2.INTER_LINEAR)
    return tile
