"""One zip, of which nothing is read without a bound."""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import IO, BinaryIO

import pyzipper

from core.errors import DiskError, UnreadableArchiveError, UnreadablePhotoError
from core.intake.allowance import Allowance
from core.intake.zip_end import count_entries, find_end, largest_directory

_LOCKED = 0x1
_AES = 99  # stands where the packing would, with WinZip's lock
_STRONG = 0x40  # PKWARE's own locks
_UNIX = 3
_HEADER = 30  # bytes that stand before an entry's name
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""zipfile unpacks the others without a bound: a few bytes of bzip2 can fill all memory."""

_CHUNK = 1 << 20
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError),
    *(IndexError, KeyError, struct.error, pyzipper.BadZipFile),
)
"""What zipfile and pyzipper raise on archives that are damaged or packed in a way that they do not know."""


class ZipReader:
    """Raises UnreadableArchiveError: "not_a_zip", "split" (one of several parts) or "too_many_files"."""

    def __init__(self, file: BinaryIO, allowance: Allowance) -> None:
        """Nothing is made of the zip's files before they are taken from the allowance."""
        try:
            end = find_end(file)
            if end is None:
                raise UnreadableArchiveError("not_a_zip")
            if end.disk:
                raise UnreadableArchiveError("split")
            if end.size > largest_directory(allowance.files):
                raise UnreadableArchiveError("too_many_files")
            allowance.take(count_entries(file, end))
            self._file, self._zip = file, zipfile.ZipFile(file)
        except _BROKEN as error:
            raise UnreadableArchiveError("not_a_zip") from error
        self.infos = self._zip.infolist()
        self._ends = _ends(self.infos, end.directory)

    def read(self, info: zipfile.ZipInfo, most: int, key: bytes | None = None) -> bytes:
        """Unpack one entry; the size that counts is what comes out, not what the zip claims.

        Raises UnreadablePhotoError: "too_large", "encrypted" (also where `key` is not the right one),
        "other_lock", "packing" or "damaged".
        """
        with self._entry(info, key) as file:
            data = file.read(most + 1)
        if len(data) > most:
            raise UnreadablePhotoError("too_large")
        return data

    def unpack(self, info: zipfile.ZipInfo, target: BinaryIO) -> None:
        """Unpack one entry into a file: no more than the bytes that the zip claims.

        Raises as `read` does, and DiskError.
        """
        with self._entry(info, None) as file:
            while data := file.read(_CHUNK):
                _write(target, data)

    @contextmanager
    def _entry(self, info: zipfile.ZipInfo, key: bytes | None) -> Iterator[IO[bytes]]:
        if has_other_lock(info):
            raise UnreadablePhotoError("other_lock")
        if is_locked(info) and key is None:
            raise UnreadablePhotoError("encrypted")
        if info.header_offset + _HEADER + info.compress_size > self._ends[info.header_offset]:
            raise UnreadablePhotoError("damaged")  # it would share its bytes with others
        try:
            reader, unlocked = self._aes if _has_aes(info) else (self._zip, {})
            info = unlocked.get(info.header_offset, info)
            if info.compress_type not in _PACKINGS:
                raise UnreadablePhotoError("packing")
            with reader.open(info, pwd=key) as file:
                yield file
        except _BROKEN as error:
            raise UnreadablePhotoError("encrypted" if is_locked(info) else "damaged") from error

    @cached_property
    def _aes(self) -> tuple[pyzipper.AESZipFile, dict[int, zipfile.ZipInfo]]:
        """The same zip for entries with WinZip's lock: these say how they are packed. By where they begin."""
        reader = pyzipper.AESZipFile(self._file)
        return reader, {info.header_offset: info for info in reader.infolist()}


def _write(target: BinaryIO, data: bytes) -> None:
    """Whole, and at once: an OSError, here or at the first look at it, would pass for a damaged zip's."""
    try:
        target.write(data)
        target.flush()
    except OSError as error:
        raise DiskError(str(error)) from error


def is_locked(info: zipfile.ZipInfo) -> bool:
    return bool(info.flag_bits & _LOCKED)


def has_other_lock(info: zipfile.ZipInfo) -> bool:
    """Whether an entry is locked in a way that no password opens here."""
    return is_locked(info) and bool(info.flag_bits & _STRONG)


def _has_aes(info: zipfile.ZipInfo) -> bool:
    return is_locked(info) and info.compress_type == _AES


def is_link(info: zipfile.ZipInfo) -> bool:
    return info.create_system == _UNIX and stat.S_ISLNK(info.external_attr >> 16)


def _ends(infos: list[zipfile.ZipInfo], directory: int) -> dict[int, int]:
    """Where an entry that begins there has to end: where the next one begins.

    Of several that begin at one place, none has room. (zipfile looks at all this from Python 3.11.8 on.)
    """
    ends = {}
    for info in sorted(infos, key=lambda one: one.header_offset, reverse=True):
        ends[info.header_offset] = directory
        directory = info.header_offset
    return ends
