"""What the bot has no use for gets a sentence, so that nobody waits for an answer."""

import contextlib

from telegram import Message, Update
from telegram.error import BadRequest

from bot.context import Context
from bot.handlers.guards import incoming, texts_of
from bot.replies.names import short

HINTS = {
    **dict.fromkeys(("video", "video_note", "animation"), "media-video"),
    **dict.fromkeys(("voice", "audio"), "media-voice"),
    **dict.fromkeys(("location", "venue"), "media-location"),
    "sticker": "media-sticker",
    "contact": "media-contact",
}
"""What there is instead, by what a message has."""


async def explain(update: Update, context: Context) -> None:
    """Of an album once; not if it has photos, which are answered."""
    if (asked := incoming(update, context)) is None:
        return
    album = await context.album(asked.message)
    if asked.message is album[0] and not any(one.photo for one in album):
        await asked.message.reply_text(asked.t(hint(asked.message)))


def hint(message: Message) -> str:
    return next((key for name, key in HINTS.items() if getattr(message, name)), "media-other")


async def unknown(update: Update, context: Context) -> None:
    """A command that is none."""
    if (asked := incoming(update, context)) is not None:
        command = short((asked.message.text or "").split()[0])
        await asked.message.reply_text(asked.t("unknown-command", command=command))


async def expired(update: Update, context: Context) -> None:
    """Any button that nothing else took."""
    if (query := update.callback_query) is not None:
        with contextlib.suppress(BadRequest):  # the press is too old as well
            await query.answer(texts_of(update, context)("search-expired"), show_alert=True)
