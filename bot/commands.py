"""The commands: one table feeds the handlers, Telegram's menu in every language, and /help."""

import logging
from dataclasses import dataclass

from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.error import TelegramError

from bot.context import Callback
from bot.handlers import (
    compare,
    documents,
    find,
    gallery,
    inviting,
    language,
    like,
    me,
    naming,
    people,
    privacy,
    settings,
    start,
    status,
    text_search,
    threshold,
)
from bot.languages import Languages
from bot.texts import DEFAULT, LANGUAGES, Texts, texts_for

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Command:
    name: str
    callback: Callback

    def described(self, t: Texts) -> BotCommand:
        return BotCommand(self.name, t(f"command-{self.name}"))


COMMANDS = (
    Command("text", text_search.find),
    Command("find", find.find),
    Command("people", people.show),
    Command("me", me.me),
    Command("compare", compare.explain),
    Command("like", like.find),
    Command("name", naming.name),
    Command("import", documents.import_),
    Command("invite", inviting.invite),
    Command("threshold", threshold.show_or_set),
    Command("gallery", gallery.show),
    Command("settings", settings.show),
    Command("language", language.show_or_choose),
    Command("status", status.show),
    Command("clear", gallery.ask_to_clear),
    Command("privacy", privacy.explain),
    Command("forget", privacy.ask_to_forget),
    Command("help", start.help_),
    Command("start", start.start),
)


async def publish_commands(bot: Bot) -> None:
    """Fill Telegram's command menu in every language; English for all that have no own."""
    for code in LANGUAGES:
        t = texts_for(code)
        await bot.set_my_commands(
            [command.described(t) for command in COMMANDS],
            language_code=None if code == DEFAULT else code,
        )


async def publish_commands_to(bot: Bot, user_id: int, t: Texts) -> None:
    """Fill the menu of a user's private chat, in the language that they have chosen."""
    scope = BotCommandScopeChat(user_id)
    try:
        await bot.set_my_commands([command.described(t) for command in COMMANDS], scope)
    except TelegramError as error:  # who has never written privately has no such chat; others have left
        logger.info("The menu of user %s was not changed: %s", user_id, error)


async def unpublish_commands_to(bot: Bot, user_id: int) -> None:
    """Let the menu of a user's private chat be everybody's again."""
    try:
        await bot.delete_my_commands(BotCommandScopeChat(user_id))
    except TelegramError as error:
        logger.info("The menu of user %s was not changed: %s", user_id, error)


async def refresh_menus(bot: Bot, languages: Languages) -> None:
    """Another release may have other commands."""
    for user_id, code in list(languages.chosen.items()):
        await publish_commands_to(bot, user_id, texts_for(code))
