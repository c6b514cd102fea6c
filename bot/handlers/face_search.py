"""A photo: who is in it, and where else."""

from telegram import Update
from telegram.constants import ChatAction

from bot.context import Context
from bot.handlers.delivery import Delivery
from bot.handlers.guards import Incoming, incoming
from bot.pictures import Picture, download
from core.errors import NoFaceError, UnreadablePhotoError


async def find(update: Update, context: Context) -> None:
    """Answer a photo with the photos of the people in it, those that fit its caption if it has one.

    In a group people send each other photos: there `/find` says that one is a question.
    """
    if (asked := incoming(update, context)) is None or not asked.message.photo or asked.chat_id < 0:
        return
    await find_people(asked, context, asked.message.photo[-1], asked.message.caption or "")


async def find_people(asked: Incoming, context: Context, picture: Picture, text: str) -> None:
    """The picture is held in memory, never on disk."""
    delivery = await Delivery.of(asked, context)
    try:
        async with asked.outlet.busy(ChatAction.TYPING):
            data = await download(picture)
            answer = await context.worker.search(
                context.galleries.find_faces, asked.gallery_id, data, text, delivery.asking
            )
    except NoFaceError:
        await delivery.text(asked.t("no-face"))
    except UnreadablePhotoError as error:
        reason = asked.t(f"skip-{error.reason}")
        await delivery.text(asked.t("photo-unreadable", reason=reason))
    else:
        await delivery.answer(answer)
