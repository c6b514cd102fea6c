"""What is deleted while another process reads the database is gone from the disk soon after that."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.store.named import DATABASE
from core.store.store import Store
from tests.chat import PATIENCE, bot_in_local_chat
from tests.conftest import PhotoPath
from tests.disk import files_with
from tests.made import made_photo, put_photos
from tests.test_folder import ROOT
from tests.zips import zip_of

ANN, BOB = 1, -1002
WORD = b"zanzibarquux"
"""Is in the names of what is deleted, and nowhere else."""

LOG = f"{DATABASE}-wal"

READING = """
import sys
from pathlib import Path
from core.store.named import reading

with reading(Path(sys.argv[1])) as select:
    list(select("SELECT count(*) FROM photos", []))
    print("reading", flush=True)
    sys.stdin.read()
"""
"""As a backup does, or `verify`, until nothing more comes in."""


@contextmanager
def another_process_reads(folder: Path) -> Iterator[None]:
    command = [sys.executable, "-c", READING, str(folder / DATABASE)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"reading\n"
        yield


async def test_a_gallery_that_is_cleared_while_another_process_reads(
    tmp_path: Path, photos: PhotoPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.wiping.EVERY_SECONDS", 0.2)
    async with bot_in_local_chat(tmp_path, workers=1) as guest:
        await guest.send_files({"a.zip": zip_of({f"{WORD.decode()}.jpg": photos("obama.jpg").read_bytes()})})
        await guest.hears("1 photo added")
        with another_process_reads(tmp_path):
            await guest.confirm("/clear", "This cannot be undone", "Delete", "Deleted: 1 photo")
            await asyncio.sleep(1)  # it is tried meanwhile
            assert LOG in files_with(tmp_path, WORD)
        deadline = time.monotonic() + PATIENCE
        while files_with(tmp_path, WORD):
            assert time.monotonic() < deadline
            await asyncio.sleep(0.1)


def test_the_next_deletion_wipes_it_too(store: Store, tmp_path: Path) -> None:
    for chat_id in (ANN, BOB):
        put_photos(store, chat_id, [made_photo(f"{WORD.decode()} {chat_id}.jpg")])
    with another_process_reads(tmp_path):
        store.delete_chat(ANN)
        store.finish_wiping()
        assert LOG in files_with(tmp_path, WORD)
    store.delete_chat(BOB)
    assert files_with(tmp_path, WORD) == []


def test_so_does_the_next_start(tmp_path: Path) -> None:
    store = Store(tmp_path)
    put_photos(store, ANN, [made_photo(f"{WORD.decode()}.jpg")])
    with another_process_reads(tmp_path):
        store.delete_chat(ANN)
        store.close()  # whoever may only read leaves the log as it is
    assert LOG in files_with(tmp_path, WORD)
    store = Store(tmp_path)
    assert files_with(tmp_path, WORD) == []
    store.close()


def test_nobody_waits_for_whoever_reads(store: Store, tmp_path: Path) -> None:
    put_photos(store, ANN, [made_photo("a.jpg")])
    with another_process_reads(tmp_path):
        began = time.monotonic()
        store.delete_chat(ANN)
        assert time.monotonic() - began < 4  # SQLite would wait for 5 seconds
