"""Passwords of zips: each is used for its zip alone, and its message is deleted."""

import logging

from telegram import Message, Update
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.admins import managing
from bot.context import Context
from bot.handlers.guards import Incoming, incoming, press

logger = logging.getLogger(__name__)

SIGN = "🔑"
"""What every question for a password begins with, in every language."""


async def unlock(asked: Incoming, context: Context, import_id: int) -> None:
    """A reply to the question for a password."""
    await _delete(asked)
    if await managing(asked):
        await _try(asked, context, import_id)


async def catch(update: Update, context: Context) -> None:
    """A text that is a password without replying to a question that is known: it is not searched for.

    In a private chat where a zip waits that is what replies to nothing; anywhere, what was sent twice, and a
    reply that comes late.
    """
    if (asked := incoming(update, context)) is None:
        return
    waiting, is_late = await _answered(asked, context), _is_late(asked.message)
    if not waiting and not is_late and not _is_twice(asked, context):
        return
    await _delete(asked)
    for import_id in waiting:
        await _try(asked, context, import_id)
    if is_late:
        await asked.outlet.text(asked.t("zip-not-waiting"))
    raise ApplicationHandlerStop


async def leave_out(update: Update, context: Context) -> None:
    """A button `leaveout:IMPORT`: the zip is not wanted without its password, or not any more."""
    if (pressed := press(update, context)) is None or not await managing(pressed):
        return
    await pressed.answer()
    await context.imports.leave_out(context.bot, pressed.chat_id, int(pressed.values[1]))


async def _try(asked: Incoming, context: Context, import_id: int) -> None:
    password = asked.message.text or ""
    if not await context.imports.unlock(context.bot, import_id, password) and not _is_twice(asked, context):
        await asked.outlet.text(asked.t("zip-not-waiting"))


async def _answered(asked: Incoming, context: Context) -> list[int]:
    """The imports that wait for what is written in a private chat."""
    message = asked.message
    text = message.text or ""
    if asked.chat_id < 0 or asked.is_guest or message.reply_to_message or text.startswith("/"):
        return []
    return await context.imports.waiting(asked.chat_id)


def _is_twice(asked: Incoming, context: Context) -> bool:
    return context.imports.locked.is_password(asked.chat_id, asked.message.text or "")


def _is_late(message: Message) -> bool:
    """Whether it replies to a question that was forgotten with its gallery, or a day after it."""
    question = message.reply_to_message
    if question is None or question.from_user is None:
        return False
    return question.from_user.id == message.get_bot().id and (question.text or "").startswith(SIGN)


async def _delete(asked: Incoming) -> None:
    if not await _is_deleted(asked.message):
        await asked.outlet.text(asked.t("password-visible"))


async def _is_deleted(message: Message) -> bool:
    try:
        return await message.delete()
    except TelegramError as error:  # in groups only administrators may
        logger.info("A message with a password could not be deleted: %s", error)
        return False
