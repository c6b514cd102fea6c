"""Everybody reads the bot in the language that they choose, in every chat, and in what comes by itself."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.localchat.server import LocalChat
from tests.chat import PATIENCE, Guest, Message, bot_in, bot_in_local_chat
from tests.conftest import PhotoPath
from tests.zips import zip_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Guest]:
    async with bot_in_local_chat(tmp_path_factory.mktemp("data")) as person:
        yield person


@pytest.fixture
def someone(bot: Guest, request: pytest.FixtureRequest) -> Guest:
    """A person in a chat of their own."""
    return bot.other(abs(hash(request.node.name)) % 1_000_000 + 2000)


def buttons(message: Message) -> list[str]:
    return [button["text"] for row in message["buttons"] for button in row]


async def menu_says(guest: Guest, words: str) -> None:
    async with asyncio.timeout(PATIENCE):
        parameters: dict[str, str | int] = {
            "chat_id": guest.chat_id,
            "user_id": guest.user_id,
            "language": guest.language,
        }
        while True:
            if words in (await guest.http.get("/chat/info", params=parameters)).text:
                return
            await asyncio.sleep(0.05)


async def test_buttons_change_the_language_at_once(someone: Guest) -> None:
    await someone.say("/language")
    question = await someone.hears("Which language would you like?")
    assert buttons(question) == ["✓ English", "Tiếng Việt"]
    pressed = await someone.press_button(question, "Tiếng Việt")
    assert "bằng tiếng Việt" in pressed["text"]
    question = await someone.sees_edit(question, "bằng tiếng Việt")
    assert buttons(question) == ["English", "✓ Tiếng Việt"]
    await someone.say("/gallery")
    await someone.hears("chưa có ảnh")
    await menu_says(someone, "Tìm ảnh theo nội dung")
    await asyncio.gather(*(someone.press_button(question, "English") for _ in range(2)))
    await someone.sees_edit(question, "From now on I write to you in English")
    await someone.say("/gallery")
    await someone.hears("no photos yet")
    await menu_says(someone, "Find photos by what they show")


@pytest.mark.parametrize("name", ["vi", "VI", "tiếng việt", "Tieng Viet"])
async def test_a_language_by_its_name(someone: Guest, name: str) -> None:
    await someone.say(f"/language {name}")
    await someone.hears("Từ giờ")
    await someone.say("/language english")
    await someone.hears("you in English")


async def test_a_language_that_there_is_not(someone: Guest) -> None:
    await someone.say("/language klingon")
    answer = await someone.hears("I don't know “klingon”")
    assert buttons(answer) == ["✓ English", "Tiếng Việt"]


async def test_in_a_group_each_chooses_for_themselves(bot: Guest) -> None:
    ann, ben = (bot.other(user_id) for user_id in (7101, 7102))
    ann.chat_id = ben.chat_id = -7100
    await ann.say("/language")
    question = await ann.hears("Which language")
    assert buttons(question) == ["English", "Tiếng Việt"]
    await ben.say("/help")
    pressed = await ben.press_button(question, "Tiếng Việt")
    assert pressed["text"].startswith("🌐 Từ giờ")
    await ann.say("/gallery")
    await ann.hears("no photos yet")
    await ben.say("/gallery")
    await ben.hears("chưa có ảnh")
    assert (await ben.look(question["id"] - 1))["messages"][0]["text"] == question["text"]


async def test_an_import_speaks_it_even_after_a_restart(tmp_path: Path, photos: PhotoPath) -> None:
    async with LocalChat(flood_control=False) as chat:
        async with bot_in(chat, tmp_path) as guest:
            await guest.say("/language vi")
            await guest.hears("Từ giờ")
        async with bot_in(chat, tmp_path) as guest:
            biden = photos("biden.jpg").read_bytes()
            await guest.send_files({"a.zip": zip_of({f"{i}.jpg": biden + bytes(i) for i in range(40)})})
            status = await guest.hears("Đang nhận a.zip")
            await guest.say("/language en")
            await guest.hears("you in English")
            await guest.sees_edit(status, "40 photos added, 40 faces found")
            await menu_says(guest, "Find photos by what they show")
