"""The levels, and the buttons that change them."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.texts import Texts
from core.gallery import LEVELS
from core.search.answers import Answer
from core.store.searches import Kind, Search

STEP = 5
ROW = 5  # buttons
FIRST_TEXT_LEVEL = 25
"""Where a level for descriptions starts when there was none; UForm's cosines are rarely above 0.4."""

AUTO_WORDS = frozenset({"auto", "automatic", "tự động", "off"})

Level = int | None


def moved(level: Level, by: int) -> int:
    """A level, one step on, at most as far as levels go."""
    start = FIRST_TEXT_LEVEL - by if level is None else level
    return min(max(start + by, LEVELS[0]), LEVELS[-1])


def answer_keyboard(t: Texts, answer: Answer) -> InlineKeyboardMarkup:
    """Under the photos of an answer: its level, more like one of them, and near-duplicates."""
    rows = [list(row) for row in level_keyboard(t, answer.search, answer.level).inline_keyboard]
    rows.append([InlineKeyboardButton(t("button-like"), callback_data=f"like:{answer.search.id}")])
    similar = [
        InlineKeyboardButton(
            t("button-similar", place=place, count=match.similar),
            callback_data=f"same:{answer.search.id}:{match.photo.id}",
        )
        for place, match in enumerate(answer.matches, 1)
        if match.similar
    ]
    return InlineKeyboardMarkup([*rows, *(similar[i : i + ROW] for i in range(0, len(similar), ROW))])


def like_keyboard(keyboard: InlineKeyboardMarkup, places: dict[int, int]) -> InlineKeyboardMarkup:
    """The same with a button for each photo, by its place, where "like which?" was."""
    numbers = [
        InlineKeyboardButton(str(place), callback_data=f"alike:{photo_id}")
        for place, photo_id in sorted(places.items())
    ]
    asking = ("like:", "alike:")
    rows = [row for row in keyboard.inline_keyboard if not str(row[0].callback_data).startswith(asking)]
    return InlineKeyboardMarkup([*rows, *(numbers[i : i + ROW] for i in range(0, len(numbers), ROW))])


def level_keyboard(t: Texts, search: Search, level: Level) -> InlineKeyboardMarkup:
    """Under an answer: − 5, the level, + 5, and how many photos of its search reach it."""
    if (kind := search.level_kind) is None:
        return InlineKeyboardMarkup([])
    steps = _steps(t, kind, level, f"level:{kind}", f":{search.id}")
    return InlineKeyboardMarkup([steps, _show(t, search, level)])


def levels_keyboard(t: Texts, levels: dict[Kind, Level], last: Search | None) -> InlineKeyboardMarkup:
    """Under /threshold: both levels, and how many photos of the last search reach its own."""
    rows = [_steps(t, kind, level, f"panel:{kind}", "") for kind, level in levels.items()]
    if last and last.level_kind:
        rows.append(_show(t, last, levels[last.level_kind]))
    return InlineKeyboardMarkup(rows)


def lower_keyboard(t: Texts, answer: Answer) -> InlineKeyboardMarkup | None:
    """Under "not found": lower the level to where the best photo is shown."""
    if answer.level is None:
        return None
    level = int(answer.best) // STEP * STEP or int(answer.best)
    if level not in LEVELS:
        return None
    data = f"lower:{level}:{answer.search.id}"
    return InlineKeyboardMarkup([[InlineKeyboardButton(t("button-lower", level=level), callback_data=data)]])


def _steps(t: Texts, kind: Kind, level: Level, before: str, after: str) -> list[InlineKeyboardButton]:
    """The button in the middle makes the level automatic, where there is such a thing."""
    return [
        InlineKeyboardButton(f"− {STEP}", callback_data=f"{before}:{-STEP}{after}"),
        InlineKeyboardButton(
            t(f"button-{kind}", level="auto" if level is None else level), callback_data=f"{before}:0{after}"
        ),
        InlineKeyboardButton(f"+ {STEP}", callback_data=f"{before}:{STEP}{after}"),
    ]


def _show(t: Texts, search: Search, level: Level) -> list[InlineKeyboardButton]:
    text = t("button-show", count=len(search.at(level)))
    return [InlineKeyboardButton(text, callback_data=f"show:{search.id}")]
