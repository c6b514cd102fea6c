"""Zips as people, phones and attackers make them."""

import bz2
import io
import random
import struct
import time
import tracemalloc
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from core.errors import DiskError, DiskFullError, UnreadableArchiveError, UnreadablePhotoError
from core.intake import archive as archives
from core.intake.archive import MAX_NAME, NAMED, Archive, ArchiveEntry, ArchiveLimits, LeftOut, Packer
from tests.disk import no_files_above
from tests.zips import aes_zip_of, locked_zip_of, zip_of

LIMITS = ArchiveLimits()
CENTRAL, LOCAL, END = b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06"

MakeZip = Callable[[bytes], Path]


@pytest.fixture
def saved(tmp_path: Path) -> MakeZip:
    """Write bytes where an archive can be opened."""

    def save(data: bytes) -> Path:
        path = tmp_path / "photos.zip"
        path.write_bytes(data)
        return path

    return save


def with_fields(data: bytes, signature: bytes, **fields: int) -> bytes:
    """A zip whose headers of one kind say something else."""
    places = {
        CENTRAL: {"flags": 8, "method": 10, "crc": 16, "packed": 20, "size": 24, "offset": 42},
        LOCAL: {"flags": 6, "method": 8, "crc": 14, "packed": 18, "size": 22},
    }[signature]
    changed = bytearray(data)
    start = changed.find(signature)
    while start >= 0:
        for field, value in fields.items():
            form = "<H" if field in {"flags", "method"} else "<I"
            struct.pack_into(form, changed, start + places[field], value)
        start = changed.find(signature, start + 4)
    return bytes(changed)


def deflated(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def named(raw_name: bytes, *, flags: int = 0) -> bytes:
    """A zip of one entry whose name is written as these bytes."""
    placeholder = "n" * len(raw_name)
    data = zip_of({placeholder: b"pixels"}).replace(placeholder.encode(), raw_name)
    return with_fields(with_fields(data, CENTRAL, flags=flags), LOCAL, flags=flags)


def paths(path: Path, limits: ArchiveLimits = LIMITS) -> list[str]:
    with Archive(path, limits) as archive:
        return [entry.path for entry in archive.entries]


def read_all(path: Path, limits: ArchiveLimits = LIMITS) -> dict[str, bytes | str]:
    """What comes out of each entry: its bytes, or the reason why none do."""
    with Archive(path, limits) as archive:
        return {entry.path: _read(archive, entry) for entry in archive.entries}


def _read(archive: Archive, entry: ArchiveEntry) -> bytes | str:
    try:
        return archive.read(entry)
    except UnreadablePhotoError as error:
        return error.reason


def reason(path: Path, limits: ArchiveLimits = LIMITS) -> str:
    with pytest.raises(UnreadableArchiveError) as caught:
        Archive(path, limits)
    return caught.value.reason


def test_photos_come_in_the_order_of_the_archive_with_name_and_folder(saved: MakeZip) -> None:
    data = zip_of({"b.jpg": b"1", "Trip/Day 1/A.JPG": b"2", "Trip/a.HeIc": b"3"})
    with Archive(saved(data), LIMITS) as archive:
        assert [(entry.folder, entry.name) for entry in archive.entries] == [
            ("", "b.jpg"),
            ("Trip/Day 1", "A.JPG"),
            ("Trip", "a.HeIc"),
        ]
        assert len(archive) == 3
        assert [archive.read(entry) for entry in archive.entries] == [b"1", b"2", b"3"]


def test_what_is_no_photo_is_left_out_and_named(saved: MakeZip) -> None:
    data = zip_of({"a.jpg": b"1", "notes.txt": b"2", "photos.d/README": b"3", "clip.mp4": b"4"})
    with Archive(saved(data), LIMITS) as archive:
        assert [entry.path for entry in archive.entries] == ["a.jpg"]
        assert archive.left_out == [
            LeftOut(name, "not_a_photo") for name in ("notes.txt", "photos.d/README", "clip.mp4")
        ]
        assert archive.left_out_count == 3


def test_of_many_files_that_are_no_photos_the_first_are_named(saved: MakeZip) -> None:
    data = zip_of({"a.jpg": b"1", **{f"{i}.txt": b"" for i in range(NAMED + 50)}})
    with Archive(saved(data), LIMITS) as archive:
        assert [file.path for file in archive.left_out] == [f"{i}.txt" for i in range(NAMED)]
        assert archive.left_out_count == NAMED + 50


@pytest.mark.parametrize(
    "name",
    [
        "__MACOSX/a/._b.jpg",
        "Trip/__MACOSX/b.jpg",
        ".hidden.jpg",
        ".thumbnails/b.jpg",
        "Trip/Thumbs.db",
        "Trip/desktop.ini",
        ".DS_Store",
        "__MACOSX/" + "long/" * 100 + "b.jpg",
    ],
)
def test_what_systems_leave_behind_counts_as_nothing(saved: MakeZip, name: str) -> None:
    with Archive(saved(zip_of({name: b"1", "a.jpg": b"2"})), LIMITS) as archive:
        assert [entry.path for entry in archive.entries] == ["a.jpg"]
        assert archive.left_out == []


def test_folders_count_as_nothing(saved: MakeZip) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.mkdir("Trip.jpg")
        archive.writestr("Windows\\", b"")
        archive.writestr("Trip.jpg/a.jpg", b"1")
    with Archive(saved(buffer.getvalue()), LIMITS) as opened:
        assert [entry.path for entry in opened.entries] == ["Trip.jpg/a.jpg"]
        assert opened.left_out == []


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Đà Nẵng.jpg".encode(), "Đà Nẵng.jpg"),
        ("été.jpg".encode("cp437"), "été.jpg"),
        (unicodedata.normalize("NFD", "Đà Nẵng.jpg").encode(), "Đà Nẵng.jpg"),
    ],
    ids=["UTF-8", "cp437", "UTF-8 as macOS takes it apart"],
)
def test_names_without_the_flag_that_says_how_they_are_written(
    saved: MakeZip, raw: bytes, shown: str
) -> None:
    assert paths(saved(named(raw))) == [shown]


