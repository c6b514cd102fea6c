"""What Telegram may refuse without anything being wrong."""

import logging

from telegram import InlineKeyboardMarkup, Message
from telegram.constants import ChatAction
from telegram.error import BadRequest, TelegramError

logger = logging.getLogger(__name__)


async def edit_text(message: Message, text: str, keyboard: InlineKeyboardMarkup | None = None) -> None:
    """Change a message; two taps in a row ask for the same change twice, which Telegram refuses."""
    try:
        await message.edit_text(text, reply_markup=keyboard)
    except BadRequest as error:
        if "not modified" not in error.message:
            raise


async def edit_keyboard(message: Message, keyboard: InlineKeyboardMarkup) -> None:
    """Change the buttons under a message; the same twice is no error."""
    try:
        await message.edit_reply_markup(keyboard)
    except BadRequest as error:
        if "not modified" not in error.message:
            raise


async def show_action(message: Message, action: ChatAction) -> None:
    """Show that an answer is on its way; one that cannot be shown is no reason not to answer."""
    try:
        await message.reply_chat_action(action)
    except TelegramError as error:
        logger.info("Chat action not shown: %s", error)
