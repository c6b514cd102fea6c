"""Zips that come in parts: each is kept, and once all are there they are one."""

import contextlib
import random
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeAlias

import httpx
import pytest
import pytest_asyncio

from bot.localchat.server import LocalChat
from core.errors import DiskError, DiskFullError, UnreadableArchiveError, UnreadablePhotoError
from core.intake.archive import Archive, ArchiveLimits
from core.intake.split import LAST, Part, join, last_part, missing, part_of
from core.parts import SplitZips
from core.room import GalleryLimits
from core.store import clock
from core.store.store import Store
from tests.chat import PATIENCE, Guest, bot_in, bot_in_local_chat
from tests.conftest import PhotoPath
from tests.disk import no_files_above
from tests.test_stopping import bot_process
from tests.zips import locked_zip_of, numbered_parts, spanned_parts, zip_of

ANN = 1
FIRST = Part("a.zip", 1, spanned=False)
FILES = {f"{i}.jpg": random.Random(i).randbytes(1000 * (i + 1)) for i in range(5)}

Cut: TypeAlias = Callable[[str, bytes, int], dict[str, bytes]]


def written(folder: Path, parts: dict[str, bytes]) -> tuple[Part, dict[int, Path]]:
    """One of the parts, and where all are, by their numbers."""
    one, places = None, {}
    for name, data in parts.items():
        path = folder / name
        path.write_bytes(data)
        one = part_of(name) or last_part(name)
        places[one.number] = path
    assert one is not None
    return one, places


def read(path: Path) -> dict[str, bytes]:
    with Archive(path, ArchiveLimits()) as archive:
        return {entry.path: archive.read(entry) for entry in archive.entries}


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("a.zip.001", Part("a.zip", 1, spanned=False)),
        ("Tết 2024.ZIP.12", Part("Tết 2024.ZIP", 12, spanned=False)),
        ("a.z01", Part("a.zip", 1, spanned=True)),
        ("a.b.Z100", Part("a.b.zip", 100, spanned=True)),
        *(
            (name, None)
            for name in ("a.zip", "a.zip.000", "a.z00", "a.7z.001", ".z01", "a.zip.1", "a.zip.001.jpg")
        ),
    ],
)
def test_parts_are_told_by_their_names(name: str, part: Part | None) -> None:
    assert part_of(name) == part
    if part is not None:
        assert part.named(part.number).lower() == (name if "12" not in name else "Tết 2024.ZIP.012").lower()


def test_a_last_part_is_called_as_the_whole() -> None:
    assert last_part("a.zip") == last_part("a.ZIP") == last_part("a") == Part("a.zip", LAST, spanned=True)
    assert last_part("a.zip").named(LAST) == "a.zip"
    assert last_part("a.zip").named(3) == "a.z03"


@pytest.mark.parametrize("size", [100, 999, 5000, 15_000])
@pytest.mark.parametrize("cut", [numbered_parts, spanned_parts])
def test_parts_are_one_zip_again(tmp_path: Path, cut: type, size: int) -> None:
    part, places = written(tmp_path, cut("a.zip", zip_of(FILES), size))
    assert len(places) > 1
    assert missing(part, places) == []
    join(part, dict(reversed(places.items())), tmp_path / "whole")
    assert read(tmp_path / "whole") == FILES


@pytest.mark.parametrize("without", [1, 2, 3])
def test_what_is_missing_is_known(tmp_path: Path, without: int) -> None:
    part, places = written(tmp_path, numbered_parts("a.zip", zip_of(FILES), 5000))
    assert len(places) == 4
    del places[without]
    assert missing(part, places) == [without]
    del places[4]
    assert missing(part, places) == (None if without == 3 else [without])


def test_the_end_of_a_zip_may_lie_in_two_parts(tmp_path: Path) -> None:
    data = zip_of(FILES)
    for tail in range(1, 60):
        part, places = written(tmp_path, {"a.zip.001": data[:-tail], "a.zip.002": data[-tail:]})
        assert missing(part, places) == []
        assert missing(part, {1: places[1]}) is None