def test_names_with_the_flag(saved: MakeZip) -> None:
    assert paths(saved(named("Đà Nẵng.jpg".encode(), flags=0x800))) == ["Đà Nẵng.jpg"]


def test_names_that_are_no_utf8_in_spite_of_the_flag(saved: MakeZip) -> None:
    assert reason(saved(named(b"\xff\xfe.jpg", flags=0x800))) == "not_a_zip"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\nb\x1b[31m\x7f.jpg", "ab[31m.jpg"),
        ("holiday\u202egpj.exe.jpg", "holidaygpj.exe.jpg"),
        ("\u2066a\u2069\u200f.jpg", "a.jpg"),
        ("a\ufeff\u200b.jpg", "a.jpg"),
    ],
)
def test_names_lose_what_would_disguise_them(saved: MakeZip, name: str, shown: str) -> None:
    assert paths(saved(zip_of({name: b"1"}))) == [shown]


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("../../etc/a.jpg", "../../etc"),
        ("Trip/../a.jpg", "Trip/.."),
        ("/etc/a.jpg", "/etc"),
        ("D:\\Photos\\Ann\\a.jpg", "D:/Photos/Ann"),
        ("./a.jpg", ""),
    ],
)
def test_a_path_is_a_label_and_no_photo_is_lost_to_it(saved: MakeZip, name: str, folder: str) -> None:
    with Archive(saved(zip_of({name: b"1"})), LIMITS) as archive:
        (entry,) = archive.entries
        assert (entry.folder, entry.name) == (folder, "a.jpg")
        assert archive.read(entry) == b"1"


def test_long_names_keep_their_end(saved: MakeZip) -> None:
    (shown,) = paths(saved(zip_of({"x" * 10_000 + ".jpg": b"1"})))
    assert len(shown) == MAX_NAME
    assert shown.endswith("x.jpg")


def test_cutting_a_long_name_hides_no_photo(saved: MakeZip) -> None:
    name = "x." + "y" * (MAX_NAME - 5) + ".jpg"
    assert len(paths(saved(zip_of({name: b"1"})))) == 1


