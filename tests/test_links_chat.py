"""`/import` with a link, as a chat sees it: the real bot, and a web server on this machine."""

import asyncio
import base64
import random
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.localchat.server import LocalChat
from core.intake import download
from core.intake.download import Downloader
from core.store.imports import Import
from core.store.store import Store
from tests.chat import Guest, bot_in
from tests.conftest import PhotoPath
from tests.made import begin_import
from tests.web import Page, Web, serving
from tests.zips import zip_of

LINK = "https://files.example/party.zip"
SLOW = "https://files.example/slow.zip"


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    monkeypatch.setattr(download, "PAUSE_SECONDS", 0.05)
    monkeypatch.setattr("bot.importing.EDIT_SECONDS", 0.1)
    with serving(tmp_path) as opened:
        yield opened


@asynccontextmanager
async def guest_of(data: Path, downloader: Downloader | None, **settings: Any) -> AsyncIterator[Guest]:
    async with (
        LocalChat(flood_control=False) as chat,
        bot_in(chat, data, downloader=downloader, workers=1, **settings) as guest,
    ):
        yield guest


def party(photos: PhotoPath) -> bytes:
    """A zip of two photos, and half a megabyte of what is none."""
    return zip_of(
        {
            "notes.txt": random.Random(1).randbytes(500_000),
            "a.png": photos("chelsea.png").read_bytes(),
            "b.jpg": photos("obama.jpg").read_bytes(),
        }
    )


def imports(data: Path) -> list[Import]:
    store = Store(data)
    try:
        return [store.imports.get(row["id"]) for row in store._db.rows("SELECT id FROM imports ORDER BY id")]
    finally:
        store.close()


async def test_a_link(tmp_path: Path, web: Web, photos: PhotoPath) -> None:
    web.pages["/party.zip"] = Page(party(photos), headers={"ETag": '"1"'}, breaks=[300_000])
    data = tmp_path / "data"
    async with guest_of(data, web.downloader()) as guest:
        await guest.say(f"/import {LINK}")
        status = await guest.hears("party.zip")
        await guest.sees_edit(status, "party.zip: 2 photos added")
        assert len(web.requests) == 2
        await guest.say("/gallery")
        await guest.hears("🖼 2 photos")
    (job,) = imports(data)
    assert (job.state, job.url, job.validator) == ("done", None, None)
    assert "files.example" not in str([path.read_bytes() for path in data.glob("*.sqlite*")])
    assert list(data.glob("chats/*/incoming/*")) == []


async def test_what_is_refused_is_said(tmp_path: Path, web: Web) -> None:
    web.pages["/gone.zip"] = Page(status=404)
    web.pages["/large.zip"] = Page(b"PK" + b"x" * 3_000_000)
    web.pages["/page.zip"] = Page(b"<html>", headers={"Content-Type": "text/html"})
    web.pages["/inside.zip"] = Page(status=302, headers={"Location": "https://10.0.0.1/a.zip"})
    expected = {
        "http://files.example/party.zip": "only fetch from https:// addresses",
        "https://files.example/inside.zip": "inside.zip is on a private network, or the link leads to one",
        "https://files.example/gone.zip": "nothing at this link to gone.zip",
        "https://files.example/large.zip": "large.zip is larger than 2 MB",
        "https://files.example/page.zip": "opens a web page, not a zip",
    }
    data = tmp_path / "data"
    async with guest_of(data, web.downloader(limit=2_000_000)) as guest:
        for link, words in expected.items():
            await guest.say(f"/import {link}")
            await guest.hears(words)
        group = Guest(guest.http, 1001, chat_id=-5)
        await group.say("/start")  # who writes first owns it
        await Guest(guest.http, 1002, chat_id=-5).say(f"/import {LINK}")
        await group.hears("Only this group's administrators")
        await guest.say("/import party")
        await guest.hears("/import https://…")
        await guest.say("/gallery")
        await guest.hears("no photos yet")
    assert {job.state for job in imports(data)} == {"failed"}
    assert {job.url for job in imports(data)} == {None}
    assert list(data.glob("chats/*/incoming/*")) == []


async def test_a_bot_as_it_comes_reaches_nothing_here(tmp_path: Path, web: Web, photos: PhotoPath) -> None:
    web.pages["/party.zip"] = Page(party(photos))
    async with guest_of(tmp_path / "data", None) as guest:
        for host in ("127.0.0.1", "localhost", "2130706433"):
            await guest.say(f"/import https://{host}:{web.address[1]}/party.zip")
            await guest.hears("party.zip is on a private network")
    assert web.requests == []


