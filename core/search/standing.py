"""How far photos stand out of a gallery, whatever their scores mean."""

import numpy as np
from numpy.typing import NDArray

_ALIKE = 1e-6  # a spread below this is rounding

Row = NDArray[np.float32]


def standing(values: Row) -> Row:
    """The least share of the gallery, 0 to 1, that each value is sure to stand above: (n,) float32.

    Cantelli's inequality: at most 1 / (1 + z²) of any set of numbers lies z or more standard deviations above
    its mean, so z² / (1 + z²) lies below, whatever their distribution. 0 up to the mean, 0.5 at one standard
    deviation, 0.8 at two, 0.9 at three. It never saturates, and its most is (n - 1) / n: one photo alone
    stands above nothing. It says how far a photo stands out of this gallery, not how likely it is to fit.
    """
    if not len(values) or (spread := values.std()) < _ALIKE:
        return np.zeros_like(values)
    z = np.maximum((values - values.mean()) / spread, 0)
    share: Row = z**2 / (1 + z**2)
    return share