def test_locked_photos_are_skipped_one_by_one(saved: MakeZip) -> None:
    data = bytearray(zip_of({"a.jpg": b"1", "b.jpg": b"2"}))
    struct.pack_into("<H", data, data.rfind(CENTRAL) + 8, 1)
    assert read_all(saved(bytes(data))) == {"a.jpg": b"1", "b.jpg": "encrypted"}


def test_a_locked_zip(saved: MakeZip) -> None:
    data = zip_of({"a.jpg": b"1", "b.jpg": b"2"})
    assert reason(saved(with_fields(data, CENTRAL, flags=1))) == "encrypted"


def test_a_wrong_checksum_damages_one_photo(saved: MakeZip) -> None:
    data = zip_of({"a.jpg": b"first", "b.jpg": b"second"}).replace(b"first", b"FIRST")
    assert read_all(saved(data)) == {"a.jpg": "damaged", "b.jpg": b"second"}


def test_a_broken_stream_damages_one_photo(saved: MakeZip) -> None:
    pixels = random.Random(1).randbytes(5000)
    data = bytearray(deflated({"a.jpg": pixels, "b.jpg": b"second"}))
    data[100:140] = bytes(40)
    assert read_all(saved(bytes(data))) == {"a.jpg": "damaged", "b.jpg": b"second"}


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_zip_that_is_cut_off(saved: MakeZip, share: float) -> None:
    data = zip_of({f"{i}.jpg": bytes(1000) for i in range(10)})
    assert reason(saved(data[: int(len(data) * share)])) == "not_a_zip"


@pytest.mark.parametrize(
    "data",
    [b"PK", b"hello", b"\xff\xd8\xff\xe0" + bytes(500), b"PK\x05\x06", bytes(21) + b"PK\x05\x06" + bytes(17)],
)
def test_files_that_are_no_zips(saved: MakeZip, data: bytes) -> None:
    assert reason(saved(data)) == "not_a_zip"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert reason(tmp_path / "gone.zip") == "not_a_zip"


def test_an_empty_zip(saved: MakeZip) -> None:
    assert paths(saved(zip_of({}))) == []


