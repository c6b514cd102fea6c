"""Photos a second: from a zip to vectors and to a gallery, DeepFace's, and decoding alone."""

import os
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench import peers
from core.encoders.face_model import FaceModelNames
from core.face_models import FaceModels
from core.importer import Importer
from core.indexer import Indexer
from core.intake.archive import Archive, ArchiveLimits
from core.store.store import Store
from core.types import EncodedPhoto

SMALL = 1280  # pixels: what DeepFace's users shrink photos to
CHAT = 1


@dataclass(slots=True)
class Runs:
    """What one thing took, each time."""

    values: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return median(self.values)


@dataclass(slots=True)
class Throughput:
    """Photos a second."""

    decoding: Runs = field(default_factory=Runs)
    encoding: Runs = field(default_factory=Runs)
    importing: Runs = field(default_factory=Runs)
    deepface_small: Runs = field(
        default_factory=Runs
    )  # called for one photo after the other, as it is made for
    deepface_whole: Runs = field(default_factory=Runs)
    deepface_small_all_cores: Runs = field(default_factory=Runs)  # a process for each core
    deepface_whole_all_cores: Runs = field(default_factory=Runs)
    faces: int = 0  # that we found


def measure(indexer: Indexer, photos: Sequence[Path], rounds: int, folder: Path) -> Throughput:
    """All in turns, so that what else the machine does hits all of them; DeepFace on whole photos once."""
    processes = os.cpu_count() or 1
    found = Throughput()
    archive = packed(photos, folder / "photos.zip")
    small = [peers.shrunk(photo, SMALL, folder) for photo in photos[: processes * rounds]]
    with ExitStack() as stack:
        decoding = stack.enter_context(peers.decoding(processes))
        deepface = stack.enter_context(peers.deepface(processes, folder / "deepface"))
        encode(indexer, archive, limit=2 * processes)  # the models are loaded
        for number in range(rounds):
            found.decoding.values.append(decoding(photos))
            rate, found.faces = encode(indexer, archive)
            found.encoding.values.append(rate)
            found.importing.values.append(import_(indexer, archive))
            few = small[number * processes :][:processes]
            found.deepface_small.values.append(deepface(few, one_by_one=True))
            found.deepface_small_all_cores.values.append(deepface(few))
        found.deepface_whole.values.append(deepface(photos[:1], one_by_one=True))
        found.deepface_whole_all_cores.values.append(deepface(photos[:processes]))
    return found


def packed(photos: Sequence[Path], path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for photo in photos:
            archive.write(photo, photo.name)
    return path


def encode(indexer: Indexer, path: Path, limit: int | None = None) -> tuple[float, int]:
    """Photos a second, and how many faces they have."""
    start = time.perf_counter()
    with Archive(path, ArchiveLimits()) as archive:
        entries = archive.entries[:limit]
        outcomes = [outcome for _, _, outcome in indexer.encode_all(entries, archive.read)]
    seconds = time.perf_counter() - start
    encoded = [outcome for outcome in outcomes if isinstance(outcome, EncodedPhoto)]
    if failed := [outcome for outcome in outcomes if not isinstance(outcome, EncodedPhoto)]:
        raise RuntimeError(f"{len(failed)} photos could not be encoded: {failed[0]}")
    return len(encoded) / seconds, sum(len(one.faces.faces) for one in encoded)


def import_(indexer: Indexer, path: Path) -> float:
    """Photos a second, with everything that is kept of them written."""
    with imported(indexer, path) as (seconds, count):
        return count / seconds


@contextmanager
def imported(indexer: Indexer, path: Path) -> Iterator[tuple[float, int]]:
    """A gallery of its own, for as long as this lasts: the seconds it took, and its photos."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        store = Store(Path(folder))
        store.chats.ensure(CHAT)
        job = store.imports.begin(CHAT, path.name, "en")
        incoming = store.files(CHAT).incoming(job.id)
        incoming.parent.mkdir(parents=True)
        incoming.hardlink_to(path)
        store.imports.run(job.id, 0)
        importer = Importer(
            store, indexer, ArchiveLimits(), FaceModels.load(store, indexer, FaceModelNames())
        )
        start = time.perf_counter()
        done = importer.run(job, lambda _: None, lambda: False)
        seconds = time.perf_counter() - start
        yield seconds, done.added
        store.close()
