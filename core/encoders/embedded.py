"""The embedded face detector and embedder, as clients in DeepFace's model registry."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

import cv2
import numpy as np
from deepface.models.Detector import Detector, FacialAreaRegion
from deepface.models.FacialRecognition import FacialRecognition
from numpy.typing import NDArray

from core.encoders import weights
from core.encoders.alignment import DLIB, LOOSE, Points, chip
from core.encoders.calibration import calibration_for
from core.encoders.detection import Detection, find_again, five_points
from core.encoders.looks import HINT_SCORE, SMALL_SIDE, Rows, Sides, looked
from core.encoders.sessions import open_session
from core.types import RgbImage, Vectors

NAME = "embedded"

# Of 120 group photos' faces of 20 pixels and more: recall 93% at precision 0.95.
MINIMUM_SCORE = 0.6

# Below it faces are turned away, hidden or blurred so far that strangers' vectors are as alike as friends'.
# Of 968 faces in 279 group and everyday photos 8% are, and they take part in 69% of all pairs in different
# photos that reach the default level; clear faces of 20 pixels and more score 0.83 and better. In 120 group
# photos recall is 89% at precision 0.988; 91% at 0.98 from a score of 0.7, 86% at 0.99 from 0.8.
RECOGNISABLE_SCORE = 0.75
MAXIMUM_OVERLAP = 0.3  # of two boxes, as intersection over union, before the weaker one is dropped
STRIDES = (8, 16, 32)

CHIP_DLIB = DLIB
CHIP_MOBILENET = LOOSE
BATCH = 16  # faces: bounds the memory of a photo with hundreds of them

BgrImage = NDArray[np.uint8]
Chips = tuple[RgbImage, RgbImage]


class EmbeddedDetector(Detector):  # type: ignore[misc]
    """A YuNet-class detector (libfacedetection): boxes, scores and five landmarks."""

    identity = f"{NAME}-{weights.version(weights.FACE_DETECTOR)}/looks-2"
    minimum_score = RECOGNISABLE_SCORE

    def __init__(self) -> None:
        self.model = open_session(weights.locate(weights.FACE_DETECTOR))

    def detect(self, image: RgbImage) -> list[Detection]:
        """Every face in an image (height, width, 3) of any size, in its pixels."""
        return [_detection(row) for row in distinct(*looked(self.look, image))]

    def detect_faces(self, img: NDArray[Any]) -> list[FacialAreaRegion]:
        """DeepFace's interface: a BGR image in; left and right are the person's own."""
        bgr = img if img.dtype == np.uint8 else np.clip(img, 0, 255).astype(np.uint8)
        found = self.detect(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB))
        return [_region(face) for face in found if face.score >= self.minimum_score]

    def look(self, image: RgbImage) -> Rows:
        """All that might be a face in an image as it is, from HINT_SCORE on."""
        bgr = _padded(cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
        levels = self.model.run(None, {"bgr": bgr[None]})
        return np.concatenate([_decoded(level[0], s) for level, s in zip(levels, STRIDES, strict=True)])


class EmbeddedEmbedder(FacialRecognition):  # type: ignore[misc]
    """dlib's ResNet on a chip and its mirror image, beside a VGGFace2 MobileNet: 256 numbers."""

    identity = f"{NAME}-{weights.version(weights.FACE_EMBEDDER)}/five-point-2"
    dimensions = 256

    def __init__(self) -> None:
        self.model = open_session(weights.locate(weights.FACE_EMBEDDER))
        self.model_name = NAME
        self.input_shape = (224, 224)
        self.output_shape = self.dimensions
        self._detector = EmbeddedDetector()

    def embed(self, image: RgbImage, faces: Sequence[Detection]) -> Vectors:
        """(len(faces), 256) float32 of L2 norm 1, the faces cut straight from `image`."""
        return self._embed(_chips(image, five_points(face)) for face in faces)

    def forward(self, img: NDArray[Any]) -> list[float] | list[list[float]]:
        """DeepFace's interface: crops (n, 224, 224, 3) or (224, 224, 3), BGR, 0 to 1.

        They are aligned by the eyes at best, so the five points are looked for once more in each crop.
        Answers with one list of 256 numbers for one crop, else with a list of them, as DeepFace's own do.
        """
        crops = img[None] if img.ndim == 3 else img  # noqa: PLR2004
        rgb = np.clip(np.rint(crops[..., ::-1] * 255), 0, 255).astype(np.uint8)
        vectors: list[list[float]] = self._embed(_chips(crop, self._points_in(crop)) for crop in rgb).tolist()
        return vectors[0] if len(vectors) == 1 else vectors

    def _points_in(self, crop: RgbImage) -> Points:
        whole = (0, 0, crop.shape[1], crop.shape[0])
        return five_points(find_again(self._detector, crop, whole) or Detection(whole, score=0))

    def _embed(self, chips: Iterable[Chips]) -> Vectors:
        chips = iter(chips)
        parts = [np.empty((0, self.dimensions), np.float32)]
        while batch := list(islice(chips, BATCH)):
            dlib, mobilenet = (np.stack(kind) for kind in zip(*batch, strict=True))
            parts += self.model.run(None, {"chips_dlib": dlib, "chips_arc": mobilenet})
        return np.concatenate(parts)


