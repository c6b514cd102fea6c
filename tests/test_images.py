"""Photos of every kind, and what only looks like one."""

import io
import random
import resource
import time
import zlib
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from typing import Any

import cv2
import numpy as np
import pillow_heif
import pytest
from PIL import ExifTags, Image

from core.errors import UnreadablePhotoError
from core.intake.images import (
    END_OF_IMAGE,
    LONGEST_RATIO,
    PREVIEW_SIDE,
    SUFFIXES,
    WORKING_SIDE,
    DecodedPhoto,
    decode,
    is_photo_name,
    preview,
)
from core.pixels import decode_jpeg, encode_jpeg, shrink
from core.types import RgbImage
from tests.conftest import PhotoPath

MOST_PIXELS = 200_000_000
RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 200, 30), (30, 30, 220), (240, 240, 240)


def quarters(width: int = 60, height: int = 40) -> Image.Image:
    """Red and green above blue and white: whichever way it is turned, it shows."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    image.paste(WHITE, (width // 2, height // 2, width, height))
    return image


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    if kind == "heic":
        pillow_heif.from_pillow(image).save(buffer, quality=95, **options)
    else:
        image.save(buffer, kind, **options)
    return buffer.getvalue()


def opened(data: bytes) -> DecodedPhoto:
    return decode(data, MOST_PIXELS)


def corners(pixels: RgbImage) -> list[tuple[int, ...]]:
    """The colours in the middle of each quarter, in reading order."""
    height, width = pixels.shape[:2]
    places = [(y, x) for y in (height // 4, 3 * height // 4) for x in (width // 4, 3 * width // 4)]
    return [tuple(int(value) for value in pixels[place]) for place in places]


def shows_quarters(pixels: RgbImage, tolerance: int = 12) -> bool:
    difference = np.array(corners(pixels)) - np.array([RED, GREEN, BLUE, WHITE])
    return bool(np.abs(difference).max() <= tolerance)


def reason(data: bytes, max_pixels: int = MOST_PIXELS) -> str:
    with pytest.raises(UnreadablePhotoError) as caught:
        decode(data, max_pixels)
    return caught.value.reason


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("jpeg", {"quality": 95, "subsampling": 0}),
        ("jpeg", {"quality": 95, "subsampling": 0, "progressive": True}),
        ("png", {}),
        ("webp", {"lossless": True}),
        ("webp", {"quality": 95}),
        ("heic", {}),
        ("avif", {"quality": 95}),
        ("gif", {}),
        ("bmp", {}),
        ("dib", {}),
        ("tiff", {}),
        ("tiff", {"compression": "tiff_lzw"}),
        ("tiff", {"compression": "jpeg"}),
    ],
)
def test_every_format(kind: str, options: dict[str, Any]) -> None:
    photo = opened(saved(quarters(), kind, **options))
    assert photo.pixels.dtype == np.uint8
    assert photo.pixels.shape == (40, 60, 3)
    assert (photo.width, photo.height) == (60, 40)
    assert shows_quarters(photo.pixels)
    assert photo.taken_at is None


UNDO = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How a camera that notes this orientation has stored an upright scene."""


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "tiff", "avif", "heic"])
@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("size", [(60, 40), (40, 60), (50, 50)])
def test_photos_come_upright(kind: str, orientation: int, size: tuple[int, int]) -> None:
    undo = UNDO[orientation]
    upright = quarters(*size)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    lying = upright if undo is None else upright.transpose(undo)
    photo = opened(saved(lying, kind, exif=exif.tobytes()))
    assert (photo.width, photo.height) == size
    assert photo.pixels.shape == (size[1], size[0], 3)
    assert shows_quarters(photo.pixels, tolerance=40)


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_orientations_that_there_are_not(orientation: int) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    assert shows_quarters(opened(saved(quarters(), "jpeg", exif=exif.tobytes(), quality=95)).pixels, 40)


