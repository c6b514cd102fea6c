"""/find: the people of a photo, also where photos are no questions by themselves."""

from collections.abc import Sequence

from telegram import Message, Update

from bot.captions import after_command
from bot.context import Context
from bot.files import LIMIT
from bot.handlers.face_search import find_people
from bot.handlers.guards import Incoming, incoming
from bot.pictures import picture_in
from bot.settings import MEGABYTE


async def find(update: Update, context: Context) -> None:
    """`/find` as a reply to a photo; what follows says what else the photos have to show."""
    if (asked := incoming(update, context)) is not None:
        replied = asked.message.reply_to_message
        await _find(asked, context, [replied] if replied else [], after_command(asked.message.text))


async def find_captioned(asked: Incoming, context: Context, text: str) -> None:
    """The same in the caption of a photo, or of one of an album, which is one question."""
    await _find(asked, context, await context.album(asked.message), text)


async def _find(asked: Incoming, context: Context, messages: Sequence[Message], text: str) -> None:
    pictures = [picture for message in messages if (picture := picture_in(message)) is not None]
    if not pictures:
        await asked.outlet.text(asked.t("find-usage"))
    elif any((picture.file_size or 0) > LIMIT for picture in pictures):
        await asked.outlet.text(asked.t("find-too-big", limit=LIMIT // MEGABYTE))
    else:
        await find_people(asked, context, pictures, text)
