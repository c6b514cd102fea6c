"""Albums: Telegram sends each of their messages as an update of its own, and does not say how many come."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from telegram import Message

QUIET_SECONDS = 1.0
"""Once no more come for this long, they are all there; so long again they are remembered."""


@dataclass(slots=True)
class _Album:
    messages: list[Message] = field(default_factory=list)
    whole: asyncio.Event = field(default_factory=asyncio.Event)
    quiet: asyncio.TimerHandle | None = None


class Albums:
    def __init__(self) -> None:
        self._arriving: dict[tuple[int, str], _Album] = {}

    async def whole(self, message: Message) -> Sequence[Message]:
        """The album that a message belongs to, in order, once all of it is there; else the message alone.

        To be asked for every message of an album, at once when it comes: all are told the same. Who asks
        again is told at once.
        """
        if message.media_group_id is None:
            return [message]
        key = message.chat_id, message.media_group_id
        album = self._arriving.setdefault(key, _Album())
        if not any(one is message for one in album.messages):
            album.messages.append(message)
            if album.quiet is not None:
                album.quiet.cancel()
            album.quiet = asyncio.get_running_loop().call_later(QUIET_SECONDS, self._end, key)
        await album.whole.wait()
        return sorted(album.messages, key=lambda one: one.message_id)

    def _end(self, key: tuple[int, str]) -> None:
        self._arriving[key].whole.set()
        asyncio.get_running_loop().call_later(QUIET_SECONDS, self._arriving.pop, key)
