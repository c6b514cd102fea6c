"""Chats that the operator has not listed get one polite sentence, and nothing else."""

from telegram import Update
from telegram.ext import ApplicationHandlerStop

from bot.context import Context
from bot.handlers.guards import press, texts_of


async def turn_away(update: Update, context: Context) -> None:
    """Whatever comes from an unlisted chat reaches no other handler."""
    chat, doors = update.effective_chat, context.bot_data.doors
    if chat is None or doors.are_open_to(chat.id):
        return
    sentence = texts_of(update, context)("not-listed", chat=f"{chat.id}")
    if (pressed := press(update, context)) is not None:
        await pressed.answer(sentence, alert=True)
    elif doors.is_first(chat.id):
        await context.bot.send_message(chat.id, sentence)
    raise ApplicationHandlerStop
