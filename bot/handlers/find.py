"""/find: the people of a photo, also where photos are no questions by themselves."""

from telegram import Message, Update

from bot.captions import after_command
from bot.context import Context
from bot.handlers.documents import LIMIT
from bot.handlers.face_search import find_people
from bot.handlers.guards import Incoming, incoming
from bot.pictures import picture_in
from bot.settings import MEGABYTE


async def find(update: Update, context: Context) -> None:
    """`/find` as a reply to a photo; what follows says what else the photos have to show."""
    if (asked := incoming(update, context)) is not None:
        text = after_command(asked.message.text)
        await _find(asked, context, asked.message.reply_to_message, text)


async def find_captioned(asked: Incoming, context: Context, text: str) -> None:
    """The same in the caption of a photo."""
    await _find(asked, context, asked.message, text)


async def _find(asked: Incoming, context: Context, message: Message | None, text: str) -> None:
    picture = picture_in(message) if message else None
    if picture is None:
        await asked.outlet.text(asked.t("find-usage"))
    elif (picture.file_size or 0) > LIMIT:
        await asked.outlet.text(asked.t("find-too-big", limit=LIMIT // MEGABYTE))
    else:
        await find_people(asked, context, picture, text)
