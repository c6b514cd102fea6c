"""The levels, and the buttons that change them."""

from math import ceil, floor

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
Rows = list[list[InlineKeyboardButton]]


def stepped(level: Level, by: int, kind: Kind, search: Search | None = None) -> Level:
    """A level, one step on, at most as far as levels go; by none, automatic, where there is such a thing.

    From an automatic one it goes to the next step beyond where that has cut the search, if there is one.
    """
    if not by:
        return None if kind == "text" else level
    if level is None:
        return FIRST_TEXT_LEVEL if search is None else _beyond_the_cut(search, by)
    return _within(level + by)


def _beyond_the_cut(search: Search, by: int) -> Level:
    """A stricter level never shows more photos, a laxer one never fewer: where none is left, it stays."""
    steps = floor(search.edge / STEP) + 1 if by > 0 else ceil(search.edge / STEP) - 1
    level = _within(STEP * steps)
    more = len(search.at(level)) - len(search.at(None))
    return None if more * by > 0 else level


def _within(level: int) -> int:
    return min(max(level, LEVELS[0]), LEVELS[-1])


def level_rows(t: Texts, search: Search) -> Rows:
    """Under an answer: − 5, the level, + 5."""
    return [step_row(t, kind, search.level, "level", f":{search.id}")] if (kind := search.level_kind) else []


def levels_keyboard(t: Texts, levels: dict[Kind, Level], last: Search | None) -> InlineKeyboardMarkup:
    """Under /threshold: both levels, and the photos of the last search that reach its own."""
    rows = [step_row(t, kind, level, f"panel:{kind}") for kind, level in levels.items()]
    if last and last.level_kind:
        rows += show_rows(t, last, levels[last.level_kind])
    return InlineKeyboardMarkup(rows)


def lower_keyboard(t: Texts, answer: Answer) -> InlineKeyboardMarkup | None:
    """Under "not found": lower the level to where the best photo is shown."""
    rows = _lower_rows(t, answer.search, answer.level)
    return InlineKeyboardMarkup(rows) if rows else None


def step_row(t: Texts, kind: Kind, level: Level, before: str, after: str = "") -> list[InlineKeyboardButton]:
    """The button in the middle makes the level automatic, where there is such a thing."""
    return [
        InlineKeyboardButton(f"− {STEP}", callback_data=f"{before}:{-STEP}{after}"),
        InlineKeyboardButton(
            t(f"button-{kind}", level="auto" if level is None else level), callback_data=f"{before}:0{after}"
        ),
        InlineKeyboardButton(f"+ {STEP}", callback_data=f"{before}:{STEP}{after}"),
    ]


def show_rows(t: Texts, search: Search, level: Level) -> Rows:
    """Show the photos of a search that reach a level; where none does, those that reach a lower one."""
    if not (count := len(search.at(level))):
        return _lower_rows(t, search, level)
    return [[InlineKeyboardButton(t("button-show", count=count), callback_data=at(level, search))]]


def _lower_rows(t: Texts, search: Search, level: Level) -> Rows:
    best = max((one.percent for one in search.results), default=0.0)
    lower = int(best) // STEP * STEP  # 0 for what is as good as nothing: a stranger's face, say
    if level is None or lower not in LEVELS:
        return []
    return [[InlineKeyboardButton(t("button-lower", level=lower), callback_data=at(lower, search))]]


def at(level: Level, search: Search) -> str:
    """What a button holds that shows a search at a level."""
    return f"at:{AUTO if level is None else level}:{search.id}"
