"""Where a detector of faces has to look in a picture of any size, and how closely."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from core.pixels import shrink
from core.types import RgbImage

Rows = NDArray[np.float32]
"""(n, 15): score, x, y, width, height, five (x, y), in pixels."""

Sides = NDArray[np.float32]
"""(n,): geometric means of width and height, in pixels."""

Look = Callable[[RgbImage], Rows]
"""All that might be a face in one picture, as it is, from HINT_SCORE on."""

# Long sides of the copies that are looked at as a whole. Large faces outgrow the detector's grids: of LFW's
# portraits, made as large as a first look of 800 sees them 350, 540 and 630 pixels large, 100%, 79% and 8%
# are found by it, and all of them by the second, which costs a sixth. A first look of 640 takes a third less
# time, and finds 0.2 to 1.3 points fewer faces of group photos; one of 768, a tenth less time, misses a
# quarter of the crowd of 384 in a photo of 3072 pixels that a test makes.
FIRST_LOOK = 832
CLOSE_UP = 320

# What the first look finds below SMALL_SIDE, be it most unsurely, is looked at again in the picture itself:
# it may be a face, or have smaller ones beside it, and its landmarks are coarse. Of 498 faces of LFW in
# photos of 2000 pixels, 11, 16 and 32 pixels large in a first look of 800, friends and strangers are 3.1, 3.8
# and 4.4 standard deviations apart by its landmarks; by those of a close look 4.1, 4.4 and 4.5.
HINT_SCORE = 0.3
SMALL_SIDE = 40

CELL = 256  # the picture is looked at closely in squares of so many pixels,
BORDER = 64  # with so many around each, that faces on its edge are seen whole,
SLACK = 16  # and so many by which two looks may disagree where a face's centre is


def looked(look: Look, picture: RgbImage) -> tuple[Rows, Sides]:
    """All that might be a face, in the picture's pixels, some of them several times.

    And how large each was in the copy that it was seen in, (n,): landmarks are good to a pixel of that.
    """
    first, seen = _whole(look, picture, FIRST_LOOK)
    found = [(first, seen)]
    if max(picture.shape) > CLOSE_UP:
        found.append(_whole(look, picture, CLOSE_UP))
    if max(picture.shape) > FIRST_LOOK:
        closely = _closely(look, picture, _centres(first[seen < SMALL_SIDE]))
        found += [(rows, _sides(rows)) for rows in closely]
    rows, sides = zip(*found, strict=True)
    return np.concatenate(rows), np.concatenate(sides)


def _whole(look: Look, picture: RgbImage, long_side: int) -> tuple[Rows, Sides]:
    view = shrink(picture, long_side)
    rows = look(view)
    seen = _sides(rows)
    rows[:, 1:] *= np.tile(np.divide(picture.shape[1::-1], view.shape[1::-1]), 7)
    return rows, seen


def _closely(look: Look, picture: RgbImage, centres: NDArray[np.float32]) -> list[Rows]:
    """What the cells around these points (n, 2) show, as they are."""
    inside = np.clip(centres, 0, np.subtract(picture.shape[1::-1], 1))
    cells = np.unique((inside // CELL).astype(int), axis=0)
    return [_in_cell(look, picture, column * CELL, row * CELL) for column, row in cells.tolist()]


def _in_cell(look: Look, picture: RgbImage, x: int, y: int) -> Rows:
    """The faces whose centres are in the cell that starts at x, y; others are for the cells beside it."""
    left, top = max(x - BORDER, 0), max(y - BORDER, 0)
    rows = look(picture[top : y + CELL + BORDER, left : x + CELL + BORDER])
    rows[:, [1, *range(5, 15, 2)]] += left
    rows[:, [2, *range(6, 15, 2)]] += top
    off = np.abs(_centres(rows) - (x + CELL / 2, y + CELL / 2)).max(axis=1, initial=0)
    whole: Rows = rows[(off <= CELL / 2 + SLACK) & (_sides(rows) < 2 * BORDER)]
    return whole


def _sides(rows: Rows) -> Sides:
    sides: Sides = np.sqrt(rows[:, 3:5].prod(axis=1))
    return sides


def _centres(rows: Rows) -> NDArray[np.float32]:
    centres: NDArray[np.float32] = rows[:, 1:3] + rows[:, 3:5] * np.float32(0.5)
    return centres
