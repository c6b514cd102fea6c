"""Descriptions against a gallery: what photos show, and what they are called."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.encoders.descriptions import Descriptions
from core.encoders.scores import DescriptionScores
from core.errors import EmptyQueryError
from core.face_models import FaceModels
from core.indexer import Indexer
from core.search.cache import GalleryCache
from core.search.cut import stand_out
from core.search.dates import take_dates
from core.search.scoring import scored
from core.search.settled import settled
from core.search.words import fts_query
from core.store.searches import Scored
from core.store.store import Store
from core.text_model import ModelInUse, TextModel
from core.types import Vectors

VECTORS_IN_MEMORY = 256_000_000
"""Bytes of the galleries that were searched last."""

BIG_FACE = 0.15
"""Of the photo's side: a portrait, or nearly one."""


@dataclass(frozen=True, slots=True)
class Found:
    results: list[Scored]  # photos by what they show, best first: those of `scored`
    standing_out: int  # how many of these stand out for the description
    by_words: list[int]  # photos that are called what the description says: those of `fts_query`, best first
    unknown: tuple[str, ...]
    model: ModelInUse
    described: int  # photos that the model has seen


@dataclass(frozen=True, slots=True)
class _Gallery:
    model: ModelInUse  # that has made the vectors
    vectors: Vectors
    photo_ids: NDArray[np.int64]
    faces: Vectors  # (n, 3): how many, how many of them big, side of the largest
    described: int  # with those that could not be: they are not among the n

    @property
    def nbytes(self) -> int:
        return self.vectors.nbytes


class TextSearch:
    def __init__(
        self, store: Store, indexer: Indexer, text_model: TextModel, face_models: FaceModels
    ) -> None:
        self._store = store
        self._indexer = indexer
        self._text_model = text_model
        self._face_models = face_models
        self._galleries = GalleryCache(self._load, VECTORS_IN_MEMORY)

    def changed(self, chat_id: int) -> None:
        self._galleries.drop(chat_id)

    def search(self, chat_id: int, text: str) -> Found:
        """Rank a chat's photos."""
        gallery = self._galleries.get(chat_id)
        scores = self._score(text, gallery)
        order = np.argsort(-scores.raw, kind="stable")
        standing_out = stand_out(scores.raw)
        results = scored(gallery.photo_ids[order], scores.scores[order], standing_out)
        by_words = self._by_words(chat_id, text)
        unknown = self._not_names(chat_id, text, scores.unknown)
        return Found(results, standing_out, by_words, unknown, gallery.model, gallery.described)

    def _score(self, text: str, gallery: _Gallery) -> DescriptionScores:
        nothing = DescriptionScores(np.zeros(len(gallery.photo_ids), np.float32))
        try:
            if gallery.model.is_basic:
                return self._descriptions.score(text, gallery.vectors, gallery.faces)
            query = self._indexer.encode_query(text, gallery.model.name)
        except EmptyQueryError:
            return nothing
        return DescriptionScores(100 * (gallery.vectors @ query)) if len(gallery.vectors) else nothing

    def _by_words(self, chat_id: int, text: str) -> list[int]:
        match = self._match(chat_id, text)
        return self._store.photos.matching(chat_id, match) if match else []

    def _match(self, chat_id: int, text: str) -> str | None:
        return fts_query(text, lambda term: self._store.photos.has_words(chat_id, term))

    def _not_names(self, chat_id: int, text: str, unknown: tuple[str, ...]) -> tuple[str, ...]:
        """Of words that the model does not know, those that are no date and no name here either."""
        _, rest = take_dates(text)
        return tuple(word for word in unknown if word in rest and not self._match(chat_id, word))

    @cached_property
    def _descriptions(self) -> Descriptions:
        return Descriptions()

    def _load(self, chat_id: int) -> _Gallery:
        model, (vectors, photo_ids) = settled(
            lambda: self._text_model.of(chat_id, self._store),
            lambda model: self._store.text_vectors(chat_id, model.identity),
        )
        is_seen = vectors.any(axis=1)  # zeros stand for a photo that could not be described
        seen = np.array(photo_ids, np.int64)[is_seen]
        sizes = self._store.segments.face_sizes(chat_id, self._face_models.of(chat_id).identity)
        faces = [_face_counts(sizes.get(photo_id, [])) for photo_id in seen.tolist()]
        return _Gallery(
            model, vectors[is_seen], seen, np.array(faces, np.float32).reshape(-1, 3), len(photo_ids)
        )


def _face_counts(sizes: list[float]) -> tuple[float, float, float]:
    return len(sizes), sum(size > BIG_FACE for size in sizes), max(sizes, default=0.0)
