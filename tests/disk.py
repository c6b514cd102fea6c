"""What can be found on a disk, and what is written to it while something goes on."""

import ctypes
import os
import resource
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

CREATED, MODIFIED, MOVED_IN = 0x100, 0x2, 0x80  # of inotify.h
EVENT = struct.Struct("iIII")


def files_with(folder: Path, secret: bytes) -> list[str]:
    """Names of files that have these bytes in them."""
    return [path.name for path in folder.rglob("*") if path.is_file() and secret in path.read_bytes()]


def files_with_number(folder: Path, number: int) -> list[str]:
    """Names of files and folders that have a number, from 2**31 to 2**47, in any of the ways it is written.

    By SQLite, as a value or a row's id, in a text, or in a name.
    """
    assert 1 << 31 <= number < 1 << 47
    as_text = str(number).encode()
    ways = (number.to_bytes(6, "big"), _varint(number), as_text)
    named = [path.name for path in folder.rglob("*") if str(number) in path.name]
    return sorted({*named, *(name for way in ways for name in files_with(folder, way))})


def _varint(number: int) -> bytes:
    """As SQLite writes the id of a row."""
    groups = []
    while number:
        groups.append(number & 0x7F)
        number >>= 7
    return bytes([*(group | 0x80 for group in reversed(groups[1:])), groups[0]])


@contextmanager
def no_files_above(size: int) -> Iterator[None]:
    """The system refuses to let this process write larger files."""
    before, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, most))


@contextmanager
def watched(*folders: Path) -> Iterator[set[str]]:
    """The names of all files that any process creates or writes in these folders, or in those below them now.

    They are complete once the context is left.
    """
    if sys.platform != "linux":
        pytest.skip("Only Linux tells of every file that is written")
    libc = ctypes.CDLL(None, use_errno=True)
    queue = libc.inotify_init1(os.O_NONBLOCK)
    assert queue >= 0, os.strerror(ctypes.get_errno())
    try:
        below = [path for folder in folders for path in folder.rglob("*") if path.is_dir()]
        for folder in (*folders, *below):
            added = libc.inotify_add_watch(queue, os.fsencode(folder), CREATED | MODIFIED | MOVED_IN)
            assert added >= 0, os.strerror(ctypes.get_errno())
        written: set[str] = set()
        yield written
        written |= set(_names(queue))
    finally:
        os.close(queue)


def _names(queue: int) -> Iterator[str]:
    while True:
        try:
            events = os.read(queue, 1 << 20)
        except BlockingIOError:
            return
        place = 0
        while place < len(events):
            length = EVENT.unpack_from(events, place)[3]
            place += EVENT.size
            yield os.fsdecode(events[place : place + length].rstrip(b"\0"))
            place += length
