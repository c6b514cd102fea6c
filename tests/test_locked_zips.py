"""Zips with a password: it is asked for, used, and forgotten."""

import logging
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.handlers.passwords import SIGN
from bot.localchat.server import LocalChat
from bot.logs import configure_logging
from bot.settings import Settings
from bot.texts import LANGUAGES, texts_for
from tests.chat import Guest, bot_in
from tests.conftest import PhotoPath
from tests.snapshots import snapshots
from tests.zips import aes_zip_of, locked_zip_of, zip_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

PASSWORD = "hunter two ✓"


@pytest.fixture(autouse=True)
def quick_edits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.importing.EDIT_SECONDS", 0.2)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chat() -> AsyncIterator[LocalChat]:
    async with LocalChat(flood_control=False) as chat:
        yield chat


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(chat: LocalChat, data: Path) -> AsyncIterator[Guest]:
    async with bot_in(chat, data, workers=1) as guest:
        yield guest


@pytest.fixture
def someone(bot: Guest, request: pytest.FixtureRequest) -> Guest:
    """A guest in a chat of their own."""
    return bot.other(abs(hash(request.node.name)) % 1_000_000 + 2000)


@pytest.fixture
def locked(photos: PhotoPath) -> bytes:
    files = {name: photos(name).read_bytes() for name in ("obama2.jpg", "Tom_Hanks_54745.png")}
    return locked_zip_of(files, PASSWORD)


