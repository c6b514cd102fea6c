"""/healthz, /metrics and /stats: the real bot, asked over HTTP and in the chat."""

import asyncio
import multiprocessing
import os
import shutil
import signal
import time
from pathlib import Path

import httpx
import pytest

from bot import app, monitor
from bot.monitor import Health
from bot.ports import PortTakenError
from core.store.store import Store
from tests.chat import Guest, bot_in_local_chat
from tests.conftest import PhotoPath
from tests.ports import free_port
from tests.zips import zip_of


async def asked(port: int, path: str) -> httpx.Response:
    async with httpx.AsyncClient(verify=False, trust_env=False) as http:
        return await http.get(f"http://127.0.0.1:{port}{path}", timeout=30)


def asked_at_once(port: int) -> httpx.Response:
    """Without the loop, which waits meanwhile."""
    with httpx.Client(verify=False, trust_env=False) as http:
        return http.get(f"http://127.0.0.1:{port}/healthz", timeout=30)


def listening(port: int) -> list[str]:
    """The addresses at which somebody listens, as the system writes them."""
    sockets = [line.split() for line in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]]
    return [one[1].split(":")[0] for one in sockets if one[1].endswith(f":{port:04X}") and one[3] == "0A"]


async def metrics(port: int) -> dict[str, float]:
    text = (await asked(port, "/metrics")).text
    lines = [line.rpartition(" ") for line in text.splitlines() if not line.startswith("#")]
    return {name.removeprefix("photo_finder_"): float(value) for name, _, value in lines}


async def party(guest: Guest, photos: PhotoPath) -> None:
    files = {"a.jpg": photos("biden.jpg").read_bytes(), "b.jpg": b"no photo", "notes.txt": b"hello"}
    await guest.send_files({"one.zip": zip_of(files)})
    await guest.hears("1 photo added")


async def test_metrics_of_what_the_bot_does(
    tmp_path: Path, photos: PhotoPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    async with bot_in_local_chat(tmp_path, workers=1, metrics_port=port) as guest:
        health = await asked(port, "/healthz")
        assert (health.status_code, health.text) == (200, "ok")
        assert (await asked(port, "/")).status_code == 404
        before = await metrics(port)
        assert (before["updates_total"], before["photos_added_total"]) == (0, 0)
        await party(guest, photos)
        await guest.send_files({"one.zip": zip_of({"a.jpg": photos("biden.jpg").read_bytes()})})
        await guest.hears("1 was already there")
        await guest.send_photos(photos("biden.jpg"))
        await guest.sees_album(1)
        after = await metrics(port)
        assert after["updates_total"] == 3
        assert after["errors_total"] == 0
        assert after["photos_added_total"] == 1
        assert after["photos_known_total"] == 1
        assert after['files_skipped_total{reason="not_a_photo"}'] == 2
        assert after["search_seconds_count"] == 1
        assert 0 < after["search_seconds_sum"] < 60
        assert (after["imports_running"], after["imports_queued"]) == (0, 0)
        assert after["galleries_in_memory"] == 1
        assert after["worker_restarts_total"] == 0
        shutil.rmtree(tmp_path / "chats" / "1001" / "previews")
        await guest.say("/gallery")
        await guest.hears("went wrong")
        assert (await metrics(port))["errors_total"] == 1
        assert listening(port) == ["0100007F"]  # 127.0.0.1, this machine alone
        with pytest.raises(PortTakenError, match=f"Port {port} is taken.*METRICS_PORT"):
            async with bot_in_local_chat(tmp_path / "other", workers=1, metrics_port=port):
                pass
        monkeypatch.setattr(monitor, "ANSWER_SECONDS", 0.2)
        health = asked_at_once(port)
        assert (health.status_code, health.text) == (503, "loop")
        assert (await asked(port, "/healthz")).status_code == 200


async def test_a_worker_that_dies_is_counted_and_replaced(tmp_path: Path, photos: PhotoPath) -> None:
    port = free_port()
    before = {child.pid for child in multiprocessing.active_children()}
    async with bot_in_local_chat(tmp_path, workers=1, metrics_port=port) as guest:
        await party(guest, photos)
        for child in multiprocessing.active_children():
            if child.pid not in before:
                os.kill(child.pid or 0, signal.SIGKILL)
        await guest.send_photos(photos("biden.jpg"))
        await guest.sees_album(1)
        assert (await metrics(port))["worker_restarts_total"] >= 1
        assert (await asked(port, "/healthz")).status_code == 200


async def test_workers_that_do_not_answer(
    tmp_path: Path, photos: PhotoPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "PATIENCE_SECONDS", 1)
    monkeypatch.setattr(monitor, "ANSWER_SECONDS", 0.3)
    port = free_port()
    before = {child.pid for child in multiprocessing.active_children()}
    async with bot_in_local_chat(tmp_path, workers=1, max_photo_seconds=3, metrics_port=port) as guest:
        await party(guest, photos)
        workers = [child.pid or 0 for child in multiprocessing.active_children() if child.pid not in before]
        for pid in workers:
            os.kill(pid, signal.SIGSTOP)
        began = time.monotonic()
        while (health := await asked(port, "/healthz")).status_code == 200:  # they may be busy
            assert time.monotonic() - began < 30
        assert (health.status_code, health.text) == (503, "workers")
        assert time.monotonic() - began > 2
        for pid in workers:
            os.kill(pid, signal.SIGCONT)
        while (await asked(port, "/healthz")).status_code != 200:
            assert time.monotonic() - began < 30


async def test_a_database_that_does_not_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monitor, "ANSWER_SECONDS", 0.2)
    store = Store(tmp_path)
    health = Health(asyncio.get_running_loop(), store.ping, lambda _: True)
    assert await asyncio.to_thread(health.troubles) == []
    with store._db._lock:
        assert await asyncio.to_thread(health.troubles) == ["database"]
    assert await asyncio.to_thread(health.troubles) == []
    store.close()
    assert await asyncio.to_thread(health.troubles) == ["database"]
    health.close()


async def test_stats_are_for_admins(tmp_path: Path, photos: PhotoPath) -> None:
    async with bot_in_local_chat(tmp_path, workers=1, admin_ids=(1001,)) as guest:
        await guest.say("/stats")
        said = (await guest.hears("📊"))["text"].splitlines()
        assert said[:3] == [
            "📊 0 chats, 0 photos, 0 faces.",
            "📥 Imports: 0 running, 0 waiting.",
            "⏱ There have been no searches yet.",
        ]
        await party(guest, photos)
        for _ in range(2):
            await guest.send_photos(photos("biden.jpg"))
            await guest.sees_album(1)
        await guest.say("/stats")
        text = (await guest.hears("📊"))["text"]
        assert "📊 1 chat, 1 photo, 1 face." in text
        assert "⏱ The latest searches: 0." in text
        assert "🧠 Faces: embedded. Descriptions: basic." in text
        assert "updates 5, errors 0, worker processes replaced 0. Galleries in memory: 1." in text
        other = guest.other(1002)
        await other.say("/no_such_command")
        await other.hears("I don't know /no_such_command. /help says what I can do.")
        await other.say("/stats")
        await other.hears("I don't know /stats.")
        info = (await guest.http.get("/chat/info", params={"chat_id": 1001, "user_id": 1001})).json()
        assert "stats" not in str(info)
        group = Guest(guest.http, 1001, chat_id=-5)
        await group.say("/stats")
        await group.say("/help")
        await group.hears("📦")
        assert "📊" not in str((await group.look(0))["messages"])
