"""/text, and plain text: photos by what they show."""

from telegram import Update
from telegram.constants import ChatAction

from bot.context import Context
from bot.handlers.answering import send_answer
from bot.handlers.guards import incoming
from core.errors import EmptyQueryError
from core.gallery import Asking


async def find(update: Update, context: Context) -> None:
    """`/text a description`; in a private chat the description alone will do."""
    if (asked := incoming(update, context)) is None:
        return
    asking = Asking(asked.t.language, asked_in=asked.chat_id)
    text = _description(asked.message.text)
    try:
        async with asked.outlet.busy(ChatAction.TYPING):
            answer = await context.worker.search(context.galleries.find_words, asked.gallery_id, text, asking)
    except EmptyQueryError:
        await asked.message.reply_text(asked.t("text-usage"))
        return
    await send_answer(asked.outlet, asked.t, context, answer)


def _description(text: str | None) -> str:
    """What comes after the command, line breaks and all."""
    text = text or ""
    if not text.startswith("/"):
        return text
    return text.partition(" ")[2] if " " in text.split("\n")[0] else text.partition("\n")[2]
