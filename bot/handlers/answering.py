"""Answers of a search, and which photos their messages show."""

from telegram import Message

from bot.context import Context
from bot.replies.album import send_line, send_photos
from bot.texts import Texts
from core.search.answers import Answer


async def reply_with(message: Message, t: Texts, context: Context, answer: Answer) -> None:
    """Answer a message with an album of what was found, and a line about it.

    Which photo of the album is which is noted before the line: with it people begin to reply.
    """
    if answer.matches and (sent := await send_photos(message, t, answer)):
        await context.worker.run(context.galleries.note_sent, message.chat_id, sent, answer)
    await send_line(message, t, answer)
