"""/like and its buttons: photos that look like one of a result, and near-duplicates that were not shown."""

from telegram import InlineKeyboardMarkup, Message, Update
from telegram.constants import ChatAction

from bot.context import Context
from bot.handlers.answering import reply_with
from bot.handlers.guards import incoming, press
from bot.replies.album import send_photos
from bot.replies.editing import edit_keyboard, show_action
from bot.replies.levels import like_keyboard
from bot.texts import Texts


async def find(update: Update, context: Context) -> None:
    """`/like`, as a reply to a result."""
    if (asked := incoming(update)) is None:
        return
    replied = asked.message.reply_to_message
    photo_id = None
    if replied is not None:
        photo_id = await context.worker.run(context.galleries.sent_photo, asked.chat_id, replied.message_id)
    if photo_id is None:
        await asked.message.reply_text(asked.t("like-usage"))
        return
    await show_action(asked.message, ChatAction.UPLOAD_PHOTO)
    await _answer(asked.message, asked.t, context, photo_id)


async def ask_which(update: Update, context: Context) -> None:
    """A button `like:SEARCH` under an answer: like which of its photos? Like it, if there is one only."""
    if (pressed := press(update)) is None:
        return
    places = await context.worker.run(context.galleries.places, pressed.chat_id, int(pressed.values[1]))
    if not places:
        await pressed.answer(pressed.t("search-expired"), alert=True)
    elif len(places) == 1:
        await pressed.answer()
        await _answer(pressed.message, pressed.t, context, *places.values())
    else:
        await pressed.answer(pressed.t("like-which"))
        keyboard = pressed.message.reply_markup or InlineKeyboardMarkup([])
        await edit_keyboard(pressed.message, like_keyboard(keyboard, places))


async def find_by_button(update: Update, context: Context) -> None:
    """A button `alike:PHOTO`."""
    if (pressed := press(update)) is not None:
        await pressed.answer()
        await _answer(pressed.message, pressed.t, context, int(pressed.values[1]))


async def show_similar(update: Update, context: Context) -> None:
    """A button `same:SEARCH:PHOTO`: the near-duplicates of a photo, which an answer has shown once."""
    if (pressed := press(update)) is None:
        return
    search_id, photo_id = int(pressed.values[1]), int(pressed.values[2])
    search = await context.worker.run(context.galleries.search, pressed.chat_id, search_id)
    if search is None:
        await pressed.answer(pressed.t("search-expired"), alert=True)
        return
    await pressed.answer()
    similar = await context.worker.run(context.galleries.similar, pressed.chat_id, search, photo_id)
    await send_photos(pressed.message, pressed.t, similar)


async def _answer(message: Message, t: Texts, context: Context, photo_id: int) -> None:
    answer = await context.worker.search(context.galleries.find_like, message.chat_id, photo_id)
    if answer is None:
        await message.reply_text(t("like-not-yet"))
    else:
        await reply_with(message, t, context, answer)
