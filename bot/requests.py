"""The gate of all updates: how many are handled at a time, and an id for all that one leads to.

It is in every line that is logged of it, in whatever thread.
"""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.arrivals import Arrival, Kind
from bot.metrics import Metrics
from bot.parties import Parties
from bot.places import Places
from core.store.endings import Begun

logger = logging.getLogger(__name__)

MOST_UPDATES = 256
"""That are handled at a time; the others wait. An album is one."""

PERSONS_UPDATES = 8
CHATS_UPDATES = 16
"""Of each kind. A handler keeps its place while it waits for its turn to answer, one a second in a chat."""

MOST_WAITING = {Kind.PRESS: 100, Kind.TEXT: 100, Kind.FILE: 10_000, Kind.OTHER: 1000}
"""Of one person; more are dropped. Thousands of files are a wedding's, and none is to be lost; hundreds of
words are a flood. No less than a hundred, for so many come at once when the bot was away."""

request_id: ContextVar[str] = ContextVar("request_id", default="-")
"""Of the update that is being handled, or that has started what is being done."""

_arrived: ContextVar[Begun | None] = ContextVar("arrived", default=None)


def take_arrived() -> Begun | None:
    """When the update that is being handled has come, for whoever asks first: what it leads to is begun then.

    It may have waited for long, and what has ended meanwhile it is not to bring back.
    """
    begun = _arrived.get()
    _arrived.set(None)  # else it would be held by all that the update starts, for as long as that takes
    return begun


class UpdateGate(BaseUpdateProcessor):
    """All updates come through here, each in a task, and so a context, of its own."""

    def __init__(
        self, metrics: Metrics, begin: Callable[[], Begun], on_dropped: Callable[[Update], Awaitable[None]]
    ) -> None:
        super().__init__(sys.maxsize)  # the library's own gate, which knows no chats, stands open
        self._metrics = metrics
        self._begin = begin
        self._on_dropped = on_dropped
        self._people, self._chats = Places(PERSONS_UPDATES), Places(CHATS_UPDATES)
        self._albums = Parties()
        self._all = asyncio.Semaphore(MOST_UPDATES)

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        try:
            if isinstance(update, Update):
                await self._let_in(update, coroutine)
            else:
                await coroutine
        finally:
            if isinstance(coroutine, Coroutine):
                coroutine.close()  # one that was not let in would be warned of

    async def initialize(self) -> None:
        """There is nothing to make ready."""

    async def shutdown(self) -> None:
        """There is nothing to put away."""

    async def _let_in(self, update: Update, coroutine: Awaitable[Any]) -> None:
        request_id.set(f"u{update.update_id}")
        arrival = Arrival.of(update)
        whose = arrival.sender_id, arrival.kind
        if self._people.wanted(whose) >= PERSONS_UPDATES + MOST_WAITING[arrival.kind]:
            self._metrics.updates_dropped.inc()
            logger.info("Dropped: too many of its sender's wait")
            await self._on_dropped(update)
            return
        _arrived.set(self._begin())
        place = self._place(arrival)
        if arrival.album is not None:
            place = self._albums.place((arrival.chat_id, arrival.album), place)
        async with place:
            self._metrics.updates.inc()
            await coroutine

    @asynccontextmanager
    async def _place(self, arrival: Arrival) -> AsyncIterator[None]:
        person, chat = (arrival.sender_id, arrival.kind), (arrival.chat_id, arrival.kind)
        async with self._people.place(person), self._chats.place(chat), self._all:
            yield
