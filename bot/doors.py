"""Whom the bot serves: everybody, unless its operator has listed users and chats."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

MOST = 10_000
"""Chats that are remembered as told, before all are forgotten."""


class Doors:
    def __init__(
        self,
        users: AbstractSet[int],
        chats: AbstractSet[int],
        admins: AbstractSet[int],
        moved: Mapping[int, int] | None = None,
    ) -> None:
        """`moved`: the ids that groups had before they became supergroups, by those that they have now."""
        self._open = not (users or chats)
        self._chats = users | chats | admins  # a private chat has its user's id
        self._moved = dict(moved or {})
        self._told: set[int] = set()

    def are_open_to(self, chat_id: int) -> bool:
        """Whether a chat is served: a private one by its user's id, a group by its own, or its first one."""
        return self._open or chat_id in self._chats or self._moved.get(chat_id) in self._chats

    def move(self, old: int, new: int) -> None:
        self._moved[new] = old

    def is_first(self, chat_id: int) -> bool:
        """Whether a chat has not been turned away since the start. Nothing of it is stored."""
        if chat_id in self._told:
            return False
        if len(self._told) >= MOST:
            self._told.clear()
        self._told.add(chat_id)
        return True
