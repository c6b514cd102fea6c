"""Plain values that travel between the parts of the core."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

RgbImage = NDArray[np.uint8]
"""(height, width, 3), upright, sRGB."""

Vector = NDArray[np.float32]
"""(dimensions,)"""

Vectors = NDArray[np.float32]
"""(n, dimensions), one row a face or a photo."""


@dataclass(frozen=True, slots=True)
class Box:
    """A face area, as fractions of the photo's width and height, from the top left."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2

    def holds(self, x: float, y: float) -> bool:
        return self.x <= x <= self.x + self.width and self.y <= y <= self.y + self.height


Landmarks = tuple[tuple[float, float], ...]
"""Eye, eye, nose, mouth corner, mouth corner as seen from left to right; (x, y) as fractions of the photo."""


@dataclass(frozen=True, slots=True)
class Face:
    box: Box
    landmarks: Landmarks | None  # None where a detector gives no more than a box
    score: float  # how sure the detector is, 0 to 1
    quality: float  # how well the face can be recognised, 0 to 1


@dataclass(frozen=True, slots=True)
class EncodedFaces:
    """The faces of one photo, and their embeddings: row i of `vectors` belongs to `faces[i]`."""

    faces: tuple[Face, ...]
    vectors: Vectors  # (len(faces), dimensions), L2 norm 1


@dataclass(frozen=True, slots=True)
class GalleryFaces:
    """All faces of a gallery by one model: row i of each belongs to one face."""

    vectors: Vectors  # (n, dimensions), L2 norm 1
    photo_ids: NDArray[np.int64]  # (n,)
    qualities: NDArray[np.float32]  # (n,)
    ids: NDArray[np.int64]  # (n,)


@dataclass(frozen=True, slots=True)
class EncodedPhoto:
    """What is known of a photo once its bytes were decoded."""

    width: int  # of the original, upright
    height: int
    taken_at: datetime | None
    faces: EncodedFaces
    preview: bytes  # JPEG, upright, long side at most 1280 px
    fingerprint: bytes = b""  # see `core.encoders.fingerprint`
