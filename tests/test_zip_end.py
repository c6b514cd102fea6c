"""The end of a zip, where two readers could each find another one: what is counted is what is read."""

import io
import random
import struct
import zipfile
from collections.abc import Iterator

import pytest

from core.intake.zip_end import (
    END,
    END64,
    END64_SIZE,
    END_SIZE,
    ENTRY,
    LOCATOR,
    LOCATOR_SIZE,
    ZipEnd,
    count_entries,
    find_end,
)
from tests.zips import zip_of

MOST_COMMENT = 0xFFFF
WHOLE = zip_of({"a.jpg": b"1"})
DIRECTORY = WHOLE[WHOLE.find(ENTRY) : WHOLE.find(END)]


def end64(size: int, offset: int, extra: bytes = b"") -> bytes:
    """A zip64 end; `extra`: what may follow its fields, and belongs to it."""
    record = struct.pack("<4sQHH2I4Q", END64, END64_SIZE - 12 + len(extra), 45, 45, 0, 0, 1, 1, size, offset)
    return record + extra


def locator(offset: int) -> bytes:
    return struct.pack("<4sIQI", LOCATOR, 0, offset, 1)


def end(size: int, offset: int, comment: bytes = b"") -> bytes:
    return struct.pack("<4s4H2IH", END, 0, 0, 1, 1, size, offset, len(comment) & 0xFFFF) + comment


def found(data: bytes) -> ZipEnd | None:
    return find_end(io.BytesIO(data))


def two_ends(*, few_first: bool) -> tuple[bytes, int, int]:
    """Two directories, of one entry and of a thousand, each with its zip64 end, and where those ends are.

    The second one lies in what may follow the fields of the first, so that either is sound by itself.
    """
    one, two = sorted((DIRECTORY, DIRECTORY * 1000), key=len, reverse=not few_first)
    first, second = len(one), len(one) + END64_SIZE + len(two)
    extra = two + end64(len(two), first + END64_SIZE)
    return one + end64(len(one), 0, extra), first, second


def test_a_zip64() -> None:
    directory, start = DIRECTORY * 3, 100
    data = bytes(start) + directory
    data += end64(len(directory), start) + locator(len(data)) + end(0xFFFFFFFF, 0xFFFFFFFF)
    record = found(data)
    assert record is not None
    assert (record.is_zip64, record.is_whole) == (True, True)
    assert (record.directory, record.size) == (start, len(directory))
    assert count_entries(io.BytesIO(data), record) == 3


def test_a_zip64_behind_something_else() -> None:
    """Then the locator says where the end would be without that."""
    directory, before = DIRECTORY * 3, b"\xff\xd8\xff\xe0" + bytes(500)
    data = directory + end64(len(directory), 0) + locator(len(directory)) + end(0xFFFFFFFF, 0xFFFFFFFF)
    record = found(before + data)
    assert record is not None
    assert (record.is_zip64, record.directory) == (True, len(before))


@pytest.mark.parametrize("few_first", [True, False])
def test_of_two_zip64_ends_neither_is_believed(few_first: bool) -> None:
    """Newer Pythons take the one that the locator points at, older ones that before the locator."""
    data, first, second = two_ends(few_first=few_first)
    assert found(data + locator(first) + end(1, 0)) is None
    assert found(data + locator(second) + end(1, 0)) is not None


@pytest.mark.parametrize("extra", [b"", bytes(30)])
@pytest.mark.parametrize("says", [0, 1 << 63, (1 << 64) - 1])
def test_a_locator_without_an_end_before_it(extra: bytes, says: int) -> None:
    """Some readers then believe the end of a zip that is no zip64, others none."""
    directory = DIRECTORY * 3
    data = directory + (end64(len(directory), 0, extra) if extra else b"")
    assert found(data + locator(says) + end(len(directory), 0)) is None
    assert found(data + locator(len(directory)) + end(len(directory), 0)) is None


@pytest.mark.parametrize("says", [len(DIRECTORY) + 1, 1 << 63, (1 << 64) - 1])
def test_a_locator_that_points_behind_its_end(says: int) -> None:
    data = DIRECTORY + end64(len(DIRECTORY), 0)
    assert found(data + locator(len(DIRECTORY)) + end(1, 0)) is not None
    assert found(data + locator(says) + end(1, 0)) is None


@pytest.mark.parametrize("length", [0, 1, 30, MOST_COMMENT - END_SIZE - 1, MOST_COMMENT, MOST_COMMENT + 1])
def test_a_second_end_in_the_comment(length: int) -> None:
    """What zipfile takes for the end, if it takes any."""
    data = DIRECTORY * 2 + end(len(DIRECTORY), 0, bytes(length))
    for whole in (data, data + end(len(DIRECTORY), 0), data + end(len(DIRECTORY), 0) + b"\0"):
        agrees_with_zipfile(whole)


@pytest.mark.parametrize("seed", range(300))
def test_whatever_ends_there_are_what_is_counted_is_what_zipfile_reads(seed: int) -> None:
    agrees_with_zipfile(jumble(random.Random(seed)))


def test_some_of_these_are_read() -> None:
    """Or the test above would say nothing."""
    ends = [found(jumble(random.Random(seed))) for seed in range(300)]
    assert sum(one is not None and one.is_zip64 for one in ends) > 20
    assert sum(one is not None and not one.is_zip64 for one in ends) > 20
    assert sum(one is None for one in ends) > 20


def jumble(chance: random.Random) -> bytes:
    """Directories and ends in some order, which point at each other more or less rightly."""
    data, places = b"PK\3\4" + bytes(chance.choice([0, 26])), [0]
    for _ in range(chance.randrange(1, 4)):
        directory = DIRECTORY * chance.choice([1, 5, 50])
        start = len(data)
        data += directory
        places.append(len(data))
        if chance.random() < 0.7:
            extra = bytes(chance.choice([0, 0, 0, 8]))
            data += end64(len(directory), start, extra)
            if chance.random() < 0.8:
                data += locator(chance.choice([places[-1], places[-1], places[-1], *places, 1 << 63]))
        if chance.random() < 0.7:
            comment = bytes(chance.choice([0, 0, 3, 100, MOST_COMMENT - 50]))
            data += end(len(directory), start, comment)
    return data + end(len(DIRECTORY), places[-1] - len(DIRECTORY)) * chance.choice([0, 0, 1])


def agrees_with_zipfile(data: bytes) -> None:
    record = found(data)
    if record is None:
        return
    for place in ends_to_newer_and_older(data, record.position):
        size = struct.unpack_from("<Q", data, place + 40)[0]
        assert (record.directory, record.size) == (place - size, size)
    try:
        opened = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError):
        return
    with opened:
        assert opened.start_dir == record.directory
        assert len(opened.infolist()) <= count_entries(io.BytesIO(data), record)


def ends_to_newer_and_older(data: bytes, position: int) -> Iterator[int]:
    """Where Pythons look for a zip64 end: newer ones first where the locator says, all just before it."""
    at = position - LOCATOR_SIZE
    if at >= END64_SIZE and data[at : at + 4] == LOCATOR:
        says = struct.unpack_from("<Q", data, at + 8)[0]
        yield from (place for place in (says, at - END64_SIZE) if data[place : place + 4] == END64)
