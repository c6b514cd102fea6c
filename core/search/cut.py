"""How many photos are shown for a description."""

from math import erfc, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from core.encoders.scores import DescriptionScores

_WORTH = 0.15
"""Of the best photo's percentage. With it 7.3 photos instead of 9.8 are shown for a caption of COCO, the
right one among them in 88.6% instead of 91.3% (`python -m bench.text`)."""
_FALSE_SHARE = 0.1  # of the photos shown, so many may belong to the background
_REACH = 0.45  # how far below the best, on the way down to the background's middle
_LOW, _HIGH = 0.1, 0.35  # quantiles between which the background shows unmixed
_LOW_Z, _HIGH_Z = NormalDist().inv_cdf(_LOW), NormalDist().inv_cdf(_HIGH)
_FEW = 4  # with fewer photos there is no background to speak of


def shown(scores: DescriptionScores) -> int:
    """How many of the best photos are shown where nobody has chosen a level: 0 to n.

    Those that stand out, but for those that are far less likely than the best one. Cosines differ by less.
    """
    percents = np.sort(scores.scores)[::-1][: stand_out(scores.raw)]
    return int(np.count_nonzero(percents >= _WORTH * percents[:1]))


def stand_out(scores: NDArray[np.float32]) -> int:
    """How many of the best scores stand out of this gallery for this query: 0 to n.

    `scores`: (n,), in any order: `DescriptionScores.raw`, on any scale where 0 is no likeness at all.
    Two conditions:

    - The score is too high for the background. Most photos show something else; their scores are taken for
      normal, with the mean and deviation that the gallery's own 10% and 35% quantiles give, so that up to
      half of the gallery may fit. As many are taken as keep the expected share of background photos among
      them at 10% (Benjamini and Hochberg 1995, "Controlling the false discovery rate").
    - The score is within 45% of the way from the best down to the background's middle: where one photo fits
      perfectly, the half-hearted ones are left out.

    What most of the gallery shows does not stand out of it.
    """
    ranked = np.sort(scores.astype(np.float64))[::-1]
    if len(ranked) == 0 or ranked[0] <= 0:
        return 0
    if len(ranked) == 1:
        return 1
    middle, spread = _background(ranked)
    best = ranked[0]
    if best - middle <= np.finfo(np.float32).eps * abs(best):
        return 0
    near = int((ranked >= best - _REACH * (best - middle)).sum())
    return near if len(ranked) < _FEW else min(near, _discoveries((ranked - middle) / spread))


def _background(ranked: NDArray[np.float64]) -> tuple[float, float]:
    if len(ranked) < _FEW:
        return float(ranked[-1]), 0.0
    low, high = np.quantile(ranked, (_LOW, _HIGH))
    spread = (high - low) / (_HIGH_Z - _LOW_Z)
    return float(high - _HIGH_Z * spread), float(max(spread, np.finfo(np.float32).tiny))


def _discoveries(z: NDArray[np.float64]) -> int:
    """Benjamini & Hochberg's step-up procedure over z, which descends."""
    chances = np.array([erfc(value / sqrt(2)) / 2 for value in z])
    allowed = _FALSE_SHARE * np.arange(1, len(z) + 1) / len(z)
    passed = np.flatnonzero(chances <= allowed)
    return int(passed[-1]) + 1 if len(passed) else 0
