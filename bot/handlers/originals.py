"""The original files of what a search has found: as files, if they are few, else as zips."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

from telegram import Update
from telegram.constants import ChatAction, FileSizeLimit
from telegram.error import TelegramError, TimedOut

from bot.admission import in_time
from bot.context import Context
from bot.handlers.guards import Press, press
from bot.handlers.results import search_of
from bot.replies.editing import edit_text
from bot.replies.names import short
from bot.settings import MEGABYTE
from core.originals import Original, parts

logger = logging.getLogger(__name__)

LIMIT = int(FileSizeLimit.FILESIZE_UPLOAD) - MEGABYTE  # the request around it counts, too
FEW = 10
"""Photos that are sent as they are: as many as an album holds."""

NAMED = 5


async def send(update: Update, context: Context) -> None:
    """A button `originals:SEARCH`: all that the search shows at its level, near-duplicates too."""
    if (pressed := press(update, context)) is None:
        return
    if (search := await search_of(pressed, context, pressed.values[1])) is None:
        return
    if not await in_time(pressed, context, "search"):
        return
    await pressed.answer()
    async with pressed.outlet.busy(ChatAction.UPLOAD_DOCUMENT):
        found = await context.worker.run(context.galleries.originals, search)
        await _send_all(pressed, context, search.chat_id, found)


async def _send_all(pressed: Press, context: Context, gallery_id: int, found: Sequence[Original]) -> None:
    t, fitting = pressed.t, [one for one in found if one.zipped <= LIMIT]
    if not found:
        await pressed.outlet.text(t("originals-none"))
        return
    status = await pressed.outlet.text(t("originals-sending", count=len(fitting)))
    as_zips = len(fitting) > FEW
    sent = 0
    try:
        for number, part in enumerate(parts(fitting, LIMIT), 1):
            await _send_part(pressed, context, gallery_id, part, f"photos {number}.zip" if as_zips else "")
            sent += len(part)
            if sent < len(fitting):
                await edit_text(status, t("originals-packing", sent=sent, total=len(fitting)))
    except TelegramError:
        logger.exception("Originals could not be sent to chat %s", pressed.chat_id)
        await edit_text(status, t("originals-failed", sent=sent, total=len(fitting)))
        return
    await edit_text(status, "\n".join(_done(pressed, found, fitting)))


def _done(pressed: Press, originals: Sequence[Original], fitting: Sequence[Original]) -> Iterator[str]:
    if fitting:
        yield pressed.t("originals-done", total=len(fitting))
    if too_big := [one.name for one in originals if one not in fitting]:
        names = ", ".join(short(name) for name in too_big[:NAMED])
        limit = LIMIT // MEGABYTE
        yield pressed.t("originals-too-big", count=len(too_big), limit=limit, names=names)


async def _send_part(
    pressed: Press, context: Context, gallery_id: int, part: Sequence[Original], zip_name: str
) -> None:
    """What Telegram does not confirm in time has more likely arrived than not: it is not sent twice."""
    try:
        with ExitStack() as stack:
            if zip_name:
                packed = context.galleries.packed(gallery_id, part)
                files = [(zip_name, await context.worker.run(stack.enter_context, packed))]
            else:
                opened = [await context.worker.run(context.galleries.opened, gallery_id, one) for one in part]
                files = [
                    (one.name, stack.enter_context(file)) for one, file in zip(part, opened, strict=True)
                ]
            await pressed.outlet.documents(files)
    except TimedOut:
        logger.warning("Originals were sent, but Telegram did not confirm them in time")