@pytest.mark.parametrize("kind", ["jpeg", "png"])
@pytest.mark.parametrize(
    "size",
    [
        (4000, 3000),
        (3000, 4000),
        (4032, 3024),
        (1599, 900),
        (1600, 1200),
        (3199, 20),
        (3200, 3199),
        (3201, 60),
    ],
)
def test_large_photos_are_decoded_smaller(kind: str, size: tuple[int, int]) -> None:
    photo = opened(saved(quarters(*size), kind, **({"compress_level": 1} if kind == "png" else {})))
    assert (photo.width, photo.height) == size
    height, width = photo.pixels.shape[:2]
    assert max(size) < 1600 or 1600 <= max(width, height) < 3200
    assert width / height == pytest.approx(size[0] / size[1], rel=0.1)
    assert shows_quarters(photo.pixels, tolerance=40)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "LA", "L", "P", "1", "I;16"])
def test_a_large_photo_is_as_if_made_smaller_whole(mode: str) -> None:
    large = quarters(330, 500).resize((3300, 4999), Image.Resampling.BICUBIC)
    if mode in {"RGBA", "LA"}:
        large.putalpha(large.convert("L").rotate(180))
    large = large.convert("L" if mode == "I;16" else mode)
    paper = Image.new("RGBA", large.size, "white")
    whole = Image.alpha_composite(paper, large.convert("RGBA")).convert("RGB").reduce(3)
    if mode == "I;16":
        large = Image.fromarray(np.asarray(large, np.uint16) * 257)
    pixels = opened(saved(large, "png", compress_level=1)).pixels
    assert pixels.shape == (1667, 1100, 3)
    np.testing.assert_allclose(pixels, np.asarray(whole), atol=1)


