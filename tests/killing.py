"""Processes that are killed at random moments (SIGKILL), and what has to be true of what they leave.

After every kill: SQLite's integrity check, the folder opens, every file and every vector is held against its
row, nothing is twice, nothing that was there before is gone, no stray is left, no worker process lives on.
"""

import asyncio
import hashlib
import io
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import numpy as np
import sqlite_utils

from bot.localchat.photos import packaged_photos
from bot.localchat.server import LocalChat
from core.pixels import encode_jpeg
from core.store.files import ChatFiles
from core.store.imports import Step
from core.store.migrations import migrations
from core.store.named import DATABASE
from core.store.store import Store
from core.store.vectors import write_segment
from core.store.verify import verify
from tests.killed_process import CLEARED
from tests.made import MODEL, begin_import, directions, made_photo, put_photos
from tests.person import Person
from tests.zips import many, zip_of

ROOT = Path(__file__).parent.parent
PATIENCE = 120.0  # seconds
AT_START = 0.2
"""Of the kills, the share that comes while a process is still starting."""

ANN, BOB = CLEARED, -1002
WORD = "zanzibarquux"
"""Is in the names of what is cleared, and nowhere else."""


@dataclass
class Tally:
    """What came of the kills of one kind."""

    kind: str
    at_start: int = 0
    at_work: int = 0
    rounds: int = 0  # that were gone through to their end

    @property
    def kills(self) -> int:
        return self.at_start + self.at_work

    def __str__(self) -> str:
        return (
            f"{self.kind}: {self.kills} kills, {self.at_start} at the start and {self.at_work} at work; "
            f"{self.rounds} times to the end"
        )


class Scenario(ABC):
    """Something that a process does to a folder, over as many kills as it takes."""

    kind: str
    starting: float = 2.0  # seconds that a process takes to start
    working: float = 1.0  # seconds of its work, after its first line

    @abstractmethod
    def command(self, folder: Path) -> list[str]: ...

    @abstractmethod
    def prepare(self, folder: Path) -> None:
        """Fill an empty folder; what was seen before in another one counts no more."""

    @abstractmethod
    def check(self, folder: Path, lines: list[str]) -> bool:
        """Check what a kill has left; whether the work is done. `lines`: what the process has said."""

    async def finish(self, folder: Path) -> None:
        """Let the work be done undisturbed."""
        process = await self.start(folder)
        await asyncio.wait_for(process.communicate(), PATIENCE)

    async def start(self, folder: Path) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *self.command(folder), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )


async def kill_at_random(scenario: Scenario, kills: int, chance: random.Random, root: Path) -> Tally:
    """Kill so many processes. Raises AssertionError for whatever they leave that must not be."""
    tally = Tally(scenario.kind)
    while tally.kills < kills:
        folder = root / f"{scenario.kind}-{tally.kills}"
        scenario.prepare(folder)
        is_done = False
        while not is_done and tally.kills < kills:
            lines = await kill(scenario, folder, chance, tally)
            is_done = whole(folder) and scenario.check(folder, lines)
        if not is_done:
            await scenario.finish(folder)
            assert whole(folder)
            assert scenario.check(folder, [])
        tally.rounds += 1
        shutil.rmtree(folder)
    return tally


async def kill(scenario: Scenario, folder: Path, chance: random.Random, tally: Tally) -> list[str]:
    """Start the process and kill it, if it does not end before; the lines that it has written."""
    process = await scenario.start(folder)
    assert process.stdout is not None
    first = b""
    if is_starting := chance.random() < AT_START:
        await asyncio.sleep(chance.uniform(0, scenario.starting))
    else:
        first = await asyncio.wait_for(process.stdout.readline(), PATIENCE)
        assert first, f"{scenario.kind} did not start"
        await asyncio.sleep(chance.uniform(0, scenario.working))
    family = descendants(process.pid)
    if process.returncode is None:
        process.kill()
    rest, _ = await process.communicate()
    await asyncio.to_thread(wait_for_end, family)
    if process.returncode == -signal.SIGKILL:
        tally.at_start += is_starting
        tally.at_work += not is_starting
    return (first + rest).decode().split("\n")[:-1]


def descendants(pid: int) -> list[int]:
    """Where the system tells: processes that it has started, and those that they have."""
    found: list[int] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, path.read_text().split()):
            found += [child, *descendants(child)]
    return found


def wait_for_end(pids: list[int], patience: float = 20.0) -> None:
    """Worker processes notice that nobody is there any more."""
    deadline = time.monotonic() + patience
    while alive := [pid for pid in pids if is_alive(pid)]:
        assert time.monotonic() < deadline, f"Processes {alive} live on"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except (FileNotFoundError, ProcessLookupError):
        return False


