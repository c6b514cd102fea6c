"""Whom the bot serves: everybody, unless its operator has listed users and chats."""

from collections.abc import Set as AbstractSet

MOST = 10_000
"""Chats that are remembered as told, before all are forgotten."""


class Doors:
    def __init__(self, users: AbstractSet[int], chats: AbstractSet[int], admins: AbstractSet[int]) -> None:
        self._open = not (users or chats)
        self._chats = users | chats | admins  # a private chat has its user's id
        self._told: set[int] = set()

    def are_open_to(self, chat_id: int) -> bool:
        """Whether a chat is served: a private one by its user's id, a group by its own."""
        return self._open or chat_id in self._chats

    def is_first(self, chat_id: int) -> bool:
        """Whether a chat has not been turned away since the start. Nothing of it is stored."""
        if chat_id in self._told:
            return False
        if len(self._told) >= MOST:
            self._told.clear()
        self._told.add(chat_id)
        return True
