"""Where an answer goes: below what it answers, or into another chat."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

from telegram import (
    Bot,
    ForceReply,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaDocument,
    InputMediaPhoto,
    Message,
    ReplyParameters,
)
from telegram.constants import ChatAction
from telegram.error import TelegramError

logger = logging.getLogger(__name__)

MOMENT = 0.5  # seconds
AGAIN = 4.0  # Telegram shows an action for five


@dataclass(frozen=True, slots=True)
class Outlet:
    bot: Bot
    chat_id: int
    reply_to: int | None = None  # a message of this chat
    thread_id: int | None = None  # of a forum

    @classmethod
    def below(cls, message: Message) -> "Outlet":
        """In groups as a reply: others write there, too."""
        is_group = message.chat_id < 0
        thread_id = message.message_thread_id if message.is_topic_message else None
        return cls(message.get_bot(), message.chat_id, message.message_id if is_group else None, thread_id)

    async def text(self, text: str, keyboard: InlineKeyboardMarkup | ForceReply | None = None) -> Message:
        return await self.bot.send_message(
            self.chat_id,
            text,
            reply_markup=keyboard,
            reply_parameters=self._reply,
            message_thread_id=self.thread_id,
        )

    async def photo(
        self, photo: InputFile | str, caption: str, keyboard: InlineKeyboardMarkup | None = None
    ) -> Message:
        return await self.bot.send_photo(
            self.chat_id,
            photo,
            caption=caption,
            reply_markup=keyboard,
            reply_parameters=self._reply,
            message_thread_id=self.thread_id,
        )

    async def album(self, media: Sequence[InputMediaPhoto]) -> Sequence[Message]:
        return await self.bot.send_media_group(
            self.chat_id, media, reply_parameters=self._reply, message_thread_id=self.thread_id
        )

    async def documents(self, files: Sequence[tuple[str, BinaryIO]]) -> None:
        """Open files, by names, several as one album, streamed from the disk."""
        streamed = [
            InputFile(file, name, attach=len(files) > 1, read_file_handle=False) for name, file in files
        ]
        where: dict[str, Any] = {"reply_parameters": self._reply, "message_thread_id": self.thread_id}
        if len(streamed) == 1:
            await self.bot.send_document(self.chat_id, streamed[0], **where)
        else:
            album = [InputMediaDocument(file) for file in streamed]
            await self.bot.send_media_group(self.chat_id, album, **where)

    @asynccontextmanager
    async def busy(self, action: ChatAction) -> AsyncIterator[None]:
        """Show that an answer is on its way, for as long as it takes, unless that is a moment."""
        showing = asyncio.create_task(self._show(action))
        try:
            yield
        finally:
            showing.cancel()

    async def _show(self, action: ChatAction) -> None:
        await asyncio.sleep(MOMENT)
        while True:
            try:
                await self.bot.send_chat_action(self.chat_id, action, message_thread_id=self.thread_id)
            except TelegramError as error:  # no reason not to answer
                logger.info("Chat action not shown: %s", error)
            await asyncio.sleep(AGAIN)

    @property
    def _reply(self) -> ReplyParameters | None:
        if self.reply_to is None:
            return None
        return ReplyParameters(self.reply_to, allow_sending_without_reply=True)
