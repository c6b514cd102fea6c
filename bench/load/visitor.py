"""Somebody in the local chat who hears everything that the bot says, at once."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx

from tests.person import Person

Message = dict[str, Any]
PATIENCE = 180.0  # seconds
LONG = 20.0  # seconds, of which each question for news lasts at most


class Visitor:
    """The page asks for news and waits for it; so does this."""

    def __init__(self, http: httpx.AsyncClient, number: int) -> None:
        self.person = Person(http, number)
        self.messages: dict[int, Message] = {}  # the bot's
        self.heard: dict[int, float] = {}  # when each was there first
        self._news = asyncio.Condition()

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self._listen())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def until(self, find: Callable[[Message], bool], after: int, patience: float = PATIENCE) -> Message:
        """The first message of the bot after one, by its id, that is so, now or once edited.

        Raises TimeoutError.
        """
        async with asyncio.timeout(patience), self._news:
            while True:
                for number in sorted(self.messages):
                    if number > after and find(self.messages[number]):
                        return self.messages[number]
                await self._news.wait()

    def between(self, after: int, last: int) -> list[Message]:
        return [self.messages[number] for number in sorted(self.messages) if after < number <= last]

    async def _listen(self) -> None:
        newest, edits = 0, 0
        while True:
            news = await self.person.look(newest, since_edit=edits, wait=LONG)
            now, edits = time.monotonic(), news["edits"]
            async with self._news:
                for message in news["messages"]:
                    newest = max(newest, message["id"])
                    if message["from"] == "bot":
                        self.messages[message["id"]] = message
                        self.heard.setdefault(message["id"], now)
                self._news.notify_all()


def words(message: Message) -> str:
    return str(message["text"] or message["caption"] or "")
