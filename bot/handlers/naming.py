"""/name: who is who, so that people can be asked for by their names."""

from telegram import InputFile, Message, Update
from telegram.constants import ChatAction

from bot.admins import managing, may_manage
from bot.admission import agreed, in_time
from bot.captions import caption_command
from bot.context import Context
from bot.files import LIMIT
from bot.handlers.guards import Incoming, Press, incoming, press
from bot.pictures import picture_in
from bot.replies.editing import edit_text
from bot.replies.names import short
from bot.replies.naming import THOUSAND, choice_keyboard, people_keyboard, people_text
from bot.settings import MEGABYTE
from core.errors import EmptyGalleryError, NoFaceError, SeveralPeopleError, UnreadablePhotoError
from core.naming import Choice


async def name(update: Update, context: Context) -> None:
    """`/name Anna` as a reply to a photo; `/name` alone lists all names."""
    if (asked := incoming(update, context)) is None:
        return
    given = " ".join(context.args or [])
    replied = asked.message.reply_to_message
    if not given:
        people = await context.worker.run(context.naming.people, asked.gallery_id)
        keyboard = people_keyboard(asked.t, people) if await may_manage(asked) else None
        await asked.message.reply_text(people_text(asked.t, people), reply_markup=keyboard)
    elif replied is None or picture_in(replied) is None:
        await asked.message.reply_text(asked.t("name-usage"))
    elif await managing(asked):
        await _name(asked, context, given, replied)


async def name_captioned(asked: Incoming, context: Context, given: str) -> None:
    """`/name Anna` in the caption of a photo."""
    if not given:
        await asked.message.reply_text(asked.t("name-usage"))
    elif await managing(asked):
        await _name(asked, context, given, asked.message)


async def choose(update: Update, context: Context) -> None:
    """A button `name:PHOTO:X:Y`: a face by its place in a photo; the name stands in what was replied to."""
    if (pressed := press(update, context)) is None or not await managing(pressed):
        return
    photo_id, x, y = (int(value) for value in pressed.values[1:])
    given = _given(pressed, context)
    choice = await _faces_in(pressed.chat_id, context, photo_id) if given else None
    face = (
        next((box for box in choice.faces if box.holds(x / THOUSAND, y / THOUSAND)), None) if choice else None
    )
    if choice is None or face is None:
        await pressed.answer(pressed.t("search-expired"), alert=True)
        return
    await pressed.answer()
    await _give(pressed.message, pressed, context, given, Choice(photo_id, (face,)))


async def forget(update: Update, context: Context) -> None:
    """A button `forget:PERSON` under the list of names."""
    if (pressed := press(update, context)) is None or not await managing(pressed):
        return
    await pressed.answer()
    await context.worker.run(context.naming.forget, pressed.chat_id, int(pressed.values[1]))
    people = await context.worker.run(context.naming.people, pressed.chat_id)
    await edit_text(pressed.message, people_text(pressed.t, people), people_keyboard(pressed.t, people))


async def _name(asked: Incoming, context: Context, given: str, message: Message) -> None:
    """Name whoever a message's photo shows: it is one of the gallery's, or shows somebody who is in some."""
    if not await agreed(asked, context):
        return
    if not await in_time(asked, context, "search"):
        return
    async with asked.outlet.busy(ChatAction.TYPING):
        choice = await _choice(asked, context, message)
    if choice is None:
        return
    if len(choice.faces) == 1:
        await _give(asked.message, asked, context, given, choice)
        return
    async with asked.outlet.busy(ChatAction.UPLOAD_PHOTO):
        picture = await context.worker.run(context.naming.picture, asked.chat_id, choice)
        await asked.message.reply_photo(
            InputFile(picture, "faces.jpg"),
            caption=asked.t("name-which", name=short(given)),
            reply_markup=choice_keyboard(choice),
            do_quote=True,
        )


async def _choice(asked: Incoming, context: Context, message: Message) -> Choice | None:
    """The faces that may be meant; None where there are none, which was said."""
    photo_id = await context.worker.run(
        context.galleries.sent_photo, asked.gallery_id, asked.chat_id, message.message_id
    )
    if photo_id is None:
        return await _found(asked, context, message)
    choice = await _faces_in(asked.chat_id, context, photo_id)
    if choice is None:
        await asked.message.reply_text(asked.t("no-face"))
    return choice


async def _found(asked: Incoming, context: Context, message: Message) -> Choice | None:
    """Who is shown by a photo that is not of the gallery, as some photo of the gallery shows them."""
    if (picture := picture_in(message)) is None:
        return None
    if (picture.file_size or 0) > LIMIT:
        await asked.message.reply_text(asked.t("compare-too-big", limit=LIMIT // MEGABYTE))
        return None
    data = await context.files.read(picture)
    level = await context.worker.run(context.galleries.level, asked.chat_id, "face")
    try:
        choice = await context.worker.search(asked, context.naming.find, asked.chat_id, data, level or 0)
    except NoFaceError:
        sentence = asked.t("no-face")
    except SeveralPeopleError:
        sentence = asked.t("name-one-person")
    except UnreadablePhotoError as error:
        sentence = asked.t("photo-unreadable", reason=asked.t(f"skip-{error.reason}"))
    else:
        if choice is not None:
            return choice
        sentence = asked.t("name-unknown")
    await asked.message.reply_text(sentence)
    return None


async def _faces_in(chat_id: int, context: Context, photo_id: int) -> Choice | None:
    try:
        return await context.worker.run(context.naming.faces_in, chat_id, photo_id)
    except (NoFaceError, EmptyGalleryError):
        return None


async def _give(
    message: Message, asked: Incoming | Press, context: Context, given: str, choice: Choice
) -> None:
    try:
        person = await context.worker.run(
            context.naming.name, asked.chat_id, given, choice.photo_id, choice.faces[0]
        )
    except ValueError:
        await message.reply_text(asked.t("name-usage"))
        return
    key = "search-expired" if person is None else "name-given"
    await message.reply_text(asked.t(key, name=short(given)))


def _given(pressed: Press, context: Context) -> str:
    """The name that was asked for, in the message that the question replies to."""
    if (asked := pressed.message.reply_to_message) is None:
        return ""
    in_caption = caption_command(asked, "name", context.bot.username)
    return in_caption if in_caption is not None else (asked.text or "").partition(" ")[2].strip()
