"""The one gate from the event loop to threads."""

import asyncio
import contextvars
import logging
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, AsyncExitStack, contextmanager
from enum import Enum, auto
from typing import Any, ParamSpec, Protocol, TypeVar

from bot.places import Places
from bot.stop import Stop

P = ParamSpec("P")
Result = TypeVar("Result")

logger = logging.getLogger(__name__)

QUICK_THREADS = 8
SEARCH_THREADS = 16
PERSONS_SEARCHES = 1
CHATS_SEARCHES = 2
"""At a time. A photo may take a minute to decode, and who searches with many such keeps nobody else waiting:
no more than these of theirs are in threads, and at most one photo of each waits for a worker process."""

CLOSING_SECONDS = 4.0  # for jobs to stop: a batch takes up to two, and a photo in hand less than the rest
IMPORT_THREADS = DESCRIBE_THREADS = 64
"""Imports wait for their turn in threads of their own, so that they never keep a search waiting. So does what
describes photos, which may be those of all chats, once another model has come."""

LONG_THREADS = 8

PERSONS_IMPORTS = 8
"""At a time, in all chats: imports take turns for the worker processes, and one person's take no more."""

DOWNLOAD_THREADS = 16
"""Downloads, too: a slow server holds up no import."""

PERSONS_DOWNLOADS = 2
"""At a time, in all chats. Whoever has links to slow servers of their own keeps nobody else's waiting."""

Job = Callable[[Stop], Coroutine[Any, Any, None]]
"""Is told when to stop; before it has begun, it may be."""


class Asker(Protocol):
    """Who searches, and where."""

    @property
    def sender_id(self) -> int: ...

    @property
    def chat_id(self) -> int: ...


class Lane(Enum):
    """Jobs of one chat wait for each other within a lane; photos are imported while others are described."""

    IMPORT = auto()
    DESCRIBE = auto()


