"""Worker processes give way to the bot's own."""

import os
from pathlib import Path

import pytest

from core.indexer import Indexer
from core.worker_process import NICENESS


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
