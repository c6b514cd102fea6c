"""How many photos stand out, on scores that are made up and known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from core.encoders.scores import DescriptionScores
from core.search.cut import shown, stand_out

BACKGROUND = 0.20, 0.025  # cosines of UForm's kind: mean and deviation
FITTING = 0.32, 0.02


def cosines(total: int, fitting: int, seed: int = 0) -> NDArray[np.float32]:
    random = np.random.default_rng(seed)
    scores = random.normal(*BACKGROUND, total)
    scores[:fitting] = random.normal(*FITTING, fitting)
    return scores.astype(np.float32)


@pytest.mark.parametrize(
    ("total", "fitting"), [(10, 2), (10, 5), (100, 3), (100, 40), (1000, 10), (1000, 300)]
)
def test_what_fits_is_shown_and_little_else(total: int, fitting: int) -> None:
    precision, recall = [], []
    for seed in range(20):
        scores = cosines(total, fitting, seed)
        found = np.argsort(-scores)[: stand_out(scores)]
        precision.append((found < fitting).mean() if len(found) else 1)
        recall.append((found < fitting).sum() / fitting)
    assert np.mean(precision) >= 0.85
    assert np.mean(recall) >= 0.7


def test_one_that_fits_perfectly_leaves_the_half_hearted_out() -> None:
    scores = cosines(200, 0)
    scores[:3] = 0.50, 0.48, 0.30
    assert stand_out(scores) == 2


def test_mostly_nothing_where_nothing_fits() -> None:
    counts = [stand_out(cosines(1000, 0, seed)) for seed in range(50)]
    assert counts.count(0) >= 35
    assert max(counts) <= 5


def test_it_does_not_depend_on_order_or_scale() -> None:
    scores = cosines(100, 7)
    assert stand_out(np.sort(scores)) == stand_out(100 * scores) == stand_out(scores) > 0


@pytest.mark.parametrize(
    ("scores", "count"),
    [
        ([], 0),
        ([0.25], 1),
        ([0.0], 0),
        ([-0.1], 0),
        ([0.3, 0.2], 1),
        ([0.3, 0.3], 0),
        ([0.31, 0.30, 0.2], 2),
        ([0.2] * 50, 0),
        ([0.0] * 50, 0),
        ([0.2] * 49 + [0.3], 1),
        ([-0.2] * 49 + [-0.1], 0),
    ],
)
def test_few_and_equal_scores(scores: list[float], count: int) -> None:
    assert stand_out(np.array(scores, np.float32)) == count


@pytest.mark.parametrize(
    ("percents", "count"),
    [([90, 30, 14, 13, 1], 3), ([3, 2, 1, 0.5, 0.4], 4), ([0.2] * 5, 5), ([0] * 5, 5)],
)
def test_what_is_far_less_likely_than_the_best_is_not_shown(percents: list[float], count: int) -> None:
    unbent = np.concatenate([[1.0] * 5, [0.0] * 95])
    scores = np.concatenate([percents, [0.0] * 95])
    assert shown(DescriptionScores(scores.astype(np.float32), unbent=unbent.astype(np.float32))) == count
