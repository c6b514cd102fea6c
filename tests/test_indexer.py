"""The pipeline: photos in, vectors out, whatever a photo does to a worker."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from core.encoders.face_model import FaceModelNames
from core.errors import EmptyQueryError, UnreadablePhotoError, WeightsMissingError
from core.indexer import AHEAD, Indexer
from core.intake.images import decode
from core.turns import Turns
from core.types import EncodedPhoto
from tests.conftest import PhotoPath
from tests.test_bad_photos import greedy_tiff
from tests.test_images import png_header, quarters, saved

NAMES = ("obama.jpg", "coffee.png", "t1.jpg", "biden.jpg", "chelsea.png")


def reason(outcome: object) -> str:
    assert isinstance(outcome, UnreadablePhotoError)
    return outcome.reason


def cpu_ticks(process: int) -> int:
    """Hundredths of a second that a process has worked."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def children() -> set[int]:
    """Process ids of this process's children."""
    mine = str(os.getpid())
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = path.read_text().rpartition(")")[2].split()[1]
        except OSError:  # it has ended meanwhile
            continue
        if parent == mine:
            found.add(int(path.parent.name))
    return found


def free_places(turns: Turns) -> int:
    taken = 0
    while turns.acquire(wait=False):
        taken += 1
    for _ in range(taken):
        turns.release()
    return taken


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.001)


@pytest.fixture
def short_lived() -> Iterator[Indexer]:
    """One worker of our own, to be treated badly."""
    opened = Indexer(1)
    yield opened
    opened.close()


def test_a_photo_is_encoded(indexer: Indexer, photos: PhotoPath) -> None:
    encoded = indexer.encode(photos("t1.jpg").read_bytes())
    assert (encoded.width, encoded.height) == (1280, 886)
    assert len(encoded.faces.faces) == len(encoded.faces.vectors) == 6
    np.testing.assert_allclose(np.linalg.norm(encoded.faces.vectors, axis=1), 1, rtol=1e-5)
    assert encoded.preview[:2] == b"\xff\xd8"


def test_a_photo_of_nobody_has_no_vectors(indexer: Indexer, photos: PhotoPath) -> None:
    encoded = indexer.encode(photos("coffee.png").read_bytes())
    assert encoded.faces.faces == ()
    assert len(encoded.faces.vectors) == 0


def test_photos_come_in_order_and_as_they_are_alone(indexer: Indexer, photos: PhotoPath) -> None:
    outcomes = list(indexer.encode_all(NAMES, lambda name: photos(name).read_bytes()))
    assert [name for name, _, _ in outcomes] == list(NAMES)
    for name, data, outcome in outcomes:
        assert data == photos(name).read_bytes()
        assert isinstance(outcome, EncodedPhoto)
        alone = indexer.encode(data)
        assert outcome.preview == alone.preview
        np.testing.assert_array_equal(outcome.faces.vectors, alone.faces.vectors)


def test_what_is_unreadable_or_unwanted_passes_through_in_its_place(
    indexer: Indexer, photos: PhotoPath
) -> None:
    good = photos("Tom_Hanks_54745.png").read_bytes()
    contents = {"a": good, "b": b"hello", "c": None, "e": good[:5000], "f": good}

    def read(name: str) -> bytes | None:
        if name == "d":
            raise UnreadablePhotoError("encrypted")
        return contents[name]

    outcomes = {name: outcome for name, _, outcome in indexer.encode_all("abcdef", read)}
    assert list(outcomes) == list("abcdef")
    assert isinstance(outcomes["a"], EncodedPhoto)
    assert isinstance(outcomes["f"], EncodedPhoto)
    assert outcomes["c"] is None
    assert [reason(outcomes[name]) for name in "bde"] == ["not_a_photo", "encrypted", "damaged"]


def test_nothing_to_encode(indexer: Indexer) -> None:
    assert list(indexer.encode_all([], lambda _: b"")) == []


def test_an_error_of_reading_is_the_callers(indexer: Indexer, photos: PhotoPath) -> None:
    def read(name: str) -> bytes:
        if name == "b":
            raise ZeroDivisionError
        return photos("Tom_Hanks_54745.png").read_bytes()

    with pytest.raises(ZeroDivisionError):
        list(indexer.encode_all("ab", read))
    indexer.encode(photos("Tom_Hanks_54745.png").read_bytes())


