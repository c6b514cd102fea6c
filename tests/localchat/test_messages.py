"""From people to the bot and back."""

import datetime as dt
from io import BytesIO

import pytest
from PIL import Image
from telegram import (
    Bot,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    Message,
    ReplyParameters,
    Update,
)
from telegram.error import BadRequest, Forbidden

from bot.localchat.server import LocalChat
from tests.localchat.conftest import Picture
from tests.localchat.refusals import refused
from tests.person import Person

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("More", callback_data="more")]])


async def updates(bot: Bot) -> list[Update]:
    """All that wait, confirmed."""
    waiting = await bot.get_updates()
    if waiting:
        await bot.get_updates(offset=waiting[-1].update_id + 1)
    return list(waiting)


async def messages(bot: Bot) -> list[Message]:
    return [update.message for update in await updates(bot) if update.message]


async def test_get_me(chat: LocalChat, bot: Bot) -> None:
    assert (bot.username, bot.first_name, bot.can_join_groups) == ("photo_finder_bot", "Photo Finder", True)


async def test_command_from_a_person(bot: Bot, ann: Person) -> None:
    (message,) = await messages(bot)
    assert message.from_user is not None
    assert (message.text, message.chat.id, message.chat.type, message.from_user.id) == (
        "/start",
        5,
        "private",
        5,
    )
    assert (message.from_user.full_name, message.from_user.language_code) == ("Ann", "en")
    (entity,) = message.entities
    assert (entity.type, entity.offset, entity.length) == ("bot_command", 0, 6)
    assert message.date.tzinfo == dt.UTC


async def test_entities_are_counted_in_utf16(bot: Bot, ann: Person) -> None:
    await messages(bot)
    await ann.say("\N{GRINNING FACE} /text@photo_finder_bot https://example.org #sun")
    (message,) = await messages(bot)
    found = [(entity.type, message.parse_entity(entity)) for entity in message.entities]
    assert found == [
        ("bot_command", "/text@photo_finder_bot"),
        ("url", "https://example.org"),
        ("hashtag", "#sun"),
    ]


async def test_document_from_a_person(bot: Bot, ann: Person) -> None:
    await messages(bot)
    await ann.send([("dir/holiday.zip", b"zip" * 1000)], caption="All of them")
    (message,) = await messages(bot)
    assert message.document is not None
    assert (message.caption, message.document.file_name) == ("All of them", "holiday.zip")
    assert (message.document.mime_type, message.document.file_size) == ("application/zip", 3000)
    file = await message.document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"zip" * 1000


async def test_image_as_a_document_keeps_its_bytes_and_has_a_thumbnail(
    bot: Bot, ann: Person, picture: Picture
) -> None:
    await messages(bot)
    data = picture(1000, 500)
    await ann.send([("a.jpg", data)])
    (message,) = await messages(bot)
    assert message.document is not None
    assert message.document.thumbnail is not None
    assert (message.document.thumbnail.width, message.document.thumbnail.height) == (320, 160)
    assert bytes(await (await message.document.get_file()).download_as_bytearray()) == data


async def test_photo_from_a_person_is_upright_small_and_without_exif(
    bot: Bot, ann: Person, picture: Picture
) -> None:
    await messages(bot)
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    await ann.send([("a.jpg", picture(2000, 1000, exif=exif))], "photo")
    (message,) = await messages(bot)
    assert [(size.width, size.height) for size in message.photo] == [
        (45, 90),
        (160, 320),
        (400, 800),
        (640, 1280),
    ]
    data = await (await message.photo[-1].get_file()).download_as_bytearray()
    with Image.open(BytesIO(data)) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (640, 1280), {})


async def test_album_from_a_person(bot: Bot, ann: Person, picture: Picture) -> None:
    await messages(bot)
    ids = await ann.send(
        [(f"{side}.png", picture(side, 20, "PNG")) for side in (20, 30, 40)], "photo", caption="Us"
    )
    album = await messages(bot)
    assert [message.message_id for message in album] == ids
    assert [message.caption for message in album] == ["Us", None, None]
    assert len({message.media_group_id for message in album}) == 1
    assert album[0].media_group_id is not None


