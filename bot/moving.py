"""Groups that become supergroups: Telegram gives them another id, and their galleries go along."""

import asyncio
import logging
from collections.abc import Callable

from telegram import Bot

from bot.consents import Consents
from bot.doors import Doors
from bot.importing import EVERY_CHAT, ImportJobs
from bot.worker import Lane, Worker
from core.errors import ChatTakenError, DiskError
from core.gallery import Galleries

logger = logging.getLogger(__name__)


class Moves:
    def __init__(
        self, galleries: Galleries, imports: ImportJobs, consents: Consents, doors: Doors, worker: Worker
    ) -> None:
        self._galleries = galleries
        self._imports = imports
        self._consents = consents
        self._doors = doors
        self._worker = worker
        self._under_way: dict[int, asyncio.Event] = {}
        self._done: set[int] = set()  # ids that chats have had, and of those whose photos stay behind

    async def move(self, bot: Bot, old: int, new: int) -> None:
        """Move all that is kept of a chat. Telegram says it twice: once in the old one, once in the new.

        What is being imported goes on in the new one, with a new status message.
        """
        while old in self._under_way or new in self._under_way:
            await self.settled(old)
            await self.settled(new)
        if old in self._done:
            return
        self._under_way[old] = self._under_way[new] = settled = asyncio.Event()
        try:
            if await self._move(bot, old, new):
                self._done.add(old)
        finally:
            del self._under_way[old], self._under_way[new]
            settled.set()

    def follow(self, bot: Bot, old: int, new: int) -> None:
        """Move it once a call was refused for that: what was said before was lost, at a kill, say."""

        async def move(is_stopped: Callable[[], bool]) -> None:
            if not is_stopped():  # else it is refused again after the start
                await self.move(bot, old, new)

        self._worker.start_job(EVERY_CHAT, Lane.IMPORT, move)

    async def settled(self, chat_id: int) -> None:
        """Wait while a chat moves: what comes from it then is about its gallery where that will be."""
        if under_way := self._under_way.get(chat_id):
            await under_way.wait()

    async def _move(self, bot: Bot, old: int, new: int) -> bool:
        """Whether that is all: where nothing is kept, a zip that was sent before may still be on its way."""
        self._doors.move(old, new)
        self._consents.move(old, new)
        try:
            with self._imports.moving(old):
                is_moved = await self._worker.run_alone(old, self._galleries.move, old, new)
        except (ChatTakenError, DiskError) as error:
            await self._imports.resume_in(bot, old)
            if isinstance(error, DiskError):
                raise
            logger.warning("Chat %s is %s now, which has photos already: its own stay behind", old, new)
            return True
        logger.info("Chat %s is %s now", old, new)
        if is_moved:
            await self._imports.resume_in(bot, new)
        return is_moved
