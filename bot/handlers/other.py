"""What the bot has no use for gets a sentence, so that nobody waits for an answer."""

import contextlib

from telegram import Update
from telegram.error import BadRequest

from bot.context import Context
from bot.handlers.guards import incoming, texts_of


async def explain(update: Update, context: Context) -> None:
    if (asked := incoming(update, context)) is not None:
        await asked.message.reply_text(asked.t("media-other"))


async def expired(update: Update, context: Context) -> None:
    """Any button that nothing else took."""
    if (query := update.callback_query) is not None:
        with contextlib.suppress(BadRequest):  # the press is too old as well
            await query.answer(texts_of(update, context)("search-expired"), show_alert=True)
