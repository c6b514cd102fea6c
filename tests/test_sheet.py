"""Contact sheets."""

import itertools

import numpy as np
import pytest

from core.intake.images import preview
from core.pixels import decode_jpeg, encode_jpeg
from core.sheet import GAP, MOST, TILE, contact_sheet, spread
from tests.conftest import PhotoPath


def plain(colour: tuple[int, int, int], width: int = 60, height: int = 40) -> bytes:
    return encode_jpeg(np.full((height, width, 3), colour, np.uint8))


def columns_and_rows(sheet: bytes) -> tuple[int, int]:
    height, width = decode_jpeg(sheet).shape[:2]
    assert (width - GAP) % (TILE + GAP) == (height - GAP) % (TILE + GAP) == 0
    return (width - GAP) // (TILE + GAP), (height - GAP) // (TILE + GAP)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7, 10, 29, 30])
def test_every_photo_has_a_tile_and_no_row_is_empty(count: int) -> None:
    columns, rows = columns_and_rows(contact_sheet([plain((10, 20, 30))] * count))
    assert columns * (rows - 1) < count <= columns * rows
    assert columns >= rows


def test_a_sheet_holds_no_more_than_fits() -> None:
    few = columns_and_rows(contact_sheet([plain((10, 20, 30))] * MOST))
    assert columns_and_rows(contact_sheet([plain((10, 20, 30))] * (MOST + 50))) == few


@pytest.mark.parametrize("count", [1, 29, 30, 31, 45, 59, 60, 1000])
def test_of_many_photos_some_from_everywhere_are_shown(count: int) -> None:
    shown = spread(range(count), MOST)
    steps = {after - before for before, after in itertools.pairwise(shown)}
    assert (shown[0], shown[-1], len(shown)) == (0, count - 1, min(count, MOST))
    assert not steps or (min(steps) > 0 and max(steps) - min(steps) <= 1)


def test_tiles_stand_in_the_order_given() -> None:
    colours = [(200, 0, 0), (0, 200, 0), (0, 0, 200), (200, 200, 0), (0, 200, 200)]
    sheet = decode_jpeg(contact_sheet([plain(colour) for colour in colours]))
    columns = (sheet.shape[1] - GAP) // (TILE + GAP)
    for index, colour in enumerate(colours):
        y = GAP + index // columns * (TILE + GAP) + TILE // 2
        x = GAP + index % columns * (TILE + GAP) + TILE // 2
        np.testing.assert_allclose(sheet[y, x], colour, atol=6)
    np.testing.assert_allclose(sheet[-GAP - TILE // 2, -GAP - TILE // 2], 255, atol=6)  # no sixth photo


@pytest.mark.parametrize(("width", "height"), [(1, 1), (68, 1280), (1280, 68), (1280, 960), (TILE, TILE)])
def test_photos_of_any_shape_fill_their_tile(width: int, height: int) -> None:
    sheet = decode_jpeg(contact_sheet([plain((40, 80, 120), width, height)]))
    np.testing.assert_allclose(sheet[GAP + 3 : -GAP - 3, GAP + 3 : -GAP - 3].reshape(-1, 3).mean(axis=0),
                               (40, 80, 120), atol=4)  # fmt: skip
    assert columns_and_rows(contact_sheet([plain((40, 80, 120), width, height)])) == (1, 1)


def test_a_sheet_of_real_photos_is_small_enough_to_send(photos: PhotoPath) -> None:
    pixels = decode_jpeg(photos("obama.jpg").read_bytes())
    sheet = contact_sheet([preview(pixels)] * MOST)
    height, width = decode_jpeg(sheet).shape[:2]
    assert len(sheet) < 10_000_000
    assert width + height <= 10_000
