"""A semaphore that is fair."""

import threading
from collections import deque


class Turns:
    """Lets so many in at a time, first come, first served.

    `threading.Semaphore` lets in whoever is first to ask again: often the one that has just left.
    """

    def __init__(self, places: int) -> None:
        self._free = places  # none while anybody waits
        self._waiting: deque[threading.Event] = deque()
        self._lock = threading.Lock()

    def acquire(self, *, wait: bool = True) -> bool:
        """Take a turn; without `wait`, only if there is one for the asking: whether there was."""
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            if not wait:
                return False
            turn = threading.Event()
            self._waiting.append(turn)
        return turn.wait()

    def release(self) -> None:
        """Give the turn to the one who has waited longest."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1
