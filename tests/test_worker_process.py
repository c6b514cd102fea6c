"""Worker processes give way to the bot's own, end with it, and load what they need."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.indexer import Indexer
from core.worker_process import NICENESS
from tests.killing import ROOT, descendants, wait_for_end

pytestmark = pytest.mark.skipif(not Path("/proc").is_dir(), reason="There is no /proc")

WORKING = """
import numpy as np
from core import worker_process
from core.indexer import Indexer
from core.pixels import encode_jpeg

if __name__ == "__main__":
    indexer = Indexer(2)
    previews = [encode_jpeg(np.zeros((960, 1280, 3), np.uint8))] * 200_000
    indexer._schedule(worker_process.fingerprints, previews)
    indexer.ping().result()  # which waits behind them
    print("at work", flush=True)
"""
"""One worker has work for many minutes, and the other has none."""


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


def test_worker_processes_end_when_the_bot_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", WORKING], cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"at work\n"
        family = descendants(process.pid)
        process.kill()
    assert len(family) > 2  # Python has a process for what the others leave, too
    wait_for_end(family, 10.0)


def test_without_uform_its_packages_are_not_loaded() -> None:
    code = "import core.worker_process, sys; assert not {'uform', 'tokenizers'} & {*sys.modules}"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
