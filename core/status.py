"""Which models answer in a chat, and what is still to be done for it."""

from dataclasses import dataclass

from core.encoders.face_model import FaceModelNames
from core.face_models import FaceModels
from core.gallery import Galleries
from core.store.store import Store, Totals
from core.text_weights import Download, TextWeights


@dataclass(frozen=True, slots=True)
class Status:
    faces: FaceModelNames  # of the model that answers in this chat
    text_model: str  # that answers in this chat
    text_model_chosen: str  # that is to answer
    download: Download | None  # of the chosen one's weights; None once they are there
    photos: int
    undescribed: int  # photos that the text model in use has not looked at
    unseen: int  # photos that the face model in use has not looked at
    imports: int  # that are going on


@dataclass(frozen=True, slots=True)
class Overview:
    """Of all chats together."""

    faces: FaceModelNames  # of the model in use
    text_model: str  # in use
    totals: Totals
    galleries_in_memory: int


class Statuses:
    def __init__(
        self, store: Store, galleries: Galleries, face_models: FaceModels, text_weights: TextWeights
    ) -> None:
        self._store = store
        self._galleries = galleries
        self._weights = text_weights
        self._face_models = face_models

    def of(self, chat_id: int) -> Status:
        model = self._weights.model
        stats = self._galleries.stats(chat_id)
        return Status(
            faces=self._face_models.of(chat_id).names,
            text_model=model.of(chat_id, self._store).name,
            text_model_chosen=model.chosen,
            download=self._weights.download if model.is_wanting() else None,
            photos=stats.photos,
            undescribed=stats.photos - stats.described,
            unseen=self._galleries.unseen(chat_id),
            imports=len(self._store.imports.unfinished_ids(chat_id)),
        )

    def of_all(self) -> Overview:
        """Looks at every file: of a million it takes seconds."""
        return Overview(
            faces=self._face_models.chosen.names,
            text_model=self._weights.model.in_use.name,
            totals=self._store.totals(),
            galleries_in_memory=self._galleries.in_memory,
        )
