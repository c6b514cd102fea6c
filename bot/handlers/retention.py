"""The button under the warning that a gallery will be deleted."""

from telegram import Update

from bot.context import Context
from bot.handlers.guards import press
from bot.replies.editing import edit_text


async def keep(update: Update, context: Context) -> None:
    """A button `keep`. Anybody's: so is any search, which keeps the gallery as well."""
    if (pressed := press(update, context)) is None:
        return
    days = await context.worker.run(context.retention.keep, pressed.chat_id)
    if days is None:
        await pressed.answer(pressed.t("retention-gone"), alert=True)
        return
    await pressed.answer()
    await edit_text(pressed.message, pressed.t("retention-kept", days=days))
