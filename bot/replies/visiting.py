"""What guests of a gallery are shown."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.texts import Texts


def leave_keyboard(t: Texts) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(t("button-leave"), callback_data="leave")]])
