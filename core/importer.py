"""An import from its zip to the gallery, in batches, over as many restarts as it takes."""

import hashlib
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import starmap
from pathlib import PurePosixPath
from typing import TypeAlias

from core.encoders.face_model import FaceModel
from core.errors import DiskError, DiskFullError, UnreadableArchiveError
from core.face_models import FaceModels
from core.indexer import Indexer, Outcome
from core.intake.archive import Archive, ArchiveEntry, ArchiveLimits
from core.room import Disk, GalleryLimits, GalleryRoom
from core.search.dates import date_words
from core.search.folding import fold
from core.store.imports import Import, Skipped, Step
from core.store.photos import NewPhoto, SearchWords
from core.store.store import Store
from core.types import EncodedPhoto

logger = logging.getLogger(__name__)

PREVIEW_BYTES = 200_000
"""What is kept of a photo beside its original, about."""

BATCH_PHOTOS = 32
BATCH_SECONDS = 2.0
"""A batch is written when either is reached: what a kill can cost, and how soon photos can be found."""


WAITING = frozenset({"encrypted", "wrong_password", "split"})
"""Why a zip cannot be read yet: its import stays what it is, and so does the zip, until more is known."""

PACE_KNOWN = 5
"""Photos after which the time that is left can be told."""


@dataclass(frozen=True, slots=True)
class Progress:
    done: int
    total: int
    faces: int
    seconds_left: float | None  # None until the first photos have shown the pace


@dataclass(slots=True)
class _Batch:
    photos: list[NewPhoto] = field(default_factory=list)
    duplicates: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    skipped_unnamed: int = 0
    started: float = field(default_factory=time.monotonic)

    def outcomes(self) -> Counter[str]:
        counts = Counter(one.reason for one in self.skipped)
        counts.update(added=len(self.photos), duplicate=self.duplicates, not_a_photo=self.skipped_unnamed)
        return +counts

    def is_full(self) -> bool:
        finished = len(self.photos) + self.duplicates + len(self.skipped)
        return finished >= BATCH_PHOTOS or time.monotonic() - self.started > BATCH_SECONDS


Outcomes: TypeAlias = Mapping[str, int]
"""How many files came to what: "added", "duplicate", or the reason why they were skipped."""


class Importer:
    def __init__(  # noqa: PLR0913, PLR0917 (all that it needs)
        self,
        store: Store,
        indexer: Indexer,
        limits: ArchiveLimits,
        face_models: FaceModels,
        gallery_limits: GalleryLimits | None = None,
        on_written: Callable[[Outcomes], object] = lambda _: None,
    ) -> None:
        """`on_written` is told what each batch has come to once it is kept, by the import's thread."""
        self._on_written = on_written
        self._store = store
        self._indexer = indexer
        self._limits = limits
        self._gallery_limits = gallery_limits or GalleryLimits()
        self._face_models = face_models
        self.disk = Disk(store.data_dir, self._gallery_limits.free_bytes)

    def run(
        self,
        job: Import,
        on_progress: Callable[[Progress], None],
        is_stopped: Callable[[], bool],
        password: str | None = None,
    ) -> Import:
        """Read the import from where it is to its end, or until it is stopped, and give its last state.

        Photos that cannot be read are skipped with a reason. Raises UnreadableArchiveError if the zip as a
        whole cannot be read; the import has failed, unless the reason is among WAITING. Raises DiskFullError,
        and it has failed, before it starts if it would not fit on the disk, later if the disk fills up; and
        DiskError, where the disk refuses what is written all the same.
        """
        if not self._store.imports.exists(job.id):  # the gallery was deleted meanwhile
            return job
        files = self._store.files(job.chat_id)
        try:
            incoming, require = files.incoming(job.id), self.disk.require
            with Archive(incoming, self._limits, password, files.open, require) as archive:
                left = len(archive) - job.position
                self.disk.require(archive.unpacked_size(job.position) + left * PREVIEW_BYTES)
                model = self._face_models.of(job.chat_id)
                room, disk = self._room(job.chat_id), self.disk
                run = _Run(self._store, self._indexer, model, job, archive, room, disk, self._on_written)
                run.run(on_progress, is_stopped)
        except UnreadableArchiveError as error:
            if error.reason not in WAITING:
                self._store.finish_import(job, "failed")
            raise
        except DiskFullError:
            self._store.finish_import(job, "failed")
            raise
        if self._store.imports.exists(job.id) and not is_stopped():
            self._store.finish_import(job, "done")
        return self._store.imports.latest(job)

    def _room(self, chat_id: int) -> GalleryRoom:
        size = self._store.files(chat_id).originals_size()
        return GalleryRoom(self._gallery_limits, self._store.photos.count(chat_id), size)


