"""Who has agreed that faces are looked for in what they send, and what waits until they do."""

import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from core.store.users import Users

Resume = Callable[[], Coroutine[Any, Any, object]]
"""Does what was asked for, from its very beginning: nothing that was found out before is still true."""

AGAIN_SECONDS = 60.0
"""After which the question is asked again: the first one has moved out of sight."""

MOST_HELD = 100  # things of one person in one chat
MOST_WAITING = 1000  # people


@dataclass(slots=True)
class _Held:
    asked_at: float = field(default_factory=time.monotonic)
    things: list[Resume] = field(default_factory=list)


class Consents:
    """In memory, for every search asks. Who writes in the name of a chat is known by that chat's id."""

    def __init__(self, users: Users, *, required: bool) -> None:
        self._users = users
        self._required = required
        self._given = users.consented()
        self._held: dict[tuple[int, int], _Held] = {}

    def has(self, who: int) -> bool:
        return not self._required or who in self._given

    def hold(self, who: int, chat_id: int, resume: Resume) -> bool:
        """Keep what somebody asks for in a chat; whether the question is still to be asked."""
        key = who, chat_id
        held = self._held.get(key)
        is_new = held is None or held.asked_at + AGAIN_SECONDS < time.monotonic()
        if held is None or is_new:
            before = self._held.pop(key, _Held()).things
            held = self._held[key] = _Held(things=before)
            if len(self._held) > MOST_WAITING:
                del self._held[next(iter(self._held))]
        held.things = [*held.things, resume][-MOST_HELD:]
        return is_new

    def give(self, who: int) -> None:
        self._users.consent(who)
        self._given.add(who)

    def release(self, who: int, chat_id: int) -> list[Resume]:
        """What waited for somebody's answer in a chat: nothing after a restart, or the second time."""
        held = self._held.pop((who, chat_id), None)
        return held.things if held else []

    def move(self, old: int, new: int) -> None:
        """The store has given a chat, in whose name somebody may have agreed, another id."""
        if old in self._given:
            self._given.add(new)

    def forget(self, who: int) -> None:
        """They have not agreed any more, and nothing waits for that."""
        self._given.discard(who)
        for key in [key for key in self._held if key[0] == who]:
            del self._held[key]
