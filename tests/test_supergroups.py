"""A group becomes a supergroup, as with 200 people: its gallery goes along, whatever is being done."""

import asyncio
import logging
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.files import Files
from bot.localchat.server import LocalChat
from core.store.backup import back_up, restore
from core.store.verify import Verdict, verify
from tests.chat import PATIENCE, Guest, bot_in
from tests.conftest import PhotoPath
from tests.test_end_to_end import party
from tests.test_groups_chat import fill, invitation, send_photo, welcome
from tests.test_locked_zips import PASSWORD
from tests.test_stopping import bot_process
from tests.test_store import files_below
from tests.zips import locked_zip_of, many, numbered_parts, zip_of

KEY = bytes(range(32))
GROUP = -31001


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.importer.BATCH_PHOTOS", 4)


@asynccontextmanager
async def local_chat() -> AsyncIterator[tuple[LocalChat, httpx.AsyncClient]]:
    async with (
        LocalChat(flood_control=False) as chat,
        httpx.AsyncClient(base_url=chat.address, timeout=PATIENCE) as http,
    ):
        yield chat, http


async def upgraded(group: Guest) -> Guest:
    """The same person in the supergroup that their group becomes."""
    answer = await group.http.post("/chat/upgrade", json={"chat_id": group.chat_id, "user_id": group.user_id})
    return Guest(group.http, group.user_id, answer.raise_for_status().json()["chat_id"])


def owner_of(guest: Guest) -> Guest:
    return Guest(guest.http, guest.user_id, GROUP)


async def import_zip(group: Guest, name: str, data: bytes) -> None:
    await group.send([(name, data)], caption="/import")


async def said(person: Guest) -> str:
    return str([one["text"] for one in (await person.look())["messages"]])


async def finds_all(group: Guest, photos: PhotoPath) -> None:
    """A selfie, a name, a description and a profile."""
    await send_photo(group, photos, "obama3.jpg", caption="/find")
    await group.sees_album(3)
    for asked, count in (("/text Anna", 3), ("/text biden", 1), ("/me", 3)):
        await group.say(asked)
        await group.sees_album(count)
        await group.hears("🎉")


def is_whole(folder: Path, photos: int, key: bytes | None = None) -> Verdict:
    verdict = verify(folder, key)
    assert verdict.problems == ()
    assert verdict.photos == photos
    return verdict


@pytest.mark.parametrize("key", [None, KEY], ids=["plain", "sealed"])
async def test_the_gallery_goes_along(tmp_path: Path, photos: PhotoPath, key: bytes | None) -> None:
    data, chosen = tmp_path / "data", b64encode(key).decode() if key else None
    async with LocalChat(flood_control=False, privacy_mode=True) as chat:
        async with bot_in(chat, data, data_key=chosen) as person:
            group, guest = owner_of(person), person.other(31_002)
            await fill(group, photos)
            await send_photo(group, photos, "obama3.jpg", caption="/name Anna")
            await group.hears("🏷 This is Anna")
            await send_photo(group, photos, "obama3.jpg", caption="/me")
            await group.sees_album(3)
            await group.say("/threshold 65")
            _, payload = await invitation(group)
            await welcome(guest, payload)
            new = await upgraded(group)
            await finds_all(new, photos)
            await send_photo(guest, photos, "obama3.jpg")
            await guest.sees_album(3)
            await new.say("/threshold")
            await new.hears("Faces: 65%")
            await import_zip(new, "more.zip", zip_of({"more.jpg": photos("astronaut.png").read_bytes()}))
            await new.hears("1 photo added")
        is_whole(data, 9, key)
        assert {path.name for path in (data / "chats").iterdir()} == {str(GROUP)}
        assert back_up(data, tmp_path / "backup.tar").lost == ()
        restore(tmp_path / "backup.tar", tmp_path / "restored")
        is_whole(tmp_path / "restored", 9, key)
        async with bot_in(chat, tmp_path / "restored", data_key=chosen) as person:
            new = Guest(person.http, 1001, new.chat_id, read=await newest(person, new))
            guest = Guest(person.http, 31_002, read=await newest(person, guest))
            await finds_all(new, photos)
            await guest.say("biden")
            await guest.sees_album(1)
            await new.say("/clear")
            question = await new.hears("Delete all 9 photos")
            await new.press_button(question, "Delete")
            await new.sees_edit(question, "Deleted")
            assert files_below(tmp_path / "restored" / "chats") == set()
            await fill(new, photos)
            assert {path.name for path in (tmp_path / "restored" / "chats").iterdir()} == {str(new.chat_id)}
        is_whole(tmp_path / "restored", 8, key)


