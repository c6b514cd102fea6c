"""A day of use: the bot in a process of its own, people in a local chat, and a clock that is moved."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench.soak import scenes
from bench.soak.samples import Sample, kept_files, sample
from bench.soak.scenes import Group, Regular
from bot.localchat.server import LocalChat
from core.store.named import DATABASE, Select, reading
from core.store.verify import verify
from tests.chat import Guest

ROOT = Path(__file__).parents[2]
NEW = (scenes.stays, scenes.clears, scenes.forgets, scenes.gives_up)
REGULARS = 3
FIRST_ID, REGULAR_ID, GROUP_ID = 100_000, 10_000, 20_000
BETWEEN_HOURS = 15 * 24 * 60 * 60.0
"""Seconds by which the clock goes on after an hour of use. Half a month: so what is kept for a day, for a
month and for three is over within the warm-up, and again and again after it."""

REST_SECONDS = 7.0
"""For what goes on behind answers, for looks for unused galleries, and for connections to grow old: httpx
closes those that were idle for 5 seconds, once another call is made."""

STOP_SECONDS = 30.0

OWN_TABLES = frozenset({"_sqlite_migrations", "models"})
"""What these say is about the folder, and nobody's."""


@dataclass(frozen=True, slots=True)
class Soak:
    samples: list[Sample]
    left_files: list[str]  # once all chats were cleared and all users forgotten
    left_rows: dict[str, int]
    log: list[str]


@dataclass
class Bot:
    process: asyncio.subprocess.Process

    async def move_clock(self, seconds: float) -> dict[str, int]:
        """What is in its memory."""
        if self.process.stdin is None:
            raise RuntimeError("The bot was started without a pipe")
        self.process.stdin.write(f"{seconds}\n".encode())
        await self.process.stdin.drain()
        state: dict[str, int] = json.loads(await self.line())
        return state

    async def line(self) -> bytes:
        if self.process.stdout is None:
            raise RuntimeError("The bot was started without a pipe")
        return await self.process.stdout.readline()


async def run(hours: int, folder: Path) -> Soak:
    data, log = folder / "data", folder / "log.txt"
    async with (
        LocalChat(flood_control=False) as chat,
        httpx.AsyncClient(base_url=chat.address, timeout=120) as http,
    ):
        async with _bot(chat, data, log) as bot:
            people = People(http)
            samples = []
            for hour in range(1, hours + 1):
                await people.hour(hour)
                samples.append(await _rest(bot, people, data, hour))
                print(_line(samples[-1]), flush=True)
            await people.leave()
            await bot.move_clock(0)
        problems = verify(data).problems
    left = sorted(str(path.relative_to(data)) for path in kept_files(data))
    return Soak(samples, [*left, *problems], _rows(data), log.read_text().splitlines())


class People:
    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self._regulars = [Regular(Guest(http, REGULAR_ID + place), place) for place in range(REGULARS)]
        self._group = Group(
            Guest(http, GROUP_ID, -GROUP_ID), Guest(http, GROUP_ID + 1, -GROUP_ID), Guest(http, GROUP_ID + 2)
        )
        self._known: list[Guest] = [*(one.guest for one in self._regulars)]

    async def hour(self, hour: int) -> None:
        new = [Guest(self._http, FIRST_ID + hour * 100 + place) for place in range(len(NEW))]
        self._known += new
        await asyncio.gather(
            *(scene(guest, hour) for scene, guest in zip(NEW, new, strict=True)),
            *(scenes.returns(regular, hour) for regular in self._regulars),
            scenes.meets(self._group, hour),
        )

    async def call(self) -> None:
        """One of them asks for help."""
        guest = self._regulars[0].guest
        await guest.say("/help")
        await guest.hears("Commands:")

    async def leave(self) -> None:
        """All galleries are cleared, and everybody is forgotten."""
        await scenes.clear(self._group.owner)
        group = self._group
        alone = [Guest(self._http, one.user_id, read=one.read) for one in (group.owner, group.member)]
        for guest in [*self._known, *alone, group.visitor]:
            await scenes.forget(guest)


@asynccontextmanager
async def _bot(chat: LocalChat, data: Path, log: Path) -> AsyncIterator[Bot]:
    command = ["-m", "bench.soak.bot_process", str(data), chat.address, chat.token]
    pipe = asyncio.subprocess.PIPE
    with log.open("w") as lines:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=lines
        )
        bot = Bot(process)
        try:
            await bot.line()
            yield bot
        finally:
            with suppress(ProcessLookupError):
                process.terminate()
            async with asyncio.timeout(STOP_SECONDS):
                await process.communicate()


async def _rest(bot: Bot, people: People, data: Path, hour: int) -> Sample:
    """Move the clock, and look at the bot once it has done what is due then."""
    await bot.move_clock(BETWEEN_HOURS)
    await asyncio.sleep(REST_SECONDS)
    await people.call()
    state = await bot.move_clock(0)
    return await asyncio.to_thread(sample, hour, bot.process.pid, data, state)


def _rows(data: Path) -> dict[str, int]:
    """How many rows are left, of tables that have any."""
    with reading(data / DATABASE) as select:
        names: Iterable[tuple[str]] = select(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'words%' "
            "AND name NOT LIKE 'sqlite%'",
            [],
        )
        counts = {name: _count(select, name) for (name,) in [*names]}
    return {name: count for name, count in counts.items() if count and name not in OWN_TABLES}


def _count(select: Select, table: str) -> int:
    ((count,),) = select(f"SELECT count(*) FROM {table}", [])
    return int(count)


def _line(one: Sample) -> str:
    return (
        f"hour {one.hour:2}: {one.bot:.0f} + {one.workers:.0f} MB, {one.threads} threads, "
        f"{one.descriptors} descriptors, {one.tasks} tasks, {one.blocks:,} blocks; {one.chats} chats, "
        f"{one.photos} photos, {one.files} files, {one.unnamed} unnamed, {len(one.problems)} problems"
    )
