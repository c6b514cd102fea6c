"""/gallery and /clear."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ChatAction

from bot.admins import managing
from bot.context import Context
from bot.handlers.guards import Incoming, incoming, press
from bot.replies.editing import edit_text
from bot.replies.visiting import leave_keyboard
from core.errors import EmptyGalleryError


async def show(update: Update, context: Context) -> None:
    """How many photos and faces, since when, and a contact sheet."""
    if (asked := incoming(update, context)) is None:
        return
    async with asked.outlet.busy(ChatAction.UPLOAD_PHOTO):
        await _show(asked, context)


async def ask_to_clear(update: Update, context: Context) -> None:
    if (asked := incoming(update, context)) is None or not await managing(asked):
        return
    stats = await context.worker.run(context.galleries.stats, asked.chat_id)
    if not stats.photos and not await context.worker.run(context.galleries.is_awaited, asked.chat_id):
        raise EmptyGalleryError
    buttons = [
        InlineKeyboardButton(asked.t("button-clear"), callback_data="clear:yes"),
        InlineKeyboardButton(asked.t("button-keep"), callback_data="clear:no"),
    ]
    await asked.message.reply_text(
        asked.t("clear-ask", photos=stats.photos), reply_markup=InlineKeyboardMarkup([buttons])
    )


async def clear(update: Update, context: Context) -> None:
    """A button `clear:yes` or `clear:no`. An import that is running is given up."""
    if (pressed := press(update, context)) is None or not await managing(pressed):
        return
    await pressed.answer()
    if pressed.values[1] == "no":
        await edit_text(pressed.message, pressed.t("kept"))
        return
    was_awaited = await context.worker.run(context.galleries.is_awaited, pressed.chat_id)
    async with pressed.outlet.busy(ChatAction.TYPING):
        deleted = await context.worker.run_alone(pressed.chat_id, context.galleries.delete, pressed.chat_id)
    if deleted.photos or was_awaited:  # else this was the second of two taps
        await edit_text(pressed.message, pressed.t("cleared", photos=deleted.photos))


async def _show(asked: Incoming, context: Context) -> None:
    await context.worker.run(context.galleries.require_photos, asked.gallery_id)
    stats = await context.worker.run(context.galleries.stats, asked.gallery_id)
    sheet = await context.worker.run(context.galleries.sheet, asked.gallery_id)
    if stats.since is None or sheet is None:  # it was deleted just now
        raise EmptyGalleryError
    since = f"{stats.since:%Y-%m-%d}"
    lines = [asked.t("gallery", photos=stats.photos, faces=stats.faces, since=since)]
    if stats.described < stats.photos:
        lines.append(asked.t("gallery-described", described=stats.described, photos=stats.photos))
    if unseen := await context.worker.run(context.galleries.unseen, asked.gallery_id):
        lines.append(asked.t("unseen", count=unseen))
    keyboard = leave_keyboard(asked.t) if asked.is_guest else None
    await asked.message.reply_photo(
        sheet, caption="\n".join(lines), filename="gallery.jpg", reply_markup=keyboard
    )
