"""Pictures in memory: shrunk, written, read back."""

import cv2
import numpy as np

from core.types import RgbImage

QUALITY = 85  # of JPEGs


def encode_jpeg(pixels: RgbImage, quality: int = QUALITY) -> bytes:
    _, encoded = cv2.imencode(
        ".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality]
    )
    return bytes(encoded)


def decode_jpeg(data: bytes) -> RgbImage:
    """Decode a preview that this project wrote."""
    bgr = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    rgb: RgbImage = cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)
    return rgb


def shrink(pixels: RgbImage, long_side: int) -> RgbImage:
    """Shrink to a long side of at most `long_side` pixels; smaller photos stay.

    Halved while it can be, which averages four pixels, the rest by bilinear interpolation: below a factor
    of two no pixel is left out. INTER_AREA takes 6.7 times as long for factors that are not whole (17.5 ms
    for 2.6, from 2000 to 1280), and as many faces are found: on 769 of WIDER FACE, 90.25% at a factor of
    1.56 with both, and 83.75% for 83.62% at 2.4.
    """
    height, width = pixels.shape[:2]
    scale = long_side / max(height, width)
    if scale >= 1:
        return pixels
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    while max(pixels.shape[:2]) >= 2 * long_side:
        pixels = _resized(pixels, (max(1, pixels.shape[1] // 2), max(1, pixels.shape[0] // 2)))
    return _resized(pixels, size)


def _resized(pixels: RgbImage, size: tuple[int, int]) -> RgbImage:
    resized: RgbImage = cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR)
    return resized
