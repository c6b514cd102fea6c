"""Whether something grows with the hours."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

DAY = 24  # hours


@dataclass(frozen=True, slots=True)
class Trend:
    """The straight line that fits best (least squares)."""

    level: float  # where the line is in the middle of the hours
    a_day: float  # what it rises by in 24 hours of use

    @classmethod
    def of(cls, values: Sequence[float]) -> "Trend":
        """Of what was measured after each hour; the hours of the warm-up are left out by who asks."""
        slope, start = np.polyfit(np.arange(len(values)), np.array(values, float), 1)
        return cls(float(start + slope * (len(values) - 1) / 2), float(slope * DAY))

    @property
    def share(self) -> float:
        """What it rises by in 24 hours of use, in parts of where it is."""
        return self.a_day / self.level
