"""Whether what is kept is whole: rows, vectors and files, each held against the others."""

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.errors import FolderError
from core.store.files import ChatFiles
from core.store.lock import NAME as LOCK
from core.store.lock import FolderLock
from core.store.named import (
    DATABASE,
    Select,
    has_table,
    homes,
    named_files,
    reading,
    require_galleries,
)
from core.store.vault import keyring
from core.store.vectors import is_as_written, read_segment
from core.types import Vectors

UNIT = 1e-3
"""By how much the length of a face's vector may differ from 1."""

TABLES = ("chats", "photos", "faces", "texts")

_JPEG = (b"\xff\xd8", b"\xff\xd9")  # how a preview begins and ends

_KINDS = {"faces": "SELECT position FROM faces", "texts": "SELECT position FROM texts"}


@dataclass(frozen=True, slots=True)
class Verdict:
    chats: int
    photos: int
    faces: int
    texts: int
    in_use: bool  # a bot is at work: what it has not named yet cannot be told from what nobody will name
    problems: tuple[str, ...]


def verify(folder: Path, key: bytes | None = None) -> Verdict:
    """Read all that is kept below a folder and say what is wrong with it. Nothing is changed.

    `key`: with which it is sealed. Of files that are gone by the time they are read, those count that the
    rows still name then. Raises FolderError where there are no galleries, or a newer release has written
    them, and DataKeyError where they are sealed with another key.
    """
    require_galleries(folder)
    try:
        lock = FolderLock(folder)
    except FolderError:
        return _verdict(folder, key, in_use=True)
    try:
        return _verdict(folder, key, in_use=False)
    finally:
        lock.release()


def _verdict(folder: Path, key: bytes | None, *, in_use: bool) -> Verdict:
    counts, problems = dict.fromkeys(TABLES, 0), list[str]()
    try:
        with reading(folder / DATABASE) as select:
            problems += _rows(select)
            counts = {table: _count(select, table) for table in TABLES}
            problems += _gone(folder, select, key)
            if not in_use:
                problems += _strays(folder, select)
    except sqlite3.DatabaseError as error:
        problems.append(f"database: {error}")
    return Verdict(**counts, in_use=in_use, problems=tuple(problems))


def _rows(select: Select) -> Iterator[str]:
    """What the database says of itself."""
    for (message,) in select("PRAGMA integrity_check", []):
        if message != "ok":
            yield f"database: {message}"
    for table, row, parent, _ in select("PRAGMA foreign_key_check", []):
        yield f"database: row {row} of {table} names nothing in {parent}"
    for (photo_id,) in select("SELECT id FROM photos EXCEPT SELECT rowid FROM words", []):
        yield f"photo {photo_id}: it cannot be found by its name"
    for (photo_id,) in select("SELECT rowid FROM words EXCEPT SELECT id FROM photos", []):
        yield f"photo {photo_id}: its name is there, and no photo"
    for (face_id,) in select(
        "SELECT faces.id FROM faces JOIN segments ON segments.id = segment_id "
        "JOIN photos ON photos.id = photo_id WHERE photos.chat_id <> segments.chat_id",
        [],
    ):
        yield f"face {face_id}: its vector is another chat's"


def _gone(folder: Path, select: Select, key: bytes | None) -> Iterator[str]:
    """Files that rows name and that are not there, or not what they were."""
    ring = keyring(key, _vault(select))
    for chat_id, home in homes(select).items():
        files = ChatFiles(folder, home, ring.seal_of(home) if ring else None)
        for path in named_files(select, files, chat_id, ("running",)):
            problem = _problem(files, path, select)
            if problem and _is_still_named(folder, files, chat_id, path):
                yield f"{path.relative_to(folder)}: {problem}"


def _problem(files: ChatFiles, path: Path, select: Select) -> str:
    """What is wrong with a file; nothing where all is well."""
    if not path.is_file():
        return "it is gone"
    try:
        match path.parent.name:
            case "photos":
                return _photo(files.read(path), path.stem)
            case "previews":
                return _preview(files.read(path))
            case "vectors":
                return _segment(select, path.name, read_segment(files, path.name))
            case _:
                return ""  # a zip: nobody has promised that what was sent can be read
    except (OSError, ValueError) as error:
        return f"it cannot be read ({error})"


def _photo(data: bytes, sha256: str) -> str:
    is_it = hashlib.sha256(data).hexdigest() == sha256
    return "" if is_it else "it is not the photo that was imported"


def _preview(data: bytes) -> str:
    return "" if (data[:2], data[-2:]) == _JPEG else "it is no whole JPEG"


def _segment(select: Select, name: str, vectors: Vectors) -> str:
    """What is wrong with the vectors of a segment, or with the rows that name them."""
    ((segment_id, kind),) = select("SELECT id, kind FROM segments WHERE file = ?", [name])
    rows = [position for (position,) in select(f"{_KINDS[kind]} WHERE segment_id = ?", [segment_id])]
    if vectors.ndim != 2 or vectors.dtype != np.float32 or not is_as_written(name, vectors):  # noqa: PLR2004
        return "its vectors are not those that were written"
    if rows and not 0 <= min(rows) <= max(rows) < len(vectors):
        return f"it has {len(vectors)} vectors, and rows name the {max(rows) + 1}th"
    lengths = np.linalg.norm(vectors[rows], axis=1)
    if not np.isfinite(lengths).all() or (kind == "faces" and (np.abs(lengths - 1) > UNIT).any()):
        return "it has a vector that is no direction"
    return ""


def _strays(folder: Path, select: Select) -> Iterator[str]:
    """What is there and no row names. The galleries of the local chat have a folder of their own in it."""
    known = homes(select)
    named = {folder / LOCK, *(folder / f"{DATABASE}{end}" for end in ("", "-wal", "-shm"))}
    for chat_id, home in known.items():
        named |= set(named_files(select, ChatFiles(folder, home), chat_id))
    for path in [*folder.glob("*"), *(folder / "chats").rglob("*")]:
        if path not in named and path.is_file():
            yield f"{path.relative_to(folder)}: no row names it"
        elif path.parent.name == "chats" and path.name not in map(str, known.values()):
            yield f"{path.relative_to(folder)}: there is no such chat"


def _is_still_named(folder: Path, files: ChatFiles, chat_id: int, path: Path) -> bool:
    with reading(folder / DATABASE) as select:
        return path in named_files(select, files, chat_id, ("running",))


def _count(select: Select, table: str) -> int:
    ((count,),) = select(f"SELECT count(*) FROM {table}", [])  # noqa: S608
    return int(count)


def _vault(select: Select) -> tuple[bytes, bytes] | None:
    if not has_table(select, "vault"):  # of an earlier release
        return None
    return next(((salt, proof) for salt, proof in select("SELECT salt, proof FROM vault", [])), None)
