"""The archive reader, and what puts parts together."""

import io
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from hypothesis import strategies as st

from core.errors import UnreadableArchiveError, UnreadablePhotoError
from core.intake.archive import MAX_NAME, Archive, ArchiveLimits
from core.intake.split import LAST, join, last_part, missing, part_of
from tests.fuzz.mutations import mutated
from tests.fuzz.target import Run, Target
from tests.zips import aes_zip_of, locked_zip_of, spanned_parts

LIMITS = ArchiveLimits(entries=50, photo_bytes=100_000, total_bytes=1_000_000, files=100)
PASSWORD = "hunter2"

NAMES = st.builds(
    str.__add__,
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20)
    | st.sampled_from(("../a", "/etc/a", "a\u202eb", "__MACOSX/")),
    st.sampled_from((".jpg", ".JPG", ".png", ".txt", ".zip", "/", "")),
)
METHODS = (
    zipfile.ZIP_STORED,
    zipfile.ZIP_DEFLATED,
    zipfile.ZIP_DEFLATED,
    zipfile.ZIP_BZIP2,
    zipfile.ZIP_LZMA,
)


def _zip(files: dict[str, bytes], method: int, comment: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.comment = comment
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


CONTENTS = st.binary(max_size=200) | st.integers(0, 150_000).map(bytes)
PLAIN = st.builds(
    _zip, st.dictionaries(NAMES, CONTENTS, max_size=6), st.sampled_from(METHODS), st.binary(max_size=30)
)
NESTED = st.builds(
    lambda inner, outer: _zip({"a.zip": inner, **outer}, zipfile.ZIP_STORED, b""),
    mutated(PLAIN),
    st.dictionaries(NAMES, st.binary(max_size=50), max_size=3),
)
LOCKED = st.builds(
    lambda data: locked_zip_of({"a.jpg": data, "b.jpg": data}, PASSWORD), st.binary(max_size=60)
)
AES = st.builds(
    lambda data, packing: aes_zip_of({"a.jpg": data, "b.jpg": data}, PASSWORD, packing=packing),
    st.binary(max_size=60),
    st.sampled_from(METHODS),
)
SPANNED = st.builds(
    lambda data: spanned_parts("a.zip", _zip({"a.jpg": data, "b.jpg": data}, 0, b""), 400)["a.zip"],
    st.binary(min_size=300, max_size=600),
)


@contextmanager
def opened() -> Iterator[Run]:
    with tempfile.TemporaryDirectory() as folder:
        yield lambda data: _read_all(Path(folder), data)


def _read_all(folder: Path, data: bytes) -> None:
    path = folder / "photos.zip"
    path.write_bytes(data)
    for password in (None, PASSWORD):
        with suppress(UnreadableArchiveError), Archive(path, LIMITS, password) as archive:
            assert len(archive) <= LIMITS.entries
            for entry in archive.entries:
                assert len(entry.path) <= MAX_NAME
                entry.path.encode()
                with suppress(UnreadablePhotoError):
                    assert len(archive.read(entry)) <= LIMITS.photo_bytes
    _join(folder, path, data)
    assert {one.name for one in folder.iterdir()} <= {"photos.zip", "part", "whole"}


def _join(folder: Path, path: Path, data: bytes) -> None:
    """The bytes as the last part, and cut in two."""
    other, whole = folder / "part", folder / "whole"
    other.write_bytes(data[: len(data) // 2])
    for part, parts in (
        (last_part("a.zip"), {LAST: path, 1: other}),
        (part_of("a.zip.001"), {1: other, 2: path}),
    ):
        assert part is not None
        missing(part, parts)
        with suppress(UnreadableArchiveError):
            join(part, parts, whole)
            with Archive(whole, LIMITS) as archive:
                len(archive)


TARGET = Target("archive", mutated(PLAIN | NESTED | LOCKED | AES | SPANNED) | st.binary(max_size=200), opened)
