"""Zips that were cut into parts: told by their names, and put together again.

Two kinds: `a.zip.001`, `a.zip.002`, …, which are a zip cut anywhere; and `a.z01`, `a.z02`, … with `a.zip` as
the last, whose directory counts places from the beginning of each part.
"""

import re
import shutil
import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from core.errors import UnreadableArchiveError
from core.intake.zip_end import END_SIZE, ENTRY, ENTRY_SIZE, ZipEnd, find_end, largest_directory

LAST = 0
"""Stands for the number of the part `a.zip`: how many are before it, only its end says."""

_NUMBERED = re.compile(r"(.+\.zip)\.(\d{2,4})", re.IGNORECASE)
_SPANNED = re.compile(r"(.+)\.z(\d{2,4})", re.IGNORECASE)
_CHUNK = 1 << 20

MOST_ENTRIES = 0xFFFF
"""Of a zip that is no zip64: those are not put together."""


def _plain(path: Path) -> BinaryIO:
    return path.open("rb")


@dataclass(frozen=True, slots=True)
class Part:
    zip: str  # the name of the whole
    number: int  # from 1, or LAST
    spanned: bool  # of the second kind

    def named(self, number: int) -> str:
        """What another part of the same zip is called."""
        if not self.spanned:
            return f"{self.zip}.{number:03}"
        return self.zip if number == LAST else f"{self.zip[:-4]}.z{number:02}"


def part_of(name: str) -> Part | None:
    """The part that a file is by its name; None for other files, and for a last part `a.zip`."""
    for pattern, spanned in ((_NUMBERED, False), (_SPANNED, True)):
        if (match := pattern.fullmatch(name)) and int(match[2]) > 0:
            return Part(f"{match[1]}.zip" if spanned else match[1], int(match[2]), spanned)
    return None


def last_part(name: str) -> Part:
    """The part that a file is whose end says that others go before it."""
    stem = name[:-4] if name.lower().endswith(".zip") else name
    return Part(f"{stem}.zip", LAST, spanned=True)


def in_order(numbers: Iterable[int]) -> list[int]:
    return sorted(numbers, key=lambda number: (number == LAST, number))


def missing(
    part: Part, parts: Mapping[int, Path], open_file: Callable[[Path], BinaryIO] = _plain
) -> list[int] | None:
    """The numbers of the parts that are still to come; None where there are more, nobody knows how many."""
    last = max(parts)
    if part.spanned:
        if LAST not in parts:
            return [*_gaps(parts, last), LAST]
        with open_file(parts[LAST]) as file:
            end = find_end(file)
        return _gaps(parts, end.disk if end else last)
    gaps = _gaps(parts, last)
    return gaps or ([] if _is_whole([parts[number] for number in in_order(parts)], open_file) else None)


def join(
    part: Part,
    parts: Mapping[int, Path],
    target: Path,
    open_file: Callable[[Path], BinaryIO] = _plain,
) -> None:
    """Write the whole zip. Raises UnreadableArchiveError: "not_a_zip"."""
    with target.open("w+b") as whole:
        starts = []
        for number in in_order(parts):
            starts.append(whole.tell())
            with open_file(parts[number]) as file:
                shutil.copyfileobj(file, whole, _CHUNK)
        if part.spanned:
            _count_from_the_beginning(whole, starts)


def _gaps(parts: Mapping[int, Path], last: int) -> list[int]:
    return [number for number in range(1, last + 1) if number not in parts]


def _is_whole(parts: Sequence[Path], open_file: Callable[[Path], BinaryIO]) -> bool:
    """Whether the last bytes of these parts are the end of a zip that begins with the first of them."""
    with ExitStack() as stack:
        files = [stack.enter_context(open_file(path)) for path in parts]
        end = find_end(_Joined(files))  # type: ignore[arg-type]
    return end is not None and end.is_whole


class _Joined:
    """Files as if they were one, as far as looking for the end of a zip needs it."""

    def __init__(self, files: Sequence[BinaryIO]) -> None:
        self._files = [(file, file.seek(0, 2)) for file in files]
        self._length = sum(size for _, size in self._files)
        self._at = 0

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = offset + (self._length if whence == 2 else 0)  # noqa: PLR2004 (as of any file)
        return self._at

    def read(self, size: int = -1) -> bytes:
        left = self._length - self._at if size < 0 else size
        found, start = b"", 0
        for file, length in self._files:
            if start <= self._at < start + length:
                file.seek(self._at - start)
                data = file.read(left - len(found))
                found, self._at = found + data, self._at + len(data)
            start += length
        return found


def _count_from_the_beginning(whole: BinaryIO, starts: Sequence[int]) -> None:
    """Rewrite the directory of a zip whose parts begin at these places: as if it had never been cut."""
    end = find_end(whole)
    if end is None or end.directory < 0 or end.is_zip64 or end.size > largest_directory(MOST_ENTRIES):
        raise UnreadableArchiveError("not_a_zip")
    whole.seek(end.directory)
    directory = bytearray(whole.read(end.size))
    count, at = 0, 0
    while directory[at : at + 4] == ENTRY and at + ENTRY_SIZE <= len(directory):
        lengths = struct.unpack_from("<3H", directory, at + 28)
        disk, offset = struct.unpack_from("<H6xI", directory, at + 34)
        if disk >= len(starts):
            raise UnreadableArchiveError("not_a_zip")
        struct.pack_into("<H", directory, at + 34, 0)
        struct.pack_into("<I", directory, at + 42, (starts[disk] + offset) & 0xFFFFFFFF)
        count, at = count + 1, at + ENTRY_SIZE + sum(lengths)
    whole.seek(end.directory)
    whole.write(directory)
    _write_end(whole, end, count)


def _write_end(whole: BinaryIO, end: ZipEnd, count: int) -> None:
    whole.seek(end.position)
    record = bytearray(whole.read(END_SIZE))
    struct.pack_into("<4H2I", record, 4, 0, 0, count & 0xFFFF, count & 0xFFFF, end.size, end.directory)
    whole.seek(end.position)
    whole.write(record)
