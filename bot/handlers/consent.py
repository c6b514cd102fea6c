"""The button by which people agree that faces are looked for in what they send."""

from telegram import Update

from bot.admins import managing
from bot.context import Context
from bot.handlers.guards import press
from bot.replies.editing import edit_text


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
    for resume in held:
        context.application.create_task(resume(), update)