def test_zip64(saved: MakeZip) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, archive.open("a.jpg", "w", force_zip64=True) as file:
        file.write(b"pixels")
    data = buffer.getvalue()
    end = data.rfind(END)
    offset = struct.unpack_from("<I", data, end + 16)[0]
    record = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, end - offset, offset)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, end, 1)
    tail = bytearray(data[end:])
    struct.pack_into("<HHII", tail, 8, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
    assert read_all(saved(data[:end] + record + locator + tail)) == {"a.jpg": b"pixels"}


def test_photos_may_be_packed_tightly(saved: MakeZip) -> None:
    assert read_all(saved(deflated({"a.jpg": bytes(100_000)}))) == {"a.jpg": bytes(100_000)}


@pytest.mark.parametrize("claimed", [0, 10, 99_999, 100_001, 4_000_000_000])
def test_sizes_that_lie(saved: MakeZip, claimed: int) -> None:
    data = with_fields(deflated({"a.jpg": b"a" * 100_000}), CENTRAL, size=claimed)
    (out,) = read_all(saved(data)).values()
    assert out in ("damaged", b"a" * 100_000)


def test_what_unpacks_to_more_than_a_photo_may_have_is_not_unpacked(saved: MakeZip) -> None:
    limits = ArchiveLimits(photo_bytes=1000)
    data = deflated({"most.jpg": bytes(1000), "more.jpg": bytes(1001), "bomb.jpg": bytes(50_000_000)})
    assert read_all(saved(data), limits) == {
        "most.jpg": bytes(1000),
        "more.jpg": "too_large",
        "bomb.jpg": "too_large",
    }


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packings_that_python_unpacks_without_a_bound_are_not_unpacked(saved: MakeZip, method: int) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr("a.jpg", bytes(1000))
        archive.writestr("b.jpg", b"", zipfile.ZIP_STORED)
    assert read_all(saved(buffer.getvalue())) == {"a.jpg": "packing", "b.jpg": b""}


def test_a_bomb_that_unpacks_into_gigabytes_costs_nothing(saved: MakeZip) -> None:
    """45 bytes of bzip2 hold 45 MB of zeros, and nothing of its headers says so."""
    bomb = bz2.compress(bytes(45_899_235)) * 40
    data = zip_of({"bomb.jpg": bomb})
    data = with_fields(with_fields(data, CENTRAL, method=12, size=1000), LOCAL, method=12, size=1000)
    started = time.process_time()
    assert read_all(saved(data)) == {"bomb.jpg": "packing"}
    assert time.process_time() - started < 1


@pytest.mark.parametrize("method", [1, 6, 9, 14, 93, 97, 99])
def test_unknown_packings(saved: MakeZip, method: int) -> None:
    data = with_fields(zip_of({"a.jpg": b"pixels"}), CENTRAL, method=method)
    assert read_all(saved(data)) == {"a.jpg": "packing"}


def test_entries_that_share_their_bytes(saved: MakeZip) -> None:
    """An overlapping bomb: many names for one stream."""
    data = zip_of({f"{i}.jpg": bytes(100) for i in range(3)})
    outs = read_all(saved(with_fields(data, CENTRAL, offset=0))).values()
    assert set(outs) == {"damaged"}


@pytest.mark.parametrize("inside", [1, 10])
def test_entries_that_overlap_by_a_little_cost_one_photo(saved: MakeZip, inside: int) -> None:
    """The packed bytes of the first reach into the second, as in bombs that quote their own headers."""
    data = bytearray(zip_of({"a.jpg": bytes(100), "b.jpg": b"second"}))
    for kind, packed in ((CENTRAL, 20), (LOCAL, 18)):
        struct.pack_into("<I", data, data.find(kind) + packed, 105 + inside)
    assert read_all(saved(bytes(data))) == {"a.jpg": "damaged", "b.jpg": b"second"}


def test_a_bomb_by_ratio_is_left_alone(saved: MakeZip) -> None:
    """60 photos of 10 MB each, out of 600 kB; the same by what lies in its headers is read, and is small."""
    zeros = bytes(10_000_000)
    bomb = saved(deflated({f"{i}.jpg": zeros for i in range(60)}))
    assert bomb.stat().st_size < 1_000_000
    started = time.process_time()
    assert reason(bomb) == "bomb"
    assert time.process_time() - started < 1
    tall_story = with_fields(
        deflated({f"{i}.jpg": b"pixels" for i in range(60)}), CENTRAL, size=4_000_000_000
    )
    assert set(read_all(saved(tall_story)).values()) <= {"damaged", b"pixels"}


def crowded(entries: int, last: bytes = b"") -> bytes:
    """A zip of as many entries, of 47 bytes in the directory, of which its end admits to one."""
    one = zip_of({"a.jpg": b""})
    start, end = one.find(CENTRAL), one.find(END)
    entry = one[start : start + 28] + b"\1\0" + one[start + 30 : start + 46] + b"a"
    directory = entry * entries + last
    tail = bytearray(one[end:])
    struct.pack_into("<I", tail, 12, len(directory))
    return one[:start] + directory + tail


def refused_before_anything_is_made(path: Path) -> None:
    tracemalloc.start()
    try:
        assert reason(path) == "too_many_files"
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_a_bomb_by_count_is_refused_before_its_entries_are_made(saved: MakeZip) -> None:
    path = saved(crowded(300_000))
    refused_before_anything_is_made(path)


def test_a_directory_that_is_huge_for_its_entries_is_not_read(tmp_path: Path) -> None:
    size = 500_000_000
    with (tmp_path / "a.zip").open("wb") as file:
        file.write(LOCAL)
        file.seek(4 + size)
        file.write(struct.pack("<4s4H2IH", END, 0, 0, 1, 1, size, 4, 0))
    tracemalloc.start()
    try:
        assert reason(tmp_path / "a.zip") == "too_many_files"
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("part", [10_000, 0xFFFFFFFF])
def test_the_end_of_more_parts_than_there_can_be(saved: MakeZip, part: int) -> None:
    end64 = struct.pack("<4sQHH2I4Q", b"PK\x06\x06", 44, 45, 45, part, part, 0, 0, 0, 0)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, 0, 1)
    data = LOCAL + end64 + locator + struct.pack("<4s4H2IH", END, *[0] * 7)
    assert reason(saved(data)) == "not_a_zip"
    assert reason(saved(LOCAL + struct.pack("<4s4H2IH", END, part & 0xFFFF, *[0] * 6))) == "not_a_zip"


