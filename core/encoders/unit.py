"""Vectors of length one."""

import numpy as np
from numpy.typing import NDArray

from core.types import Vectors

_SHORTEST = 1e-9  # below, a length is that of no vector


def unit(rows: NDArray[np.floating]) -> Vectors:
    """(n, dimensions) float32, each row with L2 norm 1; rows of zeros stay."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    vectors: Vectors = (rows / np.maximum(lengths, _SHORTEST)).astype(np.float32, copy=False)
    return vectors