def register() -> None:
    """Offer both to whatever asks DeepFace's registry for "embedded". May be called twice."""
    from deepface.config.threshold import thresholds  # noqa: PLC0415
    from deepface.modules import modeling  # noqa: PLC0415

    for task, client in (("face_detector", EmbeddedDetector), ("facial_recognition", EmbeddedEmbedder)):
        modeling.AVAILABLE_MODELS[task][NAME] = {modeling.ANY: f"{__name__}.{client.__name__}"}
    # DeepFace.verify and find refuse a model without these. Distances of unit vectors follow from each other.
    cosine = 1 - calibration_for(NAME).cosine(50)
    thresholds[NAME] = {
        "cosine": cosine,
        "euclidean": (2 * cosine) ** 0.5,
        "euclidean_l2": (2 * cosine) ** 0.5,
        "angular": float(np.arccos(1 - cosine) / np.pi),
    }


def _padded(bgr: BgrImage) -> BgrImage:
    """Black at the right and below, up to whole cells of the coarsest grid."""
    height, width = bgr.shape[:2]
    bottom, right = -height % STRIDES[-1], -width % STRIDES[-1]
    padded: BgrImage = cv2.copyMakeBorder(bgr, 0, bottom, 0, right, cv2.BORDER_CONSTANT)
    return padded


def _decoded(level: NDArray[np.float32], stride: int) -> Rows:
    """The faces in the output of one grid, (16, h, w).

    As libfacedetection encodes them: the score is the geometric mean of two probabilities, class and object;
    centre and points are offsets from the cell, width and height are logarithms, all in units of the stride.
    """
    scores = np.sqrt(_sigmoid(level[0]) * _sigmoid(level[1]))
    rows, columns = np.nonzero(scores >= HINT_SCORE)
    values, cells = level[2:, rows, columns].T, np.column_stack([columns, rows]).astype(np.float32)
    centres, sizes = (values[:, :2] + cells) * stride, np.exp(values[:, 2:4]) * stride
    points = (values[:, 4:].reshape(-1, 5, 2) + cells[:, None]) * stride
    found = scores[rows, columns][:, None]
    return np.hstack([found, centres - sizes / 2, sizes, points.reshape(-1, 10)]).astype(np.float32)


def distinct(rows: Rows, seen: Sides) -> Rows:
    """Each face of MINIMUM_SCORE once: of the rows that are sure of it, the one that saw it large enough."""
    rows, seen = rows[rows[:, 0] >= MINIMUM_SCORE], seen[rows[:, 0] >= MINIMUM_SCORE]
    scores = rows[:, 0]
    ranks = 2 * (scores >= RECOGNISABLE_SCORE) + np.minimum(seen / SMALL_SIDE, 1) + scores
    return rows[list(cv2.dnn.NMSBoxes(rows[:, 1:5].tolist(), ranks.tolist(), 0, MAXIMUM_OVERLAP))]


def _sigmoid(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    return (1 / (1 + np.exp(-np.clip(logits, -80, 80)))).astype(np.float32)


def _detection(row: NDArray[np.float32]) -> Detection:
    score, x, y, width, height = (float(value) for value in row[:5])
    return Detection((x, y, width, height), score, row[5:].reshape(5, 2).astype(np.float64))


def _region(face: Detection) -> FacialAreaRegion:
    x, y, width, height = (round(value) for value in face.box)
    points = [(round(x), round(y)) for x, y in five_points(face).tolist()]
    # The eye on the picture's left is the person's right one.
    names = ("right_eye", "left_eye", "nose", "mouth_right", "mouth_left")
    return FacialAreaRegion(
        x, y, width, height, confidence=face.score, **dict(zip(names, points, strict=True))
    )


def _chips(image: RgbImage, landmarks: Points) -> Chips:
    return chip(image, landmarks, CHIP_DLIB), chip(image, landmarks, CHIP_MOBILENET)
