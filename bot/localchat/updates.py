"""The queue that getUpdates reads."""

import time
from typing import Any

from bot.localchat.bell import Bell
from bot.localchat.errors import conflict

OTHER_POLL = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


class UpdateQueue:
    def __init__(self) -> None:
        self.webhook = ""
        self.allowed: list[str] = []
        self._updates: list[dict[str, Any]] = []
        self._next_id = int(time.time())
        self._turn = 0
        self._closed = False
        self._bell = Bell()

    def __len__(self) -> int:
        return len(self._updates)

    def add(self, kind: str, payload: dict[str, Any]) -> None:
        if self.allowed and kind not in self.allowed:
            return
        self._updates.append({"update_id": self._next_id, kind: payload})
        self._next_id += 1
        self._bell.ring()

    async def get(self, offset: int, limit: int, timeout: float) -> list[dict[str, Any]]:  # noqa: ASYNC109
        """Updates from `offset` on, waiting up to `timeout` seconds for one; earlier ones are confirmed."""
        if self.webhook:
            raise conflict(WEBHOOK)
        self._confirm(offset)
        if self._updates or timeout <= 0:
            return self._updates[:limit]
        self._turn += 1
        turn = self._turn
        self._bell.ring()
        deadline = time.monotonic() + timeout
        while not self._updates and not self._closed and (left := deadline - time.monotonic()) > 0:
            await self._bell.wait(left)
            if turn != self._turn:
                raise conflict(OTHER_POLL)
        return self._updates[:limit]

    def clear(self) -> None:
        self._updates.clear()

    def close(self) -> None:
        self._closed = True
        self._bell.ring()

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self._updates = self._updates[offset:]
        else:
            self._updates = [update for update in self._updates if update["update_id"] >= offset]
