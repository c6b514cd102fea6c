"""/settings: one message, whose buttons change it in place."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.buttons import BUTTONS
from bot.replies.settings import settings_keyboard, settings_text
from bot.texts import LANGUAGES, texts_for
from core.gallery import ALBUM_SIZES, DAYS_TO_KEEP
from core.store.chats import ChatSettings
from core.store.users import UserSettings
from tests.chat import PATIENCE, Guest, Message, bot_in_local_chat
from tests.conftest import PhotoPath
from tests.test_end_to_end import import_party, party
from tests.zips import zip_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

FIRST = [
    ["− 5", "Faces 70%", "+ 5"],
    ["− 5", "Text auto", "+ 5"],
    ["🖼 4", "🖼 6", "🖼 8", "✓ 🖼 10"],
    ["☐ Boxes"],
    ["🗓 30 days", "✓ 🗓 90 days", "🗓 1 year", "🗓 for ever"],
]
OWN = [["✓ 👥 in the group", "📬 privately"], ["✓ English", "Tiếng Việt"]]
NOBODYS = [["👥 in the group", "📬 privately"], ["English", "Tiếng Việt"]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Guest]:
    async with bot_in_local_chat(tmp_path_factory.mktemp("data")) as person:
        yield person


@pytest.fixture
def someone(bot: Guest, request: pytest.FixtureRequest) -> Guest:
    """A person in a chat of their own."""
    return bot.other(abs(hash(request.node.name)) % 1_000_000 + 2000)


def rows(message: Message) -> list[list[str]]:
    return [[button["text"] for button in row] for row in message["buttons"]]


async def settings_of(someone: Guest) -> Message:
    await someone.say("/settings")
    return await someone.hears("⚙️")


async def press(someone: Guest, message: Message, button: str, changed: str) -> Message:
    """Press a button; the message, once it has another one."""
    await someone.press_button(message, button)
    return await changed_to(someone, message, changed)


async def changed_to(someone: Guest, message: Message, *buttons: str) -> Message:
    """The message, once it has all these."""
    async with asyncio.timeout(PATIENCE):
        while True:
            found = (await someone.look(message["id"] - 1))["messages"][0]
            if all(any(button in row for row in rows(found)) for button in buttons):
                return found
            await asyncio.sleep(0.05)


async def test_every_button_changes_the_one_message(someone: Guest) -> None:
    message = await settings_of(someone)
    assert rows(message) == FIRST + OWN
    message = await press(someone, message, "+ 5", "Faces 75%")
    await someone.press(message["id"], message["buttons"][1][2]["data"])
    for button, changed in (
        ("🖼 6", "✓ 🖼 6"),
        ("☐ Boxes", "☑ Boxes"),
        ("🗓 30 days", "✓ 🗓 30 days"),
        ("🗓 for ever", "✓ 🗓 for ever"),
        ("📬 privately", "✓ 📬 privately"),
        ("Tiếng Việt", "✓ Tiếng Việt"),
    ):
        message = await press(someone, message, button, changed)
    assert rows(message) == [
        ["− 5", "Khuôn mặt 75%", "+ 5"],
        ["− 5", "Mô tả 25%", "+ 5"],
        ["🖼 4", "✓ 🖼 6", "🖼 8", "🖼 10"],
        ["☑ Khung mặt"],
        ["🗓 30 ngày", "🗓 90 ngày", "🗓 1 năm", "✓ 🗓 vô thời hạn"],
        ["👥 trong nhóm", "✓ 📬 nhắn riêng"],
        ["English", "✓ Tiếng Việt"],
    ]
    await someone.say("/settings")
    assert rows(await someone.hears("⚙️ Kho ảnh này")) == rows(message)


async def test_quick_taps_on_several_buttons_are_all_shown(someone: Guest) -> None:
    message = await settings_of(someone)
    taps = ("🖼 4", "☐ Boxes", "🗓 1 year", "📬 privately", "+ 5", "+ 5")
    await asyncio.gather(*(someone.press_button(message, button) for button in taps))
    shown = ("✓ 🖼 4", "☑ Boxes", "✓ 🗓 1 year", "✓ 📬 privately", "Faces 80%")
    await changed_to(someone, message, *shown)


async def test_two_taps_are_as_good_as_one(someone: Guest) -> None:
    message = await settings_of(someone)
    for button in ("🖼 4", "☐ Boxes", "🗓 1 year", "📬 privately"):
        await asyncio.gather(*(someone.press_button(message, button) for _ in range(2)))
    expected = [["✓ 🖼 4", "🖼 6", "🖼 8", "🖼 10"], ["☑ Boxes"]]
    assert rows(await settings_of(someone))[2:4] == expected
    assert "went wrong" not in str((await someone.look(0))["messages"])


async def test_searches_begin_as_chosen(someone: Guest, photos: PhotoPath) -> None:
    message = await settings_of(someone)
    message = await press(someone, message, "🖼 4", "✓ 🖼 4")
    message = await press(someone, message, "☐ Boxes", "☑ Boxes")
    await import_party(someone, photos)
    await someone.say("/text -party")
    await someone.sees_album(4)
    await someone.send_photos(photos("obama3.jpg"))
    await someone.sees_album(3)
    answer = await someone.hears("🎉 3 photos")
    assert ["☑ Boxes", "⬇ Originals"] in rows(answer)


async def test_another_album_size_leaves_the_answers_of_before_as_they_were(
    someone: Guest, photos: PhotoPath
) -> None:
    """All photos of an answer can still be asked about."""
    files = party(photos) | {name: photos(name).read_bytes() for name in ("astronaut.png", "camera.png")}
    await someone.send_files({"party.zip": zip_of(files)})
    await someone.hears("10 photos added")
    await someone.say("/text -party")
    await someone.sees_album(6)
    answer = await someone.hears("🎉 6 photos")
    await press(someone, await settings_of(someone), "🖼 4", "✓ 🖼 4")
    found = await press(someone, answer, "🔍 Like this", "2")
    assert [text for row in rows(found) for text in row if text.isdecimal()] == ["1", "2", "3", "4", "5", "6"]


async def test_in_a_group_administrators_choose_for_all_and_everybody_for_themselves(bot: Guest) -> None:
    owner, member = (bot.other(user_id) for user_id in (7201, 7202))
    owner.chat_id = member.chat_id = -7200
    message = await settings_of(owner)
    assert rows(message) == FIRST + NOBODYS
    await member.say("hello")
    for button in ("+ 5", "🖼 4", "☐ Boxes", "🗓 for ever"):
        pressed = await member.press_button(message, button)
        assert (pressed["alert"], "administrators" in pressed["text"]) == (True, True)
    pressed = await member.press_button(message, "📬 privately")
    assert (
        pressed["text"]
        == "📬 Person 7202: from now on you get the results of your searches in groups privately."
    )
    pressed = await member.press_button(message, "Tiếng Việt")
    assert pressed["text"].startswith("🌐 Từ giờ")
    assert rows((await owner.look(message["id"] - 1))["messages"][0]) == rows(message)
    await press(owner, message, "🖼 4", "✓ 🖼 4")
    in_private = bot.other(7202)
    await in_private.say("/settings")
    assert rows(await in_private.hears("⚙️"))[-2:] == [
        ["👥 trong nhóm", "✓ 📬 nhắn riêng"],
        ["English", "✓ Tiếng Việt"],
    ]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_guest_has_settings_of_their_own_only(language: str) -> None:
    t = texts_for(language)
    keyboard = settings_keyboard(t, None, UserSettings())
    assert [len(row) for row in keyboard.inline_keyboard] == [2, 2]
    assert settings_text(t, gallery=False, group=False) in settings_text(t, gallery=True, group=False)


@pytest.mark.parametrize("size", ALBUM_SIZES)
@pytest.mark.parametrize("days", DAYS_TO_KEEP)
async def test_every_button_has_a_handler_and_one_of_each_row_is_chosen(size: int, days: int) -> None:
    chosen = ChatSettings(album_size=size, kept_days=days)
    keyboard = settings_keyboard(texts_for("en"), chosen, UserSettings()).inline_keyboard
    patterns = [button.pattern for button in BUTTONS]
    for button in (button for row in keyboard for button in row):
        assert sum(bool(re.match(pattern, str(button.callback_data))) for pattern in patterns) == 1
    assert [sum("✓" in button.text for button in row) for row in keyboard] == [0, 0, 1, 0, 1, 1, 1]


@pytest.mark.parametrize(
    "data", ["set:album:5", "set:boxes:2", "set:days:7", "set:language:de", "set:face:500"]
)
async def test_nothing_else_can_be_chosen(data: str) -> None:
    patterns = [button.pattern for button in BUTTONS]
    assert not any(re.match(pattern, data) for pattern in patterns)
