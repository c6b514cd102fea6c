"""What went wrong, as a sentence where the user can act on it, else as an apology and a log entry."""

import logging

from telegram import Update
from telegram.error import TelegramError

from bot.context import Context
from bot.handlers.guards import texts_of
from core.errors import EmptyGalleryError, NobodyError, PhotosComingError

logger = logging.getLogger(__name__)

SENTENCES: dict[type[Exception], str] = {
    EmptyGalleryError: "gallery-empty",
    PhotosComingError: "gallery-filling",
    NobodyError: "nobody",
}


async def handle_error(update: object, context: Context) -> None:
    error = context.error
    key = SENTENCES.get(type(error)) if error else None
    if key is None:
        logger.error("An update could not be handled", exc_info=error)
    if not isinstance(update, Update) or update.effective_chat is None:
        return
    try:
        await context.bot.send_message(update.effective_chat.id, texts_of(update, context)(key or "error"))
    except TelegramError as failed:
        logger.warning("Chat %s could not be told: %s", update.effective_chat.id, failed)
