"""The one gate from the event loop to threads: jobs of a chat take turns, and leave nothing behind."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bot.stop import Stop
from bot.worker import (
    CHATS_SEARCHES,
    DESCRIBE_THREADS,
    DOWNLOAD_THREADS,
    IMPORT_THREADS,
    PERSONS_DOWNLOADS,
    PERSONS_IMPORTS,
    SEARCH_THREADS,
    Lane,
    Worker,
)

ANN, BOB = 1, -1002
GROUP = -5


@dataclass(frozen=True)
class Person:
    sender_id: int
    chat_id: int


@dataclass
class Searches:
    """Searches, and downloads, that begin, and take until they may end."""

    worker: Worker = field(default_factory=Worker)
    begun: list[str] = field(default_factory=list)
    asked: list[asyncio.Task[bool]] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    may_end: threading.Event = field(default_factory=threading.Event)

    def ask(self, person: Person, name: str) -> None:
        self.asked.append(asyncio.create_task(self.worker.search(person, self._run, name)))

    def download(self, chat_id: int, whose: int, name: str) -> None:
        self._start(chat_id, lambda stop: self.worker.download(whose, stop, self._run, name), name)

    def import_(self, chat_id: int, whose: int, name: str) -> None:
        self._start(chat_id, lambda stop: self.worker.run_import(whose, stop, self._run, name), name)

    def _start(self, chat_id: int, call: Callable[[Stop], Awaitable[bool | None]], name: str) -> None:
        async def job(stop: Stop) -> None:
            if await call(stop) is None:
                self.stopped.append(name)

        self.worker.start_job(chat_id, Lane.IMPORT, job)

    def _run(self, name: str) -> bool:
        self.begun.append(name)
        return self.may_end.wait()

    @contextmanager
    def ended(self) -> Iterator[None]:
        try:
            yield
        finally:
            self.may_end.set()


async def test_jobs_of_a_chat_take_turns_within_a_lane() -> None:
    worker, order = Worker(), list[str]()
    go_on = asyncio.Event()

    async def first(_: Callable[[], bool]) -> None:
        order.append("first begins")
        await go_on.wait()
        order.append("first ends")

    async def other(_: Callable[[], bool]) -> None:
        order.append("other")

    worker.start_job(ANN, Lane.IMPORT, first)
    worker.start_job(ANN, Lane.IMPORT, other)
    worker.start_job(ANN, Lane.DESCRIBE, other)
    worker.start_job(BOB, Lane.IMPORT, other)
    await until(lambda: len(order) == 3)
    assert order == ["first begins", "other", "other"]
    assert worker.jobs(Lane.IMPORT) == (1, 1)
    go_on.set()
    await until(lambda: len(order) == 5)
    assert order[3:] == ["first ends", "other"]
    await worker.close()


async def test_what_runs_alone_stops_the_jobs_of_its_chat_and_waits_for_them() -> None:
    worker, ended = Worker(), list[int]()

    def job(chat_id: int) -> Callable[[Callable[[], bool]], object]:
        async def run(is_stopped: Callable[[], bool]) -> None:
            while not is_stopped():  # noqa: ASYNC110 (as imports do, batch by batch)
                await asyncio.sleep(0.01)
            ended.append(chat_id)

        return run

    for chat_id in (ANN, BOB):
        worker.start_job(chat_id, Lane.IMPORT, job(chat_id))  # type: ignore[arg-type]
    await asyncio.sleep(0.05)
    assert await worker.run_alone(ANN, lambda: list(ended)) == [ANN]
    worker.start_job(ANN, Lane.IMPORT, job(ANN))  # type: ignore[arg-type]
    await asyncio.sleep(0.05)
    assert ended == [ANN]  # a job that comes afterwards is not stopped
    await worker.close()
    assert sorted(ended) == [BOB, ANN, ANN]


async def test_of_chats_that_have_no_jobs_any_more_nothing_is_kept() -> None:
    worker = Worker()

    async def job(_: Callable[[], bool]) -> None:
        await asyncio.sleep(0)

    async def failing(_: Callable[[], bool]) -> None:
        raise RuntimeError

    for chat_id in range(1, 100):
        for lane in Lane:
            worker.start_job(chat_id, lane, failing if chat_id % 7 == 0 else job)
        if chat_id % 3 == 0:
            await worker.run_alone(chat_id, lambda: None)
    await until(lambda: not worker._jobs)
    assert (len(worker._turns), worker._stops) == (0, {})
    await worker.close()


async def test_one_persons_searches_hold_up_nobody_elses() -> None:
    searches = Searches()
    with searches.ended():
        for number in range(2 * SEARCH_THREADS):
            searches.ask(Person(1, GROUP if number % 2 else 1), f"ann {number}")
        await until(lambda: bool(searches.begun))
        searches.ask(Person(2, 2), "bob")
        await until(lambda: "bob" in searches.begun)
        assert searches.begun == ["ann 0", "bob"]
    await asyncio.gather(*searches.asked)
    assert searches.begun == ["ann 0", "bob", *(f"ann {number}" for number in range(1, 2 * SEARCH_THREADS))]
    await searches.worker.close()


async def test_one_chats_searches_hold_up_no_other_chats() -> None:
    searches = Searches()
    with searches.ended():
        for number in range(2 * SEARCH_THREADS):
            searches.ask(Person(100 + number, GROUP), f"guest {number}")
        await until(lambda: len(searches.begun) == CHATS_SEARCHES)
        searches.ask(Person(2, 2), "bob")
        await until(lambda: "bob" in searches.begun)
        assert len(searches.begun) == CHATS_SEARCHES + 1
    await asyncio.gather(*searches.asked)
    assert len(searches.begun) == 2 * SEARCH_THREADS + 1
    await searches.worker.close()


async def test_one_persons_downloads_hold_up_nobody_elses() -> None:
    calls = Searches()
    with calls.ended():
        for chat_id in range(1, DOWNLOAD_THREADS + 1):
            calls.download(-chat_id, ANN, f"ann {chat_id}")
        await until(lambda: len(calls.begun) == PERSONS_DOWNLOADS)
        calls.download(BOB, BOB, "bob")
        await until(lambda: "bob" in calls.begun)
        assert calls.begun == ["ann 1", "ann 2", "bob"]
    await until(lambda: len(calls.begun) == DOWNLOAD_THREADS + 1)
    await until(lambda: not calls.worker._jobs)
    assert (calls.stopped, len(calls.worker._downloading)) == ([], 0)
    await calls.worker.close()


async def test_one_persons_imports_hold_up_nobody_elses() -> None:
    calls = Searches()
    with calls.ended():
        for chat_id in range(1, IMPORT_THREADS + 1):
            calls.import_(-chat_id, ANN, f"ann {chat_id}")
        await until(lambda: len(calls.begun) == PERSONS_IMPORTS)
        calls.import_(BOB, BOB, "bob")
        await until(lambda: "bob" in calls.begun)
        assert len(calls.begun) == PERSONS_IMPORTS + 1
        async with asyncio.timeout(10):
            await calls.worker.run_alone(-IMPORT_THREADS, lambda: None)
        assert calls.stopped == [f"ann {IMPORT_THREADS}"]
    await until(lambda: not calls.worker._jobs)
    assert len(calls.begun) == IMPORT_THREADS
    assert len(calls.worker._importing) == 0
    await calls.worker.close()


async def test_descriptions_of_many_chats_hold_up_no_import() -> None:
    calls = Searches()
    with calls.ended():
        for chat_id in range(1, 2 * DESCRIBE_THREADS):
            calls.asked.append(asyncio.create_task(calls.worker.describe(calls._run, f"chat {chat_id}")))
        await until(lambda: len(calls.begun) == DESCRIBE_THREADS)
        calls.import_(BOB, BOB, "bob")
        await until(lambda: "bob" in calls.begun)
    await asyncio.gather(*calls.asked)
    await calls.worker.close()


async def test_what_waits_for_others_ends_at_once_where_it_is_stopped() -> None:
    """Also where all threads are taken: a chat is cleared, or moves, however long these take."""
    calls, people = Searches(), DOWNLOAD_THREADS // PERSONS_DOWNLOADS
    with calls.ended():
        for chat_id in range(1, DOWNLOAD_THREADS + 1):
            calls.download(-chat_id, 100 + chat_id % people, "slow")
        await until(lambda: len(calls.begun) == DOWNLOAD_THREADS)
        calls.download(-100, 100, "for a person's turn")
        calls.download(BOB, BOB, "for a thread")
        await asyncio.sleep(0.05)
        async with asyncio.timeout(10):
            await calls.worker.run_alone(-100, lambda: None)
            await calls.worker.run_alone(BOB, lambda: None)
        assert calls.stopped == ["for a person's turn", "for a thread"]
        calls.download(BOB, BOB, "once more")
        await asyncio.sleep(0.05)
        calls.worker.stop()
        await until(lambda: len(calls.stopped) == 3)
        assert set(calls.begun) == {"slow"}
    await calls.worker.close()
    assert len(calls.worker._downloading) == 0


async def test_a_search_that_fails_or_is_given_up_makes_room_for_the_next() -> None:
    worker, ann = Worker(), Person(1, 1)
    failing = asyncio.create_task(worker.search(ann, lambda: 1 // 0))
    given_up = asyncio.create_task(worker.search(ann, lambda: 1))
    await asyncio.sleep(0)
    given_up.cancel()
    assert await worker.search(ann, lambda: 2) == 2
    assert isinstance(failing.exception(), ZeroDivisionError)
    assert (len(worker._searching), len(worker._searched_in)) == (0, 0)
    await worker.close()


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not is_so():  # noqa: ASYNC110
            await asyncio.sleep(0.001)