async def test_more_than_ten_files_are_several_albums(bot: Bot, ann: Person) -> None:
    await messages(bot)
    await ann.send([(f"{number}.txt", b"x") for number in range(11)])
    albums = [message.media_group_id for message in await messages(bot)]
    assert len(set(albums[:10])) == 1
    assert albums[10] is None


async def test_reply_carries_the_message_it_answers(bot: Bot, ann: Person, picture: Picture) -> None:
    (photo,) = await ann.send([("a.jpg", picture())], "photo")
    await messages(bot)
    await ann.say("/find", reply_to=photo)
    (message,) = await messages(bot)
    assert message.reply_to_message is not None
    assert message.reply_to_message.photo[0].width == 40
    answer = await bot.send_message(5, "Here", reply_parameters=ReplyParameters(message.message_id))
    assert answer.reply_to_message is not None
    assert answer.reply_to_message.text == "/find"


async def test_reply_to_what_is_not_there(bot: Bot, ann: Person) -> None:
    with refused("Message to be replied not found"):
        await bot.send_message(5, "Here", reply_parameters=ReplyParameters(99))
    optional = ReplyParameters(99, allow_sending_without_reply=True)
    assert (await bot.send_message(5, "Here", reply_parameters=optional)).reply_to_message is None


async def test_bot_sends_and_resends(bot: Bot, ann: Person, picture: Picture) -> None:
    sent = await bot.send_photo(5, picture(1500, 900), caption="<b>1</b>. 93 %", parse_mode="HTML")
    assert [(size.width, size.height) for size in sent.photo] == [
        (90, 54),
        (320, 192),
        (800, 480),
        (1280, 768),
    ]
    assert sent.caption_entities[0].type == "bold"
    again = await bot.send_photo(5, sent.photo[-1].file_id)
    assert again.photo[-1].file_unique_id == sent.photo[-1].file_unique_id
    document = await bot.send_document(5, BytesIO(b"PK"), filename="all.zip", reply_markup=KEYBOARD)
    assert document.document is not None
    assert document.reply_markup == KEYBOARD
    resent = await bot.send_document(5, document.document.file_id)
    assert resent.document is not None
    assert resent.document.file_name == "all.zip"


async def test_same_bytes_have_the_same_unique_id(bot: Bot, ann: Person, picture: Picture) -> None:
    one, other = [(await bot.send_photo(5, picture())).photo[-1] for _ in range(2)]
    assert one.file_id != other.file_id
    assert one.file_unique_id == other.file_unique_id


async def test_bot_sends_an_album(bot: Bot, ann: Person, picture: Picture) -> None:
    first = InputMediaPhoto(picture(), caption="best", filename="a.jpg")
    known = (await bot.send_photo(5, picture(60, 60))).photo[0].file_id
    album = await bot.send_media_group(5, [first, InputMediaPhoto(known), InputMediaPhoto(picture(50, 50))])
    assert [(message.caption, message.photo[-1].width) for message in album] == [
        ("best", 40),
        (None, 60),
        (None, 50),
    ]
    documents = await bot.send_media_group(5, [InputMediaDocument(b"a"), InputMediaDocument(b"b")])
    assert [message.document.file_size for message in documents if message.document] == [1, 1]


@pytest.mark.parametrize("kind", ["video", "animation", "audio", "voice", "sticker"])
async def test_other_kinds_travel_both_ways(bot: Bot, ann: Person, kind: str) -> None:
    await messages(bot)
    await ann.send([("clip.bin", b"bytes")], kind)
    (message,) = await messages(bot)
    assert getattr(message, kind).file_size == 5
    sent = await getattr(bot, f"send_{kind}")(5, getattr(message, kind).file_id)
    assert getattr(sent, kind).file_unique_id == getattr(message, kind).file_unique_id


async def test_location_and_forward(bot: Bot, ann: Person, picture: Picture) -> None:
    await messages(bot)
    await ann.send([], "location", latitude=48.2, longitude=16.4)
    await ann.send([("a.jpg", picture())], "photo", forwarded=1)
    place, forwarded = await messages(bot)
    assert place.location is not None
    assert (place.location.latitude, place.location.longitude) == (48.2, 16.4)
    assert forwarded.forward_origin is not None
    assert (await bot.send_location(5, latitude=1.5, longitude=2.5)).location is not None
    assert (await bot.forward_message(5, 5, forwarded.message_id)).photo
    copy = await bot.copy_message(5, 5, forwarded.message_id, caption="Copied")
    assert (await ann.look(copy.message_id - 1))["messages"][0]["caption"] == "Copied"


