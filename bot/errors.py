"""What went wrong, as a sentence where the user can act on it, else as an apology and a log entry."""

import logging

from telegram import Update
from telegram.error import TelegramError

from bot.admission import reminded
from bot.context import Context
from bot.handlers.guards import incoming, press, texts_of
from bot.handlers.visiting import is_told_of_end
from core.errors import (
    DiskError,
    EmptyGalleryError,
    EndedError,
    NobodyError,
    OutdatedProfileError,
    PhotosComingError,
)

logger = logging.getLogger(__name__)

SENTENCES: dict[type[Exception], str] = {
    DiskError: "disk",
    EmptyGalleryError: "gallery-empty",
    EndedError: "ended",
    PhotosComingError: "gallery-filling",
    NobodyError: "nobody",
    OutdatedProfileError: "me-again",
}


async def handle_error(update: object, context: Context) -> None:
    error = context.error
    key = _key(error, update, context)
    if key is None:
        context.metrics.errors.inc()
        logger.error("An update could not be handled", exc_info=error)
    if not isinstance(update, Update) or update.effective_chat is None:
        return
    try:
        if isinstance(error, EndedError) and await is_told_of_end(update, context):
            return
        if isinstance(error, EmptyGalleryError) and await _is_waiting(update, context):
            return
        chat_id, t = update.effective_chat.id, texts_of(update, context)
        await context.bot.send_message(chat_id, t(key or "error", whose=_whose(chat_id, context)))
    except TelegramError as failed:
        logger.warning("Chat %s could not be told: %s", update.effective_chat.id, failed)


async def _is_waiting(update: Update, context: Context) -> bool:
    """Whether what is to fill a gallery may be waiting for consent; who sent it is told so."""
    asked = press(update, context) or incoming(update, context)
    return asked is not None and await reminded(asked, context)


def _key(error: Exception | None, update: object, context: Context) -> str | None:
    """The sentence for an error; None where nobody can act on it."""
    if isinstance(error, EmptyGalleryError) and isinstance(update, Update) and update.effective_chat:
        gallery_id = context.guests.gallery(update.effective_chat.id)
        if gallery_id in context.coming:
            error = PhotosComingError()
    return SENTENCES.get(type(error)) if error else None


def _whose(chat_id: int, context: Context) -> str:
    """Who fills the gallery that a chat looks at."""
    if context.guests.gallery(chat_id) != chat_id:
        return "host"
    return "group" if chat_id < 0 else "own"