def test_of_spanned_parts_the_last_says_how_many_there_are(tmp_path: Path) -> None:
    part, places = written(tmp_path, spanned_parts("a.zip", zip_of(FILES), 5000))
    assert sorted(places) == [LAST, 1, 2, 3]
    del places[2]
    assert missing(part, places) == [2]
    last = places.pop(LAST)
    assert missing(part, places) == [2, LAST]
    del places[1], places[3]
    assert missing(part, {LAST: last}) == [1, 2, 3]


def test_parts_that_do_not_fit_together(tmp_path: Path) -> None:
    part, places = written(tmp_path, spanned_parts("a.zip", zip_of(FILES), 5000))
    places[LAST].write_bytes(b"something else")
    with pytest.raises(UnreadableArchiveError, match="not_a_zip"):
        join(part, places, tmp_path / "whole")


@pytest.mark.parametrize("seed", range(50))
def test_whatever_is_wrong_with_parts_it_has_a_reason(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    parts = {name: bytearray(data) for name, data in spanned_parts("a.zip", zip_of(FILES), 5000).items()}
    for _ in range(chance.choice([1, 5, 20])):
        data = parts["a.zip"]
        data[-chance.randrange(1, 400)] = chance.randrange(256)
    part, places = written(tmp_path, {name: bytes(data) for name, data in parts.items()})
    missing(part, places)
    with contextlib.suppress(UnreadableArchiveError, UnreadablePhotoError):
        join(part, places, tmp_path / "whole")
        read(tmp_path / "whole")


@pytest.mark.skipif(shutil.which("zip") is None, reason="Info-ZIP is not here")
def test_parts_that_info_zip_has_made(tmp_path: Path) -> None:
    files = {f"{i}.jpg": random.Random(i).randbytes(60_000) for i in range(5)}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    subprocess.run(["zip", "-q", "-s", "64k", "a.zip", *files], check=True, cwd=tmp_path)
    paths = [path for path in tmp_path.iterdir() if not path.name.endswith(".jpg")]
    parts = {(part_of(path.name) or last_part(path.name)).number: path for path in paths}
    assert len(parts) == 5
    with pytest.raises(UnreadableArchiveError, match="split"):
        Archive(parts[LAST], ArchiveLimits())
    assert missing(last_part("a.zip"), parts) == []
    join(last_part("a.zip"), parts, tmp_path / "whole")
    assert read(tmp_path / "whole") == files


def add(parts: SplitZips, name: str, data: bytes) -> list[int] | None:
    path = parts.place(ANN)
    path.write_bytes(data)
    part = part_of(name)
    assert part is not None
    return parts.add(ANN, part, path).missing


@pytest.mark.parametrize("key", [None, bytes(range(32))], ids=["plain", "sealed"])
def test_parts_outlive_a_restart_and_strays_do_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: bytes | None
) -> None:
    cut = numbered_parts("a.zip", zip_of(FILES), 5000)
    store = Store(tmp_path, key)
    parts = SplitZips(store)
    assert add(parts, "a.zip.002", b"to be replaced") == [1]
    assert add(parts, "a.zip.002", cut["a.zip.002"]) == [1]
    assert add(parts, "b.zip.001", b"another") is None
    parts.place(ANN).write_bytes(b"what came no further")
    assert len(list(store.files(ANN).coming.iterdir())) == 3
    store.close()
    store = Store(tmp_path, key)
    parts = SplitZips(store)
    assert len(list(store.files(ANN).coming.iterdir())) == 2
    assert add(parts, "a.zip.001", cut["a.zip.001"]) is None
    beginnings = {path.read_bytes()[:100] for path in store.files(ANN).coming.iterdir()}
    assert (cut["a.zip.001"][:100] in beginnings) is (key is None)
    assert add(parts, "a.zip.004", cut["a.zip.004"]) == [3]
    assert add(parts, "a.zip.003", cut["a.zip.003"]) == []
    part = Part("a.zip", 1, spanned=False)
    parts.join(ANN, part, tmp_path / "whole")
    assert read(tmp_path / "whole") == FILES
    parts.drop(ANN, part)
    assert len(list(store.files(ANN).coming.iterdir())) == 1
    store.close()
    monkeypatch.setattr("core.store.parts.ago", lambda _: "9999")
    store = Store(tmp_path, key)
    assert list(store.files(ANN).coming.iterdir()) == []
    assert store.parts.files(ANN) == []
    store.close()


