"""Names of people, and the buttons that give and take them."""

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.replies.names import short
from bot.replies.rows import in_rows
from bot.texts import Texts
from core.naming import Choice
from core.store.people import Person

LISTED = 30  # people: a keyboard that is longer hides the chat
THOUSAND = 1000  # parts of a photo's width and height, in which a button says where a face is


def people_text(t: Texts, people: Sequence[Person]) -> str:
    if not people:
        return t("name-usage")
    return "\n".join(
        [t("name-list", count=len(people)), *(f"• {short(person.name)}" for person in people[:LISTED])]
    )


def people_keyboard(t: Texts, people: Sequence[Person]) -> InlineKeyboardMarkup | None:
    """A button for each, that takes the name away."""
    buttons = [
        InlineKeyboardButton(t("button-forget", name=short(person.name)), callback_data=f"forget:{person.id}")
        for person in people[:LISTED]
    ]
    return InlineKeyboardMarkup([buttons[i : i + 2] for i in range(0, len(buttons), 2)]) if buttons else None


def choice_keyboard(choice: Choice) -> InlineKeyboardMarkup:
    """The faces of a photo by their numbers; a button says where its face is, whatever model finds it."""
    buttons = []
    for number, face in enumerate(choice.faces, 1):
        x, y = (round(part * THOUSAND) for part in face.middle)
        data = f"name:{choice.photo_id}:{x}:{y}"
        buttons.append(InlineKeyboardButton(str(number), callback_data=data))
    return InlineKeyboardMarkup(in_rows(buttons))
