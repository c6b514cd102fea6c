"""Groups of faces that are joined while they are alike: average linkage that can go on where it stopped."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.search.cohort import Cosines
from core.search.face_index import Rows
from core.types import Vectors

NEVER = np.float32(-np.inf)
"""The likeness of two groups that are two people, however alike they are."""


@dataclass(frozen=True, slots=True)
class Groups:
    """Row i of each belongs to one group of faces.

    The mean likeness of all pairs of faces of two groups (average linkage, UPGMA: Sokal and Michener 1958)
    is linear in the faces of both: these means are all that has to be known of a group, however large.
    """

    means: Vectors  # (n, dimensions), of the vectors of its faces: shorter than 1
    typical: Cosines  # (n,), the mean of how alike its faces are to strangers
    sizes: NDArray[np.float32]  # (n,) faces
    kept: NDArray[np.bool_]  # (n,): somebody has said who it is

    @classmethod
    def nobody(cls, count: int, dimensions: int) -> "Groups":
        """So many groups without a face."""
        means, typical = np.zeros((count, dimensions), np.float32), np.zeros(count, np.float32)
        return cls(means, typical, typical.copy(), np.zeros(count, np.bool_))

    def __len__(self) -> int:
        return len(self.sizes)

    def at(self, rows: Rows) -> "Groups":
        return Groups(self.means[rows], self.typical[rows], self.sizes[rows], self.kept[rows])

    def put(self, rows: Rows, groups: "Groups") -> None:
        self.means[rows], self.typical[rows] = groups.means, groups.typical
        self.sizes[rows], self.kept[rows] = groups.sizes, groups.kept

    def join(self, one: int, other: int) -> np.float32:
        """Put the faces of `other` into `one`; how large a part of it they are."""
        part = self.sizes[other] / (self.sizes[one] + self.sizes[other])
        self.means[one] += part * (self.means[other] - self.means[one])
        self.typical[one] += part * (self.typical[other] - self.typical[one])
        self.sizes[one] += self.sizes[other]
        self.kept[one] |= self.kept[other]
        return np.float32(part)


class Linkage:
    """Joins new groups with each other and with old ones, and these with any: the most alike two first.

    Likeness is corrected as in `FaceIndex`. Two old groups that nothing new has come to are not compared, and
    two kept ones never joined. Memory: a row for each new group, of its likeness to all.
    """

    def __init__(self, groups: Groups, new: int, apart: Callable[[int], Rows], usual: float) -> None:
        """The last `new` of `groups` are new; all are changed by joining.

        `apart`: the groups that cannot be the same person as a group, which is not among them. `usual`: the
        scale's typical cosine.
        """
        self._groups = groups
        self._apart = apart
        self._usual = np.float32(usual)
        self._into = np.arange(len(groups))
        self._first = len(groups) - new
        self._alike = self._likeness(np.arange(self._first, len(groups)))
        self._best = self._alike.argmax(axis=1)
        self._bounds = self._alike.max(axis=1)

    def joined(self, level: float) -> Rows:
        """(groups,): the group that each is a part of, once no two are as alike as `level`.

        What two groups become is no more alike to a third than the more alike of the two was. So what was
        once a row's best is a bound of what it is now, and only the highest bound needs another look.
        """
        while True:
            row = int(self._bounds.argmax())
            if self._bounds[row] < level:
                return self._into
            if self._alike[row, self._best[row]] < self._bounds[row]:
                self._look_again(row)
            else:
                self._join(row, int(self._best[row]))

    def _look_again(self, row: int) -> None:
        self._best[row] = self._alike[row].argmax()
        self._bounds[row] = self._alike[row, self._best[row]]

    def _join(self, row: int, other: int) -> None:
        """Means of likeness, weighted by the faces (Lance and Williams 1967); NEVER stays NEVER."""
        alike, one, others_row = self._alike, self._first + row, other - self._first
        is_old = others_row < 0
        theirs = self._likeness(np.array([other]))[0] if is_old else alike[others_row]
        part = self._groups.join(one, other)
        alike[row] = (1 - part) * alike[row] + part * theirs
        alike[:, one] = (1 - part) * alike[:, one] + part * alike[:, other]
        alike[:, other] = NEVER
        if not is_old:
            alike[others_row] = NEVER
        self._into[self._into == other] = one
        self._look_again(row)

    def _likeness(self, rows: Rows) -> Cosines:
        """(rows, groups): the mean likeness of their faces."""
        groups, correction = self._groups, self._groups.typical / 2
        alike: Cosines = groups.means[rows] @ groups.means.T
        alike += (self._usual - correction[rows])[:, None] - correction
        alike[np.arange(len(rows)), rows] = NEVER
        for likeness, row in zip(alike, rows.tolist(), strict=True):
            likeness[self._into[self._apart(row)]] = NEVER
            if groups.kept[row]:
                likeness[groups.kept] = NEVER
        return alike
