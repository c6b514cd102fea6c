"""People of a gallery: a sheet of their faces, and the buttons under it."""

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.replies.names import short
from bot.texts import Texts
from core.store.people import Portrait

PAGE = 12  # people
ROW = 4  # buttons, as faces in a row of the sheet


@dataclass(frozen=True, slots=True)
class Sheet:
    picture: bytes | None  # a JPEG; None where there is nobody
    page: Sequence[Portrait]
    first: int  # how many come before
    total: int
    hidden: bool  # those who are not shown among the others
    any_hidden: bool
    merging: int  # a person who is the same as one of these; 0: nobody is


def people_caption(t: Texts, sheet: Sheet) -> str:
    heading = "people-merge" if sheet.merging else "people-hidden" if sheet.hidden else "people"
    return "\n".join([t(heading, count=sheet.total), *people_lines(t, sheet.page, sheet.first + 1)])


def people_lines(t: Texts, portraits: Sequence[Portrait], first: int = 1) -> list[str]:
    return [
        t("people-line", number=number, name=short(one.person.name) or "none", photos=one.photos)
        for number, one in enumerate(portraits, first)
    ]


def people_keyboard(t: Texts, sheet: Sheet) -> InlineKeyboardMarkup:
    """A button a person, by number, and the other pages."""
    numbers = [
        _button(str(number), f"join:{sheet.merging}:{id_}" if sheet.merging else f"person:{id_}")
        for number, id_ in enumerate((one.person.id for one in sheet.page), sheet.first + 1)
    ]
    rows = [numbers[i : i + ROW] for i in range(0, len(numbers), ROW)]
    after = f":{int(sheet.hidden)}:{sheet.merging}"
    pages = []
    if sheet.first:
        pages.append(_button(t("button-before"), f"people:{max(0, sheet.first - PAGE)}{after}"))
    if sheet.first + len(sheet.page) < sheet.total:
        last = sheet.first + len(sheet.page)
        pages.append(_button(t("button-more", shown=last, total=sheet.total), f"people:{last}{after}"))
    rows += [pages] if pages else []
    if sheet.hidden:
        rows.append([_button(t("button-people"), "people:0:0:0")])
    elif sheet.any_hidden and not sheet.merging:
        rows.append([_button(t("button-hidden"), "people:0:1:0")])
    return InlineKeyboardMarkup(rows)


def person_rows(t: Texts, person_id: int) -> list[list[InlineKeyboardButton]]:
    """Under a person's photos: what can be said of them."""
    return [
        [
            _button(t("button-rename"), f"rename:{person_id}"),
            _button(t("button-merge"), f"merge:{person_id}"),
        ],
        [
            _button(t("button-split"), f"split:{person_id}"),
            _button(t("button-hide"), f"hide:{person_id}"),
        ],
    ]


def same_keyboard(t: Texts, person_id: int, other_id: int) -> InlineKeyboardMarkup:
    """Are these two one? If not, the others are shown again."""
    yes = _button(t("button-same"), f"one:{person_id}:{other_id}")
    return InlineKeyboardMarkup([[yes, _button(t("button-no"), f"people:0:0:{person_id}")]])


def split_keyboard(t: Texts, person_id: int) -> InlineKeyboardMarkup:
    yes = _button(t("button-apart"), f"halve:{person_id}")
    return InlineKeyboardMarkup([[yes, _button(t("button-no"), "whole")]])


def halves_keyboard(t: Texts, person_id: int, other_id: int) -> InlineKeyboardMarkup:
    """The two whom one was taken apart into: their photos, or one again."""
    return InlineKeyboardMarkup(
        [
            [_button("1", f"person:{person_id}"), _button("2", f"person:{other_id}")],
            [_button(t("button-undo"), f"one:{person_id}:{other_id}")],
        ]
    )


def _button(text: str, data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text, callback_data=data)
