"""Photos and descriptions in one space, by UForm (https://github.com/unum-cloud/uform)."""

import hashlib
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

import huggingface_hub
import numpy as np
import uform
from PIL import Image

from core.encoders.sessions import open_session
from core.encoders.unit import unit
from core.errors import EmptyQueryError, WeightsMissingError
from core.types import RgbImage, Vector, Vectors

TEXT = "text_encoder"
IMAGE = "image_encoder"

_FILES = ("config.json", "tokenizer.json", f"{TEXT}.onnx", f"{IMAGE}.onnx")
_SHA256_DIGITS = 64
_BATCH = 8
_loading = Lock()


class UForm:
    """One of UForm's models of images and texts, out of the hub's local cache: loading asks no network."""

    def __init__(self, model_name: str) -> None:
        """Raises WeightsMissingError when the cache holds nothing, half or a damaged copy of the model."""
        snapshot = _cached_snapshot(model_name)
        self.identity = f"{model_name}@{snapshot.name[:12]}"
        try:
            self._processors, self._encoders = _get_model(model_name, snapshot)
            self.dimensions = len(self.encode_query("a photo"))
        except Exception as error:  # tokenizers and onnxruntime raise bare Exceptions at a damaged file
            raise WeightsMissingError(f"The weights of {model_name} are damaged: {error}") from error

    def encode_photos(self, previews: Sequence[RgbImage]) -> Vectors:
        """(n, dimensions) float32, L2 norm 1."""
        batches = [previews[i : i + _BATCH] for i in range(0, len(previews), _BATCH)]
        rows = [self._encode_batch(batch) for batch in batches]
        return np.concatenate(rows) if rows else np.empty((0, self.dimensions), np.float32)

    def encode_query(self, text: str) -> Vector:
        """(dimensions,) float32, L2 norm 1; words beyond the model's length (about 50) do not count.

        Raises EmptyQueryError when there is nothing to encode.
        """
        text = text.encode("utf-8", "ignore").decode()  # a lone surrogate is no text to the tokenizer
        if not text.strip():
            raise EmptyQueryError
        vector: Vector = self._embed(TEXT, text)[0]
        if not vector.any():
            raise EmptyQueryError
        return vector

    def _encode_batch(self, previews: Sequence[RgbImage]) -> Vectors:
        return self._embed(IMAGE, [_central_square(preview) for preview in previews])

    def _embed(self, modality: str, batch: str | list[Image.Image]) -> Vectors:
        key = uform.Modality(modality)
        inputs = self._processors[key](batch)
        features = self._encoders[key].encode(inputs, return_features=False)
        return unit(np.nan_to_num(features.astype(np.float32)))


def fetch(model_name: str, *, again: bool = False) -> None:
    """Download `model_name` into the hub's cache (minutes): what is missing or damaged, or all of it `again`.

    Nothing is loaded here: models run in worker processes. Raises WeightsMissingError when the hub cannot be
    reached, has no such model, or sends damaged files.
    """
    _download(model_name, again=again)
    try:
        _cached_snapshot(model_name)
    except WeightsMissingError:
        if again:
            raise
        # The hub's client takes a file that is there for whole, and would leave a damaged one for ever.
        fetch(model_name, again=True)


def _download(model_name: str, *, offline: bool = False, again: bool = False) -> Path:
    try:
        folder = huggingface_hub.snapshot_download(
            model_name, allow_patterns=list(_FILES), local_files_only=offline, force_download=again
        )
    except Exception as error:  # network, proxy, disk, a name that is none: each library has its own tree
        raise WeightsMissingError(f"The weights of {model_name} could not be fetched: {error}") from error
    return Path(folder)


def _cached_snapshot(model_name: str) -> Path:
    try:
        snapshot = _download(model_name, offline=True)
    except WeightsMissingError as error:
        raise WeightsMissingError(f"The weights of {model_name} are not in the cache.") from error
    for name in _FILES:
        if not (snapshot / name).is_file():
            raise WeightsMissingError(f"The weights of {model_name} are half there: {name} is missing.")
        if _is_damaged((snapshot / name).resolve()):
            raise WeightsMissingError(f"The weights of {model_name} are damaged: {name} is not as published.")
    return snapshot


def _is_damaged(blob: Path) -> bool:
    """Whether a large file belies its name: the cache calls it by its sha256, small files by a git id."""
    if len(blob.name) != _SHA256_DIGITS:
        return False
    with blob.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() != blob.name


def _get_model(model_name: str, snapshot: Path) -> tuple[Any, Any]:
    """`uform.get_model`, made to take the snapshot that is in the cache, on one thread.

    UForm asks the hub for the newest revision at every load: it waits for a hub that does not answer, and
    would swap the model under vectors that the old one made. It takes no option against that, so the function
    that it calls gets the options for the length of the call. Likewise the sessions: UForm's take as many
    threads as there are cores, in each of the worker processes.
    """
    with _loading:
        download = uform.snapshot_download
        uform.snapshot_download = partial(download, revision=snapshot.name, local_files_only=True)
        try:
            processors, encoders = uform.get_model(model_name, modalities=[TEXT, IMAGE])
        finally:
            uform.snapshot_download = download
    for modality, attribute in ((TEXT, "text_encoder_session"), (IMAGE, "session")):
        session = open_session(snapshot / f"{modality}.onnx")
        setattr(encoders[uform.Modality(modality)], attribute, session)
    return processors, encoders


def _central_square(photo: RgbImage) -> Image.Image:
    """The part of the photo that UForm looks at, at full size.

    UForm's processor resizes the short side to the model's and crops the middle, but squashes upright photos:
    it computes their new height from a width that it has already overwritten. Squares come out right.
    """
    height, width = photo.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return Image.fromarray(photo[top : top + side, left : left + side])
