"""What every handler asks of an update first."""

import logging
from dataclasses import dataclass
from functools import wraps

from telegram import CallbackQuery, Message, Update, User
from telegram.error import BadRequest

from bot.context import Callback, Context
from bot.replies.outlet import Outlet
from bot.texts import Texts

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message, whose chat it is in, which gallery that looks at, and the sentences for its sender."""

    message: Message
    chat_id: int
    gallery_id: int
    t: Texts

    @property
    def outlet(self) -> Outlet:
        return Outlet.below(self.message)

    @property
    def is_guest(self) -> bool:
        return self.gallery_id != self.chat_id

    @property
    def user_id(self) -> int | None:
        """Of the sender; None for who writes in the name of a chat: several people may do that."""
        user = self.message.from_user
        return None if user is None or self.message.sender_chat else user.id

    @property
    def sender_id(self) -> int:
        """Of the user, or of the chat in whose name they write."""
        sender = self.message.sender_chat or self.message.from_user
        return sender.id if sender else self.chat_id


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button, the message it is under, and the sentences for who pressed it."""

    query: CallbackQuery
    message: Message
    chat_id: int
    gallery_id: int
    t: Texts
    values: tuple[str, ...]  # the button's data, split at its colons

    @property
    def outlet(self) -> Outlet:
        return Outlet.below(self.message)

    @property
    def user(self) -> User:
        return self.query.from_user

    @property
    def user_id(self) -> int:
        return self.query.from_user.id

    @property
    def sender_id(self) -> int:
        return self.query.from_user.id

    @property
    def is_guest(self) -> bool:
        return self.gallery_id != self.chat_id

    async def answer(self, text: str | None = None, *, alert: bool = False) -> None:
        """End the button's waiting. Too late is no reason not to do what it was pressed for."""
        try:
            await self.query.answer(text, show_alert=alert)
        except BadRequest as error:
            logger.info("A press could not be answered: %s", error.message)


def incoming(update: Update, context: Context) -> Incoming | None:
    message = update.effective_message
    if message is None:
        return None
    gallery_id = context.guests.gallery(message.chat_id)
    return Incoming(message, message.chat_id, gallery_id, texts_of(update, context))


def press(update: Update, context: Context) -> Press | None:
    query = update.callback_query
    if query is None or not query.data or not isinstance(query.message, Message):
        return None
    message, values = query.message, tuple(query.data.split(":"))
    gallery_id = context.guests.gallery(message.chat_id)
    return Press(query, message, message.chat_id, gallery_id, texts_of(update, context), values)


def once(callback: Callback) -> Callback:
    """The same for a button that sends something: a second tap on it, in a row, sends nothing more."""

    @wraps(callback)
    async def first(update: Update, context: Context) -> None:
        if (pressed := press(update, context)) is None:
            return
        button = pressed.chat_id, pressed.gallery_id, pressed.message.message_id, pressed.values
        with context.taps.turn(button) as turn:
            if turn == "now":
                await callback(update, context)
            else:
                await pressed.answer(pressed.t("tapped-already") if turn == "running" else None)

    return first


def in_turn(callback: Callback) -> Callback:
    """The same for a button that changes the message that it is under.

    Of several taps there each has its turn: the last one to change it shows what all of them have set.
    """

    @wraps(callback)
    async def after_others(update: Update, context: Context) -> None:
        if (pressed := press(update, context)) is None:
            return
        async with context.changing.place((pressed.chat_id, pressed.message.message_id)):
            await callback(update, context)

    return after_others


def texts_of(update: Update, context: Context) -> Texts:
    return context.languages.of(update.effective_user)
