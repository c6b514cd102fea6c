"""What an update is, to whom it is to be let in: of what kind, from whom, and with which others."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Self

from telegram import Update


class Kind(Enum):
    """Each kind waits for its own: a press is not to wait for zips that take minutes to come in."""

    PRESS = auto()
    TEXT = auto()
    FILE = auto()
    OTHER = auto()  # photos, above all

    @classmethod
    def of(cls, update: Update) -> Self:
        if update.callback_query is not None:
            return cls.PRESS
        message = update.effective_message
        if message is None or message.document is not None:
            return cls.FILE
        return cls.OTHER if message.text is None else cls.TEXT


@dataclass(frozen=True, slots=True)
class Arrival:
    kind: Kind
    sender_id: int
    chat_id: int
    album: str | None

    @classmethod
    def of(cls, update: Update) -> Self:
        sender, chat, message = update.effective_sender, update.effective_chat, update.effective_message
        sender_id = sender.id if sender else 0
        album = message.media_group_id if message and not update.callback_query else None
        return cls(Kind.of(update), sender_id, chat.id if chat else sender_id, album)
