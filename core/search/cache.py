"""Vectors of the galleries that were searched last, kept in memory."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar


class Sized(Protocol):
    @property
    def nbytes(self) -> int: ...


Value = TypeVar("Value", bound=Sized)


class GalleryCache(Generic[Value]):
    """One value a chat, loaded on first use.

    It is dropped when the gallery changes, when others need the room (`capacity`, in bytes), and when nobody
    has asked for it for `idle_seconds`: the memory of chats that are done with is given back.
    """

    def __init__(self, load: Callable[[int], Value], capacity: int, idle_seconds: float = 600.0) -> None:
        self._load = load
        self._capacity = capacity
        self._idle_seconds = idle_seconds
        self._values: OrderedDict[int, tuple[Value, float]] = OrderedDict()  # with the time of its last use
        self._changes: dict[int, int] = {}
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None

    def get(self, chat_id: int) -> Value:
        with self._lock:
            if chat_id in self._values:
                value, _ = self._values[chat_id]
                self._keep(chat_id, value)
                return value
            changes = self._changes.get(chat_id, 0)
        value = self._load(chat_id)
        with self._lock:
            if self._changes.get(chat_id, 0) == changes:  # else it was stale before it was loaded
                self._keep(chat_id, value)
                self._make_room()
        return value

    def drop(self, chat_id: int) -> None:
        with self._lock:
            self._changes[chat_id] = self._changes.get(chat_id, 0) + 1
            self._values.pop(chat_id, None)

    def __len__(self) -> int:
        with self._lock:
            return len(self._values)

    def _keep(self, chat_id: int, value: Value) -> None:
        self._values[chat_id] = value, time.monotonic()
        self._values.move_to_end(chat_id)
        self._watch()

    def _make_room(self) -> None:
        """The one that is in use stays, however large."""
        while (
            len(self._values) > 1 and sum(value.nbytes for value, _ in self._values.values()) > self._capacity
        ):
            self._values.popitem(last=False)

    def _watch(self) -> None:
        if self._timer is None:
            self._timer = threading.Timer(self._idle_seconds, self._drop_idle)
            self._timer.daemon = True
            self._timer.start()

    def _drop_idle(self) -> None:
        with self._lock:
            self._timer = None
            latest = time.monotonic() - self._idle_seconds
            for chat_id in [chat_id for chat_id, (_, used) in self._values.items() if used <= latest]:
                del self._values[chat_id]
            if self._values:
                self._watch()
