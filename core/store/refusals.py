"""Disks that take no more, told apart from errors of the code."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from core.errors import DiskError

_REFUSED = frozenset(
    (
        *(errno.ENOSPC, errno.EDQUOT, errno.EFBIG),  # full, the user's share is, or no file may be as large
        *(errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO),  # read-only, or broken
    )
)

_REFUSED_BY_SQLITE = frozenset(
    (sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)
)
_PRIMARY = 0xFF  # of SQLite's extended error codes


@contextmanager
def telling_refusals() -> Iterator[None]:
    """Raise DiskError for what a disk refuses because it is full or cannot be written."""
    try:
        yield
    except OSError as error:
        if error.errno in _REFUSED:
            raise DiskError(str(error)) from error
        raise
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) & _PRIMARY in _REFUSED_BY_SQLITE:
            raise DiskError(str(error)) from error
        raise
