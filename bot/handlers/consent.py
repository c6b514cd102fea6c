"""The button by which people agree that faces are looked for in what they send."""

import asyncio

from telegram import Update

from bot.admins import managing
from bot.consents import Resume
from bot.context import Context
from bot.handlers.guards import press
from bot.replies.editing import edit_text
from bot.requests import PERSONS_UPDATES


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
    held = context.consents.release(who, pressed.chat_id)
    await edit_text(pressed.message, pressed.t("consent-given", held="yes" if held else "no"))
    places = asyncio.Semaphore(PERSONS_UPDATES)  # as if they came now
    for resume in held:
        context.application.create_task(_do(resume, places), update)


async def _do(resume: Resume, places: asyncio.Semaphore) -> None:
    async with places:
        await resume()
