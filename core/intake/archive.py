"""The photos inside a zip, as a stream that a hostile archive cannot make larger than it may be."""

import shutil
import tempfile
import time
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import BinaryIO, NamedTuple, Self, cast

from core.errors import DiskError, UnreadableArchiveError, UnreadablePhotoError
from core.intake.allowance import Allowance
from core.intake.images import is_photo_name
from core.intake.kinds import BEGINNING, begins_as_archive
from core.intake.zip_reader import ZipReader, has_other_lock, is_link, is_locked

MAX_NAME = 200  # characters of a name that are kept and shown
NAMED = 100  # files that are no photos, of which the names are kept
_UTF8_NAME = 0x800

BOMB_RATIO, BOMB_BYTES = 200, 500_000_000
"""A zip that unpacks to more than this many times its size, and more than this many bytes, is a trap: photos
are packed already."""

DENSEST = 1032  # bytes that one byte can unpack to, deflated

INNER_RATIO, INNER_BYTES = 10, 1_000_000
"""The same for a zip in a zip, which is unpacked before it is looked at. All of them together may
unpack to INNER_RATIO times the size of the whole, or BOMB_BYTES: thousands could each keep to INNER_BYTES."""

TRIED = 3  # locked photos on which a password is tried: one that is damaged proves nothing
ENCODINGS = ("utf-8", "cp437", "cp1252")
"""Of passwords: those of Unix, of DOS and of Windows."""


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    entries: int = 20_000  # photos
    photo_bytes: int = 100_000_000  # of one photo, unpacked
    total_bytes: int = 20_000_000_000  # of all photos, as the archive declares them
    files: int = 50_000  # of all kinds: macOS adds a hidden one to each photo


@dataclass(frozen=True, slots=True)
class ArchiveEntry:
    """A file that may be a photo; `path` is what a person sees, never used as a path on this machine."""

    path: str
    size: int  # bytes, as the archive claims, but no more than can come out
    info: zipfile.ZipInfo
    within: zipfile.ZipInfo | None = None  # the zip in the zip that it is in

    @property
    def name(self) -> str:
        return PurePosixPath(self.path).name

    @property
    def folder(self) -> str:
        parent = str(PurePosixPath(self.path).parent)
        return "" if parent == "." else parent


class LeftOut(NamedTuple):
    """A file of the zip that is none of its photos; `reason` is a word that the bot translates."""

    path: str
    reason: str


