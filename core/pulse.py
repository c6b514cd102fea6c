"""Whether the worker processes still do what they are asked to."""

import threading
import time
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from concurrent.futures.process import BrokenProcessPool

from pebble import ProcessExpired

from core.indexer import Indexer


class Pulse:
    def __init__(self, indexer: Indexer, patience: float) -> None:
        """`patience`: seconds that the workers may be busy with what came before."""
        self._indexer = indexer
        self._patience = patience
        self._asked: Future[None] | None = None
        self._since = 0.0
        self._lock = threading.Lock()

    def is_there(self, seconds: float) -> bool:
        """Ask them, and wait for `seconds` at most; no answer yet is none only once patience has ended."""
        with self._lock:
            if self._asked is None:
                self._asked, self._since = self._indexer.ping(), time.monotonic()
            try:
                self._asked.result(seconds)
            except FutureTimeoutError:
                return time.monotonic() - self._since < self._patience
            except (ProcessExpired, BrokenProcessPool):  # others are started at the next question
                self._asked = None
                return False
            self._asked = None
            return True