class _Run:
    """One go at an import."""

    def __init__(  # noqa: PLR0913, PLR0917 (all that it needs)
        self,
        store: Store,
        indexer: Indexer,
        face_model: FaceModel,
        job: Import,
        archive: Archive,
        room: GalleryRoom,
        disk: Disk,
        on_written: Callable[[Outcomes], object],
    ) -> None:
        self._on_written = on_written
        self._store = store
        self._indexer = indexer
        self._face_model = face_model
        self._job = job
        self._archive = archive
        self._room = room
        self._disk = disk
        self._files = store.files(job.chat_id)
        self._position = job.position
        self._faces = job.faces
        self._seen: set[str] = set()
        self._hashes: dict[ArchiveEntry, str] = {}  # of what was read and is not finished
        self._unreadable: dict[str, str] = {}  # by hash: why
        self._unnamed: list[tuple[str, str]] = []  # photos whose files no rows name yet: hash and suffix

    def run(self, on_progress: Callable[[Progress], None], is_stopped: Callable[[], bool]) -> None:
        self._store.imports.run(self._job.id, len(self._archive))
        batch = _Batch()
        if self._position == 0 and not self._job.skipped:
            batch.skipped += [Skipped(*file) for file in self._archive.left_out]
            batch.skipped_unnamed = self._archive.left_out_count - len(batch.skipped)
        started = time.monotonic()
        on_progress(self._progress(started))  # from here on it waits no more
        try:
            for entry, result in self._encoded():
                self._take(batch, entry, result)
                on_progress(self._progress(started))
                if batch.is_full():
                    if not self._write(batch) or is_stopped():
                        return
                    self._disk.require()
                    batch = _Batch()
            self._write(batch)
        except (DiskError, DiskFullError):
            self._remove_unnamed()
            raise

    def _encoded(self) -> Iterator[tuple[ArchiveEntry, NewPhoto | str | None]]:
        """Each entry with its photo, the reason why it has none, or None for one that is there already."""
        entries = self._archive.entries[self._job.position :]
        # starmap keeps no photo's bytes while the import waits for its next turn; a loop's variable would.
        encoded = self._indexer.encode_all(entries, self._read_new, self._face_model.names)
        return starmap(self._finish, encoded)

    def _finish(
        self, entry: ArchiveEntry, data: bytes, result: Outcome
    ) -> tuple[ArchiveEntry, NewPhoto | str | None]:
        sha256 = self._hashes.pop(entry, "")  # none where it could not even be unpacked
        if isinstance(result, EncodedPhoto):
            return entry, self._keep(entry, sha256, data, result)
        if result:
            self._unreadable[sha256] = result.reason
            if sha256 in self._seen:
                self._room.give_back(len(data))
            return entry, result.reason
        return entry, self._unreadable.get(sha256)  # a copy shares the fate of the first

    def _read_new(self, entry: ArchiveEntry) -> bytes | None:
        data = self._archive.read(entry)
        sha256 = self._hashes[entry] = hashlib.sha256(data).hexdigest()
        if sha256 in self._seen or self._store.photos.has(self._job.chat_id, sha256):
            return None
        self._room.take(len(data))
        self._seen.add(sha256)
        return data

    def _keep(self, entry: ArchiveEntry, sha256: str, data: bytes, encoded: EncodedPhoto) -> NewPhoto:
        """Write the photo's files; they are strays until the batch's rows name them."""
        suffix = PurePosixPath(entry.name).suffix.lower()
        self._unnamed.append((sha256, suffix))
        self._files.write(self._files.original(sha256, suffix), data)
        self._files.write(self._files.preview(sha256), encoded.preview)
        taken = date_words(encoded.taken_at) if encoded.taken_at else ""
        words = SearchWords(fold(entry.name), fold(entry.folder), taken)
        return NewPhoto(sha256, suffix, entry.name, entry.folder, words, encoded)

    def _take(self, batch: _Batch, entry: ArchiveEntry, result: NewPhoto | str | None) -> None:
        self._position += 1
        if result is None:
            batch.duplicates += 1
        elif isinstance(result, str):
            batch.skipped.append(Skipped(entry.path, result))
        else:
            batch.photos.append(result)
            self._faces += len(result.encoded.faces.faces)

    def _write(self, batch: _Batch) -> bool:
        step = Step(self._position, batch.duplicates, tuple(batch.skipped), batch.skipped_unnamed)
        model = self._face_model.identity
        is_written = self._store.append(self._job.chat_id, self._job.id, batch.photos, step, model)
        self._unnamed.clear()
        if is_written:
            self._on_written(batch.outcomes())
        return is_written

    def _remove_unnamed(self) -> None:
        """Leave no files of a batch on a disk that has no room for its rows."""
        with suppress(OSError):  # where nothing can be written; they are strays at the next start
            for sha256, suffix in self._unnamed:
                self._files.original(sha256, suffix).unlink(missing_ok=True)
                self._files.preview(sha256).unlink(missing_ok=True)

    def _progress(self, started: float) -> Progress:
        finished = self._position - self._job.position
        left = len(self._archive) - self._position
        seconds = time.monotonic() - started
        seconds_left = seconds / finished * left if finished >= PACE_KNOWN else None
        return Progress(self._position, len(self._archive), self._faces, seconds_left)
