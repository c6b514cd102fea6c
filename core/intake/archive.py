"""The photos inside a zip, as a stream that a hostile archive cannot make larger than it may be."""

import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Self

from core.errors import UnreadableArchiveError, UnreadablePhotoError
from core.intake.images import is_photo_name

MAX_NAME = 200  # characters of a name that are kept and shown
NAMED = 100  # files that are no photos, of which the names are kept
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""zipfile unpacks the others without a bound: a few bytes of bzip2 can fill all memory."""

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError)
"""What zipfile raises on archives that are damaged or packed in a way that it does not know."""


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    entries: int = 20_000  # photos; files of all kinds may be twice as many: macOS adds a hidden one to each
    photo_bytes: int = 100_000_000  # of one photo, unpacked
    total_bytes: int = 20_000_000_000  # of all photos, as the archive declares them


@dataclass(frozen=True, slots=True)
class ArchiveEntry:
    """A file that may be a photo; `path` is what a person sees, never used as a path on this machine."""

    path: str
    size: int  # bytes, as the archive claims
    info: zipfile.ZipInfo

    @property
    def name(self) -> str:
        return PurePosixPath(self.path).name

    @property
    def folder(self) -> str:
        parent = str(PurePosixPath(self.path).parent)
        return "" if parent == "." else parent


class Archive:
    """A zip of photos.

    `entries` are its photos, in the archive's order; `left_out` the paths of the first files that are none,
    `left_out_count` how many of those there are. Folders, `__MACOSX` and hidden files count as neither.

    Raises UnreadableArchiveError: "not_a_zip", "encrypted", "too_many_files" or "too_large".
    """

    def __init__(self, path: Path, limits: ArchiveLimits) -> None:
        self._limits = limits
        self._zip = _open(path)
        try:
            files = self._files()
            self.entries = [entry for entry in files if is_photo_name(entry.path)]
            others = [entry.path for entry in files if not is_photo_name(entry.path)]
            self.left_out, self.left_out_count = others[:NAMED], len(others)
            self._check()
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def __len__(self) -> int:
        return len(self.entries)

    def read(self, entry: ArchiveEntry) -> bytes:
        """Unpack one photo; the size that counts is what comes out, not what the archive claims.

        Raises UnreadablePhotoError: "too_large", "encrypted", "packing" or "damaged".
        """
        limit = self._limits.photo_bytes
        if entry.info.flag_bits & _ENCRYPTED:
            raise UnreadablePhotoError("encrypted")
        if entry.info.compress_type not in _PACKINGS:
            raise UnreadablePhotoError("packing")
        try:
            with self._zip.open(entry.info) as file:
                data = file.read(limit + 1)
        except _BROKEN as error:
            raise UnreadablePhotoError("damaged") from error
        if len(data) > limit:
            raise UnreadablePhotoError("too_large")
        return data

    def _files(self) -> list[ArchiveEntry]:
        infos = self._zip.infolist()
        if len(infos) > 2 * self._limits.entries:
            raise UnreadableArchiveError("too_many_files")
        return [_entry(info) for info in infos if not _is_left_behind(_name(info))]

    def _check(self) -> None:
        if len(self.entries) > self._limits.entries:
            raise UnreadableArchiveError("too_many_files")
        if sum(entry.size for entry in self.entries) > self._limits.total_bytes:
            raise UnreadableArchiveError("too_large")
        if self.entries and all(entry.info.flag_bits & _ENCRYPTED for entry in self.entries):
            raise UnreadableArchiveError("encrypted")


def _open(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except _BROKEN as error:
        raise UnreadableArchiveError("not_a_zip") from error


def _entry(info: zipfile.ZipInfo) -> ArchiveEntry:
    return ArchiveEntry(_shown(_name(info)), info.file_size, info)


def _name(info: zipfile.ZipInfo) -> str:
    """macOS writes UTF-8 names without the flag that says so, and zipfile then reads them as cp437."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name.replace("\\", "/")


def _shown(name: str) -> str:
    """Without control and direction characters, which could make a name look like another."""
    name = unicodedata.normalize("NFC", name)
    return "".join(c for c in name if unicodedata.category(c)[0] != "C")[-MAX_NAME:]


def _is_left_behind(path: str) -> bool:
    """Folders, hidden files, and what systems keep beside photos."""
    parts = PurePosixPath(path).parts
    return (
        path.endswith("/")
        or any(part == "__MACOSX" or (part.startswith(".") and part != "..") for part in parts)
        or parts[-1:] in (("Thumbs.db",), ("desktop.ini",))
    )


def pack(path: Path, photos: Sequence[tuple[str, Path]]) -> None:
    """Write loose photos, as (name, file), into a zip, so that they are imported as one."""
    with zipfile.ZipFile(path, "w") as archive:
        taken: Counter[str] = Counter()
        for name, file in photos:
            taken[name] += 1
            archive.write(file, name if taken[name] == 1 else f"{taken[name]} {name}")
