"""All face embeddings of one gallery, in memory, and how its photos are ranked by them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.encoders.calibration import Calibration
from core.encoders.scale import Scale
from core.face_scores import BREAK_EVEN, FaceScores, RankedPhotos, no_faces
from core.search.cohort import Cohort, Cosines
from core.types import GalleryFaces, Vector, Vectors

CANDIDATES = 512
"""Faces most like a query that are looked at more closely, besides all that could be the same person's."""

MOST_CANDIDATES = 8192
"""A bound, for galleries of a million faces."""

WITNESSES = 64
"""Faces, most surely of the person searched for, that have a say in who else is."""

SURE = np.float32(2)
"""The score of a face that somebody has confirmed, beyond any cosine: every calibration makes of it 99% or
more."""

Rows = NDArray[np.int64]
"""Rows of faces in a gallery."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Faces, by their ids, of which a person has said that they are theirs, or that they are not."""

    theirs: NDArray[np.int64]
    others: NDArray[np.int64]


NOBODY_JUDGED: Mapping[int, Judged] = {}


class FaceIndex:
    """Ranks a gallery's photos by how likely they show one of the people of a query.

    Three steps, for each person:

    1. The cosine of the person's face and all others: one matrix product.
    2. From each cosine is taken how alike both faces are to strangers: see `Cohort`. As in CSLS that is half
       of each, and the scale's usual value is added, so that it still looks like a cosine.
    3. Faces that are now rather the person's than not are witnesses: their mean likeness to a face, each
       weighted by the chance that it is the person, counts as much as the query's own, or less where these
       chances sum up to less than one (average query expansion, Chum et al. 2007, "Total Recall"). A face is
       no witness for itself, and the query keeps half of the say, so that somebody who looks alike and is in
       many photos cannot outvote it.

    A photo's score is that of its best face, and its percentage what the calibration makes of it.

    What a person has said of faces goes before what these look like: see `_as_judged`.
    """

    def __init__(self, faces: GalleryFaces, scale: Scale, calibration: Calibration) -> None:
        self._faces = faces
        self._scale = scale
        self._calibration = calibration.among(len(faces.vectors))
        self._cohort = Cohort(faces.vectors, scale)
        self._crowds = _counts(faces.photo_ids)  # of each face: how many are in its photo
        self._typical = np.full(len(faces.vectors), np.nan, np.float32)  # of the faces that were asked for

    def __len__(self) -> int:
        return len(self._faces.vectors)

    @property
    def nbytes(self) -> int:
        return self._faces.vectors.nbytes

    def search(self, people: Vectors) -> RankedPhotos:
        """Rank the photos that show any of the people, (n, dimensions) with L2 norm 1.

        Of a large gallery, photos in which nobody is much like any of them are left out.
        """
        return self.scores(people).ranked([range(len(people))])

    def scores(self, people: Vectors, judged: Mapping[int, Judged] = NOBODY_JUDGED) -> FaceScores:
        """What every face that is like any of the people, (n, dimensions) with L2 norm 1, has of them.

        Of a large gallery, faces that are not much like any of them are left out. `judged`: what some of the
        people, by their rows, have said of faces.
        """
        if not len(self) or not len(people):
            return no_faces(len(people), self._calibration)
        alike = self._faces.vectors @ people.T
        found = [
            self._scores(person, column, judged.get(row))
            for row, (person, column) in enumerate(zip(people, alike.T, strict=True))
        ]
        rows = np.unique(np.concatenate([one for one, _ in found]))
        scores = np.full((len(rows), len(people)), -np.inf, np.float32)
        for person, (of_person, values) in enumerate(found):
            scores[np.searchsorted(rows, of_person), person] = values
        photo_ids = self._faces.photo_ids[rows]
        return FaceScores(
            self._faces.ids[rows],
            photo_ids,
            self._faces.qualities[rows],
            self._crowds[rows] == _counts(photo_ids),
            scores,
            np.ones(len(rows), np.float32),
            self._calibration,
        )

    def _scores(self, person: Vector, alike: Cosines, judged: Judged | None) -> tuple[Rows, Cosines]:
        own = self._cohort.typical(person[None])
        rows = self._candidates(alike, (own.item() + self._scale.typical) / 2)
        rows, are_theirs = self._as_judged(rows, alike, judged)
        typical = self._typical_of(rows)
        scores = self._corrected(alike[rows], own, typical)
        witnesses, chances = self._witnesses(scores)
        vectors = self._faces.vectors[rows]
        theirs = self._corrected(vectors @ vectors[witnesses].T, typical[:, None], typical[None, witnesses])
        weights = np.tile(chances, (len(rows), 1))
        weights[witnesses, np.arange(len(witnesses))] = 0
        say = np.minimum(weights.sum(axis=1), 1)
        heard = (theirs * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), np.finfo(np.float32).tiny)
        return rows, np.where(are_theirs, SURE, (scores + say * heard) / (1 + say))

    def _as_judged(self, rows: Rows, alike: Cosines, judged: Judged | None) -> tuple[Rows, NDArray[np.bool_]]:
        """The candidates that may be the person's, and which of them are for certain.

        Faces that the person has confirmed are. Those in a photo with a face that the person has rejected are
        not, nor are those that are more like such a face than like the person.
        """
        if judged is None:
            return rows, np.zeros(len(rows), np.bool_)
        theirs = np.flatnonzero(np.isin(self._faces.ids, judged.theirs))
        others = np.flatnonzero(np.isin(self._faces.ids, judged.others))
        like_others = (self._faces.vectors[rows] @ self._faces.vectors[others].T).max(axis=1, initial=-1)
        with_others = np.isin(self._faces.photo_ids[rows], self._faces.photo_ids[others])
        rows = np.union1d(rows[(alike[rows] > like_others) & ~with_others], theirs)
        return rows, np.isin(rows, theirs)

    def _witnesses(self, scores: Cosines) -> tuple[NDArray[np.intp], Cosines]:
        """Those who are rather the person than not, and their chances."""
        chances: Cosines = self._calibration.percent(scores) * np.float32(0.01)
        best = np.argsort(-chances, kind="stable")[:WITNESSES]
        witnesses = best[chances[best] > BREAK_EVEN / 100]
        return witnesses, chances[witnesses]

    def _corrected(self, alike: Cosines, one: Cosines, other: Cosines) -> Cosines:
        return alike - np.float32(0.5) * (one + other) + np.float32(self._scale.typical)

    def _candidates(self, alike: Cosines, least: float) -> Rows:
        count = max(int(np.count_nonzero(alike >= least)), CANDIDATES)
        return most_alike(alike, min(count, MOST_CANDIDATES))

    def _typical_of(self, rows: Rows) -> Cosines:
        """Measured when it is first asked for: most faces of a gallery are never alike to any query."""
        new = rows[np.isnan(self._typical[rows])]
        self._typical[new] = self._cohort.typical(self._faces.vectors[new])
        return self._typical[rows]


def most_alike(alike: Cosines, count: int) -> Rows:
    """The rows of the `count` largest of (n,) cosines, in any order; all where there are no more."""
    if count >= len(alike):
        return np.arange(len(alike))
    return np.argpartition(alike, -count)[-count:]


def _counts(photo_ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """(n,): how often each is there."""
    _, places, counts = np.unique(photo_ids, return_inverse=True, return_counts=True)
    found: NDArray[np.int64] = counts[places]
    return found
