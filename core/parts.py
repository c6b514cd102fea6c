"""Zips that come in parts: collected in their chat, and joined when all are there."""

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from core.errors import DiskFullError
from core.intake.split import Part, in_order, join, missing
from core.room import Disk, GalleryLimits
from core.store.refusals import telling_refusals
from core.store.store import Store


@dataclass(frozen=True, slots=True)
class Collected:
    part: Part  # the one that has just come
    here: int  # parts of the same zip
    missing: list[int] | None  # None: more, nobody knows how many

    @property
    def is_whole(self) -> bool:
        return self.missing == []


class SplitZips:
    def __init__(self, store: Store, limits: GalleryLimits | None = None) -> None:
        self._store = store
        self._limits = limits or GalleryLimits()
        self._disk = Disk(store.data_dir, self._limits.free_bytes)
        self._lock = threading.Lock()

    def require_room(self, chat_id: int, size: int) -> None:
        """Raises DiskFullError where a part of `size` bytes is more than what the gallery may still hold."""
        files = self._store.files(chat_id)
        held = files.originals_size() + sum(
            files.size(files.part(name)) for name in self._store.parts.files(chat_id)
        )
        free = max(0, self._limits.total_bytes - held)
        if size > free:
            raise DiskFullError(size, free)

    def place(self, chat_id: int) -> Path:
        """Where to put a part that is coming in: a stray until it is added."""
        self._store.chats.ensure(chat_id)
        self._store.chats.touch(chat_id)
        folder = self._store.files(chat_id).coming
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{uuid.uuid4().hex}.arriving"

    def add(self, chat_id: int, part: Part, arrived: Path) -> Collected:
        """Keep a part that has come to its place. Raises DiskError; nothing of it is left then."""
        path = arrived.with_suffix(".part")
        with _removed_if_refused(arrived):
            self._store.files(chat_id).take(arrived, path)
        return self._keep(chat_id, part, path)

    def add_incoming(self, chat_id: int, part: Part, zip_file: Path) -> Collected:
        """Keep what came in as a zip, and is a part: the import still has it until the part is kept.

        Raises DiskError.
        """
        path = self.place(chat_id).with_suffix(".part")
        with _removed_if_refused(path):
            self._store.files(chat_id).copy(zip_file, path)
        return self._keep(chat_id, part, path)

    def _keep(self, chat_id: int, part: Part, path: Path) -> Collected:
        with self._lock:
            self._drop_old()
            before = set(self._store.parts.files(chat_id))
            with _removed_if_refused(path):
                self._store.parts.add(chat_id, part, path.name)
            self._unlink(chat_id, before - set(self._store.parts.files(chat_id)))
            return self._collected(chat_id, part)

    def join(self, chat_id: int, part: Part, target: Path) -> None:
        """Write the whole zip. The parts stay, whatever comes of it.

        Raises UnreadableArchiveError where they do not fit together, DiskFullError where the disk has no room
        for the whole beside them, and DiskError.
        """
        files = self._store.files(chat_id)
        with self._lock, telling_refusals():
            paths = self._paths(chat_id, part)
            self._disk.require(sum(map(files.size, paths.values())))
            join(part, paths, target, files.open)

    def waiting(self, chat_id: int) -> list[Collected]:
        """Of each zip that is not whole what is here, by the part that came last."""
        with self._lock:
            return [self._collected(chat_id, part) for part in self._store.parts.latest(chat_id)]

    def note_message(self, chat_id: int, part: Part, message_id: int) -> bool:
        """Note which message says what is missing beside a part; False where that is there no more."""
        return self._store.parts.set_message(chat_id, part, message_id)

    def drop(self, chat_id: int, part: Part) -> list[int]:
        """Remove all parts of a zip; the messages that have said what is missing."""
        with self._lock:
            files = set(self._store.parts.of(chat_id, part).values())
            messages = self._store.parts.drop(chat_id, part)
            self._unlink(chat_id, files)
        return messages

    def drop_old(self) -> None:
        """Remove what nobody has completed within a day, in all chats."""
        with self._lock:
            self._drop_old()

    def _drop_old(self) -> None:
        for chat_id, file in self._store.parts.drop_old():
            self._unlink(chat_id, {file})

    def _collected(self, chat_id: int, part: Part) -> Collected:
        parts = self._paths(chat_id, part)
        return Collected(part, len(parts), missing(part, parts, self._store.files(chat_id).open))

    def _paths(self, chat_id: int, part: Part) -> dict[int, Path]:
        place, files = self._store.files(chat_id).part, self._store.parts.of(chat_id, part)
        return {number: place(files[number]) for number in in_order(files)}

    def _unlink(self, chat_id: int, files: set[str]) -> None:
        for file in files:
            self._store.files(chat_id).part(file).unlink(missing_ok=True)


@contextmanager
def _removed_if_refused(path: Path) -> Iterator[None]:
    """A file that no row names would stay until the next start, on a disk that is full."""
    try:
        with telling_refusals():
            yield
    except BaseException:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        raise
