"""A Bot API server of one's own, which hands files over by their paths."""

import os
import random
from pathlib import Path
from typing import Any

import pytest

from bot.files import LOCAL_LIMIT
from bot.localchat.files import LocalMode
from bot.localchat.render import message_json
from bot.localchat.server import LocalChat
from core.intake.handover import file_inside, take, take_bytes
from tests.chat import Guest, bot_in
from tests.conftest import PhotoPath
from tests.zips import zip_of

LARGE = 22_000_000


def test_a_file_is_moved(tmp_path: Path) -> None:
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_bytes(b"zip")
    inode = source.stat().st_ino
    take(source, target)
    assert (target.read_bytes(), target.stat().st_ino) == (b"zip", inode)
    assert not source.exists()


def test_a_file_of_another_file_system_is_copied(tmp_path: Path) -> None:
    memory = Path("/dev/shm")
    if not memory.is_dir() or memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("There is one file system only")
    source = memory / f"{tmp_path.name}-{os.getpid()}"
    source.write_bytes(b"zip")
    try:
        take(source, tmp_path / "b")
        assert (tmp_path / "b").read_bytes() == b"zip"
        assert not source.exists()
    finally:
        source.unlink(missing_ok=True)


def test_a_file_that_is_read_is_removed(tmp_path: Path) -> None:
    source = tmp_path / "a"
    source.write_bytes(b"selfie")
    assert take_bytes(source) == b"selfie"
    assert list(tmp_path.iterdir()) == []


def test_only_files_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "token"
    (folder / "documents").mkdir(parents=True)
    (folder / "documents" / "a.zip").write_bytes(b"zip")
    (tmp_path / "secret").write_bytes(b"secret")
    (folder / "documents" / "link").symlink_to(tmp_path / "secret")
    assert file_inside(folder, "documents/a.zip").read_bytes() == b"zip"
    for path in ("../secret", "documents/link", str(tmp_path / "secret"), "documents/../../secret"):
        with pytest.raises(PermissionError):
            file_inside(folder, path)
    for path in ("documents", "documents/b.zip", ""):
        with pytest.raises(FileNotFoundError):
            file_inside(folder, path)


async def test_a_zip_and_a_selfie(tmp_path: Path, photos: PhotoPath) -> None:
    folder = tmp_path / "server"
    local_mode = LocalMode(folder, Path("/var/lib/telegram-bot-api"))  # a container's name for it
    large = zip_of(
        {"notes.txt": random.Random(1).randbytes(LARGE), "biden.jpg": photos("biden.jpg").read_bytes()}
    )
    async with LocalChat(flood_control=False, local_mode=local_mode) as chat:
        server: dict[str, Any] = {"telegram_api_url": chat.address, "telegram_api_files": folder}
        async with bot_in(chat, tmp_path / "data", workers=1, **server) as guest:
            await guest.send_files({"large.zip": large})
            await guest.hears("large.zip: 1 photo added")
            assert list(folder.glob("*/documents/*")) == []  # it was moved, not copied
            await guest.send_files({"one.jpg": photos("obama.jpg").read_bytes()})
            await guest.hears("1 photo added")
            await guest.send_photos(photos("biden.jpg"))
            await guest.sees_album(1)


async def test_nothing_that_is_searched_with_stays_in_the_server_s_folder(
    tmp_path: Path, photos: PhotoPath
) -> None:
    """Whatever comes of the search, and twice at a time: the server has one file of the same photo."""
    folder = tmp_path / "server"
    async with LocalChat(flood_control=False, local_mode=LocalMode(folder, folder)) as chat:
        server: dict[str, Any] = {"telegram_api_url": chat.address, "telegram_api_files": folder}
        async with bot_in(chat, tmp_path / "data", workers=1, **server) as guest:
            kept = folder / chat.token / "kept"
            kept.parent.mkdir(parents=True)
            kept.write_bytes(b"the server's own")
            await guest.send_photos(photos("biden.jpg"))
            await guest.hears("no photos yet")
            await guest.send_files({"one.jpg": photos("obama.jpg").read_bytes()})
            await guest.hears("1 photo added")
            (sent,) = await guest.send([("cat.png", photos("chelsea.png").read_bytes())], "photo")
            await guest.hears("can't find a face")
            again = message_json(chat.state, chat.state.chat(guest.chat_id).messages[sent])
            for _ in range(5):
                chat.state.updates.add("message", again)
            for _ in range(5):
                await guest.hears("can't find a face")
            await guest.send([("a.jpg", photos("obama.jpg").read_bytes())] * 2, "photo", caption="/compare")
            await guest.hears("same person")
            await guest.say("/privacy")
            await guest.hears("I remove them from there as soon as I have read them")
            assert [path for path in folder.rglob("*") if path.is_file()] == [kept]


def huge_document(guest: Guest) -> dict[str, Any]:
    """What Telegram would tell of a zip that is too large even for a server of one's own."""
    return {
        "message_id": 10**6,
        "date": 0,
        "chat": {"id": guest.chat_id, "type": "private"},
        "from": {"id": guest.user_id, "first_name": "Ann", "is_bot": False},
        "document": {
            "file_id": "x",
            "file_unique_id": "x",
            "file_name": "huge.zip",
            "file_size": LOCAL_LIMIT + 1,
        },
    }


async def test_a_server_that_names_a_file_elsewhere(tmp_path: Path, photos: PhotoPath) -> None:
    (tmp_path / "server").mkdir()
    local_mode = LocalMode(tmp_path / "other", tmp_path / "other")
    async with (
        LocalChat(flood_control=False, local_mode=local_mode) as chat,
        bot_in(
            chat,
            tmp_path / "data",
            workers=1,
            telegram_api_url=chat.address,
            telegram_api_files=tmp_path / "server",
        ) as guest,
    ):
        await guest.send_files({"a.zip": zip_of({"a.jpg": photos("biden.jpg").read_bytes()})})
        await guest.hears("could not fetch a.zip")
        await guest.send_photos(photos("biden.jpg"))
        await guest.hears("went wrong")
        for kind in ("documents", "photos"):
            assert list((tmp_path / "other").glob(f"*/{kind}/*"))  # they were left alone
        chat.state.updates.add("message", huge_document(guest))
        await guest.hears("receive 2,000 MB at most")
