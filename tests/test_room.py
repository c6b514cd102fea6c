"""What a gallery may hold, and what stays free of the disk."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from core import importer
from core.encoders.face_model import FaceModelNames
from core.errors import DiskFullError, UnreadablePhotoError
from core.face_models import FaceModels
from core.importer import Importer, Progress
from core.indexer import Indexer
from core.intake.archive import ArchiveLimits
from core.room import Disk, GalleryLimits, GalleryRoom
from core.store.imports import Import, Skipped
from core.store.store import Store
from tests.chat import Guest, bot_in_local_chat
from tests.conftest import PhotoPath
from tests.test_images import png_header, quarters, saved
from tests.test_importer import ANN, received
from tests.zips import zip_of

MOST = 10**15  # bytes that no disk has
NAMES = ("coffee.png", "Tom_Hanks_54745.png", "chelsea.png", "rocket.jpg")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "data")
    yield opened
    opened.close()


@pytest.fixture
def files(photos: PhotoPath) -> dict[str, bytes]:
    return {name: photos(name).read_bytes() for name in NAMES}


def run(store: Store, indexer: Indexer, data: bytes, limits: GalleryLimits) -> Import:
    models = FaceModels.load(store, indexer, FaceModelNames())
    runner = Importer(store, indexer, ArchiveLimits(), models, limits)
    return runner.run(received(store, data), lambda _: None, lambda: False)


def test_a_disk_keeps_its_reserve(tmp_path: Path) -> None:
    Disk(tmp_path, 0).require(1)
    with pytest.raises(DiskFullError) as caught:
        Disk(tmp_path, 0).require(MOST)
    assert caught.value.needed == MOST
    assert caught.value.free > 0
    with pytest.raises(DiskFullError) as caught:
        Disk(tmp_path, MOST).require()
    assert caught.value.free == 0


def test_a_gallery_is_filled_to_its_limits() -> None:
    room = GalleryRoom(GalleryLimits(photos=4, total_bytes=100), 2, 40)
    room.take(50)
    with pytest.raises(UnreadablePhotoError, match="gallery_full"):
        room.take(11)
    room.take(10)
    with pytest.raises(UnreadablePhotoError, match="gallery_full"):
        room.take(0)
    room.give_back(10)
    room.take(5)


def test_what_does_not_fit_into_a_gallery_is_skipped(
    store: Store, indexer: Indexer, files: dict[str, bytes]
) -> None:
    limits = GalleryLimits(photos=2)
    done = run(store, indexer, zip_of({"first.png": files["coffee.png"], **files}), limits)
    assert (done.state, done.added, done.duplicates) == ("done", 2, 1)
    assert done.skipped == (
        Skipped("chelsea.png", "gallery_full"),
        Skipped("rocket.jpg", "gallery_full"),
    )
    again = run(store, indexer, zip_of(files), limits)
    assert (again.added, again.duplicates, again.skipped_count) == (0, 2, 2)
    more = run(store, indexer, zip_of(files), GalleryLimits(photos=3))
    assert (more.added, more.duplicates, more.skipped_count) == (1, 2, 1)


def test_what_was_no_photo_takes_no_room(store: Store, indexer: Indexer, files: dict[str, bytes]) -> None:
    broken = {f"{i}.jpg": f"no photo {i}".encode() for i in range(8)}
    done = run(store, indexer, zip_of(broken | files), GalleryLimits(photos=9))
    assert (done.added, done.skipped_count) == (4, 8)


def test_a_gallery_has_bytes_too(store: Store, indexer: Indexer, files: dict[str, bytes]) -> None:
    sizes = {name: len(data) for name, data in files.items()}
    limits = GalleryLimits(total_bytes=sizes["coffee.png"] + sizes["rocket.jpg"])
    done = run(store, indexer, zip_of({"coffee.png": files["coffee.png"]}), limits)
    assert store.files(ANN).originals_size() == sizes["coffee.png"]
    done = run(store, indexer, zip_of(files), limits)
    assert store.files(ANN).originals_size() <= limits.total_bytes
    assert done.skipped
    assert {one.reason for one in done.skipped} == {"gallery_full"}
    assert "rocket.jpg" not in {one.name for one in done.skipped} or done.added


def test_an_import_that_would_not_fit_is_refused_before_it_starts(
    store: Store, indexer: Indexer, files: dict[str, bytes]
) -> None:
    with pytest.raises(DiskFullError) as caught:
        run(store, indexer, zip_of(files), GalleryLimits(free_bytes=MOST))
    assert caught.value.needed >= sum(map(len, files.values()))
    assert store.photos.count(ANN) == 0
    (job,) = [store.imports.get(1)]
    assert job.state == "failed"
    assert not store.files(ANN).incoming(job.id).exists()


def test_a_disk_that_fills_up_ends_the_import_and_what_came_in_stays(
    store: Store, indexer: Indexer, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Something else writes to the disk: here the reserve grows after the first photo."""
    monkeypatch.setattr(importer, "BATCH_PHOTOS", 1)
    models = FaceModels.load(store, indexer, FaceModelNames())
    runner = Importer(store, indexer, ArchiveLimits(), models)
    job = received(store, zip_of(files))

    def fill(progress: Progress) -> None:
        if progress.done:
            monkeypatch.setattr(runner.disk, "_reserve", MOST)

    with pytest.raises(DiskFullError):
        runner.run(job, fill, lambda: False)
    assert store.photos.count(ANN) == 1
    assert store.imports.get(job.id).state == "failed"
    assert not store.files(ANN).incoming(job.id).exists()