async def test_an_import_goes_on_in_the_supergroup(tmp_path: Path, photos: PhotoPath) -> None:
    locked = locked_zip_of({"one.jpg": photos("biden.jpg").read_bytes()}, PASSWORD)
    async with LocalChat(flood_control=False) as chat, bot_in(chat, tmp_path, workers=1) as person:
        group = owner_of(person)
        await import_zip(group, "locked.zip", locked)
        await group.hears("What is the password of locked.zip?")
        await import_zip(group, "large.zip", many(photos("obama.jpg"), 40))
        await group.hears("of 40 photos")
        await import_zip(group, "small.zip", many(photos("biden.jpg"), 3))
        await group.hears("small.zip")
        new = await upgraded(group)
        question = await new.hears("What is the password of locked.zip?")
        await new.hears("large.zip: 40 photos added")
        await new.hears("small.zip: 3 photos added")
        await new.say(PASSWORD, reply_to=question["id"])
        new.read = 0
        await new.hears("locked.zip: 1 photo added")
        before = await said(group)
        assert "cancelled" not in before
        assert "added" not in before
        await new.say("/gallery")
        await new.hears("44 photos")
    is_whole(tmp_path, 44)


def hold_back(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Until this is set, no file comes in from Telegram."""
    is_here, save = asyncio.Event(), Files.save

    async def wait(*arguments: Any) -> None:
        await is_here.wait()
        await save(*arguments)

    monkeypatch.setattr(Files, "save", wait)
    return is_here


async def test_a_zip_that_is_coming_in_from_telegram(
    tmp_path: Path, photos: PhotoPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_here = hold_back(monkeypatch)
    async with LocalChat(flood_control=False) as chat, bot_in(chat, tmp_path) as person:
        group = owner_of(person)
        await import_zip(group, "party.zip", zip_of(party(photos)))
        await group.hears("party.zip")
        new = await upgraded(group)
        await new.say("/help")
        await new.hears("Commands:")
        is_here.set()
        await new.hears("8 photos added")
    is_whole(tmp_path, 8)


async def test_parts_that_are_coming_in(
    tmp_path: Path, photos: PhotoPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = zip_of(party(photos))
    parts = numbered_parts("party.zip", data, len(data) // 2 + 1)
    async with LocalChat(flood_control=False) as chat, bot_in(chat, tmp_path) as person:
        group = owner_of(person)
        await import_zip(group, "party.zip.001", parts["party.zip.001"])
        await group.hears("party.zip comes in parts: one is here")
        is_here = hold_back(monkeypatch)
        await import_zip(group, "party.zip.002", parts["party.zip.002"])
        await group.hears("party.zip.002")
        new = await upgraded(group)
        await new.say("/help")
        await new.hears("Commands:")
        is_here.set()
        await new.hears("8 photos added")
    is_whole(tmp_path, 8)


async def test_what_telegram_said_is_lost(tmp_path: Path, photos: PhotoPath) -> None:
    """At a kill, or since the bot was off for long: a refused call says it, too."""
    async with local_chat() as (chat, http):
        async with bot_in(chat, tmp_path, workers=1) as person:
            group = owner_of(person)
            await import_zip(group, "large.zip", many(photos("obama.jpg"), 30))
            await group.hears("of 30 photos")
        new = await upgraded(Guest(http, 1001, GROUP))
        chat.state.updates.clear()
        async with bot_in(chat, tmp_path, workers=1) as person:
            new = Guest(person.http, new.user_id, new.chat_id)
            await new.hears("30 photos added")
    is_whole(tmp_path, 30)


@pytest.mark.parametrize("seconds", [0.0, 0.3])
async def test_a_kill_meanwhile(tmp_path: Path, photos: PhotoPath, seconds: float) -> None:
    async with local_chat() as (chat, http):
        group = Guest(http, 1001, GROUP)
        async with bot_process(chat, tmp_path) as process:
            await import_zip(group, "large.zip", many(photos("obama.jpg"), 30))
            await group.hears("of 30 photos")
            new = await upgraded(group)
            await asyncio.sleep(seconds)
            process.kill()
            await process.wait()
        async with bot_process(chat, tmp_path):
            await new.hears("30 photos added")
    is_whole(tmp_path, 30)


async def test_photos_of_before_and_after(
    tmp_path: Path, photos: PhotoPath, caplog: pytest.LogCaptureFixture
) -> None:
    """The supergroup was filled before the bot could know: both stay as they are."""
    async with local_chat() as (chat, http):
        async with bot_in(chat, tmp_path) as person:
            await fill(owner_of(person), photos)
        new = await upgraded(Guest(http, 1001, GROUP))
        lost, updates = chat.state.updates, chat.state.updates._updates.copy()
        lost.clear()
        async with bot_in(chat, tmp_path) as person:
            new = Guest(person.http, new.user_id, new.chat_id)
            await import_zip(new, "more.zip", zip_of({"more.jpg": photos("astronaut.png").read_bytes()}))
            await new.hears("1 photo added")
            with caplog.at_level(logging.WARNING):
                for update in updates:
                    lost.add("message", update["message"])
                await new.say("/gallery")
                await new.hears("1 photo")
            assert "which has photos already" in caplog.text
    is_whole(tmp_path, 9)


async def test_an_empty_group_becomes_a_supergroup(tmp_path: Path, photos: PhotoPath) -> None:
    async with LocalChat(flood_control=False) as chat, bot_in(chat, tmp_path) as person:
        await owner_of(person).say("/help")
        new = await upgraded(owner_of(person))
        await fill(new, photos)
    is_whole(tmp_path, 8)
    assert {path.name for path in (tmp_path / "chats").iterdir()} == {str(new.chat_id)}


async def is_served(person: Guest) -> bool:
    await person.say("/help")
    return "Commands:" in (await person.hears(""))["text"]


async def test_a_listed_group_stays_listed(tmp_path: Path, photos: PhotoPath) -> None:
    listed = f"{GROUP}"
    async with LocalChat(flood_control=False) as chat:
        async with bot_in(chat, tmp_path, allowed_chats=listed) as person:
            await fill(owner_of(person), photos)
            stranger = Guest(person.http, 1001, GROUP - 1)
            assert not await is_served(stranger)
            new, other = await upgraded(owner_of(person)), await upgraded(stranger)
            assert await is_served(new)
            assert not await is_served(other)
        async with bot_in(chat, tmp_path, allowed_chats=listed) as person:
            assert await is_served(Guest(person.http, 1001, new.chat_id, read=await newest(person, new)))
        async with bot_in(chat, tmp_path, allowed_chats="-5") as person:
            again = Guest(person.http, 1001, new.chat_id, read=await newest(person, new))
            assert not await is_served(again)


async def newest(person: Guest, group: Guest) -> int:
    """The id of a group's last message."""
    messages = (await Guest(person.http, 1001, group.chat_id).look())["messages"]
    return int(messages[-1]["id"])
