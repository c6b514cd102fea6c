"""The messages that say which parts of a zip are missing: once the zip is whole, they are taken back."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import Bot
from telegram.constants import BulkRequestLimit
from telegram.error import TelegramError

from bot.worker import Worker
from core.intake.split import Part
from core.parts import SplitZips

logger = logging.getLogger(__name__)

AT_ONCE = int(BulkRequestLimit.MAX_LIMIT)


@dataclass(frozen=True, slots=True)
class PartMessages:
    parts: SplitZips
    worker: Worker

    async def shown(self, bot: Bot, chat_id: int, part: Part, message_id: int | None) -> None:
        """A message says what is missing beside a part; by now, nothing may be."""
        if message_id is None:
            return
        if not await self.worker.run(self.parts.note_message, chat_id, part, message_id):
            await _delete(bot, chat_id, [message_id])

    async def drop(self, bot: Bot, chat_id: int, part: Part) -> None:
        """Remove all parts of a zip, and what was said of them."""
        await _delete(bot, chat_id, await self.worker.run(self.parts.drop, chat_id, part))


async def _delete(bot: Bot, chat_id: int, message_ids: Sequence[int]) -> None:
    for start in range(0, len(message_ids), AT_ONCE):
        try:
            await bot.delete_messages(chat_id, message_ids[start : start + AT_ONCE])
        except TelegramError as error:  # they stay, and are no longer true
            logger.info("Messages of chat %s could not be deleted: %s", chat_id, error)