def whole(folder: Path) -> bool:
    """Whether there are galleries, which have to be whole once they were opened."""
    if not (folder / DATABASE).exists():
        return False
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    Store(folder).close()
    verdict = verify(folder)
    assert verdict.problems == ()
    assert not verdict.in_use
    return True


Vectors = dict[str, list[bytes]]


def vectors_of(store: Store, chat_id: int, model: str) -> Vectors:
    """Of each photo, by its name, those of its faces; read as a search reads them."""
    names = {photo.id: photo.name for photo in store.photos.all(chat_id)}
    assert len(set(names.values())) == len(names)  # nothing is there twice
    found: Vectors = {}
    faces = store.faces(chat_id, model)
    for photo_id, vector in zip(faces.photo_ids.tolist(), faces.vectors, strict=True):
        found.setdefault(names[photo_id], []).append(vector.tobytes())
    return found


class OfTheBot(Scenario):
    """What the real bot goes on with by itself whenever it starts, in front of a local chat."""

    starting = 4.0
    working = 1.5

    def __init__(self, chat: LocalChat) -> None:
        self._chat = chat

    def command(self, folder: Path) -> list[str]:
        return [sys.executable, "-m", "tests.bot_process", str(folder), self._chat.address, self._chat.token]

    async def finish(self, folder: Path) -> None:
        process = await self.start(folder)
        try:
            async with asyncio.timeout(PATIENCE):
                while not self.is_done(folder):  # noqa: ASYNC110 (another process's work)
                    await asyncio.sleep(0.2)
        finally:
            process.terminate()
            await asyncio.wait_for(process.communicate(), PATIENCE)

    @abstractmethod
    def is_done(self, folder: Path) -> bool:
        """Asked while the bot is at work."""


def asked(folder: Path, sql: str) -> list[tuple[object, ...]]:
    """What a database says while its bot is at work."""
    with closing(sqlite3.connect(f"{(folder / DATABASE).as_uri()}?mode=ro", uri=True)) as connection:
        return connection.execute(sql).fetchall()


