"""/text, and plain text: photos by what they show."""

from telegram import Update
from telegram.constants import ChatAction

from bot.admission import in_time
from bot.captions import after_command
from bot.context import Context
from bot.handlers.delivery import Delivery
from bot.handlers.guards import incoming
from core.errors import EmptyQueryError


async def find(update: Update, context: Context) -> None:
    """`/text a description`; in a private chat the description alone will do."""
    if (asked := incoming(update, context)) is None or not await in_time(asked, context, "search"):
        return
    delivery = await Delivery.of(asked, context)
    text = after_command(asked.message.text)
    try:
        async with asked.outlet.busy(ChatAction.TYPING):
            answer = await context.worker.search(
                asked, context.galleries.finder.words, asked.gallery_id, text, delivery.asking
            )
    except EmptyQueryError:
        await asked.message.reply_text(asked.t("text-usage"))
        return
    await delivery.answer(answer)
