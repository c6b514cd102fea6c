"""What is over, once a day: unused galleries, as their chats hear of it, and zips that lack some parts.

Of a gallery there is a warning, and a week later the news that it was deleted.
"""

import asyncio
import logging

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.languages import Languages
from bot.texts import Texts
from bot.worker import Worker
from core.parts import SplitZips
from core.retention import Retention, Unused

logger = logging.getLogger(__name__)

FIRST_SECONDS = 60.0
"""After the start: a search that was sent while the bot was away keeps a gallery, too."""

EVERY_SECONDS = 24 * 60 * 60.0


class RetentionJob:
    def __init__(self, retention: Retention, parts: SplitZips, languages: Languages, worker: Worker) -> None:
        self._retention = retention
        self._parts = parts
        self._languages = languages
        self._worker = worker

    async def run(self, bot: Bot) -> None:
        """Look for what is over, soon and once a day, until it is cancelled."""
        await asyncio.sleep(FIRST_SECONDS)
        while True:
            try:
                await self._look(bot)
            except Exception:  # a disk that is full, say: there is another day
                logger.exception("What is over could not be looked for")
            await asyncio.sleep(EVERY_SECONDS)

    async def _look(self, bot: Bot) -> None:
        await self._worker.run(self._parts.drop_old)
        for unused in await self._worker.run(self._retention.over):
            await self._delete(bot, unused)
        for unused in await self._worker.run(self._retention.to_warn):
            await self._warn(bot, unused)

    async def _warn(self, bot: Bot, unused: Unused) -> None:
        t = self._t(unused)
        keep = InlineKeyboardButton(t("button-keep-gallery"), callback_data="keep")
        text = t("retention-warning", photos=unused.use.photos, date=f"{unused.deleted_on:%Y-%m-%d}")
        try:
            await bot.send_message(unused.chat_id, text, reply_markup=InlineKeyboardMarkup([[keep]]))
        except (Forbidden, BadRequest) as error:  # it cannot be told: its days are counted all the same
            logger.info("Chat %s could not be warned: %s", unused.chat_id, error)
        except TelegramError as error:
            logger.warning("Chat %s could not be warned today: %s", unused.chat_id, error)
            return
        await self._worker.run(self._retention.note_warned, unused)

    async def _delete(self, bot: Bot, unused: Unused) -> None:
        deleted = await self._worker.run_alone(unused.chat_id, self._retention.delete, unused.chat_id)
        if deleted is None:  # somebody has just used it
            return
        logger.info("The unused gallery of chat %s was deleted: %s photos", unused.chat_id, deleted.photos)
        try:
            text = self._t(unused)("retention-deleted", photos=deleted.photos, days=unused.use.kept_days)
            await bot.send_message(unused.chat_id, text)
        except TelegramError as error:
            logger.info("Chat %s could not be told of it: %s", unused.chat_id, error)

    def _t(self, unused: Unused) -> Texts:
        return self._languages.of_chat(unused.chat_id, unused.use.language)
