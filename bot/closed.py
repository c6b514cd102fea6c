"""Chats to which the bot cannot write."""

from telegram.error import Forbidden, TelegramError


def is_closed(error: TelegramError) -> bool:
    """Whether a chat is not there, or was never opened, or its person has blocked the bot."""
    return isinstance(error, Forbidden) or "chat not found" in error.message.lower()
