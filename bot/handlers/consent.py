"""The button by which people agree that faces are looked for in what they send."""

import asyncio
from collections.abc import Sequence

from telegram import Update

from bot.admins import managing
from bot.consents import Resume
from bot.context import Context
from bot.handlers.guards import press
from bot.replies.editing import delete_messages, edit_text


async def agree(update: Update, context: Context) -> None:
    """A button `agree:WHO`. For a chat in whose name somebody has written, one of those agrees who may."""
    if (pressed := press(update, context)) is None:
        return
    who = int(pressed.values[1])
    if who == pressed.chat_id < 0:
        if not await managing(pressed):
            return
    elif who != pressed.user_id:
        await pressed.answer(pressed.t("consent-not-yours"), alert=True)
        return
    await pressed.answer()
    await context.worker.run(context.consents.give, who)
    reminders = context.consents.reminders(who, pressed.chat_id)
    held = context.consents.release(who, pressed.chat_id)
    await edit_text(pressed.message, pressed.t("consent-given", held="yes" if held else "no"))
    await delete_messages(context.bot, pressed.chat_id, reminders)
    context.application.create_task(_go_on(held, update, context), update)


async def _go_on(held: Sequence[Resume], update: Update, context: Context) -> None:
    """One after the other, as they were sent: a selfie finds the zip that came before it on its way."""
    for resume in held:
        await asyncio.wait({context.application.create_task(resume(), update)})
