"""Parts of zips: collected, and imported as one once all are there."""

from pathlib import Path

from telegram import Document, Message
from telegram.constants import ChatAction

from bot.context import Context
from bot.handlers.guards import Incoming
from bot.receiving import telling_trouble
from bot.replies.names import short
from bot.replies.parts import parts_text
from core.errors import UnreadableArchiveError
from core.intake.split import Part
from core.store.refusals import telling_refusals


async def receive(asked: Incoming, document: Document, part: Part, context: Context) -> None:
    name, t = short(document.file_name or part.zip), asked.t
    status = await asked.message.reply_text(t("import-receiving", name=name))
    try:
        async with telling_trouble(status, t, name), asked.outlet.busy(ChatAction.TYPING):
            await _collect(asked, document, part, context, status)
    except UnreadableArchiveError as error:
        await context.imports.part_messages.drop(context.bot, asked.chat_id, part)
        await status.edit_text(t(f"zip-{error.reason}", name=short(part.zip)))


async def _collect(
    asked: Incoming, document: Document, part: Part, context: Context, status: Message
) -> None:
    chat_id, run, size = asked.chat_id, context.worker.run, document.file_size or 0
    await run(context.imports.require_room, 2 * size)  # for the part, and for the whole
    await run(context.parts.require_room, chat_id, size)
    path = await _saved(document, chat_id, context)
    chat_id = await run(context.galleries.now, chat_id)  # that may have taken minutes
    async with context.imports.joining:  # or two that come at once would both be the last
        collected = await run(context.parts.add, chat_id, part, path)
        wait = context.limits.take("import", asked.sender_id, asked.chat_id) if collected.is_whole else 0
        if collected.is_whole and not wait:
            place = context.imports.receiving(
                status, part.zip, asked.t.language, size, begun=context.begun, user_id=asked.user_id
            )
            async with place as whole:
                await run(context.parts.join, chat_id, part, whole)
            await context.imports.part_messages.drop(context.bot, chat_id, part)
            return
    if wait:
        await status.edit_text(asked.t("too-many", what="import", seconds=wait))
        return
    await status.edit_text(parts_text(asked.t, collected))
    await context.imports.part_messages.shown(context.bot, asked.chat_id, part, status.message_id)


async def _saved(document: Document, chat_id: int, context: Context) -> Path:
    """Where a part is once it is there; what came of it only in part must not stay on a disk that is full."""
    path = await context.worker.run(context.parts.place, chat_id)
    try:
        with telling_refusals():
            await context.files.save(document, path)
    except Exception:
        await context.worker.run(path.unlink, missing_ok=True)
        raise
    return path
