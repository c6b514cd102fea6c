"""The client of Telegram's Bot API: what sentences mark to be copied whole goes out as code."""

from itertools import accumulate
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
    plain, starts = "".join(parts), list(accumulate(map(len, parts), initial=0))
    marked = [i for i in range(1, len(parts) - 1, 2) if parts[i]]
    code = [MessageEntity(MessageEntity.CODE, starts[i], len(parts[i])) for i in marked]
    return plain, list(MessageEntity.adjust_message_entities_to_utf_16(plain, code))
