"""What UForm's image encoder is given of photos: their middle square, small, and normalised."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.types import RgbImage

Tensor: TypeAlias = NDArray[np.float32]

REDUCING_GAP = 2.0
"""Pillow first averages whole blocks of pixels as long as the photo stays this many times too large: 2.1 ms
instead of 4.9 for a preview, and 0.04 of 255 grey values further from UForm's own."""


class Squares:
    """UForm's ImageProcessor, without a bug of its own: it squashes upright photos.

    That computes their new height from a width that it has already overwritten. Otherwise the same pixels:
    the short side is resized to the encoder's, the long one in proportion, rounded down, and the middle is
    cut out at whole pixels of that.
    """

    def __init__(self, config: Path) -> None:
        """Out of a model's config.json. LookupError, ValueError or TypeError where that is none."""
        values = json.loads(config.read_bytes())
        values = values.get("image_encoder", values)
        self._size = int(values["image_size"])
        self._means = np.array(values["normalization_means"], np.float32).reshape(3, 1, 1)
        self._deviations = np.array(values["normalization_deviations"], np.float32).reshape(3, 1, 1)

    def __call__(self, photos: Sequence[RgbImage]) -> Tensor:
        """(n, 3, size, size), the colours in deviations from their means."""
        tensor = np.empty((len(photos), 3, self._size, self._size), np.float32)
        for row, photo in zip(tensor, photos, strict=True):
            np.divide(self.pixels(photo).transpose(2, 0, 1), 255, out=row)
        tensor -= self._means
        tensor /= self._deviations
        return tensor

    def pixels(self, photo: RgbImage) -> RgbImage:
        """(size, size, 3)"""
        size = self._size
        height, width = photo.shape[:2]
        short = min(height, width)
        wide, tall = width * size // short, height * size // short  # of the whole photo, once resized
        left, top = round((wide - size) / 2), round((tall - size) / 2)
        box = (
            *(left * width / wide, top * height / tall),
            *((left + size) * width / wide, (top + size) * height / tall),
        )
        square = Image.fromarray(photo).resize(
            (size, size), Image.Resampling.BICUBIC, box, reducing_gap=REDUCING_GAP
        )
        return np.asarray(square)
