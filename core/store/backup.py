"""Backups: one tar of the database as it was at one moment, and of the files that its rows name."""

import os
import shutil
import sqlite3
import tarfile
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from core.errors import FolderError
from core.store.durable import sync_folder, write_file
from core.store.files import ChatFiles
from core.store.lock import FolderLock
from core.store.named import DATABASE, homes, named_files, reading, require_galleries

WHOLE = ("running",)
"""Imports whose zips are in a backup. One that is being received is not whole yet, and is sent again."""


@dataclass(frozen=True, slots=True)
class Copied:
    files: int
    lost: tuple[str, ...]  # files that are gone, or broken, although rows name them, as `verify` finds, too


def back_up(folder: Path, file: Path) -> Copied:
    """Write a backup, in place of one that is there once it is whole. The folder's bot may be at work.

    It works on meanwhile: files never change once they are named, and what it deletes before that is copied
    is deleted in the backup, too. Raises FolderError where there are no galleries, or a newer release has
    written them, and DiskError where the backup cannot be written.
    """
    require_galleries(folder)
    made: list[Copied] = []
    snapshot = file.with_name(f".{file.name}.sqlite")
    try:
        write_file(file, lambda out: made.append(_write(out, folder, snapshot)))
    finally:
        remove_database(snapshot)
    sync_folder(file.parent)
    return made[0]


def restore(file: Path, folder: Path) -> None:
    """Unpack a backup into a folder without galleries. The database comes last: it makes them galleries.

    Raises FolderError where there are galleries, or a bot is at work, and for a file that is no whole backup,
    or that of a newer release, or one whose rows name what is outside of the folder.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = FolderLock(folder)
    try:
        if (folder / DATABASE).exists():
            raise FolderError(
                f"{folder.absolute()} has galleries already, and stays as it is. Name a folder without any, "
                "or move that one away first."
            )
        with tarfile.open(file, "r:") as tar:
            _unpack(tar, folder)
    except FileNotFoundError as error:
        raise FolderError(f"There is no file {file.absolute()}.") from error
    except (tarfile.TarError, KeyError, ValueError, sqlite3.DatabaseError) as error:
        raise FolderError(f"{file.absolute()} is no whole backup ({error}).") from error
    finally:
        lock.release()


def _write(out: BinaryIO, folder: Path, snapshot: Path) -> Copied:
    """Copy what is named until nothing of it was deleted before it was copied."""
    os.fchmod(out.fileno(), 0o600)  # as private as the folder
    packed: set[Path] = set()
    gone: set[Path] = set()
    with tarfile.open(fileobj=out, mode="w") as tar:
        while True:
            copy_database(folder / DATABASE, snapshot)
            named = [path for path in _named(snapshot, folder) if path not in packed]
            before, gone = gone, {path for path in named if not _add(tar, folder, path)}
            packed.update(set(named) - gone)
            if gone <= before:
                break
        tar.add(snapshot, DATABASE)
    return Copied(len(packed), tuple(sorted(str(path.relative_to(folder)) for path in gone)))


def copy_database(database: Path, copy: Path) -> None:
    """As it is at one moment, in place of what a kill has left there."""
    remove_database(copy)
    with (
        closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")  # no file beside it


def remove_database(path: Path) -> None:
    """With what SQLite has put beside it."""
    for end in ("", "-wal", "-shm"):
        path.with_name(f"{path.name}{end}").unlink(missing_ok=True)


def _named(snapshot: Path, folder: Path) -> Iterable[Path]:
    """What goes soonest comes first: the zips of imports."""
    with reading(snapshot) as select:
        named = [
            path
            for chat_id, home in homes(select).items()
            for path in named_files(select, ChatFiles(folder, home), chat_id, WHOLE)
        ]
    return sorted(named, key=lambda path: path.parent.name)


def _add(tar: tarfile.TarFile, folder: Path, path: Path) -> bool:
    """False where the file is gone."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return False
    with file:
        tar.addfile(tar.gettarinfo(arcname=str(path.relative_to(folder)), fileobj=file), file)
    return True


def _unpack(tar: tarfile.TarFile, folder: Path) -> None:
    """Of what rows name, plain files. A sparse one could be said to have more bytes than any disk."""
    plain = (member for member in tar.getmembers() if member.isfile() and not member.issparse())
    members = {member.name: member for member in plain}
    snapshot = folder / f".{DATABASE}.restored"
    try:
        _extract(tar, members[DATABASE], snapshot)
        for path in _named(snapshot, folder):
            if member := members.get(str(path.relative_to(folder))):  # else it was lost before
                _extract(tar, member, path)
        snapshot.rename(folder / DATABASE)
    finally:
        remove_database(snapshot)
    sync_folder(folder)


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, path: Path) -> None:
    if (source := tar.extractfile(member)) is None:
        raise KeyError(member.name)
    with source:
        write_file(path, lambda out: shutil.copyfileobj(source, out))
