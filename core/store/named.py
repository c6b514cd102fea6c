"""What a folder of galleries consists of: a database, and the files that its rows name."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from core.errors import FolderError
from core.store.database import require_known_release
from core.store.files import ChatFiles

DATABASE = "galleries.sqlite"

Select = Callable[[str, Sequence[int | str]], Iterable[tuple[Any, ...]]]


def require_galleries(folder: Path) -> None:
    """Raises FolderError where there are none."""
    if not (folder / DATABASE).exists():
        raise FolderError(f"There are no galleries in {folder.absolute()}.")


@contextmanager
def reading(path: Path) -> Iterator[Select]:
    """Read a database as it is at one moment, whatever its bot writes meanwhile.

    Raises FolderError for one that a newer release has written.
    """
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as found:
        require_known_release(found)
        found.execute("BEGIN")
        yield found.execute


def named_files(
    select: Select, files: ChatFiles, chat_id: int, states: Sequence[str] = ("receiving", "running")
) -> Iterator[Path]:
    """The files of a chat that rows name; zips of imports in these states.

    Of one that is being received, nothing has to be there yet.
    """
    for sha256, suffix in select("SELECT sha256, suffix FROM photos WHERE chat_id = ?", [chat_id]):
        yield files.original(sha256, suffix)
        yield files.preview(sha256)
    for (name,) in select("SELECT file FROM segments WHERE chat_id = ?", [chat_id]):
        yield files.segment(name)
    if has_table(select, "parts"):  # not in those of earlier releases
        for (name,) in select("SELECT file FROM parts WHERE chat_id = ?", [chat_id]):
            yield files.part(name)
    for import_id, state in select("SELECT id, state FROM imports WHERE chat_id = ?", [chat_id]):
        if state in states:
            yield files.incoming(import_id)
            if state == "receiving":
                yield files.arriving(import_id)


def homes(select: Select) -> dict[int, int]:
    """By the ids of all chats, those by which their folders and keys are named."""
    has_homes = any(select("SELECT 1 FROM pragma_table_info('chats') WHERE name = 'home'", []))
    return dict(select(f"SELECT id, {'home' if has_homes else 'id'} FROM chats", []))  # noqa: S608


def has_table(select: Select, name: str) -> bool:
    return any(select("SELECT 1 FROM sqlite_master WHERE name = ?", [name]))