def test_no_more_than_a_few_photos_are_in_memory(indexer: Indexer, photos: PhotoPath) -> None:
    small = photos("Tom_Hanks_54745.png").read_bytes()
    ahead, read, given = [], 0, 0

    def count(_: int) -> bytes:
        nonlocal read
        read += 1
        ahead.append(read - given)
        return small

    for _ in indexer.encode_all(range(40), count):
        given += 1
    assert (read, given) == (40, 40)
    assert max(ahead) <= 2 * AHEAD


def test_an_import_that_is_given_up_leaves_the_workers_free(indexer: Indexer, photos: PhotoPath) -> None:
    """And alive: one that is killed could take a search along that it has just begun."""
    data = photos("Tom_Hanks_54745.png").read_bytes()
    list(indexer.encode_all(range(10), lambda _: data))
    workers = children()
    for _ in range(10):
        going = indexer.encode_all(range(20), lambda _: data)
        next(going)
        going.close()  # type: ignore[attr-defined]
    assert sum(1 for _ in indexer.encode_all(range(10), lambda _: data)) == 10
    assert children() == workers
    assert free_places(indexer._turns) == 2 * AHEAD
    assert free_places(indexer._queue) == 3


def test_photos_are_encoded_while_a_slow_one_before_them_is(indexer: Indexer, photos: PhotoPath) -> None:
    slow, quick = saved(quarters(6000, 5000), "png", compress_level=1), photos("Tom_Hanks_54745.png")
    read = []

    def count(number: int) -> bytes:
        read.append(number)
        return quick.read_bytes() if number else slow

    going = indexer.encode_all(range(20), count)
    assert next(going)[0] == 0
    assert len(read) == 2 * AHEAD
    assert [number for number, _, _ in going] == list(range(1, 20))


def test_imports_take_turns(indexer: Indexer, photos: PhotoPath) -> None:
    data = photos("Tom_Hanks_54745.png").read_bytes()

    def run(_: int) -> list[int]:
        return [item for item, _, outcome in indexer.encode_all(range(8), lambda _: data) if outcome]

    with ThreadPoolExecutor(5) as pool:
        assert list(pool.map(run, range(5))) == [list(range(8))] * 5


def test_many_imports_take_turns_and_hold_few_photos(indexer: Indexer, photos: PhotoPath) -> None:
    data = photos("Tom_Hanks_54745.png").read_bytes()
    imports, each = 20, 12
    begin, lock = threading.Barrier(imports), threading.Lock()
    done = [0] * imports
    held = most_held = most_ahead = 0

    def read(number: int) -> bytes | None:
        nonlocal held, most_held
        if number % 3 == 0:
            return None
        with lock:
            held += 1
            most_held = max(most_held, held)
        if number % 3 == 1:
            with lock:
                held -= 1
            raise UnreadablePhotoError("damaged")
        return data

    def run(number: int) -> list[int]:
        nonlocal held, most_ahead
        begin.wait()
        order = []
        for item, _, outcome in indexer.encode_all(range(each), read):
            order.append(item)
            with lock:
                held -= isinstance(outcome, EncodedPhoto)
                done[number] += 1
                most_ahead = max(most_ahead, max(done) - min(done))
        return order

    with ThreadPoolExecutor(imports) as pool:
        assert list(pool.map(run, range(imports))) == [list(range(each))] * imports
    assert held == 0
    assert most_held <= 2 * AHEAD + imports  # those being encoded, and one that each import has just got
    assert most_ahead < each
    assert free_places(indexer._turns) == 2 * AHEAD
    assert free_places(indexer._queue) == 3


def test_an_import_among_others_is_not_overtaken(indexer: Indexer, photos: PhotoPath) -> None:
    """Once all have begun, each gets one photo a round, whoever asks most often."""
    data = photos("Tom_Hanks_54745.png").read_bytes()
    finished: list[int] = []
    begin = threading.Barrier(6)

    def run(number: int) -> None:
        begin.wait()
        finished.extend(number for _ in indexer.encode_all(range(20), lambda _: data))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(run, range(6)))
    half = finished[12:72]
    assert all(7 <= half.count(number) <= 13 for number in range(6)), finished