def test_a_zip_in_the_zip_is_looked_into(saved: MakeZip) -> None:
    inner = zip_of({"Day 1/b.jpg": b"2", "notes.txt": b"", "__MACOSX/._b.jpg": b"", "c.jpg": b"3"})
    data = zip_of(
        {"a.jpg": b"1", "More/inner.zip": inner, "Again.ZIP": deflated({"d.jpg": b"4"}), "e.jpg": b"5"}
    )
    with Archive(saved(data), LIMITS) as archive:
        assert {entry.path: archive.read(entry) for entry in archive.entries} == {
            "a.jpg": b"1",
            "More/inner.zip/Day 1/b.jpg": b"2",
            "More/inner.zip/c.jpg": b"3",
            "Again.ZIP/d.jpg": b"4",
            "e.jpg": b"5",
        }
        assert [archive.read(entry) for entry in reversed(archive.entries)] == [b"5", b"4", b"3", b"2", b"1"]
        assert archive.left_out == [LeftOut("More/inner.zip/notes.txt", "not_a_photo")]
        assert [path.name for path in saved(data).parent.iterdir()] == ["photos.zip"]


def test_zips_are_looked_into_one_deep(saved: MakeZip) -> None:
    data = zip_of({"a.jpg": b"1"})
    for depth in range(5):
        data = zip_of({"a.jpg": b"1", f"{depth}.zip": data})
    with Archive(saved(data), LIMITS) as archive:
        assert [entry.path for entry in archive.entries] == ["a.jpg", "4.zip/a.jpg"]
        assert archive.left_out == [LeftOut("4.zip/3.zip", "nested")]


def test_zips_in_the_zip_that_cannot_be_read_are_named(saved: MakeZip) -> None:
    whole = zip_of({"b.jpg": b"2"})
    data = deflated({"cut.zip": whole[:40], "zeros.zip": bytes(30_000_000), "empty.zip": b"", "a.jpg": b"1"})
    with Archive(saved(data), LIMITS) as archive:
        assert [entry.path for entry in archive.entries] == ["a.jpg"]
        assert archive.left_out == [
            LeftOut("cut.zip", "damaged"),
            LeftOut("zeros.zip", "too_large"),
            LeftOut("empty.zip", "damaged"),
        ]


def test_files_of_zips_in_the_zip_count_too(saved: MakeZip) -> None:
    inner = zip_of({f"{i}.jpg": b"" for i in range(10)})
    path = saved(zip_of({f"{i}.zip": inner for i in range(10)}))
    assert len(paths(path)) == 100
    assert reason(path, ArchiveLimits(entries=99)) == "too_many_files"
    assert reason(path, ArchiveLimits(files=109)) == "too_many_files"
    assert reason(path, ArchiveLimits(files=9)) == "too_many_files"


def test_files_of_damaged_zips_in_the_zip_count_as_they_cost(saved: MakeZip) -> None:
    """All but the last entry of each is read before that turns out to be none."""
    inner = crowded(20_000, last=bytes(46))
    path = saved(deflated({"a.jpg": b"1", **{f"{i}.zip": inner for i in range(3)}}))
    assert reason(path) == "too_many_files"
    with Archive(path, ArchiveLimits(files=60_004)) as archive:
        assert [entry.path for entry in archive.entries] == ["a.jpg"]
        assert archive.left_out == [LeftOut(f"{i}.zip", "damaged") for i in range(3)]


def test_a_zip_in_the_zip_is_refused_by_what_the_others_have_left_of_the_limit(saved: MakeZip) -> None:
    """None of the second one's entries is made, though it has no more than a zip may have by itself."""
    broken = crowded(40_000).replace(CENTRAL, b"PK\0\0", 1)
    path = saved(zip_of({"broken.zip": broken, "whole.zip": crowded(40_000)}))
    refused_before_anything_is_made(path)


def test_photos_of_zips_in_the_zip_are_read_when_the_limit_is_reached(saved: MakeZip) -> None:
    inner = zip_of({f"{i}.jpg": bytes([i]) for i in range(10)})
    path = saved(zip_of({"a.zip": inner, "b.zip": inner}))
    assert list(read_all(path, ArchiveLimits(files=22)).values()) == [bytes([i]) for i in range(10)] * 2


