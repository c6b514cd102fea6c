"""One SQLite connection behind one lock.

A connection for each thread would be refused ("database is locked") as soon as two of them write;
one connection that threads take turns with is not, and is faster.
"""

import logging
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlite_utils

from core.errors import DiskError, FolderError
from core.store.migrations import migrations
from core.store.refusals import telling_refusals

logger = logging.getLogger(__name__)

Row = dict[str, Any]
Value = str | int | float | bytes | None

BUSY_SECONDS = 5.0
"""For another process that writes, which happens at the start of both alone."""


class Database:
    """The rows of all chats. Opening applies the migrations that the file has not seen.

    Whatever writes raises DiskError where the disk is full, or cannot be written.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Raises FolderError for a file that a newer release has written; it is left as it is.

        `read_only`: on a disk that cannot be written, where a migration that has to be made is a FolderError.
        """
        connection = sqlite3.connect(
            _uri(path, read_only=read_only),
            BUSY_SECONDS,
            uri=True,
            check_same_thread=False,
            isolation_level=None,
        )
        connection.row_factory = sqlite3.Row
        self._lock = threading.RLock()
        self._db = sqlite_utils.Database(connection)
        self._is_wiped = True
        try:
            with telling_refusals():
                require_known_release(connection)
                if read_only:
                    self._require_migrated(path)
                else:
                    self._prepare(connection)
        except BaseException:
            connection.close()
            raise

    def _prepare(self, connection: sqlite3.Connection) -> None:
        for pragma in (
            "journal_mode = WAL",
            "synchronous = NORMAL",
            "foreign_keys = ON",
            "secure_delete = ON",
            "temp_store = MEMORY",  # nothing of anybody in a temporary folder
        ):
            connection.execute(f"PRAGMA {pragma}")
        migrations.apply(self._db)
        self._empty_log()  # which a kill, or a reader at the last stop, may have left

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """All that is written inside is there afterwards, or nothing of it."""
        with self._turn(), self._db.atomic():
            yield

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else reads or writes meanwhile."""
        with self._lock:
            yield

    @contextmanager
    def losable(self) -> Iterator[None]:
        """The same for notes: a disk that takes no more keeps none, and that stops no search."""
        try:
            with self.atomic():
                yield
        except DiskError as error:
            logger.warning("A note is lost: %s", error)

    def rows(self, sql: str, values: Sequence[Value] = ()) -> list[Row]:
        with self._turn():
            return [dict(row) for row in self._db.execute(sql, list(values)).fetchall()]

    def tuples(self, sql: str, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        """Rows by the position of their columns: faster, where there are many."""
        with self._turn():
            return [tuple(row) for row in self._db.execute(sql, list(values)).fetchall()]

    def row(self, sql: str, values: Sequence[Value] = ()) -> Row | None:
        return next(iter(self.rows(sql, values)), None)

    def execute(self, sql: str, values: Sequence[Value] = ()) -> None:
        with self._turn():
            self._db.execute(sql, list(values))

    def insert(self, table: str, row: Row) -> int:
        """Insert a row and give its id."""
        with self._turn():
            key = self._db.table(table).insert(row).last_pk
            if not isinstance(key, int):
                raise TypeError(f"{table} has no whole number for a key")
            return key

    def insert_all(self, table: str, rows: list[Row]) -> None:
        with self._turn():
            self._db.table(table).insert_all(rows)

    def wipe_deleted(self) -> None:
        """Leave nothing of deleted rows in the file.

        `secure_delete` has zeroed their pages, but the full-text index keeps deleted words until it is
        merged, and the write-ahead log keeps old pages. While another process reads the database, those stay
        until `finish_wiping` is called after that.
        """
        with self._turn():
            self._db.execute("INSERT INTO words(words) VALUES ('optimize')")
            self._empty_log()

    def finish_wiping(self) -> None:
        """Try again where another process was reading."""
        with self._turn():
            if not self._is_wiped:
                self._empty_log()

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def _empty_log(self) -> None:
        """Without waiting for whoever reads: a backup may do so for minutes, and all would wait here."""
        self._db.execute("PRAGMA busy_timeout = 0")
        try:
            ((is_busy, *_),) = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            self._db.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000:.0f}")
        self._is_wiped = not is_busy

    def _require_migrated(self, path: Path) -> None:
        if migrations.pending(self._db):
            raise FolderError(
                f"{path.absolute()} was written by an earlier release, and has to be changed once. "
                "Make its disk writable."
            )

    @contextmanager
    def _turn(self) -> Iterator[None]:
        with self._lock, telling_refusals():
            yield


def _uri(path: Path, *, read_only: bool) -> str:
    """Where nothing can be written, SQLite takes what nobody has left half-way as it is, without a log."""
    uri = path.absolute().as_uri()
    if not read_only:
        return uri
    log = path.with_name(f"{path.name}-wal")
    return f"{uri}?mode=ro" if log.exists() and log.stat().st_size else f"{uri}?mode=ro&immutable=1"


def require_known_release(connection: sqlite3.Connection) -> None:
    """Raises FolderError for a database that has seen a migration that this release does not have."""
    with closing(sqlite_utils.Database(memory=True)) as empty:
        known = {migration.name for migration in migrations.pending(empty)}
    applied = {migration.name for migration in migrations.applied(sqlite_utils.Database(connection))}
    if unknown := applied - known:
        raise FolderError(
            f"These galleries were written by a newer release of the bot ({max(unknown)}). "
            "Run that release, or a newer one; or restore a backup from before it."
        )
