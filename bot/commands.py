"""The commands: one table feeds the handlers, Telegram's menu in every language, and /help."""

from dataclasses import dataclass

from telegram import Bot, BotCommand

from bot.context import Callback
from bot.handlers import (
    compare,
    documents,
    find,
    gallery,
    inviting,
    like,
    me,
    naming,
    people,
    start,
    status,
    text_search,
    threshold,
)
from bot.texts import DEFAULT, LANGUAGES, Texts, texts_for


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
    Command("status", status.show),
    Command("clear", gallery.ask_to_clear),
    Command("help", start.help_),
    Command("start", start.start),
)


async def publish_commands(bot: Bot) -> None:
    """Fill Telegram's command menu in every language; English for all that have no own."""
    for language in LANGUAGES:
        t = texts_for(language)
        await bot.set_my_commands(
            [command.described(t) for command in COMMANDS],
            language_code=None if language == DEFAULT else language,
        )