async def test_edits(bot: Bot, ann: Person, picture: Picture) -> None:
    sent = await bot.send_message(5, "0 %", reply_markup=KEYBOARD)
    edited = await sent.edit_text("50 %")
    assert isinstance(edited, Message)
    assert (edited.text, edited.reply_markup) == ("50 %", None)
    assert edited.edit_date is not None
    assert await sent.edit_reply_markup(KEYBOARD)
    photo = await bot.send_photo(5, picture(), caption="one")
    assert await photo.edit_caption("two")
    changed = await photo.edit_media(InputMediaPhoto(picture(80, 80), caption="three"))
    assert isinstance(changed, Message)
    assert (changed.caption, changed.photo[-1].width) == ("three", 80)


async def test_edit_to_the_same_is_refused(bot: Bot, ann: Person, picture: Picture) -> None:
    sent = await bot.send_message(5, "0 %", reply_markup=KEYBOARD)
    same = (
        "Message is not modified: specified new message content and reply markup are exactly the same "
        "as a current content and reply markup of the message"
    )
    with pytest.raises(BadRequest) as error:
        await sent.edit_text("0 %", reply_markup=KEYBOARD)
    assert error.value.message == same
    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_reply_markup(KEYBOARD)
    photo = await bot.send_photo(5, picture(), caption="one")
    with pytest.raises(BadRequest, match="Message is not modified"):
        await photo.edit_caption("one")


async def test_edit_of_what_cannot_be_edited(bot: Bot, ann: Person, picture: Picture) -> None:
    with refused("Message can't be edited"):
        await bot.edit_message_text("x", 5, 1)
    with refused("Message to edit not found"):
        await bot.edit_message_text("x", 5, 99)
    photo = await bot.send_photo(5, picture())
    with refused("There is no text in the message to edit"):
        await photo.edit_text("x")
    text = await bot.send_message(5, "x")
    with refused("There is no caption in the message to edit"):
        await text.edit_caption("x")


async def test_deletion(bot: Bot, ann: Person) -> None:
    sent = [await bot.send_message(5, str(number)) for number in range(3)]
    assert await sent[0].delete()
    with refused("Message to delete not found"):
        await sent[0].delete()
    assert await bot.delete_messages(5, [message.message_id for message in sent])
    assert await bot.delete_message(5, 1)  # a person's message, in a private chat
    assert (await ann.look())["messages"] == []


async def test_chats_the_bot_may_not_write_to(bot: Bot, ann: Person, group: Person) -> None:
    with refused("Chat not found"):
        await bot.send_message(12345, "x")
    group.user_id = 6
    await group.say("hello")
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(6, "x")
    await bot.leave_chat(-77)
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await bot.send_message(-77, "x")
    await ann.http.post("/chat/member", json={"chat_id": 5, "user_id": 5, "status": "kicked"})
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(5, "x")


async def test_other_reply_markup_is_accepted(bot: Bot, ann: Person) -> None:
    assert (await bot.send_message(5, "x", reply_markup=ForceReply())).text == "x"


async def test_file_id_of_another_kind(bot: Bot, ann: Person, picture: Picture) -> None:
    photo = await bot.send_photo(5, picture())
    with refused("Can't use file of type photo as document"):
        await bot.send_document(5, photo.photo[0].file_id)
    with pytest.raises(BadRequest, match="Wrong remote file identifier specified"):
        await bot.send_photo(5, "AgACnothing")
    with refused("Invalid file_id"):
        await bot.get_file("AgACnothing")
    with refused("Failed to get http url content"):
        await bot.send_photo(5, "https://example.org/a.jpg")


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "I;16", "CMYK"])
async def test_photos_in_all_modes(bot: Bot, ann: Person, mode: str) -> None:
    buffer = BytesIO()
    Image.new(mode, (20, 20)).save(buffer, "TIFF" if mode == "CMYK" else "PNG")
    assert (await bot.send_photo(5, buffer.getvalue())).photo[-1].width == 20
