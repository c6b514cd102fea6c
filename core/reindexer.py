"""Photos that another face model has seen, looked at again from their originals."""

import logging
import time
from collections.abc import Callable, Iterator

import numpy as np

from core.encoders.face_model import FaceModel
from core.errors import UnreadablePhotoError
from core.indexer import Indexer, Outcome
from core.store.photos import Photo
from core.store.store import Store
from core.types import EncodedFaces, EncodedPhoto

logger = logging.getLogger(__name__)

BATCH_PHOTOS = 32
BATCH_SECONDS = 2.0
"""A batch is written when either is reached: what a kill can cost, and how soon photos can be found again."""

PASSING = frozenset({"too_slow", "crashed"})
"""Reasons that may be those of the machine or the model: such a photo was read before, and is tried again."""

NOBODY = EncodedFaces((), np.zeros((0, 0), np.float32))


class Reindexer:
    def __init__(self, store: Store, indexer: Indexer, face_model: FaceModel) -> None:
        self._store = store
        self._indexer = indexer
        self._face_model = face_model

    def run(self, chat_id: int, on_changed: Callable[[int], None], is_stopped: Callable[[], bool]) -> None:
        """Look for faces in all photos of the chat that the face model has not seen, oldest first.

        What another model has found answers until that is done, then goes. A photo that can no longer be read
        has no faces from then on. One that takes too long or crashes its worker stays as it is until the next
        run. Takes turns with imports. Raises OSError for an original that is there and cannot be read, and
        WeightsMissingError.
        """
        batch = _Batch()
        for photo, _, outcome in self._indexer.encode_all(
            self._unseen(chat_id), lambda photo: self._read(chat_id, photo), self._face_model.names
        ):
            batch.take(photo, outcome)
            if batch.is_full() or is_stopped():
                if not self._write(chat_id, batch, on_changed) or is_stopped():
                    return
                batch = _Batch()
        if self._write(chat_id, batch, on_changed) and self._store.switch_faces(
            chat_id, self._face_model.identity
        ):
            on_changed(chat_id)

    def _unseen(self, chat_id: int) -> Iterator[Photo]:
        last = 0
        while photos := self._store.photos.unseen(chat_id, self._face_model.identity, last, BATCH_PHOTOS):
            yield from photos
            last = photos[-1].id

    def _read(self, chat_id: int, photo: Photo) -> bytes | None:
        """The original; None where it is gone. Any other trouble is the disk's, and no fault of the photo."""
        try:
            files = self._store.files(chat_id)
            return files.read(files.original(photo.sha256, photo.suffix))
        except FileNotFoundError:
            return None

    def _write(self, chat_id: int, batch: "_Batch", on_changed: Callable[[int], None]) -> bool:
        """False if the gallery was deleted meanwhile."""
        if batch.photos:
            identity = self._face_model.identity
            if not self._store.add_faces(chat_id, batch.photos, batch.faces, identity):
                return False
            on_changed(chat_id)
        for photo, reason in batch.unread:
            logger.warning("Photo %s of chat %s cannot be looked at again: %s", photo.id, chat_id, reason)
        return True


class _Batch:
    def __init__(self) -> None:
        self.photos: list[Photo] = []
        self.faces: list[EncodedFaces] = []  # of each of these
        self.unread: list[tuple[Photo, str]] = []  # and why
        self._started = time.monotonic()

    def take(self, photo: Photo, outcome: Outcome) -> None:
        if isinstance(outcome, EncodedPhoto):
            self._keep(photo, outcome.faces)
            return
        reason = outcome.reason if isinstance(outcome, UnreadablePhotoError) else "gone"
        self.unread.append((photo, reason))
        if reason not in PASSING:
            self._keep(photo, NOBODY)

    def is_full(self) -> bool:
        return len(self.photos) >= BATCH_PHOTOS or time.monotonic() - self._started > BATCH_SECONDS

    def _keep(self, photo: Photo, faces: EncodedFaces) -> None:
        self.photos.append(photo)
        self.faces.append(faces)