class Worker:
    """Runs blocking calls off the loop: quick ones at once, long ones after each other within a chat."""

    def __init__(
        self,
        on_search: Callable[[float], object] = lambda _: None,
        on_failure: Callable[[], object] = lambda: None,
    ) -> None:
        """`on_search` is told what each search has taken, in seconds; `on_failure` of jobs that failed."""
        self._on_search = on_search
        self.on_failure = on_failure
        self._running: Counter[Lane] = Counter()
        self._waiting: Counter[Lane] = Counter()
        self._quick = ThreadPoolExecutor(QUICK_THREADS, "quick")
        self._searches = ThreadPoolExecutor(SEARCH_THREADS, "search")
        self._long = ThreadPoolExecutor(LONG_THREADS, "long")
        self._imports = ThreadPoolExecutor(IMPORT_THREADS, "import")
        self._descriptions = ThreadPoolExecutor(DESCRIBE_THREADS, "describe")
        self._downloads = ThreadPoolExecutor(DOWNLOAD_THREADS, "download")
        self._searching = Places(PERSONS_SEARCHES)  # of people
        self._searched_in = Places(CHATS_SEARCHES)  # of chats
        self._importing = Places(PERSONS_IMPORTS)  # of people
        self._downloading = Places(PERSONS_DOWNLOADS)  # of people
        self._downloads_free = asyncio.Semaphore(DOWNLOAD_THREADS)
        self._turns = Places(1)  # of chats, in each lane
        self._stops: dict[int, Stop] = {}  # of chats that have jobs
        self._jobs: dict[asyncio.Task[None], int] = {}  # and whose they are
        self.closing = asyncio.Event()

    async def run(self, function: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> Result:
        """Run a quick call."""
        return await _call(self._quick, lambda: function(*args, **kwargs))

    async def search(
        self, asker: Asker, function: Callable[P, Result], *args: P.args, **kwargs: P.kwargs
    ) -> Result:
        """Run a search, which waits for others of its asker, and of their chat, and for a worker process."""
        started = time.monotonic()
        try:
            async with self._searching.place(asker.sender_id), self._searched_in.place(asker.chat_id):
                return await _call(self._searches, lambda: function(*args, **kwargs))
        finally:
            self._on_search(time.monotonic() - started)

    async def run_long(self, function: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> Result:
        """Run a call that may take seconds, such as copying a file."""
        return await _call(self._long, lambda: function(*args, **kwargs))

    async def describe(self, function: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> Result:
        """Run a call that looks at all photos of a chat. To be awaited in a job."""
        return await _call(self._descriptions, lambda: function(*args, **kwargs))

    async def run_import(
        self, whose: int, stop: Stop, function: Callable[P, Result], *args: P.args, **kwargs: P.kwargs
    ) -> Result | None:
        """Run an import, once it is this person's turn; None where it is stopped before.

        To be awaited in a job.
        """
        places = (self._importing.place(whose),)
        return await _call_in_turn(self._imports, places, stop, lambda: function(*args, **kwargs))

    async def download(
        self, whose: int, stop: Stop, function: Callable[P, Result], *args: P.args, **kwargs: P.kwargs
    ) -> Result | None:
        """Run a call that waits for servers elsewhere, in the same way."""
        places = self._downloading.place(whose), self._downloads_free
        return await _call_in_turn(self._downloads, places, stop, lambda: function(*args, **kwargs))

    def start_job(self, chat_id: int, lane: Lane, job: Job) -> None:
        """Start a job once the chat's earlier ones in this lane are done."""
        stop = self._stops.setdefault(chat_id, Stop())
        if self.closing.is_set():
            stop.set()
        task = asyncio.create_task(self._in_turn(chat_id, lane, job, stop))
        self._jobs[task] = chat_id
        task.add_done_callback(self._end)

    async def run_alone(
        self, chat_id: int, function: Callable[P, Result], *args: P.args, **kwargs: P.kwargs
    ) -> Result:
        """Stop the chat's jobs, then run a call while there are none."""
        self._stops.pop(chat_id, Stop()).set()
        async with self._turns.place((chat_id, Lane.IMPORT)), self._turns.place((chat_id, Lane.DESCRIBE)):
            return await self.run(function, *args, **kwargs)

    def stop(self) -> None:
        """Let the jobs stop after the batch in hand. What they have not read, they read after a restart."""
        self.closing.set()
        for stop in self._stops.values():
            stop.set()

    async def close(self) -> None:
        self.stop()
        if self._jobs:
            _, late = await asyncio.wait(self._jobs, timeout=CLOSING_SECONDS)
            for job in late:
                job.cancel()
        pools = self._quick, self._searches, self._long, self._imports, self._descriptions, self._downloads
        for threads in pools:
            threads.shutdown(wait=False, cancel_futures=True)

    def is_busy(self, chat_id: int, lane: Lane) -> bool:
        """Whether a job that is started now waits for its chat's others."""
        return self._turns.wanted((chat_id, lane)) > 0

    def jobs(self, lane: Lane) -> tuple[int, int]:
        """Of all chats, how many are running, and how many wait for their turn."""
        return self._running[lane], self._waiting[lane]

    def _end(self, job: asyncio.Task[None]) -> None:
        chat_id = self._jobs.pop(job)
        if chat_id not in self._jobs.values():
            self._stops.pop(chat_id, None)

    async def _in_turn(self, chat_id: int, lane: Lane, job: Job, stop: Stop) -> None:
        async with AsyncExitStack() as stack:
            with _counted(self._waiting, lane):
                await stack.enter_async_context(self._turns.place((chat_id, lane)))
            try:
                with _counted(self._running, lane):
                    await job(stop)
            except Exception:
                self.on_failure()
                logger.exception("A job failed")


@contextmanager
def _counted(counter: "Counter[Lane]", lane: Lane) -> Iterator[None]:
    counter[lane] += 1
    try:
        yield
    finally:
        counter[lane] -= 1


async def _call_in_turn(
    threads: ThreadPoolExecutor,
    places: Iterable[AbstractAsyncContextManager[None]],
    stop: Stop,
    function: Callable[[], Result],
) -> Result | None:
    """None where it is stopped while it waits: its chat, to be cleared, say, waits for no others."""
    async with AsyncExitStack() as stack:
        if not await stop.lets(_enter(stack, places)):
            return None
        return await _call(threads, function)


async def _enter(stack: AsyncExitStack, places: Iterable[AbstractAsyncContextManager[None]]) -> None:
    for place in places:
        await stack.enter_async_context(place)


async def _call(threads: ThreadPoolExecutor, function: Callable[[], Result]) -> Result:
    """In the context of who asks: what is logged of it says for which update it is done."""
    context = contextvars.copy_context()
    return await asyncio.get_running_loop().run_in_executor(threads, context.run, function)
