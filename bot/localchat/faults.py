from collections import defaultdict, deque
from typing import Literal, get_args

Fault = Literal["429", "timeout_after_success", "connection_lost"]


class Faults:
    """Things that go wrong on purpose, each once, at the next call of its method.

    "429": refused, retry after a second. "timeout_after_success": done, but the answer never comes.
    "connection_lost": the connection breaks, and nothing was done.
    """

    def __init__(self) -> None:
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)

    def add(self, method: str, kind: Fault) -> None:
        if kind not in get_args(Fault):
            raise ValueError(f"No such fault: {kind}")
        self._faults[method.lower()].append(kind)

    def take(self, method: str) -> Fault | None:
        waiting = self._faults[method.lower()]
        return waiting.popleft() if waiting else None