def named(data: bytes, word: str) -> dict[str, bytes]:
    """What is in a zip, by names that have a word in them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {f"{word} {name}": archive.read(name) for name in archive.namelist()}


class Importing(OfTheBot):
    """Three zips for two chats, one of which waits for another; with what is skipped, and what is twice."""

    kind = "import"

    def __init__(self, chat: LocalChat, photos: int = 100) -> None:
        super().__init__(chat)
        folder = packaged_photos()
        one, other = (named(many(folder / f"{who}.jpg", photos), who) for who in ("obama", "biden"))
        again = dict(list(one.items())[:5])
        skipped = {"notes.txt": b"hello", "cut off.jpg": next(iter(one.values()))[:9000]}
        self.zips = [
            (ANN, {**skipped, **one, **{f"again {name}": data for name, data in again.items()}}),
            (ANN, {**again, **other}),
            (BOB, one),
        ]
        self.expected: dict[int, Vectors] = {}
        self.counts: list[tuple[object, ...]] = []
        self._positions: list[int] = []
        self._seen: dict[int, set[str]] = {}

    async def learn(self, folder: Path) -> None:
        """Import once without a kill: that is what all other imports have to come to."""
        self.prepare(folder)
        await self.finish(folder)
        assert whole(folder)
        store = Store(folder)
        self.expected = {chat_id: vectors_of(store, chat_id, self.model(store)) for chat_id in (ANN, BOB)}
        store.close()
        self.counts = self._counts(folder)
        new = len(self.zips[2][1])
        assert [row[1:4] for row in self.counts] == [(new, 5, 2), (new, 5, 0), (new, 0, 0)]
        shutil.rmtree(folder)

    def model(self, store: Store) -> str:
        return store.chats.face_model(ANN) or store.chats.face_model(BOB) or ""

    def prepare(self, folder: Path) -> None:
        store = Store(folder)
        for number, (chat_id, files) in enumerate(self.zips):
            job = begin_import(store, chat_id, f"{number}.zip")
            store.files(chat_id).write(store.files(chat_id).incoming(job.id), zip_of(files))
            store.imports.run(job.id, 0)
        store.close()
        self._positions = [0, 0, 0]
        self._seen = {ANN: set(), BOB: set()}

    def check(self, folder: Path, lines: list[str]) -> bool:
        store = Store(folder)
        try:
            jobs = [store.imports.get(number) for number in (1, 2, 3)]
            positions = [job.position for job in jobs]
            assert all(now >= before for now, before in zip(positions, self._positions, strict=True))
            self._positions = positions
            for job in jobs:
                assert job.added == len(store.photos.ids(job.chat_id, job.id))
                assert len(set(job.skipped)) == len(job.skipped) == job.skipped_count
                assert job.position >= job.added + job.duplicates
            for chat_id in (ANN, BOB):
                names = {photo.name for photo in store.photos.all(chat_id)}
                assert self._seen[chat_id] <= names
                self._seen[chat_id] = names
                found = vectors_of(store, chat_id, self.model(store))
                expected = self.expected[chat_id]
                assert found == {name: expected[name] for name in expected if name in names}
        finally:
            store.close()
        if is_done := self.is_done(folder):
            assert self._counts(folder) == self.counts
        return is_done

    def is_done(self, folder: Path) -> bool:
        return asked(folder, "SELECT count(*) FROM imports WHERE state <> 'done'") == [(0,)]

    @staticmethod
    def _counts(folder: Path) -> list[tuple[object, ...]]:
        return asked(
            folder,
            "SELECT id, added, duplicates, skipped_count, skipped, faces, position, state FROM imports",
        )


class Reindexing(OfTheBot):
    """Photos that another face model has seen, looked at again."""

    kind = "re-index"

    def __init__(self, importing: Importing, chat: LocalChat) -> None:
        super().__init__(chat)
        self._photos = importing.zips[2][1]
        self._importing = importing
        self._seen: set[str] = set()

    def prepare(self, folder: Path) -> None:
        self._seen = set()
        store = Store(folder)
        job = begin_import(store, BOB)
        files, preview = store.files(BOB), encode_jpeg(np.zeros((30, 40, 3), np.uint8))
        made = []
        for number, (name, data) in enumerate(self._photos.items()):
            photo = replace(made_photo(name, directions(number, 2)), sha256=hashlib.sha256(data).hexdigest())
            files.write(files.original(photo.sha256, photo.suffix), data)
            files.write(files.preview(photo.sha256), preview)
            made.append(photo)
        assert store.append(BOB, job.id, made, Step(len(made), 0, ()), MODEL)
        store.imports.finish(job.id, "done")
        store.close()

    def check(self, folder: Path, lines: list[str]) -> bool:
        is_done = self.is_done(folder)
        store = Store(folder)
        try:
            assert store.photos.count(BOB) == len(self._photos)
            before = vectors_of(store, BOB, MODEL)  # answer until all are done
            assert len(before) == (0 if is_done else len(self._photos))
            expected = self._importing.expected[BOB]
            (model,) = {name for (name,) in asked(folder, "SELECT identity FROM models")} or {""}
            found = vectors_of(store, BOB, str(model))
            assert self._seen <= set(found)
            assert found == {name: expected[name] for name in found}
            assert not is_done or len(found) == len(self._photos)
            self._seen = set(found)
        finally:
            store.close()
        return is_done

    def is_done(self, folder: Path) -> bool:
        return asked(folder, "SELECT face_model FROM chats") != [(MODEL,)]


class Copied(Scenario):
    """What takes a moment, of a folder that is made once and copied."""

    def __init__(self, template: Path) -> None:
        self._template = template
        self.fill(template)

    @abstractmethod
    def fill(self, folder: Path) -> None: ...

    def command(self, folder: Path) -> list[str]:
        return [sys.executable, "-m", "tests.killed_process", self.kind, str(folder)]

    def prepare(self, folder: Path) -> None:
        shutil.copytree(self._template, folder)

    async def measure(self, folder: Path) -> None:
        """How long the work takes: kills come until a little later."""
        self.prepare(folder)
        process = await self.start(folder)
        assert process.stdout is not None
        await process.stdout.readline()
        began = time.monotonic()
        await process.stdout.readline()
        self.working = 1.2 * (time.monotonic() - began)
        await process.communicate()
        shutil.rmtree(folder)


class Clearing(Copied):
    """A gallery is deleted, beside another that stays."""

    kind = "clear"
    starting = 1.0

    def fill(self, folder: Path) -> None:
        store = Store(folder)
        for chat_id, word in ((ANN, WORD), (BOB, "kept")):
            photos = [made_photo(f"{word}/{word} {i}.jpg", directions(i, 2)) for i in range(200)]
            put_photos(store, chat_id, photos)
            store.append_texts(chat_id, store.photos.all(chat_id), directions(9, 200), "words@1")
        store.close()

    def check(self, folder: Path, lines: list[str]) -> bool:
        store = Store(folder)
        try:
            left = store.photos.count(ANN)
            assert left in {0, 200}
            assert not (left and "done" in lines)
            for chat_id in {ANN, BOB} if left else {BOB}:
                assert store.photos.count(chat_id) == len(store.text_vectors(chat_id, "words@1")[1]) == 200
                assert sum(map(len, vectors_of(store, chat_id, MODEL).values())) == 400
        finally:
            store.close()
        if not left:
            files = [path for path in folder.rglob("*") if path.is_file()]
            assert not any(WORD.encode() in path.read_bytes() for path in files)
            assert not (folder / "chats" / str(ANN)).exists()
        return not left


class Migrating(Copied):
    """A folder of the first release is opened by this one."""

    kind = "migrate"
    starting = 0.5
    photos = 200

    def fill(self, folder: Path) -> None:
        """As many searches as make the migrations take a while."""
        folder.mkdir(parents=True)
        with closing(sqlite3.connect(folder / DATABASE, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            migrations.apply(sqlite_utils.Database(connection), stop_before="m002_face_models")
            files = ChatFiles(folder, ANN)
            segment = write_segment(files, "faces", directions(1, self.photos))
            connection.executescript(OLD.format(segment=segment, photos=self.photos))
            for number in range(1, self.photos + 1):
                data = f"photo {number}".encode()
                sha256 = hashlib.sha256(data).hexdigest()
                connection.execute("UPDATE photos SET sha256 = ? WHERE id = ?", [sha256, number])
                files.write(files.original(sha256, ".jpg"), data)
                files.write(files.preview(sha256), b"\xff\xd8\xff\xd9")

    def check(self, folder: Path, lines: list[str]) -> bool:
        """It was opened once more by now."""
        store = Store(folder)
        try:
            assert len(vectors_of(store, ANN, "one@1")) == store.photos.count(ANN) == self.photos
            assert store.photos.unseen(ANN, "one@1", 0, 10) == []
            assert store.chats.settings(ANN).face_level == 80
        finally:
            store.close()
        assert asked(folder, "SELECT count(*) FROM searches WHERE asked_in = 1") == [(SEARCHES,)]
        return True


SEARCHES = 20_000

OLD = f"""
    BEGIN;
    INSERT INTO chats (id, created_at, face_level) VALUES (1, '2024-01-01', 80);
    INSERT INTO imports (id, chat_id, name, language, state, started_at)
        VALUES (1, 1, 'a.zip', 'en', 'done', '2024-01-01');
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {{photos}})
        INSERT INTO photos (id, chat_id, import_id, sha256, suffix, name, folder, width, height, added_at)
        SELECT i, 1, 1, i, '.jpg', i || '.jpg', '', 4, 3, '2024-01-01T00:00:00+00:00' FROM n;
    INSERT INTO words (rowid, name, folder, taken) SELECT id, name, '', '' FROM photos;
    INSERT INTO segments (id, chat_id, kind, model, file) VALUES (1, 1, 'faces', 'one@1', '{{segment}}');
    INSERT INTO faces (photo_id, segment_id, position, x, y, width, height, score, quality)
        SELECT id, 1, id - 1, 0, 0, 1, 1, 1, 1 FROM photos;
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {SEARCHES})
        INSERT INTO searches (id, chat_id, kind, results, standing_out, by_words, created_at)
        SELECT i, 1, 'face', '[[1, 90.0], [2, 80.0]]', 0, '[]', '2024-01-01' FROM n;
    COMMIT;
"""
"""Rows as the first release has left them."""


async def kill_all(
    kills: dict[str, int], seed: int, root: Path, *, photos: int = 100, say: Callable[[str], None] = print
) -> list[Tally]:
    """So many kills of each kind, at moments that the seed decides."""
    chance = random.Random(seed)
    tallies = []
    async with LocalChat(flood_control=False) as chat:
        say(f"Seed {seed}")
        importing = Importing(chat, photos)
        await introduce(chat)
        await importing.learn(root / "undisturbed")
        clearing, migrating = Clearing(root / "two galleries"), Migrating(root / "first release")
        for copied in (clearing, migrating):
            await copied.measure(root / "measured")
        for scenario in (importing, Reindexing(importing, chat), clearing, migrating):
            began = time.monotonic()
            tally = await kill_at_random(scenario, kills[scenario.kind], chance, root)
            tallies.append(tally)
            say(f"{tally} in {time.monotonic() - began:.0f} s")
    return tallies


async def introduce(chat: LocalChat) -> None:
    """Let the chats be there that the bot writes to."""
    async with httpx.AsyncClient(base_url=chat.address) as http:
        for chat_id in (ANN, BOB):
            await Person(http, 1001, chat_id).say("Hello")
