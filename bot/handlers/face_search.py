"""A photo: who is in it, and where else."""

from telegram import Update
from telegram.constants import ChatAction

from bot.context import Context
from bot.handlers.answering import send_answer
from bot.handlers.choosing import ask_who
from bot.handlers.guards import Incoming, incoming
from bot.pictures import Picture, download
from core.errors import NoFaceError, UnreadablePhotoError
from core.gallery import Asking
from core.search.answers import Choice


async def find(update: Update, context: Context) -> None:
    """Answer a photo with the photos of the people in it, those that fit its caption if it has one."""
    if (asked := incoming(update, context)) is None or not asked.message.photo:
        return
    await find_people(asked, context, asked.message.photo[-1], asked.message.caption or "")


async def find_people(asked: Incoming, context: Context, picture: Picture, text: str) -> None:
    """The picture is held in memory, never on disk."""
    asking = Asking(asked.t.language, asked_in=asked.chat_id)
    try:
        async with asked.outlet.busy(ChatAction.TYPING):
            data = await download(picture)
            answer = await context.worker.search(
                context.galleries.find_faces, asked.gallery_id, data, text, asking
            )
    except NoFaceError:
        await asked.message.reply_text(asked.t("no-face"))
    except UnreadablePhotoError as error:
        reason = asked.t(f"skip-{error.reason}")
        await asked.message.reply_text(asked.t("photo-unreadable", reason=reason))
    else:
        if isinstance(answer, Choice):
            await ask_who(asked.outlet, asked.t, answer)
        else:
            await send_answer(asked.outlet, asked.t, context, answer)
