"""/text, and plain text: photos by what they show."""

from telegram import Update
from telegram.constants import ChatAction

from bot.context import Context
from bot.handlers.answering import reply_with
from bot.handlers.guards import incoming
from bot.replies.editing import show_action
from core.errors import EmptyQueryError
from core.gallery import Asking


async def find(update: Update, context: Context) -> None:
    """`/text a description`; in a private chat the description alone will do."""
    if (asked := incoming(update)) is None:
        return
    await show_action(asked.message, ChatAction.UPLOAD_PHOTO)
    try:
        answer = await context.worker.search(
            context.galleries.find_words,
            asked.chat_id,
            _description(asked.message.text),
            Asking(asked.t.language),
        )
    except EmptyQueryError:
        await asked.message.reply_text(asked.t("text-usage"))
        return
    await reply_with(asked.message, asked.t, context, answer)


def _description(text: str | None) -> str:
    """What comes after the command, line breaks and all."""
    text = text or ""
    if not text.startswith("/"):
        return text
    return text.partition(" ")[2] if " " in text.split("\n")[0] else text.partition("\n")[2]
