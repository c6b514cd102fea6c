"""Taps on buttons: of several in a row on one button one counts."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

SECONDS = 2.0
"""After what a tap did is done: a tap that comes within them was made while it was not seen yet."""

Tap = tuple[int, int, str]
"""The chat, the message, and the button's data."""


class Taps:
    def __init__(self) -> None:
        self._under_way: set[Tap] = set()
        self._until: dict[Tap, float] = {}

    @contextmanager
    def only(self, tap: Tap) -> Iterator[bool]:
        """Whether this tap is the one that counts. What failed may be tried again at once."""
        now = time.monotonic()
        self._until = {one: until for one, until in self._until.items() if until > now}
        if tap in self._under_way or tap in self._until:
            yield False
            return
        self._under_way.add(tap)
        try:
            yield True
            self._until[tap] = time.monotonic() + SECONDS
        finally:
            self._under_way.discard(tap)
