"""Descriptions of photos: what the text model makes of their previews."""

import logging
from collections.abc import Callable

import numpy as np

from core.errors import UnreadablePhotoError
from core.indexer import Indexer
from core.store.photos import Photo
from core.store.store import Store
from core.text_model import ModelInUse
from core.types import Vectors

logger = logging.getLogger(__name__)

TOGETHER = 64  # photos that share a vector segment


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
            vectors = [self._encode(chat_id, photo, model, nothing) for photo in photos]
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

    def _encode(self, chat_id: int, photo: Photo, model: ModelInUse, nothing: Vectors) -> Vectors:
        """One row. One photo is one task: a search that comes meanwhile waits for no more than that."""
        try:
            return self._indexer.encode_texts([self._store.read_preview(chat_id, photo)], model.name)
        except (OSError, UnreadablePhotoError):
            logger.exception("Photo %s of chat %s cannot be described", photo.id, chat_id)
            return np.zeros((1, nothing.shape[1]), np.float32)