def test_a_search_goes_ahead_of_an_import(indexer: Indexer, photos: PhotoPath) -> None:
    data = photos("obama.jpg").read_bytes()
    started, answered = threading.Event(), threading.Event()
    left = []

    def search() -> EncodedPhoto:
        started.wait()
        encoded = indexer.encode(photos("Tom_Hanks_54745.png").read_bytes())
        answered.set()
        return encoded

    with ThreadPoolExecutor(1) as pool:
        searched = pool.submit(search)
        for item, _, _ in indexer.encode_all(range(60), lambda _: data):
            started.set()
            if answered.is_set():
                left.append(item)
        assert len(searched.result().faces.faces) == 1
    assert len(left) > 30


def test_a_worker_that_dies_costs_one_photo(short_lived: Indexer, photos: PhotoPath) -> None:
    before = children()
    small = photos("Tom_Hanks_54745.png").read_bytes()
    short_lived.encode(small)
    (worker,) = children() - before
    large = saved(quarters(12000, 10000), "png", compress_level=1)
    worked = cpu_ticks(worker)
    with ThreadPoolExecutor(1) as pool:
        encoding = pool.submit(lambda: list(short_lived.encode_all([large, small], lambda data: data)))
        while cpu_ticks(worker) < worked + 3:  # it is at work on the first
            time.sleep(0.005)
        os.kill(worker, signal.SIGKILL)
        (_, _, first), (_, _, second) = encoding.result()
    assert reason(first) == "crashed"
    assert isinstance(second, EncodedPhoto)


@pytest.mark.parametrize("rest", [0, 0.5])
def test_a_worker_that_dies_at_rest_costs_nothing(
    short_lived: Indexer, photos: PhotoPath, rest: float
) -> None:
    before = children()
    small = photos("Tom_Hanks_54745.png").read_bytes()
    short_lived.encode(small)
    (worker,) = children() - before
    os.kill(worker, signal.SIGKILL)
    time.sleep(rest)
    assert len(short_lived.encode(small).faces.faces) == 1
    assert len(list(short_lived.encode_all([small] * 3, lambda data: data))) == 3


def test_a_service_manager_that_ends_all_processes_spoils_no_photo(
    short_lived: Indexer, photos: PhotoPath
) -> None:
    """systemd, for one, sends SIGTERM to the bot and to its workers; the bot still finishes its batch."""
    before = children()
    data = photos("obama.jpg").read_bytes()
    short_lived.encode(data)
    (worker,) = children() - before
    for _, _, outcome in short_lived.encode_all(range(8), lambda _: data):
        os.kill(worker, signal.SIGTERM)
        assert isinstance(outcome, EncodedPhoto)


def test_a_photo_that_takes_too_long() -> None:
    indexer = Indexer(1, seconds=0.01)
    slow = saved(quarters(6000, 5000), "png", compress_level=1)
    try:
        identity = indexer.face_identity()
        with pytest.raises(UnreadablePhotoError, match="too_slow"):
            indexer.encode(slow)
        outcomes = [outcome for _, _, outcome in indexer.encode_all([slow, slow], lambda data: data)]
        assert [reason(outcome) for outcome in outcomes] == ["too_slow", "too_slow"]
        assert indexer.face_identity() == identity  # a worker that has taken the place of those
    finally:
        indexer.close()


def test_what_codecs_say_of_a_photo_is_not_in_the_log(capfd: pytest.CaptureFixture[str]) -> None:
    """Pillow, in Python, has a line for each tag of the one, and libtiff, in C, some for the other."""
    tiff = bytearray(saved(quarters(), "tiff", compression="tiff_deflate"))
    tiff[20] ^= 0xFF
    with pytest.raises(UnreadablePhotoError, match="damaged"):
        decode(bytes(tiff), 1_000_000)
    assert "ZIPDecode" in capfd.readouterr().err
    indexer = Indexer(1)
    try:
        assert indexer.encode(greedy_tiff()).faces.faces == ()
        with pytest.raises(UnreadablePhotoError, match="damaged"):
            indexer.encode(bytes(tiff))
    finally:
        indexer.close()
    assert capfd.readouterr().err == ""


def test_too_many_pixels() -> None:
    indexer = Indexer(1, max_pixels=1000)
    try:
        with pytest.raises(UnreadablePhotoError, match="too_large"):
            indexer.encode(saved(quarters(40, 26), "png"))
    finally:
        indexer.close()


