"""The buttons under an answer."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.replies.levels import Rows, level_rows, show_rows
from bot.replies.people import person_rows
from bot.replies.rows import in_rows
from bot.texts import Texts
from core.search.answers import Answer
from core.store.searches import Search

WHICH = {"alike": "", "judge:yes": "✅ ", "judge:no": "🚫 "}
"""What the buttons of a question for one of the photos begin with: their data, and their text."""


def answer_keyboard(t: Texts, answer: Answer) -> InlineKeyboardMarkup:
    """More photos, boxes and originals, the level, what looks like one of them, and near-duplicates."""
    return InlineKeyboardMarkup([*_results(t, answer), *_similar(t, answer)])


def level_keyboard(t: Texts, search: Search) -> InlineKeyboardMarkup:
    """While the level changes: the photos that reach it."""
    return InlineKeyboardMarkup([*level_rows(t, search), *show_rows(t, search, search.level)])


def which_keyboard(keyboard: InlineKeyboardMarkup, data: str, places: list[int]) -> InlineKeyboardMarkup:
    """The same with a button for each photo, by its place, at its end; `data` is what they begin with."""
    mark = next(mark for question, mark in WHICH.items() if data.startswith(question))
    numbers = [_button(f"{mark}{place}", f"{data}:{place}") for place in sorted(places)]
    rows = [row for row in keyboard.inline_keyboard if not str(row[0].callback_data).startswith(tuple(WHICH))]
    return InlineKeyboardMarkup([*rows, *in_rows(numbers)])


def _results(t: Texts, answer: Answer) -> Rows:
    search, rows = answer.search, []
    if answer.rest:
        text = t("button-more", shown=answer.total - answer.rest, total=answer.total)
        rows.append([_button(text, f"more:{search.id}:{answer.first - 1 + len(answer.matches)}")])
    originals = _button(t("button-originals"), f"originals:{search.id}")
    if search.faces is None:
        rows.append([originals])
    else:
        rows.append([boxes_button(t, search), originals])
    rows += level_rows(t, search)
    rows.append([_button(t("button-like"), f"like:{search.id}")])
    if search.person_id is not None and not search.is_guests:  # guests may say nothing of people
        rows += person_rows(t, search.person_id)
    if search.is_of_profile:
        rows.append(
            [
                _button(t("button-mine"), f"mine:yes:{search.id}"),
                _button(t("button-not-mine"), f"mine:no:{search.id}"),
            ]
        )
        rows.append([tell_button(t, search, told=answer.told)])
    return rows


def boxes_button(t: Texts, search: Search) -> InlineKeyboardButton:
    return _button(t("button-boxes", on="yes" if search.boxes else "no"), f"boxes:{search.id}")


def tell_button(t: Texts, search: Search, *, told: bool) -> InlineKeyboardButton:
    return _button(t("button-tell", on="yes" if told else "no"), f"tell:{search.id}")


def with_button(
    keyboard: InlineKeyboardMarkup | None, changed: InlineKeyboardButton
) -> InlineKeyboardMarkup | None:
    """The same with another text on one of its buttons."""
    if keyboard is None:
        return None
    return InlineKeyboardMarkup(
        [
            [changed if button.callback_data == changed.callback_data else button for button in row]
            for row in keyboard.inline_keyboard
        ]
    )


def _similar(t: Texts, answer: Answer) -> Rows:
    buttons = [
        _button(
            t("button-similar", place=place, count=match.similar),
            f"same:{answer.search.id}:{match.photo.id}",
        )
        for place, match in enumerate(answer.matches, answer.first)
        if match.similar
    ]
    return in_rows(buttons)


def _button(text: str, data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text, callback_data=data)