def test_parts_that_stay_parts_go_after_a_day_whoever_sends_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path)
    parts = SplitZips(store)
    add(parts, "a.zip.001", b"1")
    parts.drop_old()
    assert len(store.parts.files(ANN)) == 1
    tomorrow = clock.current() + timedelta(days=1, minutes=1)
    monkeypatch.setattr("core.store.clock.current", lambda: tomorrow)
    parts.drop_old()
    assert store.parts.files(ANN) == []
    assert list(store.files(ANN).coming.iterdir()) == []
    store.close()


def test_messages_about_parts_are_known_until_the_parts_go_or_their_chat_moves(tmp_path: Path) -> None:
    store, other = Store(tmp_path), ANN + 1
    parts = SplitZips(store)
    one, two = (Part("a.zip", number, spanned=False) for number in (1, 2))
    for name in ("a.zip.001", "a.zip.002", "b.zip.001"):
        add(parts, name, b"1")
    assert [(collected.part.zip, collected.here) for collected in parts.waiting(ANN)] == [
        ("a.zip", 2),
        ("b.zip", 1),
    ]
    assert parts.note_message(ANN, two, 12)
    assert parts.note_message(ANN, one, 11)
    assert parts.note_message(ANN, Part("b.zip", 1, spanned=False), 13)
    assert parts.drop(ANN, one) == [11, 12]
    assert not parts.note_message(ANN, two, 14)
    assert store.move_chat(ANN, other)  # where other messages have these numbers
    assert parts.drop(other, Part("b.zip", 1, spanned=False)) == []
    store.close()


@pytest.mark.parametrize("key", [None, bytes(range(32))], ids=["plain", "sealed"])
def test_parts_are_joined_only_where_the_whole_fits(tmp_path: Path, key: bytes | None) -> None:
    store, data = Store(tmp_path, key), zip_of(FILES)
    for name, piece in numbered_parts("a.zip", data, 5000).items():
        add(SplitZips(store), name, piece)
    with pytest.raises(DiskFullError) as caught:
        SplitZips(store, GalleryLimits(free_bytes=10**15)).join(ANN, FIRST, tmp_path / "whole")
    assert caught.value.needed == len(data)
    assert not (tmp_path / "whole").exists()
    SplitZips(store).join(ANN, FIRST, tmp_path / "whole")
    assert read(tmp_path / "whole") == FILES
    store.close()


@pytest.mark.parametrize("key", [None, bytes(range(32))], ids=["plain", "sealed"])
def test_what_a_disk_refuses_of_parts_is_not_left_there(tmp_path: Path, key: bytes | None) -> None:
    """The database is told that it may not grow, files by the system."""
    store = Store(tmp_path, key)
    parts = SplitZips(store)
    add(parts, "a.zip.001", b"1")
    (kept,) = store.files(ANN).coming.iterdir()
    arrived, came = parts.place(ANN), store.files(ANN).incoming(1)
    arrived.write_bytes(bytes(50_000))
    store.files(ANN).write(came, bytes(50_000))
    ((pages,),) = store._db.tuples("PRAGMA page_count")
    store._db.execute(f"PRAGMA max_page_count = {pages}")
    huge = Part("a" * 50_000 + ".zip", 1, spanned=False)
    with pytest.raises(DiskError):
        parts.add(ANN, huge, arrived)
    with pytest.raises(DiskError):
        parts.add_incoming(ANN, huge, came)
    assert set(store.files(ANN).coming.iterdir()) == {kept, came}
    add(parts, "a.zip.002", bytes(50_000))
    with no_files_above(40_000), pytest.raises(DiskError):
        parts.join(ANN, FIRST, tmp_path / "whole")
    store.close()


