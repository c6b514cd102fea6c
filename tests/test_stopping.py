"""What a bot does when its service manager tells it to stop, and how long that takes."""

import asyncio
import logging
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from bot.localchat.server import LocalChat
from core.store.store import Store
from core.store.verify import verify
from tests.chat import PATIENCE, Guest, bot_in
from tests.conftest import PhotoPath
from tests.killing import asked
from tests.test_folder import ROOT
from tests.zips import many

MOST = 10.0
"""Seconds."""


@asynccontextmanager
async def bot_process(chat: LocalChat, folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """The real bot at work in a process of its own."""
    command = [sys.executable, "-m", "tests.bot_process", str(folder), chat.address, chat.token]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        assert await asyncio.wait_for(process.stdout.readline(), PATIENCE) == b"at work\n"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def seconds_to_stop(process: asyncio.subprocess.Process, number: signal.Signals) -> float:
    began = time.monotonic()
    process.send_signal(number)
    assert await asyncio.wait_for(process.wait(), PATIENCE) == 0
    return time.monotonic() - began


async def test_imports_finish_their_batch_and_say_that_they_go_on(tmp_path: Path, photos: PhotoPath) -> None:
    large, small = many(photos("obama.jpg"), 50), many(photos("biden.jpg"), 3)
    async with (
        LocalChat(flood_control=False) as chat,
        httpx.AsyncClient(base_url=chat.address, timeout=PATIENCE) as http,
    ):
        guest = Guest(http, 1001)
        other = guest.other(1002, "vi")
        async with bot_process(chat, tmp_path) as process:
            await other.send_files({"ba.zip": large})
            await guest.send_files({"one.zip": large})
            one, three = await guest.hears("of 50 photos"), await other.hears("ba.zip")
            await guest.send_files({"two.zip": small})
            two = await guest.hears("two.zip")
            assert await seconds_to_stop(process, signal.SIGTERM) < MOST
        for person, status, name in ((guest, one, "one.zip"), (guest, two, "two.zip")):
            assert f"{name} goes on by itself" in (await person.sees_edit(status, name))["text"]
        assert "ba.zip sẽ tự được nhập tiếp" in (await other.sees_edit(three, "ba.zip"))["text"]
        verdict = verify(tmp_path)
        assert verdict.problems == ()
        assert 0 < verdict.photos < 103
        store = Store(tmp_path)
        assert sum(job.position for job in store.imports.unfinished("running")) == verdict.photos
        store.close()
        async with bot_process(chat, tmp_path) as process:
            await guest.sees_edit(one, "50 photos added")
            await guest.sees_edit(two, "3 photos added")
            await other.sees_edit(three, "50 ảnh")
            assert await seconds_to_stop(process, signal.SIGTERM) < MOST
        verdict = verify(tmp_path)
        assert (verdict.problems, verdict.photos) == ((), 103)


async def test_whatever_hangs_is_left(tmp_path: Path) -> None:
    code = (
        "import asyncio, time\nfrom bot import stopping\nstopping.LEAVING_SECONDS = 1.0\n"
        "async def work():\n    print('at work', flush=True)\n    await asyncio.to_thread(time.sleep, 60)\n"
        "asyncio.run(stopping.until_signal(work()))"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, cwd=ROOT, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    await process.stdout.readline()
    assert 0.9 < await seconds_to_stop(process, signal.SIGINT) < 5
    await process.communicate()


async def test_an_end_that_could_not_be_told_is_told_after_the_next_start(
    tmp_path: Path, photos: PhotoPath
) -> None:
    """Telegram does not answer when the import ends, and then the bot is killed."""
    async with (
        LocalChat(flood_control=False) as chat,
        httpx.AsyncClient(base_url=chat.address, timeout=PATIENCE) as http,
    ):
        guest = Guest(http, 1001)
        async with bot_process(chat, tmp_path) as process:
            for _ in range(1000):
                chat.faults.add("editMessageText", "connection_lost")
            await guest.send_files({"party.zip": many(photos("obama.jpg"), 3)})
            status = await guest.hears("Receiving party.zip")
            await asyncio.to_thread(wait_for, tmp_path, "SELECT state FROM imports", "done")
            process.kill()
        while chat.faults.take("editMessageText"):
            continue
        async with bot_process(chat, tmp_path) as process:
            await guest.sees_edit(status, "party.zip: 3 photos added")
            await asyncio.to_thread(wait_for, tmp_path, "SELECT told FROM imports", 1)
            assert await seconds_to_stop(process, signal.SIGTERM) < MOST


@pytest.mark.parametrize("is_there", [False, True])
async def test_an_import_that_outlives_its_local_chat(
    tmp_path: Path, photos: PhotoPath, caplog: pytest.LogCaptureFixture, *, is_there: bool
) -> None:
    """Where somebody has come again, they hear of it, and no other message is changed for that."""
    async with LocalChat(flood_control=False) as chat, bot_in(chat, tmp_path, workers=1) as guest:
        await guest.send_files({"party.zip": many(photos("obama.jpg"), 80)})
        await guest.hears("of 80 photos")
    caplog.clear()
    caplog.set_level(logging.INFO, "bot")
    async with (
        LocalChat(flood_control=False, last_id=1000) as chat,
        httpx.AsyncClient(base_url=chat.address, timeout=PATIENCE) as http,
    ):
        guest = Guest(http, 1001)
        if is_there:
            await guest.say("/help")
        async with bot_in(chat, tmp_path, workers=1):
            if is_there:
                await guest.hears("Commands:")
                guest.read = 0  # which of the two comes first is not said
                await guest.hears("party.zip: 80 photos added")
            else:
                await asyncio.to_thread(wait_for, tmp_path, "SELECT told FROM imports", 1)
    lines = [record for record in caplog.records if "ot found" in record.getMessage()]
    assert [record.levelname for record in lines] == [] if is_there else ["INFO"]
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def wait_for(folder: Path, sql: str, value: object) -> None:
    deadline = time.monotonic() + PATIENCE
    while asked(folder, sql) != [(value,)]:
        assert time.monotonic() < deadline
        time.sleep(0.1)