@pytest.mark.parametrize(("size", "why"), [(6_000_000, "bomb"), (20_000_000, "too_large")])
def test_many_zips_in_the_zip_are_not_unpacked_without_a_bound(
    saved: MakeZip, monkeypatch: pytest.MonkeyPatch, size: int, why: str
) -> None:
    """A thousandth of the zip's size each, and damaged at that."""
    monkeypatch.setattr(archives, "BOMB_BYTES", size)
    path = saved(deflated({"a.jpg": b"1", **{f"{i}.zip": bytes(1_000_000) for i in range(10)}}))
    assert reason(path, ArchiveLimits(total_bytes=7_000_000)) == why


def test_a_zip_in_the_zip_is_not_unpacked_without_room(saved: MakeZip) -> None:
    inner, asked = zip_of({"b.jpg": b"2"}), []

    def require(size: int) -> None:
        asked.append(size)
        if len(asked) > 2:
            raise DiskFullError(size, 0)

    path = saved(zip_of({"a.zip": inner, "b.zip": inner, "c.jpg": b"3"}))
    with Archive(path, LIMITS, require_room=require) as archive:
        assert [archive.read(archive.entries[i]) for i in (1, 2)] == [b"2", b"3"]
        with pytest.raises(DiskFullError):
            archive.read(archive.entries[0])
    assert asked == [len(inner)] * 3
    with pytest.raises(DiskFullError):
        Archive(path, LIMITS, require_room=require)


@pytest.mark.parametrize("size", [50_000, 1_500_000, 3_000_000])
def test_a_disk_that_refuses_a_zip_in_the_zip_does_not_make_it_damaged(saved: MakeZip, size: int) -> None:
    path = saved(zip_of({"a.zip": zip_of({"b.jpg": bytes(size)}), "c.zip": zip_of({"d.jpg": b"4"})}))
    with no_files_above(size), pytest.raises(DiskError):
        Archive(path, LIMITS)
    with Archive(path, LIMITS) as archive, no_files_above(size):
        assert archive.read(archive.entries[1]) == b"4"
        with pytest.raises(DiskError):
            archive.read(archive.entries[0])
    assert read_all(path) == {"a.zip/b.jpg": bytes(size), "c.zip/d.jpg": b"4"}


