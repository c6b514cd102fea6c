"""The client of Telegram's Bot API: what sentences mark to be copied whole goes out as code."""

from typing import Any

from telegram import Message, MessageEntity
from telegram.ext import ExtBot

from bot.texts import CODE


class Client(ExtBot[Any]):
    """A tap on a command sends it without what follows it; a tap on code copies it."""

    async def send_message(self, chat_id: int | str, text: str, *args: Any, **kwargs: Any) -> Message:
        plain, entities = formatted(text)
        return await super().send_message(chat_id, plain, *args, **(kwargs | {"entities": entities}))

    async def edit_message_text(self, text: str, *args: Any, **kwargs: Any) -> Message | bool:
        plain, entities = formatted(text)
        return await super().edit_message_text(plain, *args, **(kwargs | {"entities": entities}))


def formatted(text: str) -> tuple[str, list[MessageEntity]]:
    """The text without its marks, and what stands between two of them."""
    parts = text.split(CODE)
    starts = [_units("".join(parts[:i])) for i in range(len(parts))]
    between = range(1, len(parts) - 1, 2)
    entities = [MessageEntity(MessageEntity.CODE, starts[i], _units(parts[i])) for i in between if parts[i]]
    return "".join(parts), entities


def _units(text: str) -> int:
    """Its length in UTF-16, as Telegram counts."""
    return len(text.encode("utf-16-le")) // 2
