"""Descriptions of photos: what the text model makes of their previews."""

import logging
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from core.errors import UnreadablePhotoError
from core.indexer import Indexer
from core.store.photos import Photo
from core.store.store import Store
from core.text_model import ModelInUse
from core.types import Vectors

logger = logging.getLogger(__name__)

TOGETHER = 64  # photos that share a vector segment
AT_A_TIME = 8  # of these, photos that keep a worker process busy


class Describer:
    def __init__(self, store: Store, indexer: Indexer) -> None:
        self._store = store
        self._indexer = indexer

    def run(
        self,
        chat_id: int,
        model: ModelInUse,
        on_added: Callable[[int], None],
        is_stopped: Callable[[], bool],
    ) -> None:
        """Give the model's vectors to all photos of the chat that have none yet.

        A photo that cannot be described gets a row of zeros, so that it is not tried for ever. Raises
        WeightsMissingError or UnreadablePhotoError if the model does not work at all.
        """
        while not is_stopped():
            photos = self._store.photos.without_text(chat_id, model.identity, TOGETHER)
            if not photos:
                return
            nothing = self._indexer.encode_texts([], model.name)
            vectors = [self._encode(chat_id, some, model, nothing) for some in _batches(photos)]
            if not self._store.append_texts(chat_id, photos, np.concatenate(vectors), model.identity):
                return
            on_added(chat_id)

    def fingerprint(self, chat_id: int, is_stopped: Callable[[], bool]) -> None:
        """Make the fingerprints of photos that came with a release that made none."""
        while not is_stopped():
            photos = self._store.photos.without_fingerprint(chat_id, TOGETHER)
            if not photos:
                return
            for photo in photos:
                try:
                    preview = self._store.read_preview(chat_id, photo)
                    (made,) = self._indexer.fingerprints([preview])
                except (OSError, UnreadablePhotoError):
                    logger.exception("Photo %s of chat %s has no fingerprint", photo.id, chat_id)
                    made = b""
                self._store.photos.set_fingerprint(photo.id, made)

    def _encode(self, chat_id: int, photos: Sequence[Photo], model: ModelInUse, nothing: Vectors) -> Vectors:
        """One row a photo. If a photo spoils a batch, each is tried alone."""
        try:
            previews = [self._store.read_preview(chat_id, photo) for photo in photos]
            return self._indexer.encode_texts(previews, model.name)
        except (OSError, UnreadablePhotoError):
            if len(photos) > 1:
                return np.concatenate([self._encode(chat_id, [photo], model, nothing) for photo in photos])
            logger.exception("Photo %s of chat %s cannot be described", photos[0].id, chat_id)
            return np.zeros((1, nothing.shape[1]), np.float32)


def _batches(photos: Sequence[Photo]) -> Iterator[Sequence[Photo]]:
    for start in range(0, len(photos), AT_A_TIME):
        yield photos[start : start + AT_A_TIME]
