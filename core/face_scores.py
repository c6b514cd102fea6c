"""How likely faces of a gallery are those of the people searched for: enough to tell who of them is where."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.encoders.calibration import Calibration

BREAK_EVEN = 50
"""Per cent, from which a face is rather the person's than not."""

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class RankedPhotos:
    """One score a photo, best first."""

    photo_ids: NDArray[np.int64]  # (n,)
    scores: Scores  # (n,): cosines, corrected
    percents: Scores  # (n,): what the calibration makes of them


@dataclass(frozen=True, slots=True)
class FaceScores:
    """Faces that may be somebody's, one a row; of each person searched for a column.

    Which photos show any of these people, all of them together, or nobody else, follows from it: no vector
    is needed any more, and none is kept.
    """

    face_ids: NDArray[np.int64]  # (n,)
    photo_ids: NDArray[np.int64]  # (n,)
    qualities: Scores  # (n,)
    are_all: NDArray[np.bool_]  # (n,): whether the photo has no other faces than those that are here
    scores: Scores  # (n, people): cosines, corrected; -inf for a face that is nothing like the person
    weights: Scores  # (n,): how well the photo fits the words that it was searched for with, 0 to 1
    calibration: Calibration

    @property
    def people(self) -> int:
        return int(self.scores.shape[1])

    def ranked(self, groups: Sequence[Sequence[int]], *, only: bool = False) -> RankedPhotos:
        """The photos that show somebody of every group; each group names people by their columns.

        A photo's score for a group is that of its best face, which is no other group's: nobody has the face
        of two people. Its own is that of the group that is least surely in it. With `only` nobody else is in
        the photo: every face of it is somebody's of the groups, the least sure of them no less than the
        score. Photos are ordered by their percentages, as shown, times their weights; at the same, by their
        percentages; and at the same, better faces come first.
        """
        photo_ids, first, photos = np.unique(self.photo_ids, return_index=True, return_inverse=True)
        of_faces = np.stack([self.scores[:, list(group)].max(axis=1, initial=-np.inf) for group in groups])
        of_photos = np.full((len(groups), len(photo_ids)), -np.inf, np.float32)
        for photo_scores, face_scores in zip(of_photos, of_faces, strict=True):
            np.maximum.at(photo_scores, photos, face_scores)
        scores = _together(of_faces, of_photos, photos)
        best = of_faces.max(axis=0)
        if only:
            np.minimum.at(scores, photos, np.where(self.are_all, best, -np.inf))
        qualities = np.zeros(len(photo_ids), np.float32)
        is_best = best == of_photos.max(axis=0)[photos]
        np.maximum.at(qualities, photos[is_best], self.qualities[is_best])
        percents = self.calibration.percent(scores)
        as_shown = np.where(percents > BREAK_EVEN, np.floor(percents), percents)
        order = np.lexsort((-scores, -qualities, -as_shown, -as_shown * self.weights[first]))
        order = order[np.isfinite(scores[order])]
        return RankedPhotos(photo_ids[order], scores[order], percents[order])

    def of_photo(self, photo_id: int, people: Sequence[int]) -> list[tuple[int, float]]:
        """The best face of each of these people in a photo, by id, and how likely it is, in per cent, theirs.

        Best first. Nobody has two faces, nor the face of another.
        """
        rows = np.flatnonzero(self.photo_ids == photo_id)
        pairs = _own_faces(self.scores[rows][:, list(people)].T)
        percents = self.calibration.percent(np.array([score for _, score in pairs]))
        return [
            (int(self.face_ids[rows[face]]), percent)
            for (face, _), percent in zip(pairs, percents.tolist(), strict=True)
        ]

    def among(self, photo_ids: NDArray[np.int64]) -> "FaceScores":
        """The faces of these photos."""
        kept = np.isin(self.photo_ids, photo_ids)
        return replace(self, **{name: getattr(self, name)[kept] for name in _ARRAYS})

    def at(self, percent: float) -> "FaceScores":
        """The faces of photos in which any of the people is with this percentage or more; of the best one."""
        percents = self.calibration.percent(self.scores.max(axis=1, initial=-np.inf))
        return self.among(self.photo_ids[percents >= min(percent, percents.max(initial=0))])

    def weighted(self, weights: Mapping[int, float]) -> "FaceScores":
        """With the weights of photos, by id; 0 for those that have none."""
        found = [weights.get(photo_id, 0.0) for photo_id in self.photo_ids.tolist()]
        return replace(self, weights=np.array(found, np.float32))

    def to_bytes(self) -> bytes:
        written = io.BytesIO()
        curve = json.dumps(asdict(self.calibration)).encode()
        arrays = {name: getattr(self, name) for name in _ARRAYS}
        np.savez(written, curve=np.frombuffer(curve, np.uint8), **arrays)
        return written.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> "FaceScores":
        read = np.load(io.BytesIO(data), allow_pickle=False)
        curve = Calibration(**json.loads(read["curve"].tobytes()))
        return cls(**{name: read[name] for name in _ARRAYS}, calibration=curve)


def _together(of_faces: Scores, of_photos: Scores, photos: NDArray[np.intp]) -> Scores:
    """(photos,): how surely somebody of each group is in a photo, each by a face of their own.

    `of_faces`: (groups, n); `of_photos`: (groups, photos), the best of them; `photos`: (n,), where they are.
    """
    least: Scores = of_photos.min(axis=0)
    groups = len(of_faces)
    if groups == 1:
        return least
    least[np.bincount(photos, minlength=len(least)) < groups] = -np.inf
    are_best = (of_faces == of_photos[:, photos]) & np.isfinite(least[photos])
    for photo in np.unique(photos[are_best.sum(axis=0) > 1]):  # a face is the best one of several groups
        own = _own_faces(of_faces[:, photos == photo])
        least[photo] = own[-1][1] if len(own) == groups else -np.inf
    return least


def _own_faces(scores: Scores) -> list[tuple[int, float]]:
    """Of (people, faces), a face for each of the people, and its score, best first; some may have none."""
    left = scores.copy()
    found = []
    while left.size and np.isfinite(left.max()):
        person, face = np.unravel_index(left.argmax(), left.shape)
        found.append((int(face), float(left[person, face])))
        left[person], left[:, face] = -np.inf, -np.inf
    return found


_ARRAYS = ("face_ids", "photo_ids", "qualities", "are_all", "scores", "weights")


def no_faces(people: int, calibration: Calibration) -> FaceScores:
    """Of a gallery in which nobody is."""
    ids, none = np.zeros(0, np.int64), np.zeros(0, np.float32)
    scores = np.zeros((0, people), np.float32)
    return FaceScores(ids, ids, none, np.zeros(0, bool), scores, none, calibration)
