"""/status."""

from telegram import Update
from telegram.constants import ChatAction

from bot.context import Context
from bot.handlers.guards import incoming
from bot.replies.status import status_text


async def show(update: Update, context: Context) -> None:
    """Which models answer, and what is still to be done for this chat."""
    if (asked := incoming(update, context)) is None:
        return
    async with asked.outlet.busy(ChatAction.TYPING):  # a model may have to be loaded
        status = await context.worker.run(context.statuses.of, asked.gallery_id)
        parts = [] if asked.is_guest else await context.worker.run(context.parts.waiting, asked.chat_id)
    await asked.message.reply_text(status_text(asked.t, status, parts))
