"""Whoever sends faster than it can be handled is told that what came last was left out."""

import logging
import math
import time

from telegram import Update
from telegram.error import TelegramError

from bot.doors import Doors
from bot.languages import Languages
from bot.replies.outlet import Outlet

logger = logging.getLogger(__name__)

AGAIN_SECONDS = 60.0

MOST = 1000
"""People who are remembered as told, before those are left out who may be told again."""


class Floods:
    def __init__(self, languages: Languages, doors: Doors) -> None:
        self._languages = languages
        self._doors = doors
        self._told: dict[int, float] = {}  # until when they are told no more

    async def tell(self, update: Update) -> None:
        """Tell the sender of an update that it was left out, unless they were told just now."""
        sender, chat = update.effective_sender, update.effective_chat
        if sender is None or chat is None or not self._doors.are_open_to(chat.id):
            return
        if time.monotonic() < self._told.get(sender.id, 0.0):
            return
        self._told[sender.id] = math.inf  # until it is said: it may have to wait for others to this chat
        try:
            await self._tell(update)
        except TelegramError as error:
            logger.info("Chat %s could not be told that something was left out: %s", chat.id, error)
        finally:
            self._note(sender.id)

    async def _tell(self, update: Update) -> None:
        sentence = self._languages.of(update.effective_user)("left-out")
        if update.callback_query is not None:
            await update.callback_query.answer(sentence, show_alert=True)
        elif update.effective_message is not None:
            await Outlet.below(update.effective_message).text(sentence)

    def _note(self, sender_id: int) -> None:
        now = time.monotonic()
        if len(self._told) >= MOST:
            self._told = {known: until for known, until in self._told.items() if until > now}
        self._told[sender_id] = now + AGAIN_SECONDS
