"""Photos and descriptions in one space, by UForm (https://github.com/unum-cloud/uform)."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from uform.numpy_processors import TextProcessor

from core.encoders import hub
from core.encoders.sessions import open_session
from core.encoders.squares import Squares
from core.encoders.unit import unit
from core.errors import EmptyQueryError, WeightsMissingError
from core.types import RgbImage, Vector, Vectors

_CONFIG, _TOKENIZER, _TEXT, _IMAGE = _FILES = (
    *("config.json", "tokenizer.json"),
    *("text_encoder.onnx", "image_encoder.onnx"),
)
BATCH = 2
"""Photos in one run: eight take no less time each on one thread (240 ms), and 90 MB more."""


class UForm:
    """One of UForm's models of images and texts, out of the hub's local cache: loading asks no network.

    `uform.get_model` gives the same vectors. It asks the hub for the newest revision at every load, so that
    it waits for a hub that does not answer, and would swap the model under vectors that the old one made;
    and its sessions take as many threads as there are cores, in each of the worker processes.
    """

    def __init__(self, model_name: str) -> None:
        """Raises WeightsMissingError when the cache holds nothing, half or a damaged copy of the model."""
        snapshot = hub.cached(model_name, _FILES)
        self.identity = f"{model_name}@{snapshot.name[:12]}"
        try:
            self._squares = Squares(snapshot / _CONFIG)
            self._tokens = TextProcessor(str(snapshot / _CONFIG), str(snapshot / _TOKENIZER))
            self._photos, self._texts = (open_session(snapshot / name) for name in (_IMAGE, _TEXT))
            self.dimensions = len(self.encode_query("a photo"))
        except Exception as error:  # tokenizers and onnxruntime raise bare Exceptions at a damaged file
            raise WeightsMissingError(f"The weights of {model_name} are damaged: {error}") from error

    def encode_photos(self, previews: Sequence[RgbImage]) -> Vectors:
        """(n, dimensions) float32, L2 norm 1."""
        batches = [previews[i : i + BATCH] for i in range(0, len(previews), BATCH)]
        rows = [self._encode_batch(batch) for batch in batches]
        return np.concatenate(rows) if rows else np.empty((0, self.dimensions), np.float32)

    def encode_query(self, text: str) -> Vector:
        """(dimensions,) float32, L2 norm 1; words beyond the model's length (about 50) do not count.

        Raises EmptyQueryError when there is nothing to encode.
        """
        text = text.encode("utf-8", "ignore").decode()  # a lone surrogate is no text to the tokenizer
        if not text.strip():
            raise EmptyQueryError
        (vectors,) = self._texts.run(["embeddings"], self._tokens(text))
        vector: Vector = _unit(vectors)[0]
        if not vector.any():
            raise EmptyQueryError
        return vector

    def _encode_batch(self, previews: Sequence[RgbImage]) -> Vectors:
        (vectors,) = self._photos.run(["embeddings"], {"images": self._squares(previews)})
        return _unit(vectors)


def fetch(model_name: str, *, again: bool = False, on_progress: hub.OnProgress = hub.nobody) -> Path:
    """Download `model_name` into the hub's cache (minutes): what is missing or damaged, or all of it `again`.

    Gives the folder that the files are in. `on_progress` is called with bytes done and bytes in all, from
    the threads of the download. Nothing is loaded here: models run in worker processes. Raises
    WeightsMissingError when the hub cannot be reached, has no such model, or sends damaged files.
    """
    if not again:
        try:
            return hub.cached(model_name, _FILES)
        except WeightsMissingError:
            pass
    hub.download(model_name, _FILES, again=again, on_progress=on_progress)
    return hub.cached(model_name, _FILES)


def _unit(vectors: Vectors) -> Vectors:
    return unit(np.nan_to_num(vectors.astype(np.float32)))
