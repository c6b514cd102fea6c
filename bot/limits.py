"""How many searches and imports people and chats may begin in a minute."""

import math
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Literal

from bot.rate_limiter import Rate, Window

What = Literal["search", "import"]

MINUTE = 60.0
MOST = 1000
"""People and chats that are counted before those are left out that have begun nothing for a minute."""


class Limits:
    def __init__(
        self, users: Mapping[What, int], chats: Mapping[What, int], exempt: AbstractSet[int] = frozenset()
    ) -> None:
        """How many a minute; 0: as many as they like. `exempt`: users for whom nothing is counted."""
        self._most = {"user": users, "chat": chats}
        self._exempt = exempt
        self._windows: dict[tuple[str, What, int], Window] = {}

    def take(self, what: What, user_id: int, chat_id: int) -> int:
        """Count one that begins now, and give 0; or give the seconds until one may, rounded up."""
        if user_id in self._exempt:
            return 0
        windows = [*self._of("user", what, user_id), *self._of("chat", what, chat_id)]
        wait = max((window.wait(1) for window in windows), default=0.0)
        if wait > 0:
            return math.ceil(wait)
        for window in windows:
            window.add(1)
        return 0

    def _of(self, whose: str, what: What, number: int) -> list[Window]:
        """None where there is no limit."""
        if not (most := self._most[whose][what]):
            return []
        key = whose, what, number
        if key not in self._windows:
            if len(self._windows) >= MOST:
                self._windows = {known: one for known, one in self._windows.items() if not one.is_empty()}
            self._windows[key] = Window(Rate(most, MINUTE))
        return [self._windows[key]]
