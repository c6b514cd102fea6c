"""A photo: who is in it, and where else."""

from telegram import Update
from telegram.constants import ChatAction

from bot.context import Context
from bot.handlers.answering import reply_with
from bot.handlers.guards import incoming
from bot.replies.editing import show_action
from core.errors import NoFaceError, UnreadablePhotoError
from core.gallery import Asking


async def find(update: Update, context: Context) -> None:
    """Answer a photo with the photos of the people in it, those that fit its caption if it has one.

    It is held in memory, never on disk.
    """
    if (asked := incoming(update)) is None or not asked.message.photo:
        return
    await show_action(asked.message, ChatAction.UPLOAD_PHOTO)
    file = await asked.message.photo[-1].get_file()
    data = bytes(await file.download_as_bytearray())
    try:
        text, asking = asked.message.caption or "", Asking(asked.t.language)
        answer = await context.worker.search(context.galleries.find_faces, asked.chat_id, data, text, asking)
    except NoFaceError:
        await asked.message.reply_text(asked.t("no-face"))
    except UnreadablePhotoError as error:
        reason = asked.t(f"skip-{error.reason}")
        await asked.message.reply_text(asked.t("photo-unreadable", reason=reason))
    else:
        await reply_with(asked.message, asked.t, context, answer)
