"""How fast a server is: one that sends a byte at a time must not keep a thread for half a day."""

import time

SLOWEST = 10_000
"""Bytes a second, on average. A gigabyte would take more than a day at that."""

SLOW_SECONDS = 60.0
"""For which a server may be slower."""


class Pace:
    """From now on, and from so many bytes."""

    def __init__(self, done: int) -> None:
        self._since = time.monotonic()
        self._before = done

    def is_slow(self, done: int) -> bool:
        """Also where it has brought nothing."""
        return done - self._before <= SLOWEST * self._seconds()

    def is_known(self) -> bool:
        """Whether it has had its time."""
        return self._seconds() >= SLOW_SECONDS

    def _seconds(self) -> float:
        return time.monotonic() - self._since
