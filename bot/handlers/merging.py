"""Two people of a gallery who are one, and one who is two. Nothing changes without a question before it."""

from telegram import InputFile, Update
from telegram.constants import ChatAction

from bot.admins import managing
from bot.admission import in_time
from bot.context import Context
from bot.handlers.answering import send_answer
from bot.handlers.guards import Press, press
from bot.handlers.people import PICTURE, as_media, photos_of, send_sheet, sheet_of
from bot.replies.editing import edit_caption, edit_media
from bot.replies.people import (
    halves_keyboard,
    people_lines,
    same_keyboard,
    split_keyboard,
)
from core.store.people import Portrait


async def ask_whom(update: Update, context: Context) -> None:
    """A button `merge:PERSON`: a sheet of the others, of whom one is the same person."""
    if (pressed := press(update, context)) is None or not await managing(pressed):
        return
    sheet = await sheet_of(pressed, context, merging=int(pressed.values[1]))
    if sheet.picture is None:
        await pressed.answer(pressed.t("people-nobody-else"), alert=True)
        return
    await pressed.answer()
    await send_sheet(pressed, sheet, sheet.picture)


async def ask_merge(update: Update, context: Context) -> None:
    """A button `join:PERSON:OTHER` under the sheet of the others: it shows both, and asks."""
    if (pressed := press(update, context)) is None or not await managing(pressed):
        return
    ids = _people(pressed)
    if (shown := await _shown(pressed, context, "people-same", *ids)) is not None:
        await pressed.answer()
        await edit_media(pressed.message, as_media(*shown), same_keyboard(pressed.t, *ids))


async def merge(update: Update, context: Context) -> None:
    """A button `one:PERSON:OTHER`: these two are one."""
    if (pressed := press(update, context)) is None or not await managing(pressed):
        return
    people = context.galleries.people
    person = await context.worker.run(people.merge, pressed.gallery_id, *_people(pressed))
    if person is None:
        await pressed.answer(pressed.t("person-gone"), alert=True)
        return
    await pressed.answer()
    await edit_caption(pressed.message, pressed.t("people-merged"))
    await _send_photos(pressed, context, person.id)


async def ask_split(update: Update, context: Context) -> None:
    """A button `split:PERSON`: it shows who would be taken apart, and asks."""
    if (pressed := press(update, context)) is None or not await managing(pressed):
        return
    (person_id,) = _people(pressed)
    if (shown := await _shown(pressed, context, "people-apart", person_id)) is None:
        return
    if not await context.worker.run(context.galleries.people.can_split, pressed.gallery_id, person_id):
        await pressed.answer(pressed.t("person-cannot-split"), alert=True)
        return
    await pressed.answer()
    picture, caption = shown
    await pressed.outlet.photo(InputFile(picture, PICTURE), caption, split_keyboard(pressed.t, person_id))


async def split(update: Update, context: Context) -> None:
    """A button `halve:PERSON`: these are two people; it shows both, and undoes it if it was wrong."""
    if (pressed := press(update, context)) is None or not await managing(pressed):
        return
    (person_id,) = _people(pressed)
    new = await context.worker.search(pressed, context.galleries.people.split, pressed.gallery_id, person_id)
    if new is None:
        await pressed.answer(pressed.t("person-cannot-split"), alert=True)
        return
    if (shown := await _shown(pressed, context, "people-split", person_id, new.id)) is not None:
        await pressed.answer()
        await edit_media(pressed.message, as_media(*shown), halves_keyboard(pressed.t, person_id, new.id))


async def leave(update: Update, context: Context) -> None:
    """A button `whole`: nobody is taken apart."""
    if (pressed := press(update, context)) is None or not await managing(pressed):
        return
    await pressed.answer()
    await edit_caption(pressed.message, pressed.t("people-left"))


def _people(pressed: Press) -> list[int]:
    return [int(value) for value in pressed.values[1:]]


async def _shown(pressed: Press, context: Context, key: str, *ids: int) -> tuple[bytes, str] | None:
    """The faces of people, be they hidden or not, and what is said under them.

    None if one of them is gone, which whoever pressed is told.
    """
    people, known = context.galleries.people, dict[int, Portrait]()
    for hidden in (False, True):
        portraits = await context.worker.run(people.portraits, pressed.gallery_id, hidden=hidden)
        known |= {one.person.id: one for one in portraits}
    page = [known[id_] for id_ in ids if id_ in known]
    picture = await context.worker.run(context.galleries.portraits, pressed.gallery_id, page)
    if picture is None or len(page) < len(ids):
        await pressed.answer(pressed.t("person-gone"), alert=True)
        return None
    return picture, "\n".join([pressed.t(key), *people_lines(pressed.t, page)])


async def _send_photos(pressed: Press, context: Context, person_id: int) -> None:
    if not await in_time(pressed, context, "search"):
        return
    async with pressed.outlet.busy(ChatAction.TYPING):
        answer = await photos_of(pressed, context, person_id)
    if answer is not None:
        await send_answer(pressed.outlet, pressed.t, context, answer)
