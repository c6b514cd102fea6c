"""/compare: do two photos show the same people?"""

import asyncio
from collections.abc import Sequence

from telegram import Message, Update
from telegram.constants import ChatAction

from bot.admission import agreed, in_time
from bot.captions import caption_command
from bot.context import Callback, Context
from bot.files import LIMIT
from bot.handlers.guards import Incoming, incoming
from bot.pictures import Picture, picture_in
from bot.replies.comparison import send_comparison
from bot.settings import MEGABYTE
from core.comparison import Comparison, pictures
from core.errors import UnreadablePhotoError


async def explain(update: Update, context: Context) -> None:
    """`/compare` as a text, which has no photo."""
    if (asked := incoming(update, context)) is not None:
        await asked.message.reply_text(asked.t("compare-usage"))


def unless_compared(receive: Callback) -> Callback:
    """A handler of photos and files, for those that no `/compare` asks for.

    The command stands in a caption, and in an album in that of one photo.
    """

    async def receive_or_compare(update: Update, context: Context) -> None:
        if (asked := incoming(update, context)) is None:
            return
        album = await context.album(asked.message)
        commands = [one for one in album if caption_command(one, "compare", context.bot.username) is not None]
        if not commands:
            await receive(update, context)
        elif asked.message is commands[0]:  # the album's other messages are no questions of their own
            await _answer(asked, _photos(album), context)

    return receive_or_compare


async def _answer(asked: Incoming, photos: Sequence[Picture], context: Context) -> None:
    """Compare two photos. They are held in memory, never on disk."""
    t = asked.t
    if len(photos) != 2:  # noqa: PLR2004
        await asked.message.reply_text(t("compare-usage"))
        return
    if any((photo.file_size or 0) > LIMIT for photo in photos):
        await asked.message.reply_text(t("compare-too-big", limit=LIMIT // MEGABYTE))
        return
    if not await agreed(asked, context):
        return
    if not await in_time(asked, context, "search"):
        return
    try:
        async with asked.outlet.busy(ChatAction.UPLOAD_PHOTO):
            first, second = await asyncio.gather(*(context.files.read(photo) for photo in photos))
            comparison = await context.worker.search(asked, context.comparisons.compare, first, second)
    except UnreadablePhotoError as error:
        await asked.message.reply_text(t("compare-unreadable", reason=t(f"skip-{error.reason}")))
        return
    if comparison.pairs:
        async with asked.outlet.busy(ChatAction.UPLOAD_PHOTO):
            shown = await context.worker.run(pictures, comparison)
            await send_comparison(asked.message, t, comparison, shown)
    else:
        await asked.message.reply_text(t("compare-no-face", photo=_faceless(comparison)))


def _faceless(comparison: Comparison) -> str:
    if comparison.first.faces.faces:
        return "second"
    return "first" if comparison.second.faces.faces else "both"


def _photos(album: Sequence[Message]) -> list[Picture]:
    """Those of an album; of a photo alone, that of the message that it replies to, and its own."""
    replied = album[0].reply_to_message if len(album) == 1 else None
    messages = [replied, *album] if replied else album
    return [picture for message in messages if (picture := picture_in(message)) is not None]
