"""The one gate from the event loop to threads: jobs of a chat take turns, and leave nothing behind."""

import asyncio
from collections.abc import Callable

from bot.worker import Lane, Worker

ANN, BOB = 1, -1002


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
    assert (worker._turns, worker._stops) == ({}, {})
    await worker.close()


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not is_so():  # noqa: ASYNC110
            await asyncio.sleep(0.001)
