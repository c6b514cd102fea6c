"""The languages, and the buttons that choose one."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.replies.marks import choice
from bot.texts import LANGUAGES, texts_for
from core.search.folding import fold


def language_named(words: str) -> str | None:
    """The language of a code or of its own name, however that is written."""
    for language in LANGUAGES:
        if fold(words) in {language, fold(texts_for(language)("language-name"))}:
            return language
    return None


def languages_row(before: str, chosen: str | None) -> list[InlineKeyboardButton]:
    """Each language by its own name; none is marked where everybody has their own."""
    return [
        choice(texts_for(language)("language-name"), f"{before}:{language}", is_chosen=language == chosen)
        for language in LANGUAGES
    ]


def languages_keyboard(chosen: str | None) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([languages_row("language", chosen)])
