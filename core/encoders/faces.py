"""Faces of a photo: found, measured, aligned, and turned into vectors."""

from dataclasses import replace
from math import sqrt

import numpy as np

from core.encoders.alignment import Matrix
from core.encoders.deepface_models import build_detector, build_embedder
from core.encoders.detection import Detection, FaceDetector, OfSmallCopies, Rectangle, find_again
from core.encoders.embedded import EmbeddedDetector
from core.encoders.quality import quality
from core.encoders.unit import unit
from core.pixels import shrink
from core.types import Box, EncodedFaces, Face, RgbImage

LONG_SIDE = 1280  # of the copy that DeepFace's detectors are shown; the embedded one takes photos of any size
TURNED_LONG_SIDE = 640  # enough to see which way up it is: 120 group photos on their side lose no face

# Of LFW's photos turned by a quarter or a half, 99% score less than SURE_SCORE as they are, and 99% more
# than TURNED_SCORE once turned back; so do hardly any textures that look like a face from one side.
SURE_SCORE = 0.9
TURNED_SCORE = 0.86

# Smaller faces are not kept. One side of LFW's pairs made smaller, of those that show one person half reach
# 70% where the face is 24 pixels large, a quarter at 20, one in twenty at 16, where one in four is not even
# found.
MINIMUM_SIDE = 20  # pixels in the photo that faces are cut from: the geometric mean of width and height


class FaceEncoder:
    """One code path for every detector and model: the embedded ones and all of DeepFace's."""

    def __init__(self, detector: str = "embedded", model: str = "embedded", threads: int = 1) -> None:
        """Loads the models.

        UnknownModelError if DeepFace's registry has no such name; WeightsMissingError if a package or weights
        are not there and cannot be fetched.
        """
        self._detector = _for_any_size(build_detector(detector, threads))
        self._embedder = build_embedder(model, threads)
        self._landmarks = build_detector("embedded", threads)
        self.identity = f"{self._embedder.identity}/{self._detector.identity}"
        self.dimensions = self._embedder.dimensions

    def encode(self, photo: RgbImage) -> EncodedFaces:
        """Faces by area, largest first, cut from `photo` itself: give it as large as it is at hand."""
        photo = np.ascontiguousarray(photo)
        found = [self._with_landmarks(photo, face) for face in find_faces(self._detector, photo)]
        kept = sorted((face for face in found if usable(face, photo)), key=lambda face: -face.area)
        vectors = unit(self._embedder.embed(photo, kept))
        return EncodedFaces(tuple(_described(face, photo) for face in kept), vectors)

    def _with_landmarks(self, photo: RgbImage, face: Detection) -> Detection:
        """Detectors that give no more than boxes or eyes get the five points from the embedded one."""
        if face.landmarks is not None:
            return face
        again = find_again(self._landmarks, photo, face.box)
        return face if again is None else replace(face, landmarks=again.landmarks)


def find_faces(detector: FaceDetector, photo: RgbImage) -> list[Detection]:
    """The faces of a photo, in its pixels, whichever way up it is.

    A detector also sees a face in one that lies on its side or stands on its head, less surely and with
    its eyes in the wrong place, so that it matches nobody. Unless it is sure, the photo is turned.
    """
    upright = _look(detector, photo, photo, turns=0)
    if _best(upright) >= SURE_SCORE:
        return upright
    small = shrink(photo, TURNED_LONG_SIDE)
    best = {turns: _best(_look(detector, small, photo, turns)) for turns in (1, 2, 3)}
    turns = max(best, key=lambda turns: best[turns])
    if best[turns] < max(TURNED_SCORE, _best(upright)):
        return upright
    return _look(detector, photo, photo, turns)


def _for_any_size(detector: FaceDetector) -> FaceDetector:
    return detector if isinstance(detector, EmbeddedDetector) else OfSmallCopies(detector, LONG_SIDE)


def _look(detector: FaceDetector, view: RgbImage, photo: RgbImage, turns: int) -> list[Detection]:
    """The faces in a smaller copy of the photo, turned by so many quarters; in the photo's pixels."""
    found = detector.detect(np.ascontiguousarray(np.rot90(view, turns)))
    back = _from_turned(view, turns, photo)
    return [face.moved(back) for face in found if face.score >= detector.minimum_score]


def _best(faces: list[Detection]) -> float:
    return max((face.score for face in faces), default=0.0)


def _from_turned(view: RgbImage, turns: int, photo: RgbImage) -> Matrix:
    """From pixels of np.rot90(view, turns) to those of the photo that `view` is a smaller copy of."""
    height, width = view.shape[:2]
    back = {
        0: [(1, 0, 0), (0, 1, 0)],
        1: [(0, -1, width), (1, 0, 0)],
        2: [(-1, 0, width), (0, -1, height)],
        3: [(0, 1, 0), (-1, 0, height)],
    }[turns]
    scale = np.array([photo.shape[1] / width, photo.shape[0] / height])
    matrix: Matrix = np.array(back, np.float64) * scale[:, None]
    return matrix


def usable(face: Detection, photo: RgbImage) -> bool:
    """Whether a face is large enough to be recognised, and its middle in the photo."""
    height, width = photo.shape[:2]
    x, y = face.box[0] + face.box[2] / 2, face.box[1] + face.box[3] / 2
    return sqrt(face.area) >= MINIMUM_SIDE and 0 <= x < width and 0 <= y < height


def _described(face: Detection, photo: RgbImage) -> Face:
    size = np.array([photo.shape[1], photo.shape[0]], np.float64)
    points = None if face.landmarks is None else tuple((float(x), float(y)) for x, y in face.landmarks / size)
    return Face(_clipped(face.box, photo), points, face.score, quality(photo, face))


def _clipped(box: Rectangle, photo: RgbImage) -> Box:
    height, width = photo.shape[:2]
    left, top = max(box[0], 0.0), max(box[1], 0.0)
    right, bottom = min(box[0] + box[2], width), min(box[1] + box[3], height)
    return Box(left / width, top / height, (right - left) / width, (bottom - top) / height)