def test_parts_go_with_their_chat(tmp_path: Path) -> None:
    store = Store(tmp_path)
    add(SplitZips(store), "a.zip.002", b"2")
    store.delete_chat(ANN)
    assert store.parts.files(ANN) == []
    assert not store.files(ANN).folder.exists()
    store.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chat() -> AsyncIterator[LocalChat]:
    async with LocalChat(flood_control=False) as chat:
        yield chat


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(chat: LocalChat, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Guest]:
    async with bot_in(chat, tmp_path_factory.mktemp("data"), workers=1) as guest:
        yield guest


@pytest.fixture
def someone(bot: Guest, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Guest:
    """A guest in a chat of their own."""
    monkeypatch.setattr("bot.importing.EDIT_SECONDS", 0.2)
    return bot.other(abs(hash(request.node.name)) % 1_000_000 + 2000)


@pytest.fixture
def party(photos: PhotoPath) -> dict[str, bytes]:
    return {name: photos(name).read_bytes() for name in ("obama2.jpg", "Tom_Hanks_54745.png", "coffee.png")}


@pytest.mark.asyncio(loop_scope="module")
async def test_parts_come_in_any_order(someone: Guest, party: dict[str, bytes]) -> None:
    cut = numbered_parts("party.zip", zip_of(party), 300_000)
    assert len(cut) == 3
    await someone.send_files({"party.zip.002": cut["party.zip.002"]})
    said = await someone.hears("party.zip comes in parts: one is here")
    assert "Still missing: party.zip.001." in said["text"]
    await someone.say("/status")
    assert said["text"] in (await someone.hears("🔎"))["text"].splitlines()
    await someone.send_files({"party.zip.001": cut["party.zip.001"]})
    said = await someone.hears("party.zip comes in parts: 2 are here")
    assert "Still missing: party.zip.003, …" in said["text"]
    await someone.send_files({"party.zip.003": cut["party.zip.003"]})
    await someone.hears("party.zip: 3 photos added")
    await someone.say("/status")
    assert "🧩" not in (await someone.hears("🔎"))["text"]
    assert await waiting(someone) == 1  # in the first /status


async def waiting(someone: Guest) -> int:
    """How often something is still missing, by what is to be read."""
    return str((await someone.look(0))["messages"]).count("Still missing")


@pytest.mark.asyncio(loop_scope="module")
async def test_parts_that_come_at_once(someone: Guest, party: dict[str, bytes]) -> None:
    await someone.send_files(numbered_parts("party.zip", zip_of(party), 200_000))
    await someone.hears("party.zip: 3 photos added")
    assert str((await someone.look(0))["messages"]).count("photos added") == 1
    assert await waiting(someone) == 0


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("last_first", [True, False])
async def test_spanned_parts(someone: Guest, party: dict[str, bytes], last_first: bool) -> None:
    cut = spanned_parts("party.zip", zip_of(party), 400_000)
    order = sorted(cut, reverse=last_first)
    for name in order[:-1]:
        await someone.send_files({name: cut[name]})
        await someone.hears("party.zip comes in parts")
    await someone.send_files({order[-1]: cut[order[-1]]})
    await someone.hears("party.zip: 3 photos added")
    assert await waiting(someone) == 0


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("cut", [numbered_parts, spanned_parts])
async def test_a_disk_that_refuses_the_whole_is_said_and_costs_no_part(
    tmp_path: Path, party: dict[str, bytes], cut: Cut
) -> None:
    """The system refuses the bot's process larger files, and then no more."""
    large = zip_of(party | {"noise.bin": random.Random(1).randbytes(3_000_000)})
    parts = cut("party.zip", large, 1_500_000)
    last = max(parts, key=lambda name: (name == "party.zip", name))
    async with (
        LocalChat(flood_control=False) as chat,
        bot_process(chat, tmp_path) as process,
        httpx.AsyncClient(base_url=chat.address, timeout=PATIENCE) as http,
    ):
        guest = Guest(http, 1001)
        for name in parts.keys() - {last}:
            await guest.send_files({name: parts[name]})
            await guest.hears("party.zip comes in parts")
        for most, name, data in (
            (2_000_000, last, parts[last]),
            (500_000, "more.zip.001", bytes(1_000_000)),
        ):
            before = resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
            await guest.send_files({name: data})
            await guest.hears(f"{name} stopped: my disk is full, or cannot be written")
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, before)
        assert unfinished(tmp_path) == []
        files = [path.suffix for path in (tmp_path / "chats").glob("*/incoming/*")]
        assert files == [".part"] * len(parts)
        await guest.send_files({last: parts[last]})
        await guest.hears("party.zip: 3 photos added")


