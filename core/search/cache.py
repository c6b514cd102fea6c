"""Vectors of the galleries that were searched last, kept in memory."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class GalleryCache(Generic[Value]):
    """One value a chat, loaded on first use, dropped when the gallery changes or others need the room."""

    def __init__(self, load: Callable[[int], Value], capacity: int) -> None:
        self._load = load
        self._capacity = capacity
        self._values: OrderedDict[int, Value] = OrderedDict()
        self._changes: dict[int, int] = {}
        self._lock = threading.Lock()

    def get(self, chat_id: int) -> Value:
        with self._lock:
            if chat_id in self._values:
                self._values.move_to_end(chat_id)
                return self._values[chat_id]
            changes = self._changes.get(chat_id, 0)
        value = self._load(chat_id)
        with self._lock:
            if self._changes.get(chat_id, 0) == changes:  # else it was stale before it was loaded
                self._values[chat_id] = value
                if len(self._values) > self._capacity:
                    self._values.popitem(last=False)
        return value

    def drop(self, chat_id: int) -> None:
        with self._lock:
            self._changes[chat_id] = self._changes.get(chat_id, 0) + 1
            self._values.pop(chat_id, None)
