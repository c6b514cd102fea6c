"""Zips that wait for their passwords, and those that are tried."""

import asyncio
from collections.abc import Callable

from core.store.imports import Import
from core.store.questions import KEPT

LOCKED_SECONDS = KEPT.total_seconds()
"""For which a zip waits: as long as it is known which message asks for its password."""


class LockedZips:
    def __init__(self) -> None:
        self._waiting: dict[int, tuple[int, asyncio.TimerHandle]] = {}  # by import: its chat, until when
        self._passwords: dict[int, tuple[int, str]] = {}  # by import: its chat, and its password

    def wait(self, job: Import, give_up: Callable[[], None]) -> None:
        """Let an import wait; `give_up` is called when it has waited in vain."""

        def end() -> None:
            if self.take(job.id):
                give_up()

        timer = asyncio.get_running_loop().call_later(LOCKED_SECONDS, end)
        self._waiting[job.id] = job.chat_id, timer

    def take(self, import_id: int) -> bool:
        """Let it wait no longer; False where it does not."""
        if (waiting := self._waiting.pop(import_id, None)) is None:
            return False
        waiting[1].cancel()
        return True

    def unlock(self, import_id: int, password: str) -> bool:
        """The same, and know its password for as long as it is tried, and used."""
        if (waiting := self._waiting.get(import_id)) is None:
            return False
        self._passwords[import_id] = waiting[0], password
        return self.take(import_id)

    def of(self, chat_id: int) -> list[int]:
        """The imports of a chat that wait."""
        return [import_id for import_id, (its_chat, _) in self._waiting.items() if its_chat == chat_id]

    def password(self, import_id: int) -> str | None:
        return self._passwords.get(import_id, (0, None))[1]

    def is_password(self, chat_id: int, text: str) -> bool:
        """Whether somebody has sent it as one before, and it is still in use."""
        return (chat_id, text) in self._passwords.values()

    def forget(self, import_id: int) -> None:
        self._passwords.pop(import_id, None)
