"""Memory that an import of many photos takes, of all processes together.

Runs as a process of its own, `python -m bench.memory COUNT PHOTO...`, with the bot's modules loaded, and
prints what it has found as JSON.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bench.processes import family, highest, shared_out
from bench.throughput import CHAT
from core.encoders.face_model import FaceModelNames
from core.face_models import FaceModels
from core.importer import Importer, Progress
from core.indexer import Indexer
from core.intake.archive import ArchiveLimits
from core.store.store import Store

LIMITS = ArchiveLimits(entries=1_000_000, total_bytes=1 << 50, files=1_000_000)
PARTS = 10


@dataclass(slots=True)
class Memory:
    """In megabytes."""

    photos: int
    highest: float = 0  # the most that each process ever had, added up: never too little
    after: list[tuple[int, float]] = field(default_factory=list)  # photos, and then: shared pages count once


def measure(photos: Sequence[Path], count: int) -> Memory:
    """Import so many, which are `photos` over and over, each copy with a number of its own at its end."""
    command = [sys.executable, "-m", "bench.memory", str(count), *map(str, photos)]
    answer = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return Memory(answer["photos"], answer["highest"], [(done, size) for done, size in answer["after"]])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("count", type=int)
    parser.add_argument("photos", type=Path, nargs="+")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(asdict(_import(options.photos, options.count, Path(folder)))))


def _import(photos: Sequence[Path], count: int, folder: Path) -> Memory:
    import bot.app  # noqa: F401, PLC0415 (only to have it in memory)

    found = Memory(count)
    marks = {count * part // PARTS for part in range(1, PARTS + 1)}

    def watch(progress: Progress) -> None:
        if progress.done in marks:
            found.after.append((progress.done, sum(map(shared_out, family(os.getpid())))))

    store = Store(folder)
    store.chats.ensure(CHAT)
    job = store.imports.begin(CHAT, "photos.zip", "en")
    _pack(photos, count, store.files(CHAT).incoming(job.id))
    store.imports.run(job.id, 0)
    indexer = Indexer(os.cpu_count() or 1)
    try:
        Importer(store, indexer, LIMITS, FaceModels.load(store, indexer, FaceModelNames())).run(
            job, watch, lambda: False
        )
        found.highest = sum(map(highest, family(os.getpid())))
    finally:
        indexer.close()
        store.close()
    return found


def _pack(photos: Sequence[Path], count: int, path: Path) -> None:
    path.parent.mkdir(parents=True)
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(count):
            data = photos[number % len(photos)].read_bytes()
            archive.writestr(f"{number:06}.jpg", data + number.to_bytes(4, "big"))


if __name__ == "__main__":
    main()
