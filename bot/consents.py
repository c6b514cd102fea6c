"""Who has agreed that faces are looked for in what they send, and what waits until they do."""

import math
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from enum import Flag, auto
from typing import Any

from bot.arrivals import Kind
from core.store.users import Users

Resume = Callable[[], Coroutine[Any, Any, object]]
"""Does what was asked for, from its very beginning: nothing that was found out before is still true."""

AGAIN_SECONDS = 60.0
"""After which the question is asked again: the first one has moved out of sight."""

REMIND_SECONDS = 3.0
"""After which who writes again has had the time to read the question. What is sooner came with the first."""

MOST_HELD = {Kind.PRESS: 100, Kind.TEXT: 100, Kind.FILE: 10_000, Kind.OTHER: 100}
"""Things of one person in one chat: files are imported together, and all others are answered one by one."""

MOST_OF_ALL = 20_000
"""Of about 5 kB each."""


class Say(Flag):
    """What is to be said to whom something is held of."""

    NOTHING = 0
    ASK = auto()
    REMIND = auto()  # that the question is open
    FULL = auto()  # that this was left out


@dataclass(slots=True)
class _Held:
    asked_at: float = -math.inf
    question: int | None = None  # the message, once it was sent
    reminders: list[int] = field(default_factory=list)  # messages that point at it
    things: list[Resume] = field(default_factory=list)
    kinds: Counter[Kind] = field(default_factory=Counter)
    is_reminded: bool = False
    is_told: bool = False  # that something was left out

    @property
    def is_recent(self) -> bool:
        return time.monotonic() < self.asked_at + AGAIN_SECONDS

    def add(self, kind: Kind, resume: Resume) -> bool:
        """False where it is one too many."""
        if self.kinds[kind] >= MOST_HELD[kind]:
            return False
        self.kinds[kind] += 1
        self.things.append(resume)
        return True

    def ask(self) -> None:
        self.asked_at, self.question = time.monotonic(), None
        self.is_reminded = self.is_told = False

    def remind(self) -> bool:
        """Whether to do so: once for each question."""
        is_due = not self.is_reminded and time.monotonic() >= self.asked_at + REMIND_SECONDS
        self.is_reminded |= is_due
        return is_due

    def tell(self) -> bool:
        """The same for what is left out."""
        is_due = not self.is_told
        self.is_told = True
        return is_due


class Consents:
    """In memory, for every search asks. Who writes in the name of a chat is known by that chat's id."""

    def __init__(self, users: Users, *, required: bool) -> None:
        self._users = users
        self._required = required
        self._given = users.consented()
        self._held: dict[tuple[int, int], _Held] = {}  # who has written last comes last
        self._count = 0

    def has(self, who: int) -> bool:
        return not self._required or who in self._given

    def hold(self, who: int, chat_id: int, kind: Kind, resume: Resume) -> Say:
        """Keep what somebody asks for in a chat.

        Of more than there is room for, what was held for the one who has been silent for longest goes: they
        are told so when they agree.
        """
        key, say = (who, chat_id), Say.NOTHING
        held = self._held.pop(key, None) or _Held()
        if not held.is_recent:
            held.ask()
            say |= Say.ASK
        elif held.remind():
            say |= Say.REMIND
        if held.add(kind, resume):
            self._count += 1
        elif held.tell():
            say |= Say.FULL
        self._held[key] = held
        while self._count > MOST_OF_ALL:
            self._drop(next(iter(self._held)))
        return say

    def asked(self, who: int, chat_id: int, message_id: int) -> None:
        """The question was sent."""
        if held := self._held.get((who, chat_id)):
            held.question = message_id

    def question(self, who: int, chat_id: int) -> int | None:
        """The message that asks somebody in a chat, if that was sent."""
        held = self._held.get((who, chat_id))
        return held.question if held else None

    def reminded(self, who: int, chat_id: int, message_id: int) -> None:
        """Somebody was pointed at the question."""
        if held := self._held.get((who, chat_id)):
            held.reminders.append(message_id)

    def reminders(self, who: int, chat_id: int) -> list[int]:
        """The messages that do so: once the question is answered, they are no longer true."""
        held = self._held.get((who, chat_id))
        return held.reminders if held else []

    def give(self, who: int) -> None:
        self._users.consent(who)
        self._given.add(who)

    def release(self, who: int, chat_id: int) -> list[Resume]:
        """What waited for somebody's answer in a chat: nothing after a restart, or the second time."""
        return self._drop((who, chat_id))

    def move(self, old: int, new: int) -> None:
        """The store has given a chat, in whose name somebody may have agreed, another id."""
        if old in self._given:
            self._given.add(new)

    def forget(self, who: int) -> None:
        """They have not agreed any more, and nothing waits for that."""
        self._given.discard(who)
        for key in [key for key in self._held if key[0] == who]:
            self._drop(key)

    def _drop(self, key: tuple[int, int]) -> list[Resume]:
        held = self._held.pop(key, None)
        if held is None:
            return []
        self._count -= len(held.things)
        return held.things
