"""The photo side of the basic description search, which needs no download."""

from collections.abc import Sequence

import numpy as np
from PIL import Image

from core.encoders import weights
from core.encoders.colours import DIMENSIONS as COLOUR_NUMBERS
from core.encoders.colours import colours
from core.encoders.sessions import open_session
from core.types import RgbImage, Vector, Vectors

IDENTITY = f"basic@{weights.version(weights.BASIC_TEXT_CLASSIFIER)}"
CLASSES = 1000
DIMENSIONS = CLASSES + COLOUR_NUMBERS

_SIDE = 260


class BasicText:
    """Describes photos by what an ImageNet classifier sees in them, and by their colours."""

    identity = IDENTITY
    dimensions = DIMENSIONS

    def __init__(self) -> None:
        """Raises WeightsMissingError."""
        self._session = open_session(weights.locate(weights.BASIC_TEXT_CLASSIFIER))

    def encode_photos(self, previews: Sequence[RgbImage]) -> Vectors:
        """(n, 1018) float32: 1,000 class probabilities, then the 18 numbers of `colours`."""
        # One by one: larger batches are no faster on one thread, and keep hundreds of megabytes.
        rows = [self._encode(preview) for preview in previews]
        return np.stack(rows) if rows else np.empty((0, DIMENSIONS), np.float32)

    def _encode(self, preview: RgbImage) -> Vector:
        (probabilities,) = self._session.run(None, {"rgb": _squash(preview)[None]})
        return np.hstack([probabilities[0], colours(preview)]).astype(np.float32)


def _squash(photo: RgbImage) -> RgbImage:
    """(260, 260, 3): the whole photo, out of shape, as the classifier was tuned to see it.

    Pillow's bicubic filter widens when it shrinks, so nothing aliases; OpenCV's does not.
    """
    return np.asarray(Image.fromarray(photo).resize((_SIDE, _SIDE), Image.Resampling.BICUBIC))
