"""The buttons under a picture of several people."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.replies.rows import in_rows
from bot.texts import Texts


def who_keyboard(t: Texts, search_id: int, people: int, chosen: int) -> InlineKeyboardMarkup:
    """A button a person, and what to do with those that are chosen; `chosen`: as bits of a number."""
    numbers = [
        InlineKeyboardButton(
            t("button-chosen", number=person + 1) if chosen >> person & 1 else str(person + 1),
            callback_data=f"pick:{search_id}:{person}",
        )
        for person in range(people)
    ]
    return InlineKeyboardMarkup([*in_rows(numbers), *_together(t, search_id, people, chosen)])


def chosen_in(chosen: int, people: int) -> list[int]:
    return [person for person in range(people) if chosen >> person & 1]


def _together(t: Texts, search_id: int, people: int, chosen: int) -> list[list[InlineKeyboardButton]]:
    """With nobody chosen yet: any of all of them. With one: any and all are the same."""
    everybody = (1 << people) - 1
    count = chosen.bit_count()
    if not count:
        return [[_button(t("button-anybody"), "any", search_id, everybody)]]
    only = _button(t("button-only", count=count), "only", search_id, chosen)
    if count == 1:
        return [[_button(t("button-one"), "any", search_id, chosen), only]]
    return [
        [
            _button(t("button-any"), "any", search_id, chosen),
            _button(t("button-all"), "all", search_id, chosen),
        ],
        [only],
    ]


def _button(text: str, together: str, search_id: int, chosen: int) -> InlineKeyboardButton:
    return InlineKeyboardButton(text, callback_data=f"who:{together}:{search_id}:{chosen}")
