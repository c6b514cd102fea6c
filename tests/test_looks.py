"""Where a detector looks, with one that finds white squares on black."""

import cv2
import numpy as np
import pytest

from core.encoders.looks import BORDER, CELL, CLOSE_UP, FIRST_LOOK, SMALL_SIDE, Rows, looked
from core.types import RgbImage

SIZE = 30


def squares(picture: RgbImage) -> Rows:
    _, _, found, _ = cv2.connectedComponentsWithStats((picture[..., 0] > 100).astype(np.uint8))
    boxes = found[1:, :4].astype(np.float32)
    centres = boxes[:, :2] + boxes[:, 2:] / 2
    return np.hstack([np.ones((len(boxes), 1)), boxes, np.tile(centres, 5)]).astype(np.float32)


def picture_of(places: list[tuple[int, int]], width: int, height: int, size: int = SIZE) -> RgbImage:
    picture = np.zeros((height, width, 3), np.uint8)
    for x, y in places:
        picture[y : y + size, x : x + size] = 255
    return picture


@pytest.mark.parametrize(
    "x", [0, CELL - SIZE // 2, CELL - SIZE // 2 - 1, CELL - SIZE, CELL, 700, 2000 - SIZE]
)
@pytest.mark.parametrize("y", [0, 3 * CELL - SIZE // 2, 3 * CELL + BORDER - SIZE // 2, 1300 - SIZE])
def test_a_small_one_is_seen_as_it_is_wherever_it_lies(x: int, y: int) -> None:
    rows, seen = looked(squares, picture_of([(x, y)], 2000, 1300))
    closely = rows[seen == SIZE]
    assert 1 <= len(closely) <= 4  # more than once where cells meet
    np.testing.assert_array_equal(closely[:, 1:5], [(x, y, SIZE, SIZE)] * len(closely))
    np.testing.assert_array_equal(closely[:, 5:], [(x + SIZE / 2, y + SIZE / 2) * 5] * len(closely))


def test_only_cells_with_something_small_are_looked_at_closely() -> None:
    shapes = []

    def look(picture: RgbImage) -> Rows:
        shapes.append(picture.shape[:2])
        return squares(picture)

    large = picture_of([(600, 600)], 3000, 2000, size=500)
    looked(look, large)
    assert shapes == [(FIRST_LOOK * 2 // 3 + 1, FIRST_LOOK), (213, CLOSE_UP)]
    shapes.clear()
    large[:SIZE, :SIZE] = large[900 : 900 + SIZE, 1800 : 1800 + SIZE] = 255
    looked(look, large)
    assert shapes[2:] == [(CELL + BORDER, CELL + BORDER), (CELL + 2 * BORDER, CELL + 2 * BORDER)]


@pytest.mark.parametrize(("width", "looks"), [(CLOSE_UP, 1), (CLOSE_UP + 1, 2), (FIRST_LOOK, 2)])
def test_what_is_not_large_is_looked_at_as_it_is(width: int, looks: int) -> None:
    rows, seen = looked(squares, picture_of([(100, 50)], width, 200, size=SMALL_SIDE // 2))
    assert len(rows) == looks
    np.testing.assert_array_equal(rows[0, 1:5], (100, 50, SMALL_SIDE // 2, SMALL_SIDE // 2))
    assert seen[0] == SMALL_SIDE // 2


def test_no_look_sees_anything() -> None:
    rows, seen = looked(squares, np.zeros((1000, 1000, 3), np.uint8))
    assert rows.shape == (0, 15)
    assert seen.shape == (0,)
