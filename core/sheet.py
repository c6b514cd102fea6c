"""Contact sheets: many photos at a glance."""

import math
from collections.abc import Sequence

import cv2
import numpy as np

from core.pixels import decode_jpeg, encode_jpeg, shrink
from core.types import RgbImage

TILE = 240  # pixels
GAP = 6
MOST = 30
PAPER = 255


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
