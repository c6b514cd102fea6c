"""Tells people of new photos that they are in, where they asked for it."""

import logging

from telegram import Bot, InlineKeyboardMarkup
from telegram.error import TelegramError

from bot.languages import Languages
from bot.members import is_member
from bot.replies.levels import show_rows
from bot.replies.names import short
from bot.worker import Worker
from core.guests import Guests
from core.profiles import News, Profiles
from core.store.imports import Import

logger = logging.getLogger(__name__)


class Newsroom:
    def __init__(self, profiles: Profiles, guests: Guests, languages: Languages, worker: Worker) -> None:
        self._profiles = profiles
        self._guests = guests
        self._languages = languages
        self._worker = worker

    async def tell(self, bot: Bot, done: Import) -> None:
        """Write to each of them in private, to those who may still look at the gallery."""
        if not done.added:
            return
        for news in await self._worker.run(self._profiles.news, done.chat_id, done.id):
            user_id = news.profile.user_id
            try:
                is_at_home = done.chat_id in {user_id, self._guests.gallery(user_id)}
                if is_at_home or await is_member(bot, done.chat_id, user_id):
                    await self._tell(bot, news, done.name)
            except TelegramError as error:  # who has blocked the bot, or has never written to it in private
                logger.info("User %s could not be told of new photos: %s", user_id, error)

    async def _tell(self, bot: Bot, news: News, name: str) -> None:
        t = self._languages.of_chat(news.profile.user_id, news.profile.language)
        keyboard = InlineKeyboardMarkup(show_rows(t, news.search, news.search.level))
        text = t("me-news", count=news.count, name=short(name))
        await bot.send_message(news.profile.user_id, text, reply_markup=keyboard)
