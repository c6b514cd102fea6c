"""What face detectors and embedders have in common, whoever made them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from core.encoders.alignment import ARCFACE, Matrix, Points, inverted, transformed, umeyama, warp
from core.pixels import shrink
from core.types import RgbImage, Vectors

Rectangle = tuple[float, float, float, float]
"""x, y, width, height in pixels; may reach beyond the image."""

# Where the embedded detector puts the five points in its own boxes, as fractions of width and height: the
# mean over 535 upright faces of 30 pixels and more.
USUAL_PLACE = np.array([(0.278, 0.373), (0.717, 0.372), (0.500, 0.572), (0.320, 0.731), (0.689, 0.731)])

# A face is looked for again at this size, with this much around it on each side, in parts of its own size.
SECOND_LOOK_SIDE = 160
SECOND_LOOK_BORDER = 0.25
SECOND_LOOK_OVERLAP = 0.3  # with the box that it was looked for in, as intersection over union

# Five points that lie closer together than this part of the box are no face's.
LEAST_SPREAD = 0.02


@dataclass(frozen=True, slots=True)
class Detection:
    """A face in an image, in that image's pixels."""

    box: Rectangle
    score: float  # 0 to 1
    landmarks: Points | None = None  # (5, 2): eye, eye, nose, mouth corner, mouth corner, from left to right
    eyes: Points | None = None  # (2, 2), from left to right, where a detector finds no more than them

    @property
    def area(self) -> float:
        return self.box[2] * self.box[3]

    def moved(self, matrix: Matrix) -> "Detection":
        """The same face in an image to which `matrix` (a scale, quarter turns, a shift) leads."""
        x, y, width, height = self.box
        corners = transformed(matrix, np.array([(x, y), (x + width, y + height)]))
        left, top = corners.min(axis=0)
        right, bottom = corners.max(axis=0)
        return Detection(
            (float(left), float(top), float(right - left), float(bottom - top)),
            self.score,
            None if self.landmarks is None else transformed(matrix, self.landmarks),
            None if self.eyes is None else transformed(matrix, self.eyes),
        )


class FaceDetector(Protocol):
    """Finds faces in one image."""

    @property
    def identity(self) -> str:
        """Name and version: boxes and landmarks decide what an embedder sees."""

    @property
    def minimum_score(self) -> float:
        """Below it, what this detector finds is rather no face."""

    def detect(self, image: RgbImage) -> list[Detection]: ...


@dataclass(frozen=True, slots=True)
class OfSmallCopies:
    """A detector that looks at a copy of at most `long_side` pixels of whatever it is shown."""

    detector: FaceDetector
    long_side: int

    @property
    def identity(self) -> str:
        return self.detector.identity

    @property
    def minimum_score(self) -> float:
        return self.detector.minimum_score

    def detect(self, image: RgbImage) -> list[Detection]:
        view = shrink(image, self.long_side)
        x, y = image.shape[1] / view.shape[1], image.shape[0] / view.shape[0]
        return [face.moved(np.array([(x, 0, 0), (0, y, 0)])) for face in self.detector.detect(view)]


class FaceEmbedder(Protocol):
    """Turns faces of one image into vectors."""

    identity: str  # model, version and alignment: what makes two vectors comparable
    dimensions: int

    def embed(self, image: RgbImage, faces: Sequence[Detection]) -> Vectors:
        """(len(faces), dimensions) float32, not necessarily of length 1."""


def five_points(face: Detection) -> Points:
    """The landmarks; or where they should be, going by the eyes or by no more than the box."""
    x, y, width, height = face.box
    if face.landmarks is not None and face.landmarks.std(axis=0).max() > LEAST_SPREAD * max(width, height):
        return face.landmarks
    if face.eyes is not None:
        template = np.array(ARCFACE.points)
        return transformed(inverted(umeyama(face.eyes, template[:2])), template)
    return USUAL_PLACE * (width, height) + (x, y)


def eyes(face: Detection) -> Points | None:
    """(2, 2), from left to right."""
    return face.eyes if face.landmarks is None else face.landmarks[:2]


def find_again(detector: FaceDetector, image: RgbImage, box: Rectangle) -> Detection | None:
    """The face that `detector` sees in a box which it, or something else, has found before.

    Crops that a face fills, small faces and boxes of other detectors all become a face of one size with
    something around it, which is what detectors know best.
    """
    x, y, width, height = box
    scale = SECOND_LOOK_SIDE / max(width, height)
    border = SECOND_LOOK_SIDE * SECOND_LOOK_BORDER
    matrix = np.array([(scale, 0, border - scale * x), (0, scale, border - scale * y)])
    size = round(scale * width + 2 * border), round(scale * height + 2 * border)
    found = [face.moved(inverted(matrix)) for face in detector.detect(warp(image, matrix, size))]
    best = max(found, key=lambda face: overlap(face.box, box), default=None)
    return best if best is not None and overlap(best.box, box) > SECOND_LOOK_OVERLAP else None


def overlap(one: Rectangle, other: Rectangle) -> float:
    """Intersection over union, 0 to 1."""
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    shared = max(width, 0) * max(height, 0)
    return shared / max(one[2] * one[3] + other[2] * other[3] - shared, 1e-9)