def test_a_decompression_bomb(indexer: Indexer) -> None:
    with pytest.raises(UnreadablePhotoError, match="too_large"):
        indexer.encode(png_header(50_000, 50_000))


def test_a_photo_that_memory_does_not_hold_costs_no_worker(photos: PhotoPath) -> None:
    before = children()
    indexer = Indexer(1, memory=800_000_000)
    try:
        good = photos("obama.jpg").read_bytes()
        assert len(indexer.encode(good).faces.faces) == 1
        (worker,) = children() - before
        with pytest.raises(UnreadablePhotoError, match="too_large"):
            indexer.encode(png_header(15_000, 13_000))  # 780 MB, and the models are there already
        assert len(indexer.encode(good).faces.faces) == 1
        assert children() - before == {worker}
    finally:
        indexer.close()


def test_without_a_limit_a_large_photo_may_take_what_it_needs() -> None:
    indexer = Indexer(1, memory=None)
    try:
        with pytest.raises(UnreadablePhotoError, match="damaged"):
            indexer.encode(png_header(15_000, 13_000))
    finally:
        indexer.close()


def test_text_vectors(indexer: Indexer, photos: PhotoPath) -> None:
    previews = [indexer.encode(photos(name).read_bytes()).preview for name in ("coffee.png", "rocket.jpg")]
    vectors = indexer.encode_texts(previews, "basic")
    assert vectors.shape == (2, 1018)
    np.testing.assert_allclose(indexer.encode_texts(previews[1:], "basic")[0], vectors[1], atol=1e-4)


def test_descriptions_of_many_chats_keep_no_import_waiting(indexer: Indexer, photos: PhotoPath) -> None:
    """Of as many as there are workers one is made for each of its photos, or about as many, not of all."""
    data = photos("Tom_Hanks_54745.png").read_bytes()
    preview = indexer.encode(data).preview
    chats, each, ended = 40, 20, threading.Event()
    described = [0] * chats

    def describe(chat: int) -> None:
        while not ended.is_set():
            indexer.encode_texts([preview], "basic")
            described[chat] += 1

    with ThreadPoolExecutor(chats) as pool:
        working = [pool.submit(describe, chat) for chat in range(chats)]
        until(lambda: min(described) > 0)
        before = sum(described)
        imported = [item for item, _, _ in indexer.encode_all(range(each), lambda _: data)]
        meanwhile = sum(described) - before
        ended.set()
        for one in working:
            one.result()
    assert imported == list(range(each))
    assert meanwhile < chats * each / 4
    assert (free_places(indexer._describing), free_places(indexer._queue)) == (2, 3)


def test_a_preview_that_is_none(indexer: Indexer) -> None:
    with pytest.raises(UnreadablePhotoError, match="crashed"):
        indexer.encode_texts([b"hello"], "basic")


def test_descriptions_that_take_too_long(
    short_lived: Indexer, photos: PhotoPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview = short_lived.encode(photos("coffee.png").read_bytes()).preview
    with monkeypatch.context() as patch:
        patch.setattr("core.indexer.LOADING_SECONDS", 0.01)
        patch.setattr(short_lived, "_seconds", 0.0)
        with pytest.raises(UnreadablePhotoError, match="too_slow"):
            short_lived.encode_texts([preview] * 100, "basic")
    assert len(short_lived.encode_texts([preview], "basic")) == 1


def test_identities_name_the_models(indexer: Indexer) -> None:
    assert indexer.face_identity().startswith("embedded-")
    assert indexer.text_identity("basic").startswith("basic@")


def test_models_that_are_not_there(indexer: Indexer) -> None:
    with pytest.raises(WeightsMissingError):
        indexer.text_identity("nobody/no-such-model")
    with pytest.raises(TypeError):
        indexer.encode_query("a cat", "basic")


def test_a_face_model_that_is_not_there_is_not_the_photos_fault(photos: PhotoPath) -> None:
    indexer = Indexer(1, FaceModelNames("embedded", "no such model"))
    try:
        with pytest.raises(Exception, match="no such model") as caught:
            indexer.face_identity()
        assert not isinstance(caught.value, EmptyQueryError | UnreadablePhotoError)
    finally:
        indexer.close()


def test_closing_ends_the_workers() -> None:
    before = children()
    indexer = Indexer(2)
    indexer.face_identity()
    assert children() - before
    indexer.close()
    until(lambda: children() <= before)
