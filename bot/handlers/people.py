"""/people: who is in the gallery, and what somebody says of them."""

from telegram import ForceReply, InputFile, InputMediaPhoto, Update
from telegram.constants import ChatAction

from bot.admins import managing
from bot.admission import in_time
from bot.context import Context
from bot.handlers.answering import send_answer
from bot.handlers.guards import Incoming, Press, incoming, press
from bot.replies.editing import edit_media
from bot.replies.names import short
from bot.replies.people import PAGE, Sheet, people_caption, people_keyboard
from core.finder import Asking
from core.search.answers import Answer
from core.store.questions import Question

PICTURE = "people.jpg"


async def show(update: Update, context: Context) -> None:
    """`/people`: a sheet of faces, those in most photos first."""
    if (asked := incoming(update, context)) is None or not await in_time(asked, context, "search"):
        return
    async with asked.outlet.busy(ChatAction.UPLOAD_PHOTO):
        await context.worker.search(asked, context.galleries.people.update, asked.gallery_id)
        sheet = await sheet_of(asked, context)
    if sheet.picture is None:
        await context.worker.run(context.galleries.require_photos, asked.gallery_id)
        await asked.outlet.text(asked.t("people-none"))
        return
    await send_sheet(asked, sheet, sheet.picture)


async def turn(update: Update, context: Context) -> None:
    """A button `people:FIRST:HIDDEN:WITH`: the sheet from there on; WITH whom somebody is to be one, or 0."""
    if (pressed := press(update, context)) is None:
        return
    first, hidden, merging = (int(value) for value in pressed.values[1:])
    await pressed.answer()
    sheet = await sheet_of(pressed, context, first, hidden=bool(hidden), merging=merging)
    if sheet.picture is not None:
        media = as_media(sheet.picture, people_caption(pressed.t, sheet))
        await edit_media(pressed.message, media, people_keyboard(pressed.t, sheet))


async def find(update: Update, context: Context) -> None:
    """A button `person:PERSON`: the photos of one of them."""
    if (pressed := press(update, context)) is None or not await in_time(pressed, context, "search"):
        return
    answer = await photos_of(pressed, context, int(pressed.values[1]))
    if answer is None:
        await pressed.answer(pressed.t("person-gone"), alert=True)
        return
    await pressed.answer()
    await send_answer(pressed.outlet, pressed.t, context, answer)


async def ask_name(update: Update, context: Context) -> None:
    """A button `rename:PERSON`: what is this person's name?"""
    if (pressed := press(update, context)) is None or not await managing(pressed):
        return
    person = await context.worker.run(
        context.galleries.people.get, pressed.gallery_id, int(pressed.values[1])
    )
    if person is None:
        await pressed.answer(pressed.t("person-gone"), alert=True)
        return
    await pressed.answer()
    question = await pressed.outlet.text(pressed.t("person-ask-name"), ForceReply(selective=True))
    asked = Question("person-name", person.id)
    await context.worker.run(
        context.galleries.ask, pressed.chat_id, question.message_id, asked, context.begun
    )


async def name_replied(asked: Incoming, context: Context, person_id: int) -> None:
    """A reply to the question for a name."""
    if await managing(asked):
        await _name(asked, context, person_id)


async def hide(update: Update, context: Context) -> None:
    """A button `hide:PERSON`: /people shows this person no more, or again."""
    if (pressed := press(update, context)) is None or not await managing(pressed):
        return
    people, person_id = context.galleries.people, int(pressed.values[1])
    hidden = await context.worker.run(people.hide, pressed.gallery_id, person_id)
    await pressed.answer(pressed.t("person-hidden" if hidden else "person-shown"))


async def _name(asked: Incoming, context: Context, person_id: int) -> None:
    given = asked.message.text or ""
    try:
        person = await context.worker.run(context.galleries.people.name, asked.gallery_id, person_id, given)
    except ValueError:
        await asked.outlet.text(asked.t("person-bad-name"))
        return
    if person is None:
        await asked.outlet.text(asked.t("person-gone"))
    else:
        await asked.outlet.text(asked.t("name-given", name=short(person.name)))


async def photos_of(pressed: Press, context: Context, person_id: int) -> Answer | None:
    """None if there is nobody like that."""
    asking = Asking(pressed.t.language, asked_in=pressed.chat_id, begun=context.begun)
    find_person = context.galleries.finder.person
    return await context.worker.search(pressed, find_person, pressed.gallery_id, person_id, asking)


async def send_sheet(asked: Incoming | Press, sheet: Sheet, picture: bytes) -> None:
    t, file = asked.t, InputFile(picture, PICTURE)
    await asked.outlet.photo(file, people_caption(t, sheet), people_keyboard(t, sheet))


def as_media(picture: bytes, caption: str) -> InputMediaPhoto:
    """To take the place of another picture."""
    return InputMediaPhoto(InputFile(picture, PICTURE, attach=True), caption=caption)


async def sheet_of(
    asked: Incoming | Press, context: Context, first: int = 0, *, hidden: bool = False, merging: int = 0
) -> Sheet:
    """A page of everybody, or of those who are hidden; without somebody who is `merging` with one of them."""
    people, gallery_id = context.galleries.people, asked.gallery_id
    portraits = await context.worker.run(people.portraits, gallery_id, hidden=hidden)
    others = [one for one in portraits if one.person.id != merging]
    page = others[first : first + PAGE]
    picture = await context.worker.run(context.galleries.portraits, gallery_id, page, first + 1)
    hidden_ones = await context.worker.run(people.portraits, gallery_id, hidden=True)
    return Sheet(picture, page, first, len(others), hidden, bool(hidden_ones), merging)
