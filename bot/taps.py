"""Taps on buttons: of several in a row on one button one counts."""

import time
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import Literal

SECONDS = 2.0
"""After what a tap did is done: a tap that comes within them was made while it was not seen yet."""

Turn = Literal["now", "running", "done"]


class Taps:
    def __init__(self) -> None:
        self._under_way: set[Hashable] = set()
        self._until: dict[Hashable, float] = {}

    @contextmanager
    def turn(self, button: Hashable) -> Iterator[Turn]:
        """What a tap comes to. Where it counts it is done in here; if that fails, the next one counts."""
        now = time.monotonic()
        self._until = {one: until for one, until in self._until.items() if until > now}
        if button in self._under_way:
            yield "running"
        elif button in self._until:
            yield "done"
        else:
            self._under_way.add(button)
            try:
                yield "now"
                self._until[button] = time.monotonic() + SECONDS
            finally:
                self._under_way.discard(button)