def test_a_zip_in_the_zip_is_not_unpacked_where_it_would_not_fit(
    store: Store, indexer: Indexer, files: dict[str, bytes]
) -> None:
    inner = zip_of(files)
    with pytest.raises(DiskFullError) as caught:
        run(store, indexer, zip_of({"inner.zip": inner}), GalleryLimits(free_bytes=MOST))
    assert caught.value.needed == len(inner)
    assert store.imports.get(1).state == "failed"
    assert list(store.files(ANN).coming.iterdir()) == []


def test_a_disk_that_fills_up_before_the_next_zip_in_the_zip_leaves_no_half_batch(
    store: Store, indexer: Indexer, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first has more photos than are read ahead."""
    models = FaceModels.load(store, indexer, FaceModelNames())
    runner = Importer(store, indexer, ArchiveLimits(), models)
    first = {f"{i}.png": files["coffee.png"] + bytes(i) for i in range(12)}
    job = received(store, zip_of({"first.zip": zip_of(first), "second.zip": zip_of(files)}))

    def fill(progress: Progress) -> None:
        if progress.done:
            monkeypatch.setattr(runner.disk, "_reserve", MOST)

    with pytest.raises(DiskFullError):
        runner.run(job, fill, lambda: False)
    assert store.imports.get(job.id).state == "failed"
    assert list(store.files(ANN).coming.iterdir()) == []
    photos = store.files(ANN).folder / "photos"
    assert len(list(photos.iterdir())) == store.photos.count(ANN)


@pytest.fixture
async def full(tmp_path: Path) -> AsyncIterator[Guest]:
    async with bot_in_local_chat(tmp_path, workers=1, min_free_megabytes=MOST // 1_000_000) as guest:
        yield guest


async def test_a_full_disk_is_said_before_anything_is_fetched(full: Guest, photos: PhotoPath) -> None:
    mug = photos("coffee.png").read_bytes()
    await full.send_files({"party.zip": zip_of({"mug.png": mug})})
    assert "needs 1 MB more, and 0 MB are free" in (await full.hears("no room for party.zip"))["text"]
    await full.send_files({"mug.png": mug})
    await full.hears("no room for mug.png")
    await full.say("/gallery")
    await full.hears("no photos yet")


async def test_every_limit_is_a_setting(tmp_path: Path, photos: PhotoPath) -> None:
    mug, cat = photos("coffee.png").read_bytes(), photos("chelsea.png").read_bytes()
    large, monster = saved(quarters(1200, 1000), "png"), png_header(12_000, 12_000)
    limits = {
        "max_zip_photos": 3,
        "max_zip_files": 6,
        "max_gallery_photos": 2,
        "max_photo_megapixels": 150,
        "max_photo_megabytes": 1,
        "max_worker_megabytes": 500,
    }
    async with bot_in_local_chat(tmp_path, workers=1, **limits) as guest:
        await guest.send_files({"a.zip": zip_of({f"{i}.jpg": b"" for i in range(4)})})
        await guest.hears("a.zip has too many photos")
        await guest.send_files({"b.zip": zip_of({f"{i}.txt": b"" for i in range(7)})})
        await guest.hears("b.zip has too many photos")
        await guest.send_files(
            {"c.zip": zip_of({"d.png": png_header(13_000, 12_000), "e.bmp": bytes(1_000_001)})}
        )
        said = (await guest.hears("no photo could be added"))["text"]
        assert "d.png: too large" in said  # in pixels
        assert "e.bmp: too large" in said  # in bytes
        await guest.send_files({"f.zip": zip_of({"monster.png": monster, "mug.png": mug})})
        said = (await guest.hears("1 photo added"))["text"]
        assert "monster.png: too large" in said  # for the memory of a worker
        await guest.send_files({"g.zip": zip_of({"cat.png": cat, "large.png": large})})
        assert "large.png: this gallery is full" in (await guest.hears("g.zip: 1 photo added"))["text"]
    async with bot_in_local_chat(tmp_path, workers=1, max_photo_megapixels=1) as guest:
        await guest.send_files({"h.zip": zip_of({"large.png": large})})
        assert "large.png: too large" in (await guest.hears("h.zip: no photo could be added"))["text"]