def test_links_are_not_followed(saved: MakeZip, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("link.jpg")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("a.jpg", b"1")
    with Archive(saved(buffer.getvalue()), LIMITS) as opened:
        assert [entry.path for entry in opened.entries] == ["a.jpg"]
        assert opened.left_out == [LeftOut("link.jpg", "not_a_photo")]


def test_a_name_ends_at_its_first_nul(saved: MakeZip) -> None:
    assert paths(saved(named(b"a.jpg\0.exe"))) == ["a.jpg"]
    assert paths(saved(named(b"a.exe\0.jpg"))) == []


@pytest.mark.parametrize(
    "beginning",
    [b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07\x01\x00", b"\x1f\x8b\x08", bytes(257) + b"ustar\x0000"],
)
def test_other_archives_under_the_name_of_a_zip(saved: MakeZip, beginning: bytes) -> None:
    assert reason(saved(beginning + bytes(600))) == "other_kind"


def test_an_empty_file(saved: MakeZip) -> None:
    assert reason(saved(b"")) == "empty"


def test_a_zip_behind_a_photo_is_a_zip(saved: MakeZip) -> None:
    assert read_all(saved(b"\xff\xd8\xff\xe0" + bytes(5000) + zip_of({"a.jpg": b"1"}))) == {"a.jpg": b"1"}


@pytest.mark.parametrize("password", ["hunter2", "mật khẩu ✓", "x" * 500])
def test_a_locked_zip_and_its_password(saved: MakeZip, password: str) -> None:
    path = saved(locked_zip_of({"a.jpg": b"first photo", "b.jpg": b"second photo"}, password))
    assert reason(path) == "encrypted"
    for wrong in ("wrong", password + "x", "\0", "\ud800"):
        with pytest.raises(UnreadableArchiveError, match="wrong_password"):
            Archive(path, LIMITS, wrong)
    with Archive(path, LIMITS, password) as archive:
        assert [archive.read(entry) for entry in archive.entries] == [b"first photo", b"second photo"]


def test_a_password_in_the_letters_of_dos(saved: MakeZip) -> None:
    path = saved(locked_zip_of({"a.jpg": b"first photo"}, "été", "cp437"))
    with Archive(path, LIMITS, "été") as archive:
        assert archive.read(archive.entries[0]) == b"first photo"


def test_a_password_for_what_needs_none(saved: MakeZip) -> None:
    with Archive(saved(zip_of({"a.jpg": b"1"})), LIMITS, "hunter2") as archive:
        assert archive.read(archive.entries[0]) == b"1"


def test_a_damaged_photo_does_not_make_a_password_wrong(saved: MakeZip) -> None:
    files = {"a.jpg": b"damaged photo", "b.jpg": b"a photo that is whole"}
    data = bytearray(locked_zip_of(files, "hunter2"))
    data[30 + len("a.jpg") + 12 + 5] ^= 0xFF
    with Archive(saved(bytes(data)), LIMITS, "hunter2") as archive:
        assert archive.read(archive.entries[1]) == files["b.jpg"]
        with pytest.raises(UnreadablePhotoError, match="encrypted"):
            archive.read(archive.entries[0])


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("bits", [128, 192, 256])
def test_a_zip_that_is_locked_with_aes(saved: MakeZip, bits: int, packing: int) -> None:
    files = {"a.jpg": b"first photo", "b/a.jpg": b"second photo" * 1000}
    data = aes_zip_of(files, "mật khẩu", bits, packing)
    path = saved(b"\xff\xd8\xff\xe0" + bytes(500) + data)
    assert reason(path) == "encrypted"
    with pytest.raises(UnreadableArchiveError, match="wrong_password"):
        Archive(path, LIMITS, "mat khau")
    with Archive(path, LIMITS, "mật khẩu") as archive:
        assert {entry.path: archive.read(entry) for entry in archive.entries} == files
    with Archive(path, ArchiveLimits(photo_bytes=100), "mật khẩu") as archive:
        assert archive.read(archive.entries[0]) == b"first photo"
        with pytest.raises(UnreadablePhotoError, match="too_large"):
            archive.read(archive.entries[1])


def test_what_was_changed_under_aes_is_noticed(saved: MakeZip) -> None:
    """These have no checksum of the photo: they are authenticated."""
    data = bytearray(aes_zip_of({"a.jpg": b"a photo", "b.jpg": b"another photo"}, "hunter2"))
    data[data.find(b"b.jpg") + 5 + 20] ^= 1
    with Archive(saved(bytes(data)), LIMITS, "hunter2") as archive:
        assert archive.read(archive.entries[0]) == b"a photo"
        with pytest.raises(UnreadablePhotoError, match="encrypted"):
            archive.read(archive.entries[1])


def test_packings_that_have_no_bound_stay_closed_under_aes(saved: MakeZip) -> None:
    data = aes_zip_of({"a.jpg": b"a photo"}, "hunter2", packing=zipfile.ZIP_BZIP2)
    with (
        Archive(saved(data), LIMITS, "hunter2") as archive,
        pytest.raises(UnreadablePhotoError, match="packing"),
    ):
        archive.read(archive.entries[0])


def test_some_of_the_photos_are_locked_with_aes(saved: MakeZip) -> None:
    both = bytearray(zip_of({"a.jpg": b"1", "b.jpg": b"2"}))
    struct.pack_into("<HH", both, both.rfind(CENTRAL) + 8, 1, 99)
    path = saved(bytes(both))
    assert read_all(path) == {"a.jpg": b"1", "b.jpg": "encrypted"}
    with (
        Archive(path, LIMITS, "hunter2") as archive,
        pytest.raises(UnreadablePhotoError, match="packing"),  # nothing says what is under this lock
    ):
        archive.read(archive.entries[1])


def test_locks_that_no_password_opens(saved: MakeZip) -> None:
    data = with_fields(zip_of({"a.jpg": b"1"}), CENTRAL, flags=0x41)
    assert reason(saved(data)) == "other_lock"
    both = bytearray(zip_of({"a.jpg": b"1", "b.jpg": b"2"}))
    struct.pack_into("<H", both, both.rfind(CENTRAL) + 8, 0x41)
    assert read_all(saved(bytes(both))) == {"a.jpg": b"1", "b.jpg": "other_lock"}


def test_limits_of_the_whole(saved: MakeZip) -> None:
    path = saved(zip_of({"a.jpg": bytes(60), "b.jpg": bytes(60), "c.txt": bytes(60)}))
    assert len(paths(path, ArchiveLimits(entries=2, total_bytes=120))) == 2
    assert reason(path, ArchiveLimits(entries=1)) == "too_many_files"
    assert reason(path, ArchiveLimits(total_bytes=119)) == "too_large"


@pytest.mark.parametrize("name", ["{}.txt", ".{}", "{}/"])
def test_files_of_any_kind_are_too_many_at_some_number(saved: MakeZip, name: str) -> None:
    path = saved(zip_of({"a.jpg": b"1", **{name.format(i): b"" for i in range(10)}}))
    assert reason(path, ArchiveLimits(files=10)) == "too_many_files"
    assert paths(path, ArchiveLimits(files=11)) == ["a.jpg"]


def test_an_archive_that_is_refused_is_closed_again(saved: MakeZip) -> None:
    """pytest reports a file that is left open."""
    path = saved(zip_of({"a.jpg": b"1"}))
    assert reason(path, ArchiveLimits(entries=0)) == "too_many_files"


REASONS = {
    "damaged",
    "encrypted",
    "other_lock",
    "too_large",
    "packing",
    "not_a_zip",
    "split",
    "too_many_files",
}


@pytest.mark.parametrize("seed", range(200))
def test_whatever_is_wrong_it_is_one_of_the_known_reasons(saved: MakeZip, seed: int) -> None:
    chance = random.Random(seed)
    method = chance.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for i in range(3):
            archive.writestr(f"photo {i}.jpg", chance.randbytes(chance.randrange(100)) * 3)
    data = bytearray(buffer.getvalue())
    for _ in range(chance.choice([1, 3, 10])):
        data[chance.randrange(len(data))] = chance.randrange(256)
    assert reasons(saved(bytes(data))) <= REASONS


def reasons(path: Path) -> set[str]:
    try:
        return {out for out in read_all(path).values() if isinstance(out, str)}
    except UnreadableArchiveError as error:
        return {error.reason}


def test_checksums_are_checked(saved: MakeZip) -> None:
    data = with_fields(zip_of({"a.jpg": b"pixels"}), CENTRAL, crc=zlib.crc32(b"other"))
    assert read_all(saved(data)) == {"a.jpg": "damaged"}


def packed(path: Path, photos: list[tuple[str, bytes]]) -> Path:
    with path.open("wb") as file, closing(Packer(file)) as packer:
        for name, data in photos:
            packer.add(name, io.BytesIO(data))
    return path


def test_loose_photos_are_packed_into_a_zip(tmp_path: Path) -> None:
    path = packed(tmp_path / "packed.zip", [("Ảnh.jpg", b"first"), ("b.png", b"second")])
    assert read_all(path) == {"Ảnh.jpg": b"first", "b.png": b"second"}


def test_photos_of_one_name_are_kept_apart(tmp_path: Path) -> None:
    path = packed(tmp_path / "packed.zip", [("image.jpg", b"0"), ("image.jpg", b"1")])
    with Archive(path, LIMITS) as archive:
        assert [archive.read(entry) for entry in archive.entries] == [b"0", b"1"]


def test_names_that_others_were_changed_into(tmp_path: Path) -> None:
    names = ["a.jpg", "a.jpg", "2 a.jpg", "2 a.jpg", "2 2 a.jpg", "a.jpg"]
    path = packed(tmp_path / "packed.zip", [(name, bytes([i])) for i, name in enumerate(names)])
    assert sorted(read_all(path).values()) == [bytes([i]) for i in range(len(names))]


def test_a_zip_of_nothing(tmp_path: Path) -> None:
    assert paths(packed(tmp_path / "packed.zip", [])) == []
