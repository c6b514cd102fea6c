"""How alike faces are to anybody: what a cosine has to be measured against."""

import numpy as np
from numpy.typing import NDArray

from core.encoders.scale import Scale
from core.types import Vectors

Cosines = NDArray[np.float32]

SAMPLE = 2048
"""Faces of a gallery that are looked at, evenly spread over it; all of a smaller one's."""

NEAREST = 0.01
"""Of the cohort: whose cosines are averaged."""

DOUBT = 2
"""Nearest strangers that a cohort has to have before they weigh as much as the model's usual ones."""

BLOCK = 256  # rows at a time: bounds the memory


class Cohort:
    """A gallery's people, each about once.

    Some faces are alike to everybody, blurred ones above all: in a plain ranking by cosines they turn up in
    front of whoever is searched for. Their mean cosine with the strangers that are nearest to them says so
    ("hubness": Conneau et al. 2018, "Word Translation Without Parallel Data", section 2.3, CSLS).

    Taken over the gallery as it is, that mean would punish those who are in many of its photos, the bride of
    a wedding: their nearest faces are their own. So each person is in the cohort about once, and faces that
    are more alike than strangers do not count.
    """

    def __init__(self, vectors: Vectors, scale: Scale) -> None:
        """`vectors`: (n, dimensions) with L2 norm 1, of the whole gallery."""
        self._scale = scale
        places = np.linspace(0, len(vectors) - 1, min(len(vectors), SAMPLE)).astype(int)
        self._people = distinct(vectors[places], scale.same)
        self._nearest = max(1, round(NEAREST * len(self._people)))

    def __len__(self) -> int:
        return len(self._people)

    def typical(self, vectors: Vectors) -> Cosines:
        """(n,): the mean cosine of each row and its nearest strangers.

        A small cohort has seen too few of them: there the model's usual mean counts as well, and alone where
        there is none.
        """
        blocks = [self._typical(vectors[i : i + BLOCK]) for i in range(0, len(vectors), BLOCK)]
        return np.concatenate([np.empty(0, np.float32), *blocks])

    def _typical(self, vectors: Vectors) -> Cosines:
        usual = self._scale.typical
        if not len(self):
            return np.full(len(vectors), usual, np.float32)
        cosines = vectors @ self._people.T
        cosines[cosines >= self._scale.same] = -np.inf
        nearest = np.partition(cosines, -self._nearest, axis=1)[:, -self._nearest :]
        are_strangers = np.isfinite(nearest)
        total = np.where(are_strangers, nearest, 0).sum(axis=1) + DOUBT * usual
        typical: Cosines = (total / (are_strangers.sum(axis=1) + DOUBT)).astype(np.float32)
        return typical


def distinct(vectors: Vectors, limit: float) -> Vectors:
    """The rows that have a cosine below `limit` with every row chosen before them."""
    kept = vectors[:0]
    for start in range(0, len(vectors), BLOCK):
        block = vectors[start : start + BLOCK]
        block = block[(block @ kept.T < limit).all(axis=1)]
        are_alike = block @ block.T >= limit
        chosen: list[int] = []
        for row in range(len(block)):
            if not are_alike[row, chosen].any():
                chosen.append(row)
        kept = np.concatenate([kept, block[chosen]])
    return kept
