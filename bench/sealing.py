"""What encryption at rest costs: `python -m bench.sealing`.

The store writes and reads the same files as they are and sealed with a key, in turns, so that what else
happens hits both: originals, previews, and the vectors of a gallery. Medians of milliseconds; what is read is
in the system's cache, and what is written is waited for until the disk has it.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import numpy as np

from core.store.files import ChatFiles
from core.store.store import Store
from core.store.vectors import read_segments, write_segment

CHAT = 1
DIMENSIONS = 512
SEGMENT = 64  # faces that an import writes at once
SIZES = {"an original of 4 MB": 4_000_000, "a preview of 200 KB": 200_000}

Times = tuple[list[float], list[float]]
"""Plain and sealed."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--faces", type=int, default=20_000)
    parser.add_argument("--photos", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=15)
    given = parser.parse_args()
    print("milliseconds | plain | sealed | more")
    with ExitStack() as stack:
        stores = [_store(stack, key) for key in (None, os.urandom(32))]
        for what, times in _measure([store.files(CHAT) for store in stores], given):
            plain, sealed = (statistics.median(one) * 1000 for one in times)
            print(f"{what} | {plain:.2f} | {sealed:.2f} | {sealed - plain:+.2f}")


def _store(stack: ExitStack, key: bytes | None) -> Store:
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    return stack.enter_context(closing(Store(Path(folder), key)))


def _measure(both: list[ChatFiles], given: argparse.Namespace) -> Iterator[tuple[str, Times]]:
    chance = np.random.default_rng(0)
    for what, size in SIZES.items():
        data = chance.bytes(size)
        written: Times = ([], [])
        read: Times = ([], [])
        for number in range(given.photos):
            for place, files in enumerate(both):
                path = files.original(f"{size}-{number}", ".jpg")
                written[place].append(_seconds(files.write, path, data))
                read[place].append(_seconds(files.read, path))
        yield f"write {what}", written
        yield f"read {what}", read
    vectors = chance.normal(size=(SEGMENT, DIMENSIONS)).astype(np.float32)
    count = given.faces // SEGMENT
    names = [[write_segment(files, "faces", vectors) for _ in range(count)] for files in both]
    loaded: Times = ([], [])
    for _ in range(given.rounds):
        for place, files in enumerate(both):
            loaded[place].append(_seconds(read_segments, files, names[place]))
    yield f"load {count * SEGMENT:,} faces from {count} files", loaded


def _seconds(do: Callable[..., object], *given: object) -> float:
    started = time.perf_counter()
    do(*given)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
