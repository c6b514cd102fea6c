"""Descriptions against a gallery: what photos show, and what they are called."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.encoders.descriptions import Descriptions
from core.encoders.scores import DescriptionScores
from core.errors import EmptyQueryError
from core.face_models import FaceModels
from core.indexer import Indexer
from core.search.answers import TextNotes
from core.search.cache import GalleryCache
from core.search.cut import shown, stand_out
from core.search.language import is_vietnamese
from core.search.likeness import likeness
from core.search.request import Request
from core.search.scoring import LOWEST_LEVEL, scored
from core.search.settled import settled
from core.search.standing import standing
from core.search.word_search import WordSearch, date_labels
from core.store.searches import Findings
from core.store.store import Store
from core.text_model import ModelInUse, TextModel
from core.types import Vectors

VECTORS_IN_MEMORY = 256_000_000
"""Bytes of the galleries that were searched last."""

BESIDE_NAMES = 5.0
"""Per cent. Less likely photos are not shown after those that are called what was asked for."""

BIG_FACE = 0.15
"""Of the photo's side: a portrait, or nearly one."""


@dataclass(frozen=True, slots=True)
class Found:
    findings: Findings
    notes: TextNotes


@dataclass(frozen=True, slots=True)
class Allowed:
    photo_ids: frozenset[int] | None  # None: all
    undated: bool  # no photo is of the request's dates: they do not count

    def __contains__(self, photo_id: int) -> bool:
        return self.photo_ids is None or photo_id in self.photo_ids


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
        self._words = WordSearch(store)
        self._galleries = GalleryCache(self._load, VECTORS_IN_MEMORY)

    def changed(self, chat_id: int) -> None:
        self._galleries.drop(chat_id)

    def search(self, chat_id: int, request: Request, language: str = "en") -> Found:
        """Rank a chat's photos. `language`: of who asks."""
        seen = self._see(chat_id, request.text, language)
        allowed = self.allowed(chat_id, request)
        order = np.argsort(-seen.scores.raw, kind="stable")
        fits = _among(seen.gallery.photo_ids[order], allowed.photo_ids)
        standing_out = int(np.count_nonzero(fits[: seen.standing_out]))
        order = order[fits] if request.text else order[:0]
        percents = seen.scores.scores[order]
        by_words, words = self._called(chat_id, request, allowed)
        if by_words:
            standing_out = int(np.count_nonzero(percents[:standing_out] >= BESIDE_NAMES))
        percents[:standing_out] = np.maximum(percents[:standing_out], LOWEST_LEVEL)  # levels can reach them
        results = scored(seen.gallery.photo_ids[order], percents, standing_out)
        findings = Findings("text", tuple(results), standing_out, tuple(by_words), words)
        return Found(findings, self._notes_of(chat_id, seen, request, allowed))

    def like(self, chat_id: int, photo_id: int) -> Findings | None:
        """Photos that look like one of the gallery; None where that is not described yet."""
        gallery = self._galleries.get(chat_id)
        rows = np.flatnonzero(gallery.photo_ids == photo_id)
        if not len(rows):
            return None
        alike = likeness(gallery.vectors, int(rows[0]), basic=gallery.model.is_basic)
        others = gallery.photo_ids != photo_id
        photo_ids, scores = gallery.photo_ids[others], alike[others]
        order = np.argsort(-scores, kind="stable")
        standing_out = stand_out(scores)
        results = scored(photo_ids[order], 100 * scores[order], standing_out)
        return Findings("like", tuple(results), standing_out)

    def standing(self, chat_id: int, request: Request, language: str) -> tuple[dict[int, float], TextNotes]:
        """How far each photo stands out of the gallery for a description, 0 to 1: see `standing`.

        Photos that are called what it says stand out as far as can be.
        """
        seen = self._see(chat_id, request.text, language)
        shares = standing(seen.scores.raw).tolist()
        found = dict(zip(seen.gallery.photo_ids.tolist(), shares, strict=True))
        called = self._words.called(chat_id, request.text)
        return found | dict.fromkeys(called.photo_ids, 1.0), self._notes(chat_id, seen)

    def allowed(self, chat_id: int, request: Request) -> Allowed:
        """Photos that have what the request says they must, and have nothing that they must not."""
        required = self._words.required(chat_id, request)
        if required.photo_ids is None and not request.excluded:
            return Allowed(None, required.undated)
        allowed = set(self._store.photos.ids(chat_id) if required.photo_ids is None else required.photo_ids)
        for words in request.excluded:
            allowed -= self._words.having(chat_id, words) | self._showing(chat_id, words)
        return Allowed(frozenset(allowed), required.undated)

    def _see(self, chat_id: int, text: str, language: str) -> "_Seen":
        gallery = self._galleries.get(chat_id)
        foreign = gallery.model.is_basic and is_vietnamese(text, language)
        scores = _nothing(gallery) if foreign or not text else self._score(text, gallery)
        return _Seen(gallery, scores, shown(scores), foreign)

    def _showing(self, chat_id: int, text: str) -> set[int]:
        """Photos that stand out for a description."""
        seen = self._see(chat_id, text, "en")
        best = np.argsort(-seen.scores.raw, kind="stable")[: seen.standing_out]
        return set(seen.gallery.photo_ids[best].tolist())

    def _score(self, text: str, gallery: _Gallery) -> DescriptionScores:
        try:
            if gallery.model.is_basic:
                return self._descriptions.score(text, gallery.vectors, gallery.faces)
            query = self._indexer.encode_query(text, gallery.model.name)
        except EmptyQueryError:
            return _nothing(gallery)
        if not len(gallery.vectors):
            return _nothing(gallery)
        return DescriptionScores(100 * (gallery.vectors @ query))

    def _called(self, chat_id: int, request: Request, allowed: Allowed) -> tuple[list[int], tuple[str, ...]]:
        """Photos that are called what a request says; all that it allows, where it says no more than that."""
        dates = () if allowed.undated else date_labels(request.dates)
        if request.text:
            called = self._words.called(chat_id, request.text)
            ids, words = called.photo_ids, (*called.words, *dates)
        elif allowed.photo_ids is None:
            return [], ()
        else:
            ids = self._words.required(chat_id, request).photo_ids or sorted(allowed.photo_ids, reverse=True)
            words = (*request.phrases, *dates)
        return [photo_id for photo_id in ids if photo_id in allowed], words

    def _notes_of(self, chat_id: int, seen: "_Seen", request: Request, allowed: Allowed) -> TextNotes:
        """What the model knows is beside the point where nothing was asked for that photos show."""
        asks_model = bool(request.text or request.excluded)
        notes = self._notes(chat_id, seen) if asks_model else TextNotes()
        only_dates = allowed.undated and not asks_model and allowed.photo_ids is None
        return replace(notes, undated=allowed.undated, only_dates=only_dates)

    def _notes(self, chat_id: int, seen: "_Seen") -> TextNotes:
        unknown = tuple(word for word in seen.scores.unknown if not self._words.knows(chat_id, word))
        waiting = self._store.photos.count(chat_id) - seen.gallery.described
        return TextNotes(
            seen.gallery.model.is_basic,
            unknown,
            waiting,
            seen.foreign,
            alone=seen.gallery.described == 0,
        )

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


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a model sees of a description in a gallery."""

    gallery: _Gallery
    scores: DescriptionScores
    standing_out: int
    foreign: bool  # in a language that the model does not know


def _nothing(gallery: _Gallery) -> DescriptionScores:
    return DescriptionScores(np.zeros(len(gallery.photo_ids), np.float32))


def _among(photo_ids: NDArray[np.int64], allowed: frozenset[int] | None) -> NDArray[np.bool_]:
    if allowed is None:
        return np.ones(len(photo_ids), bool)
    return np.isin(photo_ids, np.fromiter(allowed, np.int64, len(allowed)))


def _face_counts(sizes: list[float]) -> tuple[float, float, float]:
    return len(sizes), sum(size > BIG_FACE for size in sizes), max(sizes, default=0.0)
