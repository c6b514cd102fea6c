"""What Telegram may refuse without anything being wrong."""

import logging
from collections.abc import Sequence

from telegram import Bot, InlineKeyboardMarkup, InputMediaPhoto, Message
from telegram.constants import BulkRequestLimit
from telegram.error import BadRequest, TelegramError

AT_ONCE = int(BulkRequestLimit.MAX_LIMIT)

HARMLESS = ("not modified", "no text in", "no caption in", "edit not found")
"""The message is as wanted already, was deleted, or is of another kind: a client of somebody's own making may
press any button under any message."""

logger = logging.getLogger(__name__)


async def edit_text(message: Message, text: str, keyboard: InlineKeyboardMarkup | None = None) -> None:
    """Change a message; two taps in a row ask for the same change twice, which Telegram refuses."""
    try:
        await message.edit_text(text, reply_markup=keyboard)
    except BadRequest as error:
        if not _is_harmless(error):
            raise


async def edit_caption(message: Message, caption: str, keyboard: InlineKeyboardMarkup | None = None) -> None:
    """The same for what is said under a picture."""
    try:
        await message.edit_caption(caption, reply_markup=keyboard)
    except BadRequest as error:
        if not _is_harmless(error):
            raise


async def edit_keyboard(message: Message, keyboard: InlineKeyboardMarkup | None) -> None:
    """Change the buttons under a message; the same twice is no error."""
    try:
        await message.edit_reply_markup(keyboard)
    except BadRequest as error:
        if not _is_harmless(error):
            raise


async def edit_media(message: Message, media: InputMediaPhoto, keyboard: InlineKeyboardMarkup) -> None:
    """Change a message's picture, caption and buttons; the same twice is no error."""
    try:
        await message.edit_media(media, reply_markup=keyboard)
    except BadRequest as error:
        if not _is_harmless(error):
            raise


async def delete_messages(bot: Bot, chat_id: int, message_ids: Sequence[int]) -> None:
    """Take back what the bot has said, where that can be."""
    for start in range(0, len(message_ids), AT_ONCE):
        try:
            await bot.delete_messages(chat_id, message_ids[start : start + AT_ONCE])
        except TelegramError as error:  # they stay, and are no longer true
            logger.info("Messages of chat %s could not be deleted: %s", chat_id, error)


def _is_harmless(error: BadRequest) -> bool:
    return any(words in error.message for words in HARMLESS)
