"""The scans of JPEGs: counted as decoders see them."""

import os

import pytest
from PIL import Image

from core.errors import UnreadablePhotoError
from core.intake.images import END_OF_IMAGE, decode
from core.intake.scans import MOST_MARKERS, MOST_SCANS, has_too_many_scans
from tests.conftest import PhotoPath
from tests.test_images import quarters, saved

SCAN = b"\xff\xda"
MANY = SCAN * (MOST_SCANS + 1)


def progressive() -> bytes:
    return saved(quarters(64, 48), "jpeg", progressive=True)


def with_scans(jpeg: bytes, count: int) -> bytes:
    """Its last scan again and again, until there are so many."""
    scan = jpeg[jpeg.rindex(SCAN) : -len(END_OF_IMAGE)]
    return jpeg.removesuffix(END_OF_IMAGE) + scan * (count - jpeg.count(SCAN)) + END_OF_IMAGE


def block(kind: int, body: bytes) -> bytes:
    return bytes((0xFF, kind)) + (len(body) + 2).to_bytes(2, "big") + body


def test_so_many_scans_and_no_more() -> None:
    assert decode(with_scans(progressive(), MOST_SCANS), 10_000).width == 64
    with pytest.raises(UnreadablePhotoError) as caught:
        decode(with_scans(progressive(), MOST_SCANS + 1), 10_000)
    assert caught.value.reason == "too_many_scans"


@pytest.mark.parametrize("count", [MOST_SCANS, MOST_SCANS + 1])
def test_what_lies_between_markers_hides_no_scan(count: int) -> None:
    data = with_scans(progressive(), count)
    scan = data[data.rindex(SCAN) :]
    for between in (b"\xff", b"\xff\x00", b"\xff\xd3", b"\xff\x01", b"junk", block(0xFE, b"\xff\xd9")):
        spoiled = data.removesuffix(scan) + between + scan
        assert has_too_many_scans(spoiled) == (count > MOST_SCANS)


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_blocks": 1}])
def test_real_ones_have_few(photos: PhotoPath, options: dict[str, int]) -> None:
    with Image.open(photos("obama.jpg")) as image:
        data = saved(image, "jpeg", **options)
    assert not has_too_many_scans(data)
    assert not has_too_many_scans(data + MANY)  # a video behind the photo, say
    assert not has_too_many_scans(data[:2] + block(0xE1, MANY) + data[2:])  # a picture in its EXIF
    assert not has_too_many_scans(data[: len(data) // 2])


def test_so_many_markers_are_not_counted_to_the_end() -> None:
    data = progressive()
    assert not has_too_many_scans(data[:2] + b"\xff\x01" * (MOST_MARKERS // 2) + data[2:] + MANY)
    assert has_too_many_scans(data[:2] + b"\xff\x01" * MOST_MARKERS + data[2:] + MANY)


def test_bytes_that_are_no_jpeg() -> None:
    for data in (b"", b"\xff", b"\xff\xda", b"\xff\xe1\xff", MANY[:-1], os.urandom(100_000)):
        has_too_many_scans(data)
