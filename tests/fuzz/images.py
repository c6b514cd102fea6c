"""The image loader."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

from hypothesis import strategies as st

from core.errors import UnreadablePhotoError
from core.intake.images import decode, preview
from tests.fuzz.mutations import mutated
from tests.fuzz.target import Run, Target
from tests.test_images import quarters, saved

MOST_PIXELS = 4_000_000

KINDS: tuple[tuple[str, dict[str, Any]], ...] = (
    *(("jpeg", {}), ("jpeg", {"progressive": True}), ("png", {}), ("webp", {}), ("webp", {"lossless": True})),
    *(("heic", {}), ("avif", {}), ("gif", {}), ("bmp", {}), ("dib", {}), ("tiff", {})),
    *(("tiff", {"compression": name}) for name in ("tiff_lzw", "jpeg", "tiff_deflate", "packbits", "group4")),
)
MODES = ("RGB", "L", "CMYK", "RGBA", "P", "1", "I;16")
EXIF = (
    b"Exif\0\0II*\0\x08\0\0\0\x02\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0"
    b"\x69\x87\x04\0\x01\0\0\0\x08\0\0\0\0\0\0\0"
)


@cache
def whole() -> tuple[bytes, ...]:
    """The same picture in every format, in every mode that this can be written in."""
    found = []
    for kind, options in KINDS:
        for mode in MODES:
            with suppress(OSError, ValueError, KeyError, RuntimeError):
                found.append(saved(quarters(60, 40).convert(mode), kind, **options))
        with suppress(OSError, ValueError, KeyError, RuntimeError):
            found.append(saved(quarters(60, 40), kind, exif=EXIF, icc_profile=b"junk" * 50, **options))
        with suppress(OSError, ValueError, KeyError, RuntimeError, AttributeError):
            frames = [quarters(20 + i, 20) for i in range(3)]
            found.append(saved(frames[0], kind, save_all=True, append_images=frames[1:], **options))
    return tuple(found)


@contextmanager
def opened() -> Iterator[Run]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield _decode


def _decode(data: bytes) -> None:
    with suppress(UnreadablePhotoError):
        photo = decode(data, MOST_PIXELS)
        assert photo.width * photo.height <= MOST_PIXELS
        assert photo.pixels.ndim == 3
        assert preview(photo.pixels)[:2] == b"\xff\xd8"


TARGET = Target(
    "image", mutated(st.deferred(lambda: st.sampled_from(whole()))) | st.binary(max_size=100), opened
)