def peak_growth(data: bytes) -> int:
    """Bytes by which decoding raises the most memory that a process has had."""
    opened(saved(quarters(2000, 2000), "png"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    opened(data)
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024


def test_a_large_photo_with_transparency_takes_its_memory_once() -> None:
    data = saved(quarters(6000, 5000).convert("RGBA"), "png", compress_level=1)
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        assert pool.submit(peak_growth, data).result() < 1.5 * 6000 * 5000 * 4


def test_a_panorama_of_100_megapixels_takes_its_memory_once() -> None:
    data = saved(quarters(20_000, 5_000).convert("L"), "png", compress_level=1)
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        assert pool.submit(peak_growth, data).result() < 1.5 * 20_000 * 5_000


@pytest.mark.parametrize("width", [3199, 3200, 4000, 6399, 6400, 9600, 12_800, 25_600])
def test_large_jpegs_come_as_pillow_gives_them(width: int) -> None:
    photo = np.random.default_rng(width).integers(0, 256, (203, width, 3), np.uint8)
    data = saved(Image.fromarray(cv2.GaussianBlur(photo, (0, 0), 2)), "JPEG", quality=90)
    expected = Image.open(io.BytesIO(data))
    expected.draft("RGB", (WORKING_SIDE, 1))
    shown = decode(data, MOST_PIXELS).pixels
    if expected.width < 2 * WORKING_SIDE:  # draft goes down to an eighth
        np.testing.assert_array_equal(shown, np.asarray(expected))
    assert WORKING_SIDE <= shown.shape[1] <= 2 * WORKING_SIDE


def test_a_large_photo_that_lies_on_its_side() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    stored = quarters(3000, 4000).transpose(Image.Transpose.ROTATE_90)
    photo = opened(saved(stored, "jpeg", exif=exif.tobytes()))
    assert (photo.width, photo.height) == (3000, 4000)
    assert photo.pixels.shape == (2000, 1500, 3)
    assert shows_quarters(photo.pixels, tolerance=40)


@pytest.mark.parametrize("size", [(8000, 2), (2, 8000), (20_000, 12), (12, 20_000)])
def test_very_long_photos(size: tuple[int, int]) -> None:
    photo = opened(saved(Image.new("RGB", size, RED), "jpeg"))
    assert (photo.width, photo.height) == size
    assert 1600 <= max(photo.pixels.shape) < 3200


@pytest.mark.parametrize("kind", ["jpeg", "png", "gif", "webp", "heic", "tiff"])
def test_one_pixel(kind: str) -> None:
    photo = opened(saved(Image.new("RGB", (1, 1), RED), kind))
    assert photo.pixels.shape == (1, 1, 3)
    assert decode_jpeg(preview(photo.pixels)).shape == (1, 1, 3)


def test_all_black() -> None:
    photo = opened(saved(Image.new("RGB", (64, 48)), "jpeg"))
    assert not photo.pixels.any()


def test_sixteen_bits_of_grey() -> None:
    grey = np.repeat(np.linspace(0, 65535, 256).astype(np.uint16)[None], 8, axis=0)
    pixels = opened(saved(Image.fromarray(grey), "png")).pixels
    np.testing.assert_allclose(pixels[0, :, 0], np.arange(256), atol=1)
    assert (pixels == pixels[..., :1]).all()


def test_sixteen_bits_of_colour() -> None:
    """Pillow writes none, so the file is put together by hand."""
    row = b"\0" + np.array([[0xFFFF, 0x8000, 0x0000]] * 4, ">u2").tobytes()
    chunks = [
        (b"IHDR", bytes((0, 0, 0, 4, 0, 0, 0, 2, 16, 2, 0, 0, 0))),
        (b"IDAT", zlib.compress(row * 2)),
        (b"IEND", b""),
    ]
    data = b"\x89PNG\r\n\x1a\n" + b"".join(
        len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")
        for kind, body in chunks
    )
    np.testing.assert_allclose(opened(data).pixels[0, 0], (255, 128, 0), atol=1)


@pytest.mark.parametrize(
    ("values", "greys"),
    [
        ((0.0, 0.5, 1.0), (0, 127, 255)),
        ((0.0, 100.0, 200.0), (0, 127, 255)),
        ((0.0, np.nan, 1.0), (0, 0, 255)),
    ],
)
def test_a_tiff_of_floats(values: tuple[float, ...], greys: tuple[int, ...]) -> None:
    image = Image.fromarray(np.array([values], np.float32))
    np.testing.assert_allclose(opened(saved(image, "tiff")).pixels[0, :, 0], greys, atol=1)


def half_transparent(mode: str) -> Image.Image:
    """A black photo whose right half is not there."""
    alpha = Image.new("L", (40, 20), 255)
    alpha.paste(0, (20, 0, 40, 20))
    image = Image.new("RGBA", (40, 20), (0, 0, 0, 255))
    image.putalpha(alpha)
    return image.convert(mode)


def with_transparent_colour() -> bytes:
    image = Image.new("P", (40, 20), 0)
    image.putpalette([0, 0, 0, 200, 0, 0])
    image.paste(1, (20, 0, 40, 20))
    return saved(image, "png", transparency=1)


@pytest.mark.parametrize(
    "data",
    [
        saved(half_transparent("RGBA"), "png"),
        saved(half_transparent("LA"), "png"),
        saved(half_transparent("RGBA"), "webp", lossless=True),
        saved(half_transparent("RGBA"), "tiff"),
        with_transparent_colour(),
    ],
    ids=["RGBA", "LA", "WebP", "TIFF", "palette"],
)
def test_transparency_becomes_white(data: bytes) -> None:
    pixels = opened(data).pixels
    assert (pixels[10, 5] == 0).all()
    assert (pixels[10, 35] == 255).all()


@pytest.mark.parametrize(
    ("mode", "kind"), [("CMYK", "jpeg"), ("L", "jpeg"), ("P", "png"), ("1", "png"), ("CMYK", "tiff")]
)
def test_other_colours(mode: str, kind: str) -> None:
    image = Image.new("RGB", (40, 20), "black")
    image.paste((255, 255, 255), (20, 0, 40, 20))
    pixels = opened(saved(image.convert(mode), kind)).pixels
    np.testing.assert_allclose(pixels[10, 5], 0, atol=4)
    np.testing.assert_allclose(pixels[10, 35], 255, atol=4)


@pytest.mark.parametrize("kind", ["gif", "png", "webp", "avif", "tiff", "mpo"])
def test_an_animation_gives_its_first_frame(kind: str) -> None:
    """And so do photos with pages, or with pictures for the left and the right eye."""
    frames = [Image.new("RGB", (30, 20), colour) for colour in (RED, GREEN, BLUE)]
    data = saved(frames[0], kind, save_all=True, append_images=frames[1:])
    np.testing.assert_allclose(opened(data).pixels[10, 10], RED, atol=4)


def test_the_name_of_a_file_need_not_fit() -> None:
    """Phones write HEIC under .jpg; what counts is what is in it, and a name only says that it may be one."""
    assert is_photo_name("a.jpg")
    assert shows_quarters(opened(saved(quarters(), "heic")).pixels)


@pytest.mark.parametrize("name", ["a.jpg", "A.JPEG", "Trip/a.HeIc", "a.b.png", "ảnh.webp", ".jpg"])
def test_names_of_photos(name: str) -> None:
    assert is_photo_name(name)


@pytest.mark.parametrize("name", ["", "jpg", "a.jpg.txt", "a.jpg/b", "a.svg", "a.", "a.psd", "a.jpg "])
def test_other_names(name: str) -> None:
    assert not is_photo_name(name)


def test_endings_are_lower_case() -> None:
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in SUFFIXES)


@pytest.mark.parametrize("kind", ["png", "webp", "heic", "avif", "gif", "bmp", "tiff"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_half_a_photo_is_damaged(photos: PhotoPath, kind: str, share: float) -> None:
    data = saved(Image.open(photos("obama.jpg")).convert("RGB").resize((300, 375)), kind)
    assert reason(data[: int(len(data) * share)]) == "damaged"


@pytest.mark.parametrize("share", [0.3, 0.6])
def test_a_jpeg_without_its_lower_part_is_damaged(photos: PhotoPath, share: float) -> None:
    data = photos("obama.jpg").read_bytes()
    assert reason(data[: int(len(data) * share)]) == "damaged"
    assert reason(data[:600]) in {"damaged", "not_a_photo"}


@pytest.mark.parametrize("missing", [1, 2, 30])
def test_a_jpeg_that_lacks_a_few_bytes_is_as_good_as_whole(photos: PhotoPath, missing: int) -> None:
    data = photos("obama.jpg").read_bytes()
    whole, cut = opened(data), opened(data[:-missing])
    assert (cut.width, cut.height) == (whole.width, whole.height)
    np.testing.assert_array_equal(cut.pixels[:-16], whole.pixels[:-16])


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
@pytest.mark.parametrize("scale", [1, 4])
def test_a_jpeg_without_its_last_rows_is_kept(
    photos: PhotoPath, mode: str, orientation: int, scale: int
) -> None:
    """The rows that are missing are the last ones in the file, whichever side is up."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    stored = Image.open(photos("obama.jpg")).convert(mode).reduce(2).resize((455 * scale, 568 * scale))
    data = saved(stored, "jpeg", exif=exif.tobytes(), quality=90)
    cut, whole = opened(data[: len(data) * 9 // 10]), opened(data)
    assert cut.pixels.shape == whole.pixels.shape
    turns = {1: 0, 3: 2, 6: 1, 8: 3}[orientation]
    pixels, expected = np.rot90(cut.pixels, turns), np.rot90(whole.pixels, turns)
    there = len(pixels) * 3 // 4
    np.testing.assert_array_equal(pixels[:there], expected[:there])
    assert (pixels[-8:] == pixels[-1, -1]).all()
    assert not (expected[-8:] == expected[-1, -1]).all()


@pytest.mark.parametrize(("share", "error"), [(0.9, 2), (0.5, 4), (0.2, 10)])
def test_a_progressive_jpeg_that_was_cut_off_has_less_detail(
    photos: PhotoPath, share: float, error: float
) -> None:
    data = saved(Image.open(photos("obama.jpg")), "jpeg", progressive=True, quality=90)
    cut, whole = opened(data[: int(len(data) * share)]), opened(data)
    assert 0 < np.abs(cut.pixels.astype(float) - whole.pixels).mean() < error
    assert reason(data[: len(data) // 20]) == "damaged"


def test_what_pillow_and_opencv_do_with_a_jpeg_that_was_cut_off(photos: PhotoPath) -> None:
    """Neither gives what is there, until the marker of its end is put behind it: then nothing is amiss."""
    data = photos("obama.jpg").read_bytes()
    for cut in (data[: len(data) // 2], data[:-1]):
        with pytest.raises(OSError, match="truncated"):
            Image.open(io.BytesIO(cut)).load()
        assert cv2.imdecode(np.frombuffer(cut, np.uint8), cv2.IMREAD_COLOR) is None
    ended = data[: len(data) // 2] + END_OF_IMAGE
    by_pillow = np.asarray(Image.open(io.BytesIO(ended)))
    by_opencv = cv2.imdecode(np.frombuffer(ended, np.uint8), cv2.IMREAD_COLOR)
    assert by_opencv is not None
    for pixels in (by_pillow, by_opencv[..., ::-1]):
        assert pixels[:400].std() > 10
        assert (pixels[600:] == 128).all()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "heic", "avif", "gif", "bmp", "tiff"])
def test_whatever_is_wrong_it_is_one_of_the_known_reasons(kind: str, seed: int) -> None:
    chance = random.Random(f"{kind} {seed}")
    data = bytearray(saved(quarters(), kind))
    for _ in range(chance.choice([1, 3, 10])):
        data[chance.randrange(min(len(data), 300))] = chance.randrange(256)
    try:
        assert opened(bytes(data)).pixels.dtype == np.uint8
    except UnreadablePhotoError as error:
        reasons = {"damaged", "not_a_photo", "too_large"} & {error.reason}
    else:
        reasons = {"none"}
    assert reasons


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 1000,
        b"not a picture at all",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7\n" + bytes(500),
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        b"PK\x03\x04" + bytes(100),
        b"\x00\x00\x00\x18ftypmp42" + bytes(100),
        b"P6 2 2 255\n" + bytes(12),
    ],
    ids=["nothing", "zeros", "text", "SVG", "PDF", "PostScript", "zip", "MP4", "PPM"],
)
def test_what_is_no_photo(data: bytes) -> None:
    assert reason(data) == "not_a_photo"


def png_header(width: int, height: int) -> bytes:
    body = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes((8, 2, 0, 0, 0))
    idat = zlib.compress(bytes(1_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")
        for kind, body in ((b"IHDR", body), (b"IDAT", idat), (b"IEND", b""))
    )


def test_too_many_pixels_are_refused_without_decoding_one() -> None:
    started = time.process_time()
    assert reason(png_header(50_000, 50_000)) == "too_large"
    assert time.process_time() - started < 0.5


def test_the_limit_is_a_number_of_pixels() -> None:
    data = saved(quarters(60, 40), "jpeg")
    assert decode(data, 2400).width == 60
    assert reason(data, 2399) == "too_large"


def dated(**tags: str | bytes) -> bytes:
    exif = Image.Exif()
    details = exif.get_ifd(ExifTags.IFD.Exif)
    for name, value in tags.items():
        tag = ExifTags.Base[name]
        (exif if name == "DateTime" else details)[tag] = value
    return saved(quarters(), "jpeg", exif=exif.tobytes())


@pytest.mark.parametrize(
    ("tags", "taken_at"),
    [
        ({"DateTimeOriginal": "2023:12:24 18:30:05"}, datetime(2023, 12, 24, 18, 30, 5)),  # noqa: DTZ001
        ({"DateTime": "2023:12:24 18:30:05"}, datetime(2023, 12, 24, 18, 30, 5)),  # noqa: DTZ001
        ({"DateTimeOriginal": "2020:01:02 03:04:05", "DateTime": "2024:01:01 00:00:00"},
         datetime(2020, 1, 2, 3, 4, 5)),  # noqa: DTZ001
        ({"DateTimeOriginal": "0000:00:00 00:00:00", "DateTimeDigitized": "2021:05:06 07:08:09"},
         datetime(2021, 5, 6, 7, 8, 9)),  # noqa: DTZ001
        ({"DateTimeOriginal": "2023:12:24 18:30:05.123"}, datetime(2023, 12, 24, 18, 30, 5)),  # noqa: DTZ001
        ({"DateTimeOriginal": "0000:00:00 00:00:00"}, None),
        ({"DateTimeOriginal": "    :  :     :  :  "}, None),
        ({"DateTimeOriginal": "2023:13:41 25:61:61"}, None),
        ({"DateTimeOriginal": "yesterday"}, None),
        ({"DateTimeOriginal": ""}, None),
        ({}, None),
    ],
)  # fmt: skip
def test_dates(tags: dict[str, str], taken_at: datetime | None) -> None:
    assert opened(dated(**tags)).taken_at == taken_at


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.filterwarnings("ignore:Truncated File Read")
@pytest.mark.parametrize("cut", range(8, 120, 9))
def test_a_photo_whose_exif_is_broken_is_still_a_photo(cut: int) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 1
    exif[ExifTags.Base.Make] = "A camera"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2023:12:24 18:30:05"
    photo = opened(saved(quarters(), "jpeg", exif=exif.tobytes()[:cut], quality=95))
    assert shows_quarters(photo.pixels, 40)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((4000, 3000), (1280, 960)),
        ((1280, 720), (1280, 720)),
        ((100, 50), (100, 50)),
        ((1000, 10), (1000, 53)),
        ((10, 1000), (53, 1000)),
        ((3000, 1), (1280, 68)),
        ((1, 3000), (68, 1280)),
        ((1, 1), (1, 1)),
    ],
)
def test_previews_are_as_chats_show_photos(size: tuple[int, int], expected: tuple[int, int]) -> None:
    pixels: RgbImage = np.full((size[1], size[0], 3), 200, np.uint8)
    image = Image.open(io.BytesIO(preview(pixels)))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", expected)
    assert max(expected) <= PREVIEW_SIDE
    assert max(expected) <= LONGEST_RATIO * min(expected)


def test_previews_keep_colours() -> None:
    pixels = np.asarray(quarters(600, 400))
    assert shows_quarters(decode_jpeg(preview(pixels)))
    assert shows_quarters(decode_jpeg(encode_jpeg(pixels)))


def test_shrink_averages_and_never_enlarges() -> None:
    pixels = np.zeros((100, 200, 3), np.uint8)
    pixels[::2] = 200
    assert shrink(pixels, 300) is pixels
    small = shrink(pixels, 100)
    assert small.shape == (50, 100, 3)
    assert (small == 100).all()
    assert shrink(np.zeros((1, 2000, 3), np.uint8), 100).shape == (1, 100, 3)
    assert shrink(pixels, 1).shape == (1, 1, 3)


@pytest.mark.parametrize("long_side", [180, 128, 101, 100, 80, 54, 25])
def test_no_pixel_is_left_out_of_a_smaller_picture(long_side: int) -> None:
    lines = np.zeros((20, 200, 3), np.uint8)
    for column in range(200):
        lines[:] = 0
        lines[:, column] = 255
        small = shrink(lines, long_side)
        assert small.shape[1] == long_side
        assert small.sum() > 0
        assert abs(float(small[0, :, 0].argmax() + 0.5) * 200 / long_side - (column + 0.5)) <= 200 / long_side


@pytest.mark.parametrize("name", ["32bit.png", "camera.png", "t1.jpg", "Tom_Hanks_54745.png"])
def test_photos_of_the_wild(photos: PhotoPath, name: str) -> None:
    path = photos(name)
    photo = opened(path.read_bytes())
    with Image.open(path) as image:
        assert (photo.width, photo.height) == image.size
    assert photo.pixels.std() > 10
