"""Which face model answers for a chat: the chosen one, or that of before until the chosen has seen all."""

import logging
import threading

from core.encoders.face_model import FaceModel, FaceModelNames
from core.errors import UnknownModelError, WeightsMissingError
from core.indexer import Indexer
from core.store.store import Store

logger = logging.getLogger(__name__)


class FaceModels:
    """The face model that was chosen, and those that answer for chats that it has not seen all photos of."""

    def __init__(self, store: Store, indexer: Indexer, chosen: FaceModel) -> None:
        self._store = store
        self._indexer = indexer
        self.chosen = chosen
        self._loaded: dict[str, FaceModel | None] = {chosen.identity: chosen}
        self._lock = threading.Lock()
        store.models.remember(chosen.identity, chosen.names)

    @classmethod
    def load(cls, store: Store, indexer: Indexer, names: FaceModelNames) -> "FaceModels":
        """Raises UnknownModelError or WeightsMissingError."""
        return cls(store, indexer, FaceModel.named(names, indexer.face_identity(names)))

    def of(self, chat_id: int) -> FaceModel:
        """The model whose vectors answer, and that new photos get.

        Where the model of before cannot be loaded any more, the chosen one answers with what it has seen.
        """
        identity = self._store.chats.face_model(chat_id)
        return (self._get(identity) if identity else None) or self.chosen

    def _get(self, identity: str) -> FaceModel | None:
        with self._lock:
            if identity not in self._loaded:
                self._loaded[identity] = self._load(identity)
            return self._loaded[identity]

    def _load(self, identity: str) -> FaceModel | None:
        """None where these names make other vectors by now, or none at all."""
        if (names := self._store.models.names(identity)) is None:
            return None
        try:
            if self._indexer.face_identity(names) == identity:
                return FaceModel.named(names, identity)
        except (UnknownModelError, WeightsMissingError) as error:
            logger.warning("The face model of before cannot be loaded: %s", error)
        return None
