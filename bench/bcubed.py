"""How well clusters agree with the truth.

B-cubed: Amigó et al. 2009, "A comparison of extrinsic clustering evaluation metrics based on formal
constraints".
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.int64]
"""(faces,), negative for a face that is in no cluster: then it is one of its own."""


@dataclass(frozen=True, slots=True)
class BCubed:
    precision: float  # of the faces that are in one cluster with a face: how many show the same person
    recall: float  # of the faces that show the same person: how many are in one cluster with it

    @property
    def f(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def bcubed(labels: Labels, truth: Labels, scored: NDArray[np.bool_]) -> BCubed:
    """Means over the `scored` faces; the others count where they are in one cluster with these."""
    clusters, people = _numbered(labels), _numbered(truth)
    _, both, shared = np.unique(clusters * len(people) + people, return_inverse=True, return_counts=True)
    right = shared[both]
    precision, recall = right / np.bincount(clusters)[clusters], right / np.bincount(people)[people]
    return BCubed(float(precision[scored].mean()), float(recall[scored].mean()))


def _numbered(labels: Labels) -> Labels:
    """From 0; a number of its own for each that has none."""
    own = labels.copy()
    alone = own < 0
    own[alone] = own.max(initial=0) + 1 + np.arange(alone.sum())
    return np.unique(own, return_inverse=True)[1]
