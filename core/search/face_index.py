"""All face embeddings of one gallery, in memory, and how its photos are ranked by them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.encoders.calibration import Calibration
from core.encoders.scale import Scale
from core.search.cohort import Cohort, Cosines
from core.types import GalleryFaces, Vector, Vectors

CANDIDATES = 512
"""Faces most like a query that are looked at more closely, besides all that could be the same person's."""

MOST_CANDIDATES = 8192
"""A bound, for galleries of a million faces."""

WITNESSES = 64
"""Faces, most surely of the person searched for, that have a say in who else is."""

BREAK_EVEN = 50
"""Per cent, from which a face is rather the person's than not."""

Rows = NDArray[np.int64]
"""Rows of faces in a gallery."""


@dataclass(frozen=True, slots=True)
class RankedPhotos:
    """One score a photo, best first."""

    photo_ids: NDArray[np.int64]  # (n,)
    scores: NDArray[np.float32]  # (n,): cosines, corrected
    percents: NDArray[np.float32]  # (n,): what the calibration makes of them


NOTHING = RankedPhotos(np.zeros(0, np.int64), np.zeros(0, np.float32), np.zeros(0, np.float32))


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
    """

    def __init__(self, faces: GalleryFaces, scale: Scale, calibration: Calibration) -> None:
        self._faces = faces
        self._scale = scale
        self._calibration = calibration.among(len(faces.vectors))
        self._cohort = Cohort(faces.vectors, scale)
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
        if not len(self):
            return NOTHING
        alike = self._faces.vectors @ people.T
        found = [self._scores(person, column) for person, column in zip(people, alike.T, strict=True)]
        rows, scores = (np.concatenate(parts) for parts in zip(*found, strict=True))
        return self._ranked(rows, scores)

    def search_all(self, groups: Sequence[Vectors], *, only: bool = False) -> RankedPhotos:
        """Rank the photos that show somebody of every group, each (n, dimensions) with L2 norm 1.

        A photo's score is that of the group that is least surely in it. With `only`, nobody else is in the
        photo: every face of it is somebody's of the groups, the least sure of them no less than the score.
        """
        best = np.stack([self._best(group) for group in groups])
        photo_ids, photos = np.unique(self._faces.photo_ids, return_inverse=True)
        scores = np.full((len(groups), len(photo_ids)), -np.inf, np.float32)
        for of_photo, of_face in zip(scores, best, strict=True):
            np.maximum.at(of_photo, photos, of_face)
        least = scores.min(axis=0)
        if only:
            np.minimum.at(least, photos, best.max(axis=0))
        found = np.flatnonzero(np.isfinite(least))
        order = found[np.argsort(-least[found], kind="stable")]
        return RankedPhotos(photo_ids[order], least[order], self._calibration.percent(least[order]))

    def _best(self, people: Vectors) -> Cosines:
        """(faces,): each face's score for whom of the people it most likely is; -inf for no candidate."""
        best = np.full(len(self), -np.inf, np.float32)
        for person, column in zip(people, (self._faces.vectors @ people.T).T, strict=True):
            rows, scores = self._scores(person, column)
            best[rows] = np.maximum(best[rows], scores)
        return best

    def _scores(self, person: Vector, alike: Cosines) -> tuple[Rows, Cosines]:
        own = self._cohort.typical(person[None])
        rows = self._candidates(alike, (own.item() + self._scale.typical) / 2)
        typical = self._typical_of(rows)
        scores = self._corrected(alike[rows], own, typical)
        witnesses, chances = self._witnesses(scores)
        vectors = self._faces.vectors[rows]
        theirs = self._corrected(vectors @ vectors[witnesses].T, typical[:, None], typical[None, witnesses])
        weights = np.tile(chances, (len(rows), 1))
        weights[witnesses, np.arange(len(witnesses))] = 0
        say = np.minimum(weights.sum(axis=1), 1)
        heard = (theirs * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), np.finfo(np.float32).tiny)
        return rows, (scores + say * heard) / (1 + say)

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

    def _ranked(self, rows: Rows, scores: Cosines) -> RankedPhotos:
        """The best face speaks for its photo. At the same percentage, as shown, better faces come first."""
        percents = self._calibration.percent(scores)
        as_shown = np.where(percents > BREAK_EVEN, np.rint(percents), percents)
        order = np.lexsort((-scores, -self._faces.qualities[rows], -as_shown))
        _, first = np.unique(self._faces.photo_ids[rows[order]], return_index=True)
        best = order[np.sort(first)]
        return RankedPhotos(self._faces.photo_ids[rows[best]], scores[best], percents[best])


def most_alike(alike: Cosines, count: int) -> Rows:
    """The rows of the `count` largest of (n,) cosines, in any order; all where there are no more."""
    if count >= len(alike):
        return np.arange(len(alike))
    return np.argpartition(alike, -count)[-count:]
