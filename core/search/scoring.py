"""Which results of a search are kept, so that a level can be changed afterwards."""

import numpy as np
from numpy.typing import NDArray

from core.store.searches import Scored

LOWEST_LEVEL = 1  # per cent


def scored(
    photo_ids: NDArray[np.int64], percents: NDArray[np.float32], standing_out: int = 0
) -> list[Scored]:
    """Of results, best first, those that some level shows or that stand out, and always the best one.

    "Not found" tells how far that one was.
    """
    count = max(1, standing_out, int(np.count_nonzero(percents >= LOWEST_LEVEL)))
    return [Scored(*one) for one in zip(photo_ids[:count].tolist(), percents[:count].tolist(), strict=True)]
