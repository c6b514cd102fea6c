"""The original files of photos, in parts that are small enough to send."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from core.intake.archive import Packer
from core.store.files import ChatFiles
from core.store.store import Store

OVERHEAD = 512
"""Bytes of a zip for each file, beside its content and twice its name, and for the zip itself, at most."""


@dataclass(frozen=True, slots=True)
class Original:
    name: str  # as it came
    path: Path
    size: int  # bytes

    @property
    def zipped(self) -> int:
        return self.size + 2 * len(self.name.encode()) + OVERHEAD


def originals_of(store: Store, chat_id: int, photo_ids: Sequence[int]) -> list[Original]:
    """Those of a chat's photos that are there, in the order asked for."""
    files, found = store.files(chat_id), []
    for photo in store.photos.get(chat_id, photo_ids):
        path = files.original(photo.sha256, photo.suffix)
        if path.is_file():
            found.append(Original(photo.name, path, files.size(path)))
    return found


def parts(originals: Sequence[Original], limit: int) -> list[list[Original]]:
    """Parts, a zip of each of which has at most `limit` bytes, if each of them fits alone."""
    found: list[list[Original]] = []
    size = 0
    for original in originals:
        if not found or size + original.zipped > limit:
            found.append([])
            size = OVERHEAD
        found[-1].append(original)
        size += original.zipped
    return found


@contextmanager
def packed(store: Store, chat_id: int, part: Sequence[Original]) -> Iterator[BinaryIO]:
    """A zip of a part, for as long as the context lasts; on disk it is sealed as all files are."""
    files = store.files(chat_id)
    path = files.outgoing()
    try:
        files.fill(path, lambda file: _pack(file, files, part))
        with files.open(path) as zipped:
            yield zipped
    finally:
        path.unlink(missing_ok=True)


def _pack(file: BinaryIO, files: ChatFiles, part: Sequence[Original]) -> None:
    with closing(Packer(file)) as packer:
        for original in part:
            with files.open(original.path) as photo:
                packer.add(original.name, photo)
