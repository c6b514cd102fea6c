"""The loop goes on soon while threads are at work, and looks for nothing that is not there."""

import asyncio
import os
import sys
import threading
import time
from pathlib import Path
from statistics import median

import pytest
from httpcore import _synchronization

from bot.promptness import LOOKED_FOR, be_prompt
from core.indexer import Indexer
from core.worker_process import NICENESS


async def test_the_loop_gets_its_turn_beside_threads_that_never_rest() -> None:
    """Each sleep ends with Python's lock to be waited for, as each call of a socket does."""
    before, over = sys.getswitchinterval(), threading.Event()

    def work() -> None:
        while not over.is_set():
            sum(range(1000))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        slow = await turn()
        be_prompt()
        prompt = await turn()
    finally:
        over.set()
        for thread in threads:
            thread.join()
        sys.setswitchinterval(before)
    assert prompt < slow / 2


async def turn() -> float:
    """Seconds that a short sleep takes, as a rule."""
    found = []
    for _ in range(40):
        began = time.monotonic()
        await asyncio.sleep(0.001)
        found.append(time.monotonic() - began)
    return median(found)


def test_what_is_not_there_is_not_looked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, LOOKED_FOR, raising=False)
    be_prompt()
    if sys.modules.get(LOOKED_FOR) is not None:
        pytest.skip("It is there")
    asked = list[str]()

    class Finder:
        def find_spec(self, name: str, *_: object) -> None:
            asked.append(name)

    monkeypatch.setattr(sys, "meta_path", [Finder(), *sys.meta_path])
    assert _synchronization.current_async_library() == "asyncio"
    assert asked == []


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="There is no /proc")
def test_worker_processes_give_way(indexer: Indexer) -> None:
    indexer.ping().result()
    children = [
        int(child)
        for path in Path("/proc/self/task").glob("*/children")
        for child in path.read_text().split()
    ]
    own = os.getpriority(os.PRIO_PROCESS, 0)
    niceness = [os.getpriority(os.PRIO_PROCESS, child) - own for child in children]
    assert NICENESS in niceness  # of one that has answered
