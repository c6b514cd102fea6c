"""Bytes from strangers to upright, bounded pixels."""

import functools
import io
import struct
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import cv2
import numpy as np
import pillow_heif
from PIL import ExifTags, Image, UnidentifiedImageError
from PIL.JpegImagePlugin import JpegImageFile

from core.errors import UnreadablePhotoError
from core.intake.scans import has_too_many_scans
from core.pixels import encode_jpeg, shrink
from core.types import RgbImage

SUFFIXES = frozenset(
    (
        *(".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".heic", ".heif", ".hif", ".avif"),
        *(".gif", ".bmp", ".dib", ".tif", ".tiff"),
    )
)
"""Lower case. A file is told to be a photo by its name; whether it is one, its bytes say."""

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF", "GIF", "BMP", "DIB", "TIFF")
"""What Pillow may try: of its some forty decoders, those that a camera, a phone or a messenger writes."""

WORKING_SIDE = 1600
"""Pixels. A photo is decoded to a long side of at least this, and less than twice it, if it is larger:
faces are looked for in smaller copies, and looked at closely, and cut, in this picture itself."""

PREFIX = 16  # bytes by which Pillow tells formats apart

STRIP = 64  # rows of a smaller picture that are made at a time

LEAST_SHOWN = 0.75
"""Of the rows of a JPEG that was cut off. Most cut files lack a few bytes or rows: what is there still shows
people, and might be the only copy. One that is grey for the most part is no photo to keep without a word."""

END_OF_IMAGE = b"\xff\xd9"

PREVIEW_SIDE = 1280  # what Telegram itself keeps of a photo
LONGEST_RATIO = 19  # Telegram refuses photos longer than 20 times their width

_DATE_TAGS = (ExifTags.Base.DateTimeOriginal, ExifTags.Base.DateTimeDigitized, ExifTags.Base.DateTime)

_TURNS: dict[int, Callable[[RgbImage], RgbImage]] = {
    2: lambda pixels: cv2.flip(pixels, 1),
    3: lambda pixels: cv2.rotate(pixels, cv2.ROTATE_180),
    4: lambda pixels: cv2.flip(pixels, 0),
    5: cv2.transpose,
    6: lambda pixels: cv2.rotate(pixels, cv2.ROTATE_90_CLOCKWISE),
    7: lambda pixels: cv2.flip(cv2.transpose(pixels), -1),
    8: lambda pixels: cv2.rotate(pixels, cv2.ROTATE_90_COUNTERCLOCKWISE),
}
_LYING = (5, 6, 7, 8)

_REDUCED = {2: 16, 3: 16, **dict.fromkeys(range(4, 8), 32), **dict.fromkeys(range(8, 16), 64)}
"""OpenCV's flags for a half, a quarter and an eighth: how many times too large a photo is, and the scale that
Pillow's draft takes for it."""

_AS_IT_LIES = cv2.IMREAD_IGNORE_ORIENTATION | cv2.IMREAD_COLOR_RGB

_BROKEN = (
    *(OSError, SyntaxError, ValueError, ArithmeticError, LookupError, TypeError, EOFError),
    *(RuntimeError, struct.error),
)
"""What Pillow's decoders raise on broken files, those of HEIC and AVIF the second row; not MemoryError."""


@dataclass(frozen=True, slots=True)
class DecodedPhoto:
    pixels: RgbImage
    width: int  # of the original, upright
    height: int
    taken_at: datetime | None


def is_photo_name(name: str) -> bool:
    return name[name.rfind(".") :].lower() in SUFFIXES if "." in name else False


def decode(data: bytes, max_pixels: int) -> DecodedPhoto:
    """Decode a photo upright, at a reduced scale where it is large.

    JPEGs are scaled while they are decoded (DCT scaling), which costs a fraction of a full decode.
    Animations give their first frame; transparency becomes white.

    A JPEG that was cut off is kept if LEAST_SHOWN of its rows are there, with grey for the rest; where it is
    progressive it comes whole, with less detail. Left to themselves, Pillow raises OSError and OpenCV gives
    None, even if only the last byte is missing; with the marker of a JPEG's end put behind what is there,
    both give the picture as far as it goes, without an error. Other formats that are cut off are damaged.

    Raises UnreadablePhotoError: "not_a_photo", "too_large" (more than `max_pixels`, or than fits into
    memory), "too_many_scans" or "damaged".
    """
    image = _open(data)
    if image.width * image.height > max_pixels:
        raise UnreadablePhotoError("too_large")
    if isinstance(image, JpegImageFile) and has_too_many_scans(data):
        raise UnreadablePhotoError("too_many_scans")
    size = image.size
    try:
        small = _by_opencv(image, data)
        if small is None:
            small = np.asarray(_whole_or_cut(image, data))
        orientation = _orientation(image)
        pixels = _turned(small, orientation)
        taken_at = _taken_at(image.getexif())
    except MemoryError as error:
        raise UnreadablePhotoError("too_large") from error
    except _BROKEN as error:
        raise UnreadablePhotoError("damaged") from error
    width, height = reversed(size) if orientation in _LYING else size
    return DecodedPhoto(pixels, width, height, taken_at)


def preview(pixels: RgbImage) -> bytes:
    """A JPEG with a long side of at most PREVIEW_SIDE, padded where the photo is longer than a chat shows."""
    pixels = shrink(pixels, PREVIEW_SIDE)
    height, width = pixels.shape[:2]
    short = -(-max(height, width) // LONGEST_RATIO)
    pad_y, pad_x = max(0, short - height), max(0, short - width)
    if pad_x or pad_y:
        sides = (pad_y // 2, pad_y - pad_y // 2, pad_x // 2, pad_x - pad_x // 2)
        pixels = cv2.copyMakeBorder(pixels, *sides, cv2.BORDER_CONSTANT)
    return encode_jpeg(pixels)


@functools.cache
def _prepare_pillow() -> None:
    Image.init()
    pillow_heif.register_heif_opener()
    # Pillow's own limit counts the pixels of the file, not those that are decoded, and starts with a
    # warning; `decode` has one limit instead, checked before any pixel is decoded.
    Image.MAX_IMAGE_PIXELS = None


def _open(data: bytes) -> Image.Image:
    _prepare_pillow()
    try:
        return Image.open(io.BytesIO(data), formats=FORMATS)
    except UnidentifiedImageError as error:
        raise UnreadablePhotoError("damaged" if _begins_as_photo(data) else "not_a_photo") from error
    except _BROKEN as error:
        raise UnreadablePhotoError("damaged") from error


def _begins_as_photo(data: bytes) -> bool:
    """HEIC and AVIF that were cut off are not even identified."""
    accepts = (Image.OPEN[name][1] for name in FORMATS)
    return len(data) >= PREFIX and any(accept(data[:PREFIX]) for accept in accepts if accept)


def _by_opencv(image: Image.Image, data: bytes) -> RgbImage | None:
    """A large JPEG as Pillow's draft gives it, to the pixel, in 93% of the time; None for what is unusual."""
    reduced = _REDUCED.get(max(image.size) // WORKING_SIDE)
    if reduced is None or image.format != "JPEG" or image.mode != "RGB":
        return None
    try:
        small: RgbImage | None = cv2.imdecode(np.frombuffer(data, np.uint8), reduced | _AS_IT_LIES)
    except cv2.error:  # limits of its own
        return None
    return small


def _whole_or_cut(image: Image.Image, data: bytes) -> Image.Image:
    try:
        return _small(image)
    except OSError:
        if not isinstance(image, JpegImageFile):
            raise
        small = _small(_open(data + END_OF_IMAGE))
        if _shown(small) < LEAST_SHOWN:
            raise
        return small


def _shown(small: Image.Image) -> float:
    """The part of the rows that is above the last ones of one colour, as JPEGs end that were cut off."""
    pixels = np.asarray(small)
    rows = np.flatnonzero((pixels != pixels[-1, -1]).any(axis=(1, 2)))
    return float(rows[-1] + 1) / len(pixels) if len(rows) else 0.0


def _small(image: Image.Image) -> Image.Image:
    """In RGB, at a reduced scale where it is large; not turned yet."""
    scale = WORKING_SIDE / max(image.size)
    if scale < 1:
        image.draft("RGB", (max(1, int(image.width * scale)), max(1, int(image.height * scale))))
    image.load()
    white = _white(image)
    factor = max(image.size) // WORKING_SIDE
    # What draft could not do: other formats, and the largest JPEGs.
    return _reduced(image, factor, white) if factor > 1 else _to_rgb(image, white)


def _orientation(image: Image.Image) -> int:
    """EXIF's, 1 for upright. To be asked once the image is loaded: some formats turn while they load."""
    orientation: int = image.getexif().get(ExifTags.Base.Orientation, 1)
    return orientation


def _turned(pixels: RgbImage, orientation: int) -> RgbImage:
    turn = _TURNS.get(orientation)
    return pixels if turn is None else turn(pixels)


def _reduced(image: Image.Image, factor: int, white: float) -> Image.Image:
    """A whole number smaller, in RGB.

    Made in strips: each step on all of a large photo would take as much memory as the photo again.
    """
    small = Image.new("RGB", (-(-image.width // factor), -(-image.height // factor)))
    for top in range(0, small.height, STRIP):
        bottom = min((top + STRIP) * factor, image.height)
        strip = image.crop((0, top * factor, image.width, bottom))
        small.paste(_to_rgb(strip, white).reduce(factor), (0, top))
    return small


def _to_rgb(image: Image.Image, white: float) -> Image.Image:
    if image.mode == "RGB":
        return image
    if _is_deep(image):
        return _from_deep(image, white)
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(paper, layer).convert("RGB")
    return image.convert("RGB")


def _is_deep(image: Image.Image) -> bool:
    return image.mode.startswith(("I", "F"))


def _white(image: Image.Image) -> float:
    """The value that is white; where it may be any, it is told from the brightest pixel."""
    if not _is_deep(image):
        return 255
    if image.mode.startswith("I;16"):
        return 65535
    brightest = float(np.fmax.reduce(np.asarray(image), axis=None))
    return 65535 if brightest > 255 else max(1.0, brightest)  # noqa: PLR2004


def _from_deep(image: Image.Image, white: float) -> Image.Image:
    """16-bit and float greys, spread over 8 bits; Pillow's own conversion would cut them off at 255."""
    grey = np.nan_to_num(np.asarray(image, np.float32))
    return Image.fromarray((np.clip(grey / white, 0, 1) * 255).astype(np.uint8)).convert("RGB")


def _taken_at(exif: Image.Exif) -> datetime | None:
    details = exif.get_ifd(ExifTags.IFD.Exif)
    for tag in _DATE_TAGS:
        text = details.get(tag) or exif.get(tag)
        try:
            return datetime.strptime(str(text).strip("\0 ")[:19], "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 (cameras know no zone)
        except ValueError:
            continue
    return None
