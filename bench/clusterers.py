"""Libraries' ways to cluster faces, from vectors or from distances, at a level of likeness."""

from collections.abc import Callable
from dataclasses import dataclass

import dlib
import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import DBSCAN, HDBSCAN, AgglomerativeClustering

from bench.bcubed import Labels
from core.encoders.scale import Scale
from core.search.cohort import Cohort
from core.types import Vectors

Distances = NDArray[np.float32]
"""(n, n): 1 - likeness."""

NOT_ZERO = 1e-6  # DBSCAN wants a distance


@dataclass(frozen=True, slots=True)
class Clusterer:
    name: str
    by_vectors: Callable[[Vectors, float], Labels]  # by cosines, in the way that the library does it best
    by_distances: Callable[[Distances, float], Labels]
    has_level: bool = True


def cosine_distances(vectors: Vectors) -> Distances:
    return _distances(vectors @ vectors.T)


def corrected_distances(vectors: Vectors, scale: Scale) -> Distances:
    """Of the likeness that `FaceIndex` and `clustered` go by."""
    typical = Cohort(vectors, scale).typical(vectors)
    likeness = vectors @ vectors.T
    likeness -= (
        typical[:, None] + typical
    ) / 2  # summed first: what scikit-learn takes is symmetric to the bit
    likeness += np.float32(scale.typical)
    return _distances(likeness)


def _distances(likeness: NDArray[np.float32]) -> Distances:
    distances: Distances = np.maximum(np.subtract(1, likeness, out=likeness), 0, out=likeness)
    np.fill_diagonal(distances, 0)
    return distances


def _average(values: NDArray[np.float32], level: float, metric: str) -> Labels:
    method = AgglomerativeClustering(None, metric=metric, linkage="average", distance_threshold=1 - level)
    return np.asarray(method.fit_predict(values), np.int64)


def _dbscan(values: NDArray[np.float32], level: float, metric: str) -> Labels:
    """With 2 for a core: a person may have no more than two photos."""
    return np.asarray(
        DBSCAN(eps=max(1 - level, NOT_ZERO), min_samples=2, metric=metric).fit_predict(values), np.int64
    )


def _hdbscan(values: NDArray[np.float32], metric: str) -> Labels:
    """It finds the levels by itself, one for each cluster.

    Given one, as `cluster_selection_epsilon`, scikit-learn 1.9 fails with numpy 2.4.
    """
    method = HDBSCAN(min_cluster_size=2, metric=metric, copy=True)
    return np.asarray(method.fit_predict(values), np.int64)


def _whispers(vectors: Vectors, level: float) -> Labels:
    """As dlib's example does it, by the Euclidean distance."""
    found = dlib.chinese_whispers_clustering([dlib.vector(row) for row in vectors], _euclidean(level))
    return np.array(found, np.int64)


def _whispers_by_distances(distances: Distances, level: float) -> Labels:
    ones, others = np.nonzero(np.triu(distances <= 1 - level))  # with themselves: who has no edge is left out
    return np.array(dlib.chinese_whispers(list(zip(ones.tolist(), others.tolist(), strict=True))), np.int64)


def _euclidean(level: float) -> float:
    """The distance of vectors of length 1 with this cosine."""
    return float(np.sqrt(2 * max(1 - level, 0)))


CLUSTERERS = (
    Clusterer(
        "scikit-learn, average linkage",
        lambda vectors, level: _average(vectors, level, "cosine"),
        lambda distances, level: _average(distances, level, "precomputed"),
    ),
    Clusterer(
        "scikit-learn, DBSCAN",
        lambda vectors, level: _dbscan(vectors, level, "cosine"),
        lambda distances, level: _dbscan(distances, level, "precomputed"),
    ),
    Clusterer(
        "scikit-learn, HDBSCAN",
        lambda vectors, _: _hdbscan(vectors, "euclidean"),
        lambda distances, _: _hdbscan(distances, "precomputed"),
        has_level=False,
    ),
    Clusterer("dlib, Chinese whispers", _whispers, _whispers_by_distances),
)
