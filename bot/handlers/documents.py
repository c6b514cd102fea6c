"""Files: zips of photos, and loose photos."""

import logging

from telegram import Document, Update
from telegram.constants import FileSizeLimit
from telegram.error import TelegramError

from bot.context import Context
from bot.handlers.guards import Incoming, incoming
from bot.replies.names import short
from bot.settings import MEGABYTE
from core.intake.images import is_photo_name

logger = logging.getLogger(__name__)

ZIP_TYPES = frozenset({"application/zip", "application/x-zip-compressed", "application/x-zip"})
LIMIT = int(FileSizeLimit.FILESIZE_DOWNLOAD)


async def receive(update: Update, context: Context) -> None:
    """A zip, or a photo that was sent as a file, goes into the gallery; anything else gets a sentence."""
    if (asked := incoming(update, context)) is None or (document := asked.message.document) is None:
        return
    name = document.file_name or document.mime_type or "?"
    is_zip = name.lower().endswith(".zip") or document.mime_type in ZIP_TYPES
    if not is_zip and not _is_photo(document):
        await asked.message.reply_text(asked.t("document-other", name=short(name)))
    elif (document.file_size or 0) > LIMIT:
        await _refuse(asked, document, name, "zip-too-big" if is_zip else "photo-too-big")
    elif is_zip:
        await _receive_zip(asked, document, name, context)
    else:
        context.bot_data.loose_photos.add(update, context, asked, document)


def _is_photo(document: Document) -> bool:
    return is_photo_name(document.file_name or "") or (document.mime_type or "").startswith("image/")


async def _refuse(asked: Incoming, document: Document, name: str, key: str) -> None:
    size = -(-(document.file_size or 0) // MEGABYTE)
    await asked.message.reply_text(asked.t(key, name=short(name), size=size, limit=LIMIT // MEGABYTE))


async def _receive_zip(asked: Incoming, document: Document, name: str, context: Context) -> None:
    status = await asked.message.reply_text(asked.t("import-receiving", name=short(name)))
    place = context.imports.receiving(context.bot, asked.chat_id, name, asked.t.language, status.message_id)
    try:
        async with place as path:
            await (await document.get_file()).download_to_drive(path)
    except (TelegramError, OSError):
        logger.exception("A zip of chat %s could not be fetched", asked.chat_id)
        await status.edit_text(asked.t("download-failed", name=short(name)))