async def test_a_restart_in_the_middle_of_a_download(tmp_path: Path, web: Web, photos: PhotoPath) -> None:
    page = Page(party(photos), headers={"ETag": '"1"'}, chunk=100_000, pause=lambda: time.sleep(0.3))
    web.pages["/party.zip"] = page
    data = tmp_path / "data"
    async with LocalChat(flood_control=False) as chat:
        async with bot_in(chat, data, downloader=web.downloader(), workers=1) as guest:
            await guest.say(f"/import {LINK}")
            status = await guest.hears("0 of 2 MB fetched")
        page.pause = lambda: None
        (job,) = imports(data)
        assert (job.state, job.url, job.validator) == ("receiving", LINK, '"1"')
        async with bot_in(chat, data, downloader=web.downloader(), workers=1) as guest:
            await guest.sees_edit(status, "party.zip: 2 photos added")
    assert web.requests[0].range is None
    assert web.requests[-1].range is not None
    (job,) = imports(data)
    assert (job.state, job.url) == ("done", None)


async def test_a_kill_just_after_a_download_has_come(tmp_path: Path, web: Web, photos: PhotoPath) -> None:
    key = base64.b64encode(bytes(32)).decode()
    async with LocalChat(flood_control=False) as chat:
        async with bot_in(chat, tmp_path, data_key=key) as guest:
            await guest.say("/help")
            await guest.hears("/help")
        store = Store(tmp_path, bytes(32))
        files, job = store.files(1001), begin_import(store, 1001, "party.zip", LINK)
        files.write(files.incoming(job.id), party(photos))
        store.close()
        async with bot_in(chat, tmp_path, downloader=web.downloader(), data_key=key) as guest:
            await guest.hears("party.zip: 2 photos added")
    assert web.requests == []


async def test_clear_gives_a_download_up(tmp_path: Path, web: Web, photos: PhotoPath) -> None:
    loop, ended = asyncio.get_running_loop(), asyncio.Event()

    def trickle() -> None:
        asyncio.run_coroutine_threadsafe(asyncio.wait_for(ended.wait(), 0.02), loop).exception()

    async with guest_of(tmp_path / "data", web.downloader()) as guest:
        await guest.send_files({"one.zip": zip_of({"a.png": photos("chelsea.png").read_bytes()})})
        await guest.hears("1 photo added")
        web.pages["/party.zip"] = Page(party(photos), chunk=1000, pause=trickle)
        await guest.say(f"/import {LINK}")
        status = await guest.hears("MB fetched")
        await guest.say("/clear")
        question = await guest.hears("This cannot be undone")
        await guest.press_button(question, "Delete")
        await guest.sees_edit(question, "Deleted:")
        await guest.sees_edit(status, "party.zip was cancelled")
        ended.set()


async def test_of_a_persons_links_two_are_fetched_at_a_time(
    tmp_path: Path, web: Web, photos: PhotoPath
) -> None:
    """In all chats together, after a restart too; and the others say that they wait."""
    may_end = threading.Event()
    web.pages["/slow.zip"] = Page(party(photos), chunk=1000, pause=lambda: may_end.wait(0.2))
    web.pages["/party.zip"] = Page(party(photos))
    data, groups = tmp_path / "data", (-5, -6, -7)
    async with LocalChat(flood_control=False) as chat:
        async with bot_in(chat, data, downloader=web.downloader(), workers=1) as guest:
            for chat_id, link in zip(groups, [SLOW, SLOW, LINK], strict=True):
                group = Guest(guest.http, 1001, chat_id=chat_id)
                await group.say("/start")  # who writes first owns it
                await group.say(f"/import {link}")
                await group.hears("MB fetched" if link == SLOW else "party.zip waits for its turn")
            await group.say(f"/import {LINK}?again")
            await group.hears("⏳ party.zip waits for its turn")
            other = guest.other(2002)
            await other.say(f"/import {LINK}")
            await other.hears("2 photos added")
        assert [job.user_id for job in imports(data)] == [1001, 1001, 1001, 1001, None]
        async with bot_in(chat, data, downloader=web.downloader(), workers=1) as guest:
            group = Guest(guest.http, 1001, chat_id=groups[-1])
            status = await group.hears("party.zip")
            await group.sees_edit(status, "waits for its turn")
            await guest.other(2002).say(f"/import {LINK}")
            await guest.other(2002).hears("no new photos")
            may_end.set()
            await group.sees_edit(status, "2 photos added")
            await group.hears("no new photos")
            for chat_id in groups[:2]:
                await Guest(guest.http, 1001, chat_id=chat_id).hears("2 photos added")
    assert {job.user_id for job in imports(data)} == {None}
