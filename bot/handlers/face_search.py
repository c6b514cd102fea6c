"""A photo: who is in it, and where else."""

import asyncio
from collections.abc import Sequence

from telegram import Update
from telegram.constants import ChatAction

from bot.admission import agreed, in_time
from bot.context import Context
from bot.handlers.delivery import Delivery
from bot.handlers.guards import Incoming, Press, incoming, press
from bot.pictures import Picture, picture_in
from core.errors import NoFaceError, UnreadablePhotoError
from core.finder import Asking
from core.gallery import Galleries
from core.search.answers import Answer, Choice


async def find(update: Update, context: Context) -> None:
    """Answer a photo with the photos of the people in it, those that fit its caption if it has one.

    An album is one question. In a group people send each other photos: there `/find` says that one is.
    """
    if (asked := incoming(update, context)) is None or not asked.message.photo or asked.chat_id < 0:
        return
    album = [one for one in await context.album(asked.message) if one.photo]
    if asked.message is album[0]:
        text = next((one.caption for one in album if one.caption), "")
        await find_people(asked, context, [one.photo[-1] for one in album], text)


async def find_sent(update: Update, context: Context) -> None:
    """A button `selfie`: the people of the photo that its message replies to, which was sent as a file."""
    if (pressed := press(update, context)) is None:
        return
    replied = pressed.message.reply_to_message
    picture = picture_in(replied) if replied else None
    if replied is None or picture is None:
        await pressed.answer(pressed.t("search-expired"), alert=True)
        return
    await pressed.answer()
    await find_people(pressed, context, [picture], replied.caption or "")


async def find_people(
    asked: Incoming | Press, context: Context, pictures: Sequence[Picture], text: str
) -> None:
    """The pictures are held in memory, never on disk."""
    if not await agreed(asked, context):
        return
    if not await in_time(asked, context, "search"):
        return
    delivery = await Delivery.of(asked, context)
    try:
        async with asked.outlet.busy(ChatAction.TYPING):
            photos = await asyncio.gather(*(context.files.read(picture) for picture in pictures))
            answer = await context.worker.search(
                asked, _search, context.galleries, asked.gallery_id, photos, text, delivery.asking
            )
    except NoFaceError:
        await delivery.text(asked.t("no-face"))
    except UnreadablePhotoError as error:
        reason = asked.t(f"skip-{error.reason}")
        await delivery.text(asked.t("photo-unreadable", reason=reason))
    else:
        await delivery.answer(answer)


def _search(
    galleries: Galleries, gallery_id: int, photos: Sequence[bytes], text: str, asking: Asking
) -> Answer | Choice:
    if len(photos) == 1:
        return galleries.finder.faces(gallery_id, photos[0], text, asking)
    return galleries.finder.album(gallery_id, photos, text, asking)
