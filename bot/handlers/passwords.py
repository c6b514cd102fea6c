"""Passwords of zips: each is used for its zip alone, and its message is deleted."""

import logging

from telegram import Message
from telegram.error import TelegramError

from bot.admins import managing
from bot.context import Context
from bot.handlers.guards import Incoming

logger = logging.getLogger(__name__)


async def unlock(asked: Incoming, context: Context, import_id: int) -> None:
    """A reply to the question for a password."""
    if not await _is_deleted(asked.message):
        await asked.outlet.text(asked.t("password-visible"))
    if not await managing(asked):
        return
    bot, password = context.bot, asked.message.text or ""
    if not await context.imports.unlock(bot, import_id, password):
        await asked.outlet.text(asked.t("zip-not-waiting"))


async def _is_deleted(message: Message) -> bool:
    try:
        return await message.delete()
    except TelegramError as error:  # in groups only administrators may
        logger.info("A message with a password could not be deleted: %s", error)
        return False
