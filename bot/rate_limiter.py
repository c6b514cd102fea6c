"""Telegram's limits on messages, kept chat by chat: a group that is full holds up no other chat."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from telegram.error import ChatMigrated, RetryAfter
from telegram.ext import BaseRateLimiter

logger = logging.getLogger(__name__)

Call = Callable[[], Coroutine[Any, Any, Any]]

MARGIN = 0.1  # seconds more than Telegram asks for


@dataclass(frozen=True, slots=True)
class Rate:
    """So many in so many seconds."""

    count: int
    seconds: float


CHAT = Rate(5, 5.0)
"""One message a second, as Telegram asks; it lets "short bursts" pass, and does not say how short."""
GROUP = Rate(20, 60.0)
OVERALL = Rate(30, 1.0)


class RateLimiter(BaseRateLimiter[Any]):
    """Sends a chat's messages in their order, and again when Telegram refuses one with RetryAfter.

    Only messages count, an album for a group's minute as many as it has items: Telegram does not say so, but
    authors of bots find it. Whatever else is called waits when it is refused itself, and for nothing else.
    Other errors come through at once: after a timeout, nobody knows whether the message is there.
    """

    def __init__(
        self,
        chat: Rate = CHAT,
        group: Rate = GROUP,
        overall: Rate = OVERALL,
        *,
        tries: int = 5,
        patience: float = 120.0,
    ) -> None:
        self._chat_rate = chat
        self._group_rate = group
        self._overall = Window(overall)
        self._tries = tries
        self._patience = patience
        self._chats: dict[str, _Chat] = {}
        self._stopping = asyncio.Event()
        self.on_moved: Callable[[int, int], object] = lambda _old, _new: None
        """Is told of a group whose id was refused since it is a supergroup, with another one."""
        self.waiting: Callable[[int, int | None], AbstractAsyncContextManager[None]] = lambda *_: (
            nullcontext()
        )
        """Is entered while a text waits, with its chat and thread. Files are sent under an action anyway."""

    def stop(self) -> None:
        """Keep nobody waiting any more: the bot is about to leave."""
        self._stopping.set()

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def process_request(  # noqa: PLR0913, PLR0917 (the library's own form)
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Any,  # noqa: ARG002
    ) -> Any:
        call = partial(self._noting_moves, partial(callback, *args, **kwargs), data)
        if not _is_message(endpoint, data):
            return await self._insist(call)
        chat = self._chat(str(data["chat_id"]))
        items = len(data.get("media") or "1")
        async with chat.turn:
            if wait := chat.wait(items):
                async with self._shown(endpoint, data):
                    await self._rest(wait)
            try:
                return await self._insist(partial(self._send, call))
            finally:  # not before: a large upload counts from when it arrives
                chat.add(items)

    def _shown(self, endpoint: str, data: dict[str, Any]) -> AbstractAsyncContextManager[None]:
        if endpoint != "sendMessage":
            return nullcontext()
        return self.waiting(data["chat_id"], data.get("message_thread_id"))

    async def _noting_moves(self, call: Call, data: dict[str, Any]) -> Any:
        try:
            return await call()
        except ChatMigrated as moved:
            self.on_moved(int(data["chat_id"]), moved.new_chat_id)
            raise

    async def _send(self, call: Call) -> Any:
        wait = self._overall.wait(1)
        self._overall.add(1, wait)
        await self._rest(wait)
        return await call()

    async def _insist(self, call: Call) -> Any:
        """Raises the last RetryAfter, once there were enough tries or the next would come too late."""
        last = time.monotonic() + self._patience
        tries = self._tries
        while True:
            tries -= 1
            try:
                return await call()
            except RetryAfter as refusal:
                pause = _seconds(refusal) + MARGIN
                if tries <= 0 or time.monotonic() + pause > last or self._stopping.is_set():
                    raise
                logger.info("Telegram refused a call for now; trying again in %.1f s", pause)
                await self._rest(pause)

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)

    def _chat(self, chat_id: str) -> "_Chat":
        if chat_id not in self._chats:
            self._chats = {known: chat for known, chat in self._chats.items() if not chat.is_idle()}
            is_group = chat_id.startswith(("-", "@"))
            self._chats[chat_id] = _Chat(self._chat_rate, self._group_rate if is_group else None)
        return self._chats[chat_id]


class _Chat:
    """One chat: whose turn it is, and what it was sent."""

    def __init__(self, rate: Rate, group_rate: Rate | None) -> None:
        self.turn = asyncio.Lock()
        self._messages = _Pace(rate)
        self._items = Window(group_rate) if group_rate else None

    def wait(self, items: int) -> float:
        return max(self._messages.wait(), self._items.wait(items) if self._items else 0.0)

    def add(self, items: int) -> None:
        self._messages.add()
        if self._items:
            self._items.add(items)

    def is_idle(self) -> bool:
        empty = self._messages.is_empty() and (self._items is None or self._items.is_empty())
        return empty and not self.turn.locked()


class _Pace:
    """A rate that a burst may use up at once; after that it goes on evenly."""

    def __init__(self, rate: Rate) -> None:
        self._seconds = rate.seconds
        self._interval = rate.seconds / rate.count
        self._free = 0.0  # when all that was sent would have been sent evenly

    def wait(self) -> float:
        return max(self._free + self._interval - self._seconds - time.monotonic(), 0.0)

    def add(self) -> None:
        self._free = max(self._free, time.monotonic()) + self._interval

    def is_empty(self) -> bool:
        return self._free <= time.monotonic()


class Window:
    """A rate that holds for any stretch of its seconds."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._sent: deque[float] = deque()

    def wait(self, count: int) -> float:
        """Seconds until so many more may be sent."""
        self._forget()
        over = len(self._sent) + min(count, self._rate.count) - self._rate.count
        return max(self._sent[over - 1] + self._rate.seconds - time.monotonic(), 0.0) if over > 0 else 0.0

    def add(self, count: int, after: float = 0.0) -> None:
        """Note what is sent now, or what will be after so many seconds."""
        self._sent.extend([time.monotonic() + after] * count)

    def is_empty(self) -> bool:
        self._forget()
        return not self._sent

    def _forget(self) -> None:
        oldest = time.monotonic() - self._rate.seconds
        while self._sent and self._sent[0] <= oldest:
            self._sent.popleft()


def _is_message(endpoint: str, data: dict[str, Any]) -> bool:
    sends = endpoint.startswith(("send", "forward", "copy")) and endpoint != "sendChatAction"
    return sends and "chat_id" in data


def _seconds(refusal: RetryAfter) -> float:
    """python-telegram-bot is on its way from numbers to timedeltas."""
    wait = refusal.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else wait
