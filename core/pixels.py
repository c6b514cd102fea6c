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
    """Shrink to a long side of at most `long_side` pixels by averaging areas; smaller photos stay."""
    height, width = pixels.shape[:2]
    scale = long_side / max(height, width)
    if scale >= 1:
        return pixels
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small: RgbImage = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    return small