def unfinished(folder: Path) -> list[tuple[int, str]]:
    """The imports that the bot would go on with at its next start."""
    with contextlib.closing(sqlite3.connect(folder / "galleries.sqlite")) as database:
        rows = database.execute("SELECT id, state FROM imports WHERE state IN ('receiving', 'running')")
        return rows.fetchall()


@pytest.mark.asyncio(loop_scope="module")
async def test_parts_of_a_locked_zip(someone: Guest, party: dict[str, bytes]) -> None:
    files = {"obama2.jpg": party["obama2.jpg"]}
    await someone.send_files(numbered_parts("party.zip", locked_zip_of(files, "swordfish"), 50_000))
    status = await someone.hears("party.zip is locked with a password")
    question = await someone.hears("What is the password of party.zip?")
    await someone.say("swordfish", reply_to=question["id"])
    await someone.sees_edit(status, "party.zip: 1 photo added")


@pytest.mark.asyncio(loop_scope="module")
async def test_parts_count_as_imports_and_for_the_gallery(tmp_path: Path, party: dict[str, bytes]) -> None:
    limits = {"user_imports_per_minute": 2, "max_gallery_megabytes": 1}
    async with bot_in_local_chat(tmp_path, workers=1, **limits) as guest:
        mug = zip_of({"coffee.png": party["coffee.png"]})
        cut = numbered_parts("mug.zip", mug, len(mug) // 2 + 1)
        await guest.send_files(cut)
        await guest.hears("mug.zip: 1 photo added")
        await guest.send_files({"again.zip.001": mug})
        await guest.hears("again.zip: no new photos")
        await guest.send_files({"more.zip.001": mug})
        await guest.hears("a lot of imports")
        await guest.send_files({"large.zip.001": bytes(900_000)})
        await guest.hears("There is no room for large.zip.001")


@pytest.mark.asyncio(loop_scope="module")
async def test_clear_removes_parts_that_wait_in_a_chat_without_photos(
    tmp_path: Path, party: dict[str, bytes]
) -> None:
    async with bot_in_local_chat(tmp_path, workers=1) as guest:
        cut = numbered_parts("party.zip", zip_of(party), 400_000)
        await guest.send_files({"party.zip.001": cut["party.zip.001"]})
        await guest.hears("party.zip comes in parts")
        await guest.say("/clear")
        question = await guest.hears("This cannot be undone")
        await guest.press_button(question, "Delete everything")
        await guest.sees_edit(question, "Deleted: 0 photos")
        assert list((tmp_path / "chats").rglob("*.part")) == []


@pytest.mark.asyncio(loop_scope="module")
async def test_parts_of_another_kind_of_archive(someone: Guest) -> None:
    for name in ("a.7z.001", "a.part1.rar", "a.r00", "a.tar.gz", "a.7z", "a.RAR", "a.tar"):
        await someone.send_files({name: b"x"})
        assert "zip is the only kind of archive I know" in (await someone.hears(f"can't open {name}"))["text"]
