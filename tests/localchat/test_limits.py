"""Each of Telegram's limits, as python-telegram-bot's users meet it."""

import datetime as dt
from io import BytesIO

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
)
from telegram.error import BadRequest, NetworkError, RetryAfter

from bot.localchat.errors import ApiError
from bot.localchat.flood import FloodControl
from bot.localchat.server import LocalChat
from tests.localchat.conftest import Picture
from tests.localchat.refusals import refused
from tests.person import Person

MEGABYTE = 1 << 20


async def test_text(bot: Bot, ann: Person) -> None:
    assert await bot.send_message(5, "x" * 4096)
    assert await bot.send_message(5, f"<b>{'x' * 4096}</b>", parse_mode="HTML")
    with refused("Message is too long"):
        await bot.send_message(5, "x" * 4097)
    with refused("Message text is empty"):
        await bot.send_message(5, "")
    with refused("Text must be non-empty"):
        await bot.send_message(5, " \n")


async def test_caption(bot: Bot, ann: Person, picture: Picture) -> None:
    sent = await bot.send_photo(5, picture(), caption="x" * 1024)
    with refused("Message caption is too long"):
        await bot.send_photo(5, picture(), caption="x" * 1025)
    with refused("Message caption is too long"):
        await sent.edit_caption("x" * 1025)
    with refused("Message caption is too long"):
        await bot.send_media_group(5, [InputMediaPhoto(picture(), caption="x" * 1025)] * 2)


@pytest.mark.parametrize(("width", "height"), [(9000, 1001), (2100, 100), (1, 21)])
async def test_photo_sides(bot: Bot, ann: Person, picture: Picture, width: int, height: int) -> None:
    with refused("Photo_invalid_dimensions"):
        await bot.send_photo(5, picture(width, height, "PNG"))


async def test_photo_sides_just_allowed(bot: Bot, ann: Person, picture: Picture) -> None:
    assert (await bot.send_photo(5, picture(2000, 100))).photo[-1].width == 1280


async def test_photo_bytes(bot: Bot, ann: Person, picture: Picture) -> None:
    data = picture() + bytes(10 * MEGABYTE)
    with pytest.raises(BadRequest) as error:
        await bot.send_photo(5, data)
    text = f"File of size {len(data)} bytes is too big for a photo; the maximum size is 10485760 bytes"
    assert error.value.message == text


async def test_what_is_no_photo(bot: Bot, ann: Person, picture: Picture) -> None:
    for data in (b"not a photo", picture()[:-300]):
        with refused("Image_process_failed"):
            await bot.send_photo(5, data)


async def test_upload(bot: Bot, ann: Person) -> None:
    with refused("Request Entity Too Large", NetworkError):
        await bot.send_document(5, bytes(50 * MEGABYTE + 1))


async def test_download(bot: Bot, ann: Person) -> None:
    allowed = await bot.send_document(5, bytes(20 * MEGABYTE))
    too_big = await bot.send_document(5, bytes(20 * MEGABYTE + 1))
    assert allowed.document is not None
    assert too_big.document is not None
    assert await allowed.document.get_file()
    with refused("File is too big"):
        await too_big.document.get_file()


async def test_album_size(bot: Bot, ann: Person, picture: Picture) -> None:
    item = InputMediaPhoto((await bot.send_photo(5, picture())).photo[0].file_id)
    assert len(await bot.send_media_group(5, [item] * 10)) == 10
    with refused("Too many messages to send as an album"):
        await bot.send_media_group(5, [item] * 11)
    with refused("Too few messages to send as an album"):
        await bot.send_media_group(5, [item])


async def test_album_of_kinds_that_do_not_mix(bot: Bot, ann: Person, picture: Picture) -> None:
    photo, document = InputMediaPhoto(picture()), InputMediaDocument(b"x")
    with refused("Document can't be mixed with other media types"):
        await bot.send_media_group(5, [photo, document])
    with refused("Audio can't be mixed with other media types"):
        await bot.send_media_group(5, [photo, InputMediaAudio(b"x")])


async def test_album_says_which_item_fails(bot: Bot, ann: Person, picture: Picture) -> None:
    album = [InputMediaPhoto(picture()), InputMediaPhoto(b"no")]
    with refused('Failed to send message #2 with the error message "image_process_failed"'):
        await bot.send_media_group(5, album)
    assert len((await ann.look())["messages"]) == 1


async def test_buttons(bot: Bot, ann: Person) -> None:
    def keyboard(text: str, data: str | None, count: int = 1) -> InlineKeyboardMarkup:
        return InlineKeyboardMarkup([[InlineKeyboardButton(text, callback_data=data)]] * count)

    assert await bot.send_message(5, "x", reply_markup=keyboard("x", "ö" * 32))
    with refused("Button_data_invalid"):
        await bot.send_message(5, "x", reply_markup=keyboard("x", "ö" * 32 + "x"))
    with refused("Can't parse inline keyboard button: text buttons are unallowed in the inline keyboard"):
        await bot.send_message(5, "x", reply_markup=keyboard("x", None))
    with refused("Reply markup is too long"):
        await bot.send_message(5, "x", reply_markup=keyboard("x", "x", 101))


async def test_limits_can_be_switched_off(chat: LocalChat, bot: Bot, ann: Person) -> None:
    chat.limits.enabled = False
    assert await bot.send_message(5, "x" * 5000)
    assert (await bot.send_document(5, BytesIO(bytes(21 * MEGABYTE)))).document


async def test_flood_in_a_private_chat(chat: LocalChat, bot: Bot, ann: Person) -> None:
    for _ in range(5):
        await bot.send_message(5, "x")
    with pytest.raises(RetryAfter) as error:
        await bot.send_message(5, "x")
    assert error.value.retry_after == dt.timedelta(seconds=1)
    assert error.value.message == "Flood control exceeded. Retry in 0:00:01"
    chat.flood.enabled = False
    assert await bot.send_message(5, "x")


async def test_album_counts_as_its_items_in_a_group(bot: Bot, group: Person, picture: Picture) -> None:
    item = InputMediaPhoto((await bot.send_photo(-77, picture())).photo[0].file_id)
    await bot.send_media_group(-77, [item] * 10)
    with pytest.raises(RetryAfter) as error:
        await bot.send_media_group(-77, [item] * 10)
    assert isinstance(error.value.retry_after, dt.timedelta)
    assert 55 < error.value.retry_after.total_seconds() <= 60
    assert await bot.send_media_group(-77, [item] * 9)


def test_flood_control_by_the_clock() -> None:
    now = 0.0
    flood = FloodControl(clock=lambda: now)

    def waits(chat_id: int, at: float) -> int:
        nonlocal now
        now = at
        try:
            flood.admit(chat_id)
        except ApiError as error:
            return error.parameters["retry_after"]
        return 0

    assert [waits(5, at=0) for _ in range(7)] == [0] * 5 + [1, 1]
    assert waits(6, at=0) == 0
    assert [waits(5, at=1) for _ in range(2)] == [0, 1]
    assert [waits(-7, at=second) for second in range(10, 40)] == [0] * 20 + list(range(40, 30, -1))
    assert [waits(-7, at=70) for _ in range(2)] == [0, 1]
