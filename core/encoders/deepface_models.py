"""Any of DeepFace's detectors and recognition models, by the names that its registry gives them."""

import logging
import re
import warnings
from collections.abc import Sequence
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnxruntime as ort
from deepface.models.Detector import Detector, FacialAreaRegion
from deepface.models.FacialRecognition import FacialRecognition

from core.encoders import embedded
from core.encoders.alignment import ARCFACE, DLIB, Points, chip, rotated_crop
from core.encoders.detection import Detection, FaceDetector, FaceEmbedder, eyes, five_points
from core.encoders.sessions import open_session
from core.errors import UnknownModelError, WeightsMissingError
from core.types import RgbImage, Vectors

logger = logging.getLogger(__name__)

# Models that were trained on faces aligned by five points. The others (VGG-Face, Facenet, OpenFace, DeepFace,
# DeepID) were trained on boxes, and get DeepFace's own alignment: turned until the eyes are level.
TEMPLATES = {
    "ArcFace": ARCFACE,
    "SFace": ARCFACE,
    "GhostFaceNet": ARCFACE,
    "Buffalo_L": ARCFACE,
    "Dlib": DLIB,
}

ALIGNMENT_VERSION = 1  # a change of alignment makes new vectors, not to be compared with the old ones
BATCH = 16
SILENT = 100  # above every level of DeepFace's logger


def build_detector(name: str, threads: int = 1) -> FaceDetector:
    """A detector by its name in DeepFace's registry.

    UnknownModelError if the registry has no such name; WeightsMissingError if a package or weights are
    not there and cannot be fetched.
    """
    client = _limited(_build("face_detector", name), threads)
    return client if isinstance(client, embedded.EmbeddedDetector) else DeepFaceDetector(name, client)


def build_embedder(name: str, threads: int = 1) -> FaceEmbedder:
    """A recognition model by its name in DeepFace's registry; errors as in `build_detector`."""
    client = _limited(_build("facial_recognition", name), threads)
    return client if isinstance(client, embedded.EmbeddedEmbedder) else DeepFaceEmbedder(name, client)


class DeepFaceDetector:
    """A DeepFace detector behind `FaceDetector`. Not for several threads at once: some clients keep state."""

    minimum_score = 0.0  # each of them has a limit of its own, on a scale of its own

    def __init__(self, name: str, client: Detector) -> None:
        self.identity = name
        self._client = client

    def detect(self, image: RgbImage) -> list[Detection]:
        """Every face in an image (height, width, 3), in its pixels."""
        regions = self._client.detect_faces(cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
        return [_detection(region) for region in regions if region.w > 0 and region.h > 0]


class DeepFaceEmbedder:
    """A DeepFace recognition model behind `FaceEmbedder`.

    Pixels go in as by DeepFace's default, normalization="base": BGR, 0 to 1. That is what its represent and
    verify give every model, so what its published thresholds hold for; where a net was trained on something
    else (SFace, Dlib, Buffalo_L), its client converts. The other normalisations are left to their callers.
    """

    def __init__(self, name: str, client: FacialRecognition) -> None:
        self._client = client
        self._size: tuple[int, int] = tuple(client.input_shape)  # width, height
        self._template = TEMPLATES.get(name)
        self.dimensions = int(client.output_shape)
        alignment = "eyes" if self._template is None else "five-point"
        self.identity = f"{name}/{alignment}-{ALIGNMENT_VERSION}"

    def embed(self, image: RgbImage, faces: Sequence[Detection]) -> Vectors:
        """(len(faces), dimensions) float32, the faces cut straight from `image`."""
        batches = [faces[i : i + BATCH] for i in range(0, len(faces), BATCH)]
        empty = np.empty((0, self.dimensions), np.float32)
        return np.concatenate([empty, *(self._embed_batch(image, batch) for batch in batches)])

    def _embed_batch(self, image: RgbImage, faces: Sequence[Detection]) -> Vectors:
        crops = np.stack([self._crop(image, face) for face in faces])
        # A copy in memory order: some of the clients normalise in place, or hand the buffer to native code.
        bgr = np.ascontiguousarray(crops[..., ::-1], dtype=np.float32) / 255
        return np.array(self._client.forward(bgr), np.float32).reshape(len(faces), self.dimensions)

    def _crop(self, image: RgbImage, face: Detection) -> RgbImage:
        if self._template is None:
            return rotated_crop(image, face.box, eyes(face), self._size)
        return chip(image, five_points(face), self._template.scaled(self._size[0]))


def _build(task: str, name: str) -> Any:
    from deepface.modules import modeling  # noqa: PLC0415

    embedded.register()
    known = modeling.AVAILABLE_MODELS[task]
    if name not in known:
        raise UnknownModelError(f"DeepFace has no {task} {name!r}; it has {', '.join(sorted(known))}")
    if name != embedded.NAME:
        _prepare()
        logger.info("Loading DeepFace's %s; it is downloaded if it is not there yet", name)
    try:
        # Importing retinaface turns off every warning of the process, and some clients print as they load.
        with warnings.catch_warnings(), redirect_stdout(StringIO()):
            client = modeling.build_model(task, name)
            if not hasattr(client, "model"):  # centerface loads with each photo: let it fail now rather
                client.build_model()
            return client
    except (ImportError, OSError, ValueError, cv2.error) as error:
        raise WeightsMissingError(_sentence(name, str(error))) from error


def _prepare() -> None:
    """What DeepFace does when it is imported as a whole: a folder to download to. And quiet: it prints."""
    from deepface.commons.folder_utils import initialize_folder  # noqa: PLC0415
    from deepface.commons.logger import Logger  # noqa: PLC0415

    Logger().log_level = SILENT
    initialize_folder()


def _sentence(name: str, reason: str) -> str:
    missing = re.search(r"(\S+[/\\]weights)[/\\](\S+?)\.?\s*$", reason)
    if missing:
        folder, file = missing.groups()
        return f"{name} needs {file} in {folder}: it is not there and could not be downloaded"
    from deepface.commons.folder_utils import get_deepface_home  # noqa: PLC0415

    folder = str(Path(get_deepface_home(), ".deepface", "weights"))
    return f"{name} could not be loaded (its weights belong in {folder}): {reason}"


def _limited(client: Any, threads: int) -> Any:
    """The client with a session of so many threads; DeepFace's own take a thread for every core.

    Sessions on a GPU, and models that are none, stay as they are.
    """
    session = getattr(client, "model", None)
    if isinstance(session, ort.InferenceSession) and session.get_providers() == ["CPUExecutionProvider"]:
        client.model = open_session(Path(session._model_path), threads)  # noqa: SLF001
    return client


def _detection(region: FacialAreaRegion) -> Detection:
    score = 1.0 if region.confidence is None else min(max(float(region.confidence), 0.0), 1.0)
    box = float(region.x), float(region.y), float(region.w), float(region.h)
    # Left and right are the person's own; ours are the viewer's.
    names = ("right_eye", "left_eye", "nose", "mouth_right", "mouth_left")
    points = [getattr(region, name) for name in names]
    return Detection(box, score, landmarks=_points(points), eyes=_points(points[:2]))


def _points(points: list[tuple[int, int] | None]) -> Points | None:
    return None if None in points else np.array(points, np.float64)
