"""Photos as Telegram keeps them: upright JPEGs without metadata, in several sizes."""

import struct
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

SIDES = (90, 320, 800, 1280)
THUMBNAIL_SIDE = 320
QUALITY = 87

UNREADABLE = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    MemoryError,
    struct.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)
"""What Pillow's readers raise on broken files."""


class NotAPictureError(Exception):
    pass


@dataclass(frozen=True)
class Picture:
    data: bytes
    width: int
    height: int


def dimensions(path: Path) -> tuple[int, int]:
    try:
        with Image.open(path) as image:
            return image.size
    except UNREADABLE as error:
        raise NotAPictureError from error


def photo_sizes(path: Path, sides: tuple[int, ...] = SIDES) -> list[Picture]:
    """The photo at most `sides` long, smallest first; none larger than the file itself."""
    try:
        image = _upright(path, sides[-1])
        longest, pictures = max(image.size), []
        for side in sorted((side for side in sides if side < longest or side == sides[-1]), reverse=True):
            image = _shrunk(image, side)  # each of the next larger: the whole is not gone through four times
            pictures.append(_encoded(image))
    except UNREADABLE as error:
        raise NotAPictureError from error
    return pictures[::-1]


def thumbnail(path: Path) -> Picture:
    return photo_sizes(path, (THUMBNAIL_SIDE,))[0]


def _upright(path: Path, side: int) -> Image.Image:
    with Image.open(path) as source:
        source.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
        image = _opaque(ImageOps.exif_transpose(source))
    image.info = {}
    return image


def _opaque(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    image = image.convert("RGBA")
    background = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(background, image).convert("RGB")


def _shrunk(image: Image.Image, side: int) -> Image.Image:
    if side < max(image.size):
        image = image.copy()
        image.thumbnail((side, side), Image.Resampling.BICUBIC, reducing_gap=2.0)
    return image


def _encoded(image: Image.Image) -> Picture:
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=QUALITY)
    return Picture(buffer.getvalue(), *image.size)
