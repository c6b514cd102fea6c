"""The messages that say which parts of a zip are missing: once the zip is whole, they are taken back."""

from dataclasses import dataclass

from telegram import Bot

from bot.replies.editing import delete_messages
from bot.worker import Worker
from core.intake.split import Part
from core.parts import SplitZips


@dataclass(frozen=True, slots=True)
class PartMessages:
    parts: SplitZips
    worker: Worker

    async def shown(self, bot: Bot, chat_id: int, part: Part, message_id: int | None) -> None:
        """A message says what is missing beside a part; by now, nothing may be."""
        if message_id is None:
            return
        if not await self.worker.run(self.parts.note_message, chat_id, part, message_id):
            await delete_messages(bot, chat_id, [message_id])

    async def drop(self, bot: Bot, chat_id: int, part: Part) -> None:
        """Remove all parts of a zip, and what was said of them."""
        await delete_messages(bot, chat_id, await self.worker.run(self.parts.drop, chat_id, part))
