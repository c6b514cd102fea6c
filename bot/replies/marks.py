"""Buttons of which one is chosen."""

from telegram import InlineKeyboardButton


def choice(text: str, data: str, *, is_chosen: bool) -> InlineKeyboardButton:
    return InlineKeyboardButton(f"✓ {text}" if is_chosen else text, callback_data=data)
