"""Guests of a gallery: they come by a link, and leave by a button, or when their invitation ends."""

from dataclasses import replace

from telegram import Update

from bot.context import Context
from bot.handlers.guards import Incoming, press, texts_of
from bot.replies.editing import edit_keyboard
from bot.replies.visiting import leave_keyboard


async def enter(asked: Incoming, context: Context, token: str | None) -> None:
    """A private chat was opened by the link of an invitation; None: by one that is damaged."""
    invite = await context.worker.run(context.guests.enter, asked.chat_id, token) if token else None
    if invite is None:
        await asked.outlet.text(asked.t("invite-unknown"))
    elif invite.chat_id == asked.chat_id:
        await asked.outlet.text(asked.t("invite-own"))
    else:
        await welcome(replace(asked, gallery_id=invite.chat_id), context)


async def welcome(asked: Incoming, context: Context) -> None:
    """Say what guests can do in the gallery that they look at, and how they leave it."""
    stats = await context.worker.run(context.galleries.stats, asked.gallery_id)
    await asked.outlet.text(asked.t("guest-welcome", photos=stats.photos), leave_keyboard(asked.t))


async def leave(update: Update, context: Context) -> None:
    """A button `leave`."""
    if (pressed := press(update, context)) is None:
        return
    await pressed.answer()
    was_guest = await context.worker.run(context.guests.leave, pressed.chat_id)
    await edit_keyboard(pressed.message, None)
    if was_guest:
        await pressed.outlet.text(pressed.t("guest-left"))


async def tell_of_end(update: Update, context: Context) -> None:
    """Whatever comes from a guest whose invitation has ended: say so once, before that is answered."""
    await is_told_of_end(update, context)


async def is_told_of_end(update: Update, context: Context) -> bool:
    """Whether it was said now."""
    chat = update.effective_chat
    if chat is None or not context.guests.has_ended(chat.id):
        return False
    if has_left := await context.worker.run(context.guests.leave_ended, chat.id):
        await context.bot.send_message(chat.id, texts_of(update, context)("guest-ended"))
    return has_left