def contents(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


def locked_by_info_zip(photo: Path, folder: Path) -> bytes:
    command = ["zip", "-q", "-j", "-P", "swordfish", "a.zip", str(photo)]
    subprocess.run(command, check=True, cwd=folder)
    return (folder / "a.zip").read_bytes()


async def texts(someone: Guest) -> str:
    return str((await someone.look(0))["messages"])


async def test_the_password_is_a_reply_that_is_deleted_and_in_no_log(
    someone: Guest, locked: bytes, data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    configure_logging(Settings(_env_file=None, log_level="DEBUG"))
    caplog.set_level(logging.DEBUG)
    await someone.send_files({"locked.zip": locked})
    status = await someone.hears("locked.zip is locked with a password")
    question = await someone.hears("What is the password of locked.zip?")
    await someone.say("swordfish", reply_to=question["id"])
    await someone.sees_edit(status, "that was not the password")
    someone.read = question["id"]
    question = await someone.hears("What is the password of locked.zip?")
    await someone.say(PASSWORD, reply_to=question["id"])
    await someone.sees_edit(status, "locked.zip: 2 photos added")
    for secret in (PASSWORD, "swordfish"):
        assert secret not in await texts(someone)
        assert secret not in caplog.text
        assert not any(secret.encode() in content for content in contents(data))
    await someone.say(PASSWORD, reply_to=question["id"])
    await someone.hears("is no longer waiting for a password")


@pytest.mark.parametrize("password", ["/swordfish 1", "/help", "/text hunter2"])
async def test_a_password_that_looks_like_a_command(someone: Guest, photos: PhotoPath, password: str) -> None:
    await someone.send_files(
        {"odd.zip": locked_zip_of({"a.jpg": photos("obama2.jpg").read_bytes()}, password)}
    )
    status = await someone.hears("odd.zip is locked with a password")
    question = await someone.hears("What is the password of odd.zip?")
    await someone.say(password, reply_to=question["id"])
    await someone.sees_edit(status, "odd.zip: 1 photo added")
    said = (await someone.look(0))["messages"]
    assert [one["text"] for one in said if one["from"] == "user" and one["text"]] == []


async def test_in_private_a_password_need_not_be_a_reply(someone: Guest, locked: bytes) -> None:
    await someone.send_files({"locked.zip": locked})
    status = await someone.hears("locked.zip is locked with a password")
    await someone.hears("I take whatever you write here for the password")
    await someone.say("swordfish")
    await someone.sees_edit(status, "that was not the password")
    await someone.hears("What is the password of locked.zip?")
    await someone.say(PASSWORD)
    await someone.sees_edit(status, "locked.zip: 2 photos added")
    said = await texts(someone)
    assert "swordfish" not in said
    assert PASSWORD not in said
    assert "Not found" not in said
    await someone.say("swordfish")
    await someone.hears("Not found")


async def test_while_a_zip_waits_commands_and_replies_to_others_are_no_passwords(
    someone: Guest, locked: bytes, photos: PhotoPath
) -> None:
    await someone.send_files({"open.zip": zip_of({"mug.png": photos("coffee.png").read_bytes()})})
    summary = await someone.hears("1 photo added")
    await someone.send_files({"locked.zip": locked})
    await someone.hears("What is the password of locked.zip?")
    await someone.say("/text mug")
    await someone.sees_album(1)
    await someone.say("mug", reply_to=summary["id"])
    await someone.sees_album(1)


async def test_one_password_may_be_that_of_several_zips(someone: Guest, locked: bytes) -> None:
    for name in ("one.zip", "two.zip"):
        await someone.send_files({name: locked})
        await someone.hears(f"What is the password of {name}?")
    await someone.say(PASSWORD)
    someone.read = 0
    await someone.hears("two.zip: no new photos")
    assert "one.zip: 2 photos added" in await texts(someone)


async def test_a_password_that_is_sent_twice(someone: Guest, locked: bytes, photos: PhotoPath) -> None:
    await someone.send_files({"locked.zip": locked})
    status = await someone.hears("locked.zip is locked with a password")
    await someone.hears("What is the password of locked.zip?")
    await someone.send_files(
        {"long.zip": zip_of({f"{i}.jpg": data for i, data in enumerate(snapshots(photos("obama.jpg"), 40))})}
    )
    await someone.hears("long.zip")
    await someone.say(PASSWORD)
    await someone.say(PASSWORD)
    await someone.sees_edit(status, "locked.zip: 2 photos added")
    assert "still coming in" not in await texts(someone)
    assert "no longer waiting" not in await texts(someone)
    assert PASSWORD not in await texts(someone)
    assert "Not found" not in await texts(someone)


async def test_a_zip_that_is_not_wanted_without_its_password(
    someone: Guest, locked: bytes, data: Path
) -> None:
    await someone.send_files({"locked.zip": locked})
    status = await someone.hears("locked.zip is locked with a password")
    await someone.hears("What is the password of locked.zip?")
    await someone.press_button(status, "Leave this zip out")
    left_out = await someone.sees_edit(status, "locked.zip was left out")
    assert not left_out["buttons"]
    assert not any(path.is_file() for path in (data / "chats" / str(someone.chat_id)).rglob("*"))
    await someone.say("a sunset")
    await someone.hears("no photos yet")


async def test_a_password_for_a_gallery_that_was_deleted(someone: Guest, locked: bytes) -> None:
    await someone.send_files({"locked.zip": locked})
    question = await someone.hears("What is the password of locked.zip?")
    await someone.confirm("/clear", "This cannot be undone", "Delete", "Deleted")
    await someone.say("/swordfish", reply_to=question["id"])
    await someone.hears("no longer waiting for a password")
    await someone.say(PASSWORD, reply_to=question["id"])
    await someone.hears("no longer waiting for a password")
    assert PASSWORD not in await texts(someone)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_question_for_a_password_is_known_by_its_sign(language: str) -> None:
    assert texts_for(language)("zip-ask-password", name="a.zip").startswith(SIGN)


async def test_a_zip_whose_gallery_was_deleted_waits_no_longer(someone: Guest, locked: bytes) -> None:
    await someone.send_files({"locked.zip": locked})
    status = await someone.hears("locked.zip is locked with a password")
    await someone.hears("What is the password of locked.zip?")
    await someone.confirm("/clear", "This cannot be undone", "Delete", "Deleted")
    await someone.press_button(status, "Leave this zip out")
    await someone.say("a sunset")
    await someone.hears("no photos yet")
    said = [message["text"] for message in (await someone.look(0))["messages"]]
    assert "a sunset" in said
    assert not any("went wrong" in (one or "") for one in said)


async def test_meanwhile_other_zips_come_in(someone: Guest, locked: bytes, photos: PhotoPath) -> None:
    await someone.send_files({"locked.zip": locked})
    await someone.hears("What is the password of locked.zip?")
    await someone.send_files({"open.zip": zip_of({"mug.png": photos("coffee.png").read_bytes()})})
    await someone.hears("open.zip: 1 photo added")


async def test_after_a_restart_it_is_asked_for_again(
    tmp_path: Path, locked: bytes, chat: LocalChat, bot: Guest
) -> None:
    async with LocalChat(flood_control=False) as other:
        async with bot_in(other, tmp_path, workers=1) as guest:
            await guest.send_files({"locked.zip": locked})
            status = await guest.hears("locked.zip is locked with a password")
            first = await guest.hears("What is the password of locked.zip?")
        async with bot_in(other, tmp_path, workers=1) as guest:
            guest.read = first["id"]
            question = await guest.hears("What is the password of locked.zip?")
            await guest.say(PASSWORD, reply_to=question["id"])
            await guest.sees_edit(status, "locked.zip: 2 photos added")


async def test_a_locked_zip_goes_with_its_gallery(
    someone: Guest, locked: bytes, photos: PhotoPath, data: Path
) -> None:
    await someone.send_files({"open.zip": zip_of({"mug.png": photos("coffee.png").read_bytes()})})
    await someone.hears("1 photo added")
    await someone.send_files({"locked.zip": locked})
    await someone.hears("What is the password of locked.zip?")
    await someone.confirm("/clear", "This cannot be undone", "Delete", "Deleted: 1 photo")
    assert not (data / "chats" / str(someone.chat_id)).exists()


async def test_who_may_not_change_the_gallery_may_not_unlock_it(bot: Guest, locked: bytes) -> None:
    ann, ben = (Guest(bot.http, user_id, -777) for user_id in (71, 72))
    await ann.say("hello")
    await ben.say("hello")
    await ann.send([("locked.zip", locked)], caption="/import")
    status = await ann.hears("locked.zip is locked with a password")
    question = await ann.hears("What is the password of locked.zip?")
    assert question["force_reply"]
    await ben.say(PASSWORD, reply_to=question["id"])
    await ben.hears("Please delete it yourself")
    await ben.hears("Only this group's administrators")
    await ann.say(PASSWORD, reply_to=question["id"])
    await ann.sees_edit(status, "locked.zip: 2 photos added")


async def test_a_zip_whose_password_nobody_tells(
    someone: Guest, locked: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.locked.LOCKED_SECONDS", 0.5)
    await someone.send_files({"locked.zip": locked})
    await someone.hears("locked.zip was left out: nobody told me its password")


async def test_a_zip_that_is_locked_with_aes(someone: Guest, photos: PhotoPath) -> None:
    files = {name: photos(name).read_bytes() for name in ("obama2.jpg", "coffee.png")}
    await someone.send_files({"aes.zip": aes_zip_of(files, PASSWORD)})
    status = await someone.hears("aes.zip is locked with a password")
    question = await someone.hears("What is the password of aes.zip?")
    await someone.say(PASSWORD, reply_to=question["id"])
    await someone.sees_edit(status, "aes.zip: 2 photos added")


async def test_a_lock_that_no_password_opens(someone: Guest) -> None:
    data = bytearray(zip_of({"a.jpg": b"pixels"}))
    for start, flags in ((data.find(b"PK\x03\x04"), 6), (data.find(b"PK\x01\x02"), 8)):
        data[start + flags] |= 0x41
    await someone.send_files({"strong.zip": bytes(data)})
    await someone.hears("strong.zip is locked in a way I can't open")


@pytest.mark.skipif(shutil.which("zip") is None, reason="Info-ZIP is not here")
async def test_a_zip_that_info_zip_has_locked(someone: Guest, photos: PhotoPath, tmp_path: Path) -> None:
    await someone.send_files({"a.zip": locked_by_info_zip(photos("obama2.jpg"), tmp_path)})
    status = await someone.hears("a.zip is locked with a password")
    question = await someone.hears("What is the password of a.zip?")
    await someone.say("swordfish", reply_to=question["id"])
    await someone.sees_edit(status, "a.zip: 1 photo added")
