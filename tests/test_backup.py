"""Backups of galleries at rest, and of a bot in the middle of an import; and what restoring refuses."""

import asyncio
import dataclasses
import stat
import tarfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.localchat.server import LocalChat
from core.errors import FolderError
from core.store.backup import back_up, restore
from core.store.named import DATABASE
from core.store.store import Store
from core.store.verify import verify
from tests.chat import PATIENCE, bot_in
from tests.conftest import PhotoPath
from tests.made import MODEL, directions, made_photo, put_photos
from tests.test_folder import from_the_future, run_bot
from tests.test_store import files_below
from tests.zips import many

ANN, BOB = 1, -1002
KEY = bytes(range(32))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    store = Store(tmp_path / "data")
    for chat_id in (ANN, BOB):
        put_photos(store, chat_id, [made_photo(f"Trip/{i}.jpg", directions(i, i)) for i in range(4)])
    store.close()
    return tmp_path / "data"


def kept(folder: Path) -> list[object]:
    store = Store(folder)
    try:
        return [
            (store.photos.all(chat_id), store.faces(chat_id, MODEL).vectors.tobytes())
            for chat_id in store.chats.ids()
        ]
    finally:
        store.close()


def test_what_is_restored_is_what_was_there(folder: Path, tmp_path: Path) -> None:
    (folder / "chats" / "1" / "photos" / "stray.jpg").write_bytes(b"no row names it")
    made = back_up(folder, tmp_path / "backup.tar")
    assert made == dataclasses.replace(made, files=18, lost=())
    assert stat.S_IMODE((tmp_path / "backup.tar").stat().st_mode) == 0o600
    restore(tmp_path / "backup.tar", tmp_path / "new")
    assert verify(tmp_path / "new") == dataclasses.replace(verify(folder), problems=())
    assert kept(tmp_path / "new") == kept(folder)
    assert {path.name for path in tmp_path.iterdir()} == {"data", "new", "backup.tar"}


def test_a_zip_that_is_still_coming_is_not_missed(folder: Path, tmp_path: Path) -> None:
    store = Store(folder)
    store.imports.begin(ANN, "photos.zip", "en")
    store.close()
    assert verify(folder).problems == ()
    assert back_up(folder, tmp_path / "backup.tar").lost == ()


def test_what_is_sealed_stays_sealed(tmp_path: Path) -> None:
    store = Store(tmp_path / "data", KEY)
    put_photos(store, ANN, [made_photo("Trip/1.jpg", directions(1, 1))])
    photo = first_photo(store)
    store.close()
    back_up(tmp_path / "data", tmp_path / "backup.tar")
    assert photo not in (tmp_path / "backup.tar").read_bytes()
    restore(tmp_path / "backup.tar", tmp_path / "new")
    assert verify(tmp_path / "new", KEY).problems == ()
    store = Store(tmp_path / "new", KEY)
    assert first_photo(store) == photo
    store.close()


def first_photo(store: Store) -> bytes:
    (photo,) = store.photos.all(ANN)
    files = store.files(ANN)
    return files.read(files.original(photo.sha256, photo.suffix))


