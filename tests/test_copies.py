"""Near-duplicates: real photos, and copies of them as messengers, editors and bursts make them."""

import io
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from PIL import Image

from core.encoders.fingerprint import BYTES, LIMIT, fingerprint
from core.indexer import Indexer
from core.intake.images import decode
from core.pixels import decode_jpeg, encode_jpeg
from core.search.copies import Group, grouped
from core.types import RgbImage
from tests.conftest import PhotoPath

NAMES = (
    "obama.jpg",
    "obama2.jpg",
    "biden.jpg",
    "t1.jpg",
    "chelsea.png",
    "coffee.png",
    "rocket.jpg",
    "astronaut.png",
)


def photo(photos: PhotoPath, name: str) -> RgbImage:
    return decode(photos(name).read_bytes(), 10**8).pixels


def differing(one: bytes, other: bytes) -> int:
    return (int.from_bytes(one) ^ int.from_bytes(other)).bit_count()


def shaken(pixels: RgbImage) -> RgbImage:
    height, width = pixels.shape[:2]
    matrix = np.array([[1, 0, width / 80], [0, 1, height / 100]])
    return cv2.warpAffine(pixels, matrix, (width, height), borderMode=cv2.BORDER_REFLECT)


COPIES: dict[str, Callable[[RgbImage], RgbImage]] = {
    "smaller": lambda pixels: cv2.resize(pixels, (400, 400 * pixels.shape[0] // pixels.shape[1])),
    "compressed": lambda pixels: decode_jpeg(encode_jpeg(pixels, 30)),
    "darker": lambda pixels: (pixels * 0.7).astype(np.uint8),
    "grey": lambda pixels: np.repeat(pixels.mean(axis=2, keepdims=True), 3, axis=2).astype(np.uint8),
    "cut": lambda pixels: pixels[pixels.shape[0] // 50 :, pixels.shape[1] // 50 :],
    "shaken": shaken,
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", COPIES)
def test_copies_share_a_fingerprint(photos: PhotoPath, name: str, kind: str) -> None:
    pixels = photo(photos, name)
    copy = np.ascontiguousarray(COPIES[kind](pixels))
    assert differing(fingerprint(pixels), fingerprint(copy)) <= LIMIT


def test_other_photos_have_others(photos: PhotoPath) -> None:
    prints = [fingerprint(photo(photos, name)) for name in NAMES]
    prints.append(fingerprint(np.ascontiguousarray(photo(photos, "t1.jpg")[:, ::-1])))
    assert all(len(one) == BYTES for one in prints)
    pairs = [(i, j) for i in range(len(prints)) for j in range(i)]
    assert min(differing(prints[i], prints[j]) for i, j in pairs) > LIMIT


@pytest.mark.parametrize("grey", [0, 128, 255])
def test_a_photo_of_one_colour_has_none(grey: int) -> None:
    assert fingerprint(np.full((300, 200, 3), grey, np.uint8)) == b""


def test_an_import_and_a_preview_make_the_same(indexer: Indexer, photos: PhotoPath) -> None:
    """But for the preview's compression."""
    encoded = indexer.encode(photos("t1.jpg").read_bytes())
    (again,) = indexer.fingerprints([encoded.preview])
    assert differing(encoded.fingerprint, again) <= 4


def bits(*numbers: int) -> bytes:
    """A fingerprint with these bits of its 256 turned, of one that has every second bit."""
    value = int.from_bytes(b"\x55" * BYTES)
    for number in numbers:
        value ^= 1 << number
    return value.to_bytes(BYTES)


def test_copies_are_below_the_first_of_them() -> None:
    other = bits(*range(128, 256))
    prints = {1: bits(), 2: bits(1), 3: other, 4: bits(*range(LIMIT)), 5: bits(*range(LIMIT + 1))}
    found = grouped([1, 2, 3, 4, 5], prints, 10)
    assert found == [Group(1, [2, 4]), Group(3), Group(5)]


def test_copies_of_copies_make_no_chain() -> None:
    steps = [bits(*range(i * 50)) for i in range(5)]  # each is near the one before it
    found = grouped(range(5), dict(enumerate(steps)), 10)
    assert [group.head for group in found] == [0, 2, 4]


def test_a_copy_is_below_the_head_that_it_is_nearest_to() -> None:
    prints = {1: bits(), 2: bits(*range(100)), 3: bits(*range(60))}
    assert grouped([1, 2, 3], prints, 10) == [Group(1), Group(2, [3])]


def test_photos_without_a_fingerprint_stay_alone() -> None:
    assert grouped([1, 2, 3], {2: bits()}, 10) == [Group(1), Group(2), Group(3)]


def test_copies_of_what_is_shown_are_counted_among_all() -> None:
    prints = {number: np.random.default_rng(number).bytes(BYTES) for number in range(2000)}
    prints[1999] = prints[0]
    found = grouped(range(2000), prints, 3)
    assert found == [Group(0, [1999]), Group(1), Group(2)]


def test_a_screenshot_of_a_photo_is_another(photos: PhotoPath) -> None:
    pixels = photo(photos, "coffee.png")
    screen = np.full((1600, 900, 3), 20, np.uint8)
    small = cv2.resize(pixels, (900, 600))
    screen[500:1100] = small
    assert differing(fingerprint(pixels), fingerprint(screen)) > LIMIT


def test_turned_by_exif(photos: PhotoPath) -> None:
    """A phone's photo that lies, and the same turned upright by an editor."""
    with Image.open(photos("rocket.jpg")) as image:
        exif, lying = Image.Exif(), io.BytesIO()
        exif[0x0112] = 6
        image.rotate(90, expand=True).save(lying, "jpeg", exif=exif)
    upright = photo(photos, "rocket.jpg")
    turned = decode(lying.getvalue(), 10**8).pixels
    assert differing(fingerprint(upright), fingerprint(turned)) <= LIMIT