class Archive:
    """A zip of photos, and of zips of photos: those are looked into, one deep.

    `entries` are its photos, in the archive's order; `left_out` the first files that are none,
    `left_out_count` how many of those there are. Folders, `__MACOSX` and hidden files count as neither.

    Raises UnreadableArchiveError: "empty", "other_kind" (of archive), "not_a_zip", "split" (one of several
    parts), "encrypted", "wrong_password", "other_lock", "too_many_files", "too_large" or "bomb". And as
    `read` does.
    """

    def __init__(
        self,
        path: Path,
        limits: ArchiveLimits,
        password: str | None = None,
        open_file: Callable[[Path], BinaryIO] = lambda path: path.open("rb"),
        require_room: Callable[[int], object] = lambda _: None,
    ) -> None:
        """`password` opens entries that are locked, as zips always were or by AES; the archive keeps it.

        `require_room` is given the bytes that a zip in the zip is about to take beside it, and may raise
        DiskFullError.
        """
        self._limits = limits
        self._folder = path.parent
        self._require_room = require_room
        self._allowance = Allowance(limits.files)
        self._packed = 0  # bytes of the zip itself
        self._inner_bytes = 0  # of all zips in it, unpacked, whether they could be read or not
        self._key: bytes | None = None
        self._opened: tuple[zipfile.ZipInfo, ZipReader, BinaryIO] | None = None
        self.entries: list[ArchiveEntry] = []
        self.left_out: list[LeftOut] = []
        self.left_out_count = 0
        with ExitStack() as stack:
            file = stack.enter_context(_open(path, open_file))
            stack.callback(self._close_inner)
            self._packed = path.stat().st_size
            self._zip = _reader(file, self._allowance)
            self._list(self._zip)
            self._check()
            self._unlock(password)
            self._stack = stack.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def __len__(self) -> int:
        return len(self.entries)

    def unpacked_size(self, first: int = 0) -> int:
        """Bytes of all photos from number `first` on, at most, and of what is unpacked on the way."""
        left = self.entries[first:]
        inner = max((entry.within.file_size for entry in left if entry.within), default=0)
        return sum(entry.size for entry in left) + inner

    def read(self, entry: ArchiveEntry) -> bytes:
        """Unpack one photo. Raises UnreadablePhotoError as ZipReader does.

        Of one in a zip in the zip also what `require_room` raises, or DiskError if the disk refuses that zip.
        """
        return self._read(entry, self._key)

    def _read(self, entry: ArchiveEntry, key: bytes | None) -> bytes:
        # Its files were counted when it was looked into.
        reader = (
            self._zip if entry.within is None else self._inner(entry.within, Allowance(self._limits.files))
        )
        return reader.read(entry.info, self._limits.photo_bytes, key)

    def _list(self, reader: ZipReader, within: zipfile.ZipInfo | None = None) -> None:
        """Tell photos from other files, in a zip or in one that is `within` it."""
        before = f"{_name(within)}/" if within else ""
        for info in reader.infos:
            name = before + _name(info)
            if _is_left_behind(name):
                continue
            if is_photo_name(name) and not is_link(info):
                self.entries.append(ArchiveEntry(_shown(name), self._size(info), info, within))
            elif not name.lower().endswith(".zip"):
                self._leave_out(LeftOut(_shown(name), "not_a_photo"))
            elif within:
                self._leave_out(LeftOut(_shown(name), "nested"))
            else:
                self._look_into(info)

    def _size(self, info: zipfile.ZipInfo) -> int:
        return min(info.file_size, DENSEST * info.compress_size, self._limits.photo_bytes)

    def _look_into(self, info: zipfile.ZipInfo) -> None:
        try:
            self._check_inner(info)
            self._list(self._inner(info, self._allowance), info)
        except UnreadablePhotoError as error:
            self._leave_out(LeftOut(_shown(_name(info)), error.reason))

    def _check_inner(self, info: zipfile.ZipInfo) -> None:
        """Before it is unpacked."""
        if info.file_size > max(INNER_BYTES, INNER_RATIO * info.compress_size):
            raise UnreadablePhotoError("too_large")
        self._inner_bytes += info.file_size
        self._check_bytes(self._inner_bytes, INNER_RATIO)

    def _inner(self, info: zipfile.ZipInfo, allowance: Allowance) -> ZipReader:
        """A zip in the zip, unpacked into a file without a name: no stop leaves it behind. One at a time."""
        if self._opened is None or self._opened[0] is not info:
            self._close_inner()
            self._require_room(info.file_size)
            file = _nameless(self._folder)
            try:
                self._zip.unpack(info, file)
                self._opened = info, ZipReader(file, allowance), file
            except BaseException as error:
                with suppress(OSError):  # what a full disk did not take is still to be written
                    file.close()
                if isinstance(error, UnreadableArchiveError) and error.reason != "too_many_files":
                    raise UnreadablePhotoError("damaged") from error
                raise
        return self._opened[1]

    def _close_inner(self) -> None:
        if self._opened is not None:
            self._opened[2].close()
            self._opened = None

    def _leave_out(self, file: LeftOut) -> None:
        self.left_out_count += 1
        if len(self.left_out) < NAMED:
            self.left_out.append(file)

    def _check(self) -> None:
        if len(self.entries) > self._limits.entries:
            raise UnreadableArchiveError("too_many_files")
        self._check_bytes(sum(entry.size for entry in self.entries), BOMB_RATIO)

    def _check_bytes(self, unpacked: int, ratio: int) -> None:
        if unpacked > max(BOMB_BYTES, ratio * self._packed):
            raise UnreadableArchiveError("bomb")
        if unpacked > self._limits.total_bytes:
            raise UnreadableArchiveError("too_large")

    def _unlock(self, password: str | None) -> None:
        """A zip of which all photos are locked needs its password; of others, what is locked is skipped."""
        locked = [entry for entry in self.entries if is_locked(entry.info)]
        if not locked or (password is None and len(locked) < len(self.entries)):
            return
        openable = [entry for entry in locked if not has_other_lock(entry.info)]
        if not openable:
            raise UnreadableArchiveError("other_lock")
        if password is None:
            raise UnreadableArchiveError("encrypted")
        self._key = self._right(password, sorted(openable, key=lambda entry: entry.size)[:TRIED])

    def _right(self, password: str, locked: Sequence[ArchiveEntry]) -> bytes:
        """The password as the bytes that open one of these photos."""
        for encoding in ENCODINGS:
            with suppress(UnicodeEncodeError):
                key = password.encode(encoding)
                if any(self._opens(entry, key) for entry in locked):
                    return key
        raise UnreadableArchiveError("wrong_password")

    def _opens(self, entry: ArchiveEntry, key: bytes) -> bool:
        """A wrong key gives other bytes than those of the checksum, or none. Some photos cannot tell."""
        try:
            self._read(entry, key)
        except UnreadablePhotoError as error:
            return error.reason in {"too_large", "packing"}
        return True


def _open(path: Path, open_file: Callable[[Path], BinaryIO]) -> BinaryIO:
    try:
        return open_file(path)
    except OSError as error:
        raise UnreadableArchiveError("not_a_zip") from error


def _nameless(folder: Path) -> BinaryIO:
    try:
        return cast("BinaryIO", tempfile.TemporaryFile(dir=folder))
    except OSError as error:
        raise DiskError(str(error)) from error


def _reader(file: BinaryIO, allowance: Allowance) -> ZipReader:
    beginning = file.read(BEGINNING)
    if not beginning:
        raise UnreadableArchiveError("empty")
    if begins_as_archive(beginning):
        raise UnreadableArchiveError("other_kind")
    return ZipReader(file, allowance)


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


class Packer:
    """Writes loose photos into a zip, so that they are imported as one. They are packed already: stored."""

    def __init__(self, file: BinaryIO) -> None:
        """`file` is written from its beginning to its end; it need not be one to seek in, and stays open."""
        self._zip = zipfile.ZipFile(file, "w")
        self._taken: Counter[str] = Counter()  # how often names were asked for

    def add(self, name: str, photo: BinaryIO) -> None:
        """Photos may have the same name, as those do that phones send."""
        info = zipfile.ZipInfo(self._free(name), time.localtime()[:6])
        with self._zip.open(info, "w") as entry:
            shutil.copyfileobj(photo, entry)

    def _free(self, name: str) -> str:
        """Another name may be what a former one was changed into."""
        self._taken[name] += 1
        if (count := self._taken[name]) == 1:
            return name
        return self._free(f"{count} {name}")

    def close(self) -> None:
        self._zip.close()
