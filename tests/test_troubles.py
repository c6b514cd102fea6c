"""What goes wrong between people, Telegram and the bot, and what they see of it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from telegram import Document

from bot.files import Files
from bot.localchat.server import LocalChat
from bot.requests import PERSONS_UPDATES
from tests.chat import Guest, bot_in, bot_in_local_chat
from tests.conftest import PhotoPath
from tests.test_end_to_end import import_party
from tests.zips import many, zip_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chat() -> AsyncIterator[LocalChat]:
    async with LocalChat(flood_control=False) as chat:
        yield chat


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(chat: LocalChat, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Guest]:
    async with bot_in(chat, tmp_path_factory.mktemp("data")) as guest:
        yield guest


@pytest.fixture
def someone(bot: Guest, request: pytest.FixtureRequest) -> Guest:
    """A guest in a chat of their own."""
    return bot.other(abs(hash(request.node.name)) % 1_000_000 + 2000)


async def test_a_zip_that_waits_for_another_is_read_after_a_restart(
    tmp_path: Path, photos: PhotoPath
) -> None:
    async with LocalChat(flood_control=False) as chat:
        async with bot_in(chat, tmp_path, workers=1) as guest:
            await guest.send_files({"one.zip": many(photos("obama.jpg"), 150)})
            one = await guest.hears("of 150 photos")  # nobody waits for one that is still coming in
            await guest.send_files({"two.zip": many(photos("biden.jpg"), 3)})
            two = await guest.hears("Receiving two.zip")
        async with bot_in(chat, tmp_path) as guest:
            await guest.sees_edit(one, "one.zip: 150 photos added")
            await guest.sees_edit(two, "two.zip: 3 photos added")


async def test_clear_gives_up_the_import_that_is_running(someone: Guest, photos: PhotoPath) -> None:
    await import_party(someone, photos)
    await someone.send_files({"many.zip": many(photos("obama.jpg"), 150)})
    status = await someone.hears("of 150 photos")
    await someone.say("/clear")
    question = await someone.hears("This cannot be undone")
    await someone.press_button(question, "Delete")
    await someone.sees_edit(status, "many.zip was cancelled")
    await someone.sees_edit(question, "Deleted:")
    await someone.say("/gallery")
    await someone.hears("no photos yet")


async def test_clear_while_a_zip_is_coming_in(
    tmp_path: Path, photos: PhotoPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    save, here, go_on = Files.save, asyncio.Event(), asyncio.Event()

    async def slow(self: Files, document: Document, path: Path) -> None:
        if document.file_name == "late.zip":
            here.set()
            await go_on.wait()
        await save(self, document, path)

    monkeypatch.setattr(Files, "save", slow)
    async with bot_in_local_chat(tmp_path) as someone:
        mug = zip_of({"mug.png": photos("coffee.png").read_bytes()})
        await someone.send_files({"first.zip": zip_of({"a.jpg": photos("obama.jpg").read_bytes()})})
        await someone.hears("1 photo added")
        await someone.send_files({"late.zip": mug})
        status = await someone.hears("late.zip")
        await here.wait()
        await someone.confirm("/clear", "Delete", "Delete everything", "Deleted")
        await someone.send_files({"next.zip": mug})  # it makes the folder again
        await someone.hears("next.zip: 1 photo added")
        go_on.set()
        await someone.sees_edit(status, "late.zip was cancelled")
        folder = tmp_path / "chats" / str(someone.chat_id)
        assert [path for path in folder.rglob("*") if path.is_file() and path.parent.name == "incoming"] == []


async def test_clear_while_photos_sent_as_files_are_coming_in(
    someone: Guest, photos: PhotoPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They wait for others of their kind; what comes after it is imported, and nothing else."""
    monkeypatch.setattr("bot.loose_photos.QUIET_SECONDS", 3.0)
    await import_party(someone, photos)
    for later in ({}, {"biden.jpg": photos("biden.jpg").read_bytes()}):
        await someone.send_files({"a.jpg": photos("obama.jpg").read_bytes() + b"\0"})
        await someone.send_files({"b.jpg": photos("obama2.jpg").read_bytes() + b"\0"})
        await someone.confirm("/clear", "This cannot be undone", "Delete", "Deleted: 8 photos")
        if later:
            await someone.send_files(later)
        await someone.hears("2 photos that you had sent before were not added: the gallery was deleted")
        if not later:
            await someone.say("/gallery")
            await someone.hears("no photos yet")
            await import_party(someone, photos)
    await someone.hears("biden.jpg: 1 photo added")


