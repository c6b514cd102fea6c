"""Average linkage, against a loop over all pairs of faces."""

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from core.search.linkage import Groups, Linkage
from core.types import Vectors
from tests.made import directions

USUAL = 0.3


def singles(vectors: Vectors, typical: NDArray[np.float32], kept: NDArray[np.bool_]) -> Groups:
    return Groups(vectors.copy(), typical.copy(), np.ones(len(vectors), np.float32), kept.copy())


def by_hand(
    vectors: Vectors,
    typical: NDArray[np.float32],
    apart: set[tuple[int, int]],
    level: float,
    old: int,
) -> list[list[int]]:
    """The faces of each group; the first `old` ones are compared only with a group that has another."""
    alike = vectors @ vectors.T - (typical[:, None] + typical) / 2 + USUAL
    groups = [[row] for row in range(len(vectors))]
    while True:
        best, pair = level, None
        for one, other in combinations(groups, 2):
            if max(one) < old and max(other) < old:
                continue
            if any((min(i, j), max(i, j)) in apart for i in one for j in other):
                continue
            mean = float(alike[np.ix_(one, other)].mean())
            if mean >= best:
                best, pair = mean, (one, other)
        if pair is None:
            return sorted(groups)
        groups = [group for group in groups if group not in pair] + [sorted([*pair[0], *pair[1]])]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("old", [0, 9, 25])
def test_the_most_alike_are_joined_first(seed: int, old: int) -> None:
    chance = np.random.default_rng(seed)
    vectors = directions(seed, 30, 4)
    typical = chance.uniform(0.1, 0.5, 30).astype(np.float32)
    kept = chance.random(30) < 0.2
    photos = chance.integers(0, 12, 30)
    apart = {(i, j) for i, j in combinations(range(30), 2) if photos[i] == photos[j] or (kept[i] and kept[j])}

    def together(row: int) -> NDArray[np.int64]:
        return np.setdiff1d(np.flatnonzero(photos == photos[row]), [row])

    into = Linkage(singles(vectors, typical, kept), 30 - old, together, USUAL).joined(0.4)
    found = sorted(np.flatnonzero(into == group).tolist() for group in np.unique(into))
    expected = by_hand(vectors, typical, apart, 0.4, old)
    assert found == expected
    assert len(expected) < 30 - 3  # there was something to join


def test_a_group_knows_the_mean_of_its_faces() -> None:
    vectors = directions(1, 9, 5)
    typical = np.linspace(0, 1, 9, dtype=np.float32)
    groups = singles(vectors, typical, np.arange(9) == 3)
    for other in (1, 4):
        groups.join(0, other)
    groups.join(3, 2)
    groups.join(0, 3)
    np.testing.assert_allclose(groups.means[0], vectors[:5].mean(axis=0), atol=1e-6)
    assert groups.typical[0] == pytest.approx(typical[:5].mean())
    assert groups.sizes[0] == 5
    assert groups.kept[0]
