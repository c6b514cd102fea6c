"""The end of a zip, which says where its directory is: read before anything else is believed."""

import struct
from dataclasses import dataclass
from typing import BinaryIO

END, END_SIZE = b"PK\x05\x06", 22
ENTRY, ENTRY_SIZE = b"PK\x01\x02", 46
LOCATOR, LOCATOR_SIZE = b"PK\x06\x07", 20
END64, END64_SIZE = b"PK\x06\x06", 56
MOST_PARTS = 9999  # of a zip that was cut: their names have no more digits
_COMMENT = 0xFFFF  # bytes that may follow the end
_CHUNK = 1 << 20
_ENTRY_BYTES = 1000
"""Of a directory to an entry, on average, at most: most names have some dozens."""


@dataclass(frozen=True, slots=True)
class ZipEnd:
    position: int  # of this record in the file
    disk: int  # the number of the part that it stands in, from 0
    directory: int  # where the directory begins in the file, if the file is whole
    size: int  # bytes of the directory
    offset: int  # where the record says that the directory begins, in its part
    is_zip64: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether the directory is where the record says: nothing is missing before it."""
        return self.directory == self.offset


def find_end(file: BinaryIO) -> ZipEnd | None:
    """None where there is none, or one of more parts than there can be: it is no zip, or was cut off.

    None, too, where it is not the end to every version of zipfile: what was counted by one would be read by
    another.
    """
    length = file.seek(0, 2)
    start = max(0, length - END_SIZE - _COMMENT)
    file.seek(start)
    tail = file.read()
    at = len(tail) - END_SIZE
    if tail[at : at + 4] != END or tail[-2:] != b"\0\0":
        at = tail.rfind(END)
    if at < 0 or len(tail) - at < END_SIZE:
        return None
    disk, _, _, _, size, offset = struct.unpack_from("<4H2I", tail, at + 4)
    end: ZipEnd | None = ZipEnd(start + at, disk, start + at - size, size, offset)
    if (locator := _read(file, start + at - LOCATOR_SIZE, LOCATOR_SIZE))[:4] == LOCATOR:
        # zip64 has an end of its own before this one, whose word counts, to zipfile too.
        end = _find_end64(file, start + at, *struct.unpack_from("<Q", locator, 8))
    return end if end and end.disk <= MOST_PARTS else None


def largest_directory(entries: int) -> int:
    """Bytes. A directory is read as a whole, whatever it holds."""
    return entries * _ENTRY_BYTES + _CHUNK


def count_entries(file: BinaryIO, end: ZipEnd) -> int:
    """At least as many as the directory has: to be asked before anything is made of them.

    The record has a number, too, which nobody needs to keep to.
    """
    file.seek(max(0, end.directory))
    left, count, before = end.size, 0, b""
    while left > 0 and (chunk := file.read(min(_CHUNK, left))):
        count += (before + chunk).count(ENTRY)
        left, before = left - len(chunk), chunk[1 - len(ENTRY) :]
    return count


def _find_end64(file: BinaryIO, position: int, located: int) -> ZipEnd | None:
    """The one just before the locator, where Python 3.11.7 looks for it.

    Newer ones look first where the locator says, `located`. In a zip behind something else, where that counts
    from the zip's beginning, there is none.
    """
    at = position - LOCATOR_SIZE - END64_SIZE
    record = _read(file, at, END64_SIZE)
    if record[:4] != END64 or located > at or (located < at and _read(file, located, 4) == END64):
        return None
    disk, _, _, _, size, offset = struct.unpack_from("<2I4Q", record, 16)
    return ZipEnd(position, disk, at - size, size, offset, is_zip64=True)


def _read(file: BinaryIO, position: int, size: int) -> bytes:
    """Nothing from before the beginning."""
    if position < 0:
        return b""
    file.seek(position)
    return file.read(size)