async def test_clear_while_a_zip_waits_to_come_in(
    tmp_path: Path, photos: PhotoPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So many of its sender's come in before it that nobody has begun with it."""
    save, go_on = Files.save, asyncio.Event()

    async def slow(self: Files, document: Document, path: Path) -> None:
        if document.file_name != "first.zip":
            await go_on.wait()
        await save(self, document, path)

    monkeypatch.setattr(Files, "save", slow)
    async with bot_in_local_chat(tmp_path) as someone:
        mug = zip_of({"mug.png": photos("coffee.png").read_bytes()})
        await someone.send_files({"first.zip": zip_of({"a.jpg": photos("obama.jpg").read_bytes()})})
        await someone.hears("1 photo added")
        statuses = []
        for number in range(PERSONS_UPDATES):
            await someone.send_files({f"{number}.zip": mug})
            statuses.append(await someone.hears(f"Receiving {number}.zip"))
        await someone.send_files({"late.zip": mug})
        await someone.confirm("/clear", "This cannot be undone", "Delete", "Deleted")
        go_on.set()
        for number, status in enumerate(statuses):
            await someone.sees_edit(status, f"{number}.zip was cancelled: the gallery was deleted")
        await someone.hears("late.zip was cancelled")
        await someone.say("/gallery")
        await someone.hears("no photos yet")


@pytest.mark.usefixtures("one_batch")
async def test_a_search_before_the_first_photos_are_in(someone: Guest, photos: PhotoPath) -> None:
    await someone.send_files({"many.zip": many(photos("obama.jpg"), 150)})
    await someone.say("/text a cat")
    status = await someone.hears("many.zip")
    await someone.hears("still coming in")
    await someone.say("/gallery")
    await someone.hears("still coming in")
    await someone.sees_edit(status, "150 photos added")


@pytest.mark.usefixtures("one_batch")
@pytest.mark.parametrize("is_found", [True, False])
async def test_a_search_while_more_photos_come_in(
    someone: Guest, photos: PhotoPath, *, is_found: bool
) -> None:
    selfie = photos("obama3.jpg" if is_found else "biden.jpg")
    first = photos("obama2.jpg")
    await someone.send_files({"first.zip": zip_of({"a.jpg": first.read_bytes()})})
    await someone.hears("1 photo added")
    await someone.send_files({"many.zip": many(photos("obama.jpg"), 150)})
    status = await someone.hears("many.zip")
    await someone.sees_edit(status, "of 150 photos")
    await someone.send_photos(selfie)
    answer = await someone.hears("1 photo at 70%" if is_found else "Not found at 70%")
    assert "150 more photos are still coming in: search again later" in answer["text"]
    await someone.say("/text a cat")
    latest = await someone.hears("150 more photos are still coming in")
    await someone.sees_edit(status, "150 photos added")
    someone.read = latest["id"]
    await someone.send_photos(selfie)
    assert "coming in" not in (await someone.hears("at 70%"))["text"]


async def test_two_taps_at_once_do_no_harm(someone: Guest, photos: PhotoPath) -> None:
    await import_party(someone, photos)
    await someone.send_photos(photos("biden.jpg"))
    answer = await someone.hears("🎉")
    await asyncio.gather(*(someone.press_button(answer, "+ 5") for _ in range(4)))
    await someone.say("/clear")
    question = await someone.hears("Delete all 8 photos")
    await asyncio.gather(*(someone.press_button(question, "Delete") for _ in range(2)))
    await someone.sees_edit(question, "Deleted: 8 photos")
    assert "went wrong" not in str((await someone.look(0))["messages"])


async def test_a_lost_chat_action_does_not_lose_the_answer(
    chat: LocalChat, someone: Guest, photos: PhotoPath
) -> None:
    await import_party(someone, photos)
    chat.faults.add("sendChatAction", "connection_lost")
    await someone.send_photos(photos("biden.jpg"))
    await someone.sees_album(1)


async def test_a_zip_that_telegram_does_not_give(chat: LocalChat, someone: Guest, photos: PhotoPath) -> None:
    chat.faults.add("getFile", "connection_lost")
    await someone.send_files({"lost.zip": many(photos("obama.jpg"), 1)})
    await someone.hears("could not fetch lost.zip")
    await someone.say("/gallery")
    await someone.hears("no photos yet")


async def test_hidden_names_of_photos_sent_one_by_one(someone: Guest, photos: PhotoPath) -> None:
    await someone.send_files({".hidden.jpg": photos("obama.jpg").read_bytes()})
    await someone.hears("1 photo added")


async def test_names_that_would_turn_the_text_around(someone: Guest) -> None:
    await someone.send_files({"a\u202ezip.gpj\u202c.mp3": b"x"})
    assert "\u202e" not in (await someone.hears("can't use"))["text"]
