"""/settings: one message, whose buttons change it in place."""

from collections.abc import Callable

from telegram import InlineKeyboardMarkup, Update

from bot.admins import managing
from bot.context import Context
from bot.handlers.guards import Incoming, Press, incoming, press
from bot.handlers.language import set_language
from bot.handlers.threshold import step
from bot.replies.editing import edit_text
from bot.replies.names import short
from bot.replies.settings import settings_keyboard, settings_text
from bot.texts import Texts
from core.gallery import Galleries

SETTERS: dict[str, Callable[[Galleries, int, int], None]] = {
    "album": Galleries.set_album_size,
    "boxes": lambda galleries, chat_id, number: galleries.set_boxes(chat_id, boxes=bool(number)),
    "days": Galleries.set_kept_days,
}
"""What a gallery's chat chooses by a number."""


async def show(update: Update, context: Context) -> None:
    if (asked := incoming(update, context)) is None:
        return
    text, keyboard = await _panel(asked, asked.t, context)
    await asked.message.reply_text(text, reply_markup=keyboard)


async def set_level(update: Update, context: Context) -> None:
    """A button `set:KIND:BY`: one step up or down."""
    if (pressed := press(update, context)) is None or not await managing(pressed):
        return
    if await step(pressed, context):
        await _show_anew(pressed, pressed.t, context)


async def set_number(update: Update, context: Context) -> None:
    """A button `set:album:PHOTOS`, `set:boxes:YES` or `set:days:DAYS`."""
    if (pressed := press(update, context)) is None or not await managing(pressed):
        return
    setter, number = SETTERS[pressed.values[1]], int(pressed.values[2])
    await context.worker.run(setter, context.galleries, pressed.chat_id, number)
    await pressed.answer()
    await _show_anew(pressed, pressed.t, context)


async def set_private(update: Update, context: Context) -> None:
    """A button `set:private:YES`: where whoever presses it gets what they search for in groups."""
    if (pressed := press(update, context)) is None:
        return
    private = pressed.values[2] == "1"
    await context.worker.run(context.users.set_private_results, pressed.user.id, private=private)
    key = "private-on" if private else "private-off"
    await pressed.answer(pressed.t(key, name=short(pressed.user.full_name)))
    if pressed.chat_id > 0:
        await _show_anew(pressed, pressed.t, context)


async def choose_language(update: Update, context: Context) -> None:
    """A button `set:language:LANGUAGE`: that of whoever presses it."""
    if (pressed := press(update, context)) is None:
        return
    t = await set_language(context, pressed.user, pressed.values[2])
    await pressed.answer(t("language-set"))
    if pressed.chat_id > 0:
        await _show_anew(pressed, t, context)


async def _show_anew(pressed: Press, t: Texts, context: Context) -> None:
    await edit_text(pressed.message, *await _panel(pressed, t, context))


async def _panel(asked: Incoming | Press, t: Texts, context: Context) -> tuple[str, InlineKeyboardMarkup]:
    """In a group the message is everybody's: what each has chosen for themselves does not stand there."""
    group = asked.chat_id < 0
    gallery = None if asked.is_guest else await context.worker.run(context.galleries.settings, asked.chat_id)
    own = None if group else await context.worker.run(context.users.settings, asked.chat_id)
    text = settings_text(t, gallery=gallery is not None, group=group)
    return text, settings_keyboard(t, gallery, own)
