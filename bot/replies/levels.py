"""The levels, and the buttons that change them."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.texts import Texts
from core.gallery import LEVELS
from core.search.answers import Answer
from core.store.searches import Kind, Search

STEP = 5
FIRST_TEXT_LEVEL = 25
"""Where a level for descriptions starts when there was none; UForm's cosines are rarely above 0.4."""

AUTO = "auto"
AUTO_WORDS = frozenset({AUTO, "automatic", "tự động", "off"})

Level = int | None


def moved(level: Level, by: int) -> int:
    """A level, one step on, at most as far as levels go."""
    start = FIRST_TEXT_LEVEL - by if level is None else level
    return min(max(start + by, LEVELS[0]), LEVELS[-1])


def stepped(level: Level, by: int, kind: Kind) -> Level:
    """A level, one step on; by none, automatic, where there is such a thing."""
    return moved(level, by) if by else None if kind == "text" else level


def level_rows(t: Texts, search: Search) -> list[list[InlineKeyboardButton]]:
    """Under an answer: − 5, the level, + 5."""
    return [step_row(t, kind, search.level, "level", f":{search.id}")] if (kind := search.level_kind) else []


def levels_keyboard(t: Texts, levels: dict[Kind, Level], last: Search | None) -> InlineKeyboardMarkup:
    """Under /threshold: both levels, and how many photos of the last search reach its own."""
    rows = [step_row(t, kind, level, f"panel:{kind}") for kind, level in levels.items()]
    if last and last.level_kind:
        rows.append(show_row(t, last, levels[last.level_kind]))
    return InlineKeyboardMarkup(rows)


def lower_keyboard(t: Texts, answer: Answer) -> InlineKeyboardMarkup | None:
    """Under "not found": lower the level to where the best photo is shown."""
    if answer.level is None:
        return None
    level = int(answer.best) // STEP * STEP or int(answer.best)
    if level not in LEVELS:
        return None
    button = InlineKeyboardButton(t("button-lower", level=level), callback_data=at(level, answer.search))
    return InlineKeyboardMarkup([[button]])


def step_row(t: Texts, kind: Kind, level: Level, before: str, after: str = "") -> list[InlineKeyboardButton]:
    """The button in the middle makes the level automatic, where there is such a thing."""
    return [
        InlineKeyboardButton(f"− {STEP}", callback_data=f"{before}:{-STEP}{after}"),
        InlineKeyboardButton(
            t(f"button-{kind}", level="auto" if level is None else level), callback_data=f"{before}:0{after}"
        ),
        InlineKeyboardButton(f"+ {STEP}", callback_data=f"{before}:{STEP}{after}"),
    ]


def show_row(t: Texts, search: Search, level: Level) -> list[InlineKeyboardButton]:
    """How many photos of a search reach a level."""
    text = t("button-show", count=len(search.at(level)))
    return [InlineKeyboardButton(text, callback_data=at(level, search))]


def at(level: Level, search: Search) -> str:
    """What a button holds that shows a search at a level."""
    return f"at:{AUTO if level is None else level}:{search.id}"