def test_a_backup_takes_the_place_of_the_last_one_once_it_is_whole(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar"
    back_up(folder, file)
    before = file.read_bytes()
    path = next((folder / "chats" / "1" / "photos").iterdir())
    path.unlink()
    path.mkdir()
    with pytest.raises(OSError, match="directory"):
        back_up(folder, file)
    assert file.read_bytes() == before
    path.rmdir()
    assert back_up(folder, file).lost == (str(path.relative_to(folder)),)  # and all others are there
    restore(file, tmp_path / "new")
    assert [one.partition(": ")[2] for one in verify(tmp_path / "new").problems] == ["it is gone"]
    assert {path.name for path in tmp_path.iterdir()} == {"data", "new", "backup.tar"}


def test_what_is_deleted_meanwhile(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The backup is of one moment: here the one after the deletion, of which it holds no row."""
    store, opened = Store(folder), list[str]()

    def note(path: Path, *arguments: Any, **more: Any) -> object:
        if path.parent.name == "photos" and len(opened) == 0:
            opened.append(path.name)
            store.delete_chat(BOB)
        return really(path, *arguments, **more)

    really = Path.open
    monkeypatch.setattr(Path, "open", note)
    assert back_up(folder, tmp_path / "backup.tar").lost == ()
    monkeypatch.undo()
    store.close()
    restore(tmp_path / "backup.tar", tmp_path / "new")
    assert verify(tmp_path / "new") == verify(folder)
    assert kept(tmp_path / "new") == kept(folder)


@pytest.mark.parametrize(
    "spoil", [lambda data: data[: len(data) // 2], lambda _: b"", lambda _: b"x" * 20_000]
)
def test_what_is_no_backup_is_refused(folder: Path, tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    file = tmp_path / "backup.tar"
    back_up(folder, file)
    file.write_bytes(spoil(file.read_bytes()))
    with pytest.raises(FolderError, match=r"backup\.tar is no whole backup"):
        restore(file, tmp_path / "new")
    assert {path.name for path in (tmp_path / "new").iterdir()} == {".lock"}
    Store(tmp_path / "new").close()  # no galleries: a bot may begin there, and so may another try
    back_up(folder, file)
    (tmp_path / "new" / DATABASE).unlink()
    restore(file, tmp_path / "new")
    assert kept(tmp_path / "new") == kept(folder)


def test_galleries_are_not_restored_over(folder: Path, tmp_path: Path) -> None:
    back_up(folder, tmp_path / "backup.tar")
    before = files_below(folder)
    with pytest.raises(FolderError, match="has galleries already, and stays as it is"):
        restore(tmp_path / "backup.tar", folder)
    assert files_below(folder) == before


def test_a_backup_of_a_newer_release(folder: Path, tmp_path: Path) -> None:
    back_up(folder, tmp_path / "backup.tar")
    restore(tmp_path / "backup.tar", tmp_path)
    from_the_future(tmp_path)
    with tarfile.open(tmp_path / "backup.tar", "w") as tar:
        tar.add(tmp_path / DATABASE, DATABASE)
    with pytest.raises(FolderError, match="newer release"):
        restore(tmp_path / "backup.tar", tmp_path / "new")


def test_the_commands_while_a_bot_is_at_work(folder: Path, tmp_path: Path) -> None:
    data, file, new = tmp_path / "data", tmp_path / "backup.tar", tmp_path / "new"
    store = Store(data / "local")
    put_photos(store, ANN, [made_photo("Trip/1.jpg", directions(1, 1))])
    whole = "1 chats, 1 photos, 1 faces, 0 descriptions."
    for arguments, code, words in (
        (("backup", str(file)), 0, "the database and 3 files"),
        (("verify",), 0, f"{whole}\nThe bot is at work there"),
        (("restore", str(file)), 2, "Another bot is at work"),
        (("restore", str(file), str(new)), 0, f"{whole}\nAll is whole."),
    ):
        done = run_bot(data, *arguments)
        assert done.returncode == code
        assert words in done.stdout + done.stderr
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in new.rglob("*")} == {0}
    store.files(ANN).vectors.joinpath(store.segments.files(ANN)[0]).unlink()
    damaged = run_bot(data, "verify")
    assert damaged.returncode == 1
    assert "it is gone" in damaged.stdout
    store.close()


def wait_for_photos(folder: Path, count: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while verify(folder).photos < count:
        assert time.monotonic() < deadline
        time.sleep(0.2)


async def test_a_backup_in_the_middle_of_an_import(
    tmp_path: Path, photos: PhotoPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bot that is started on what was restored goes on importing from there."""
    monkeypatch.setattr("core.importer.BATCH_PHOTOS", 4)
    monkeypatch.setattr("bot.importing.EDIT_SECONDS", 0.2)
    data, file, new = tmp_path / "data", tmp_path / "backup.tar", tmp_path / "new"
    async with LocalChat(flood_control=False) as chat:
        async with bot_in(chat, data, workers=1) as guest:
            await guest.send_files({"many.zip": many(photos("obama.jpg"), 40)})
            status = await guest.hears("of 40 photos")
            await asyncio.to_thread(wait_for_photos, data, 1)
            assert (await asyncio.to_thread(back_up, data, file)).lost == ()
            await guest.sees_edit(status, "40 photos added")
        restore(file, new)
        assert verify(new).problems == ()
        store = Store(new)
        (job,) = store.imports.unfinished("running")
        assert 0 < job.position < 40
        assert store.photos.count(guest.chat_id) == job.added == job.position
        store.close()
        async with bot_in(chat, new) as guest:
            await asyncio.to_thread(wait_for_photos, new, 40)
            await guest.send_photos(photos("obama2.jpg"))
            await guest.hears("🎉")
    verdict = verify(new)
    assert (verdict.problems, verdict.photos) == ((), 40)
