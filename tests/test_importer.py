"""Imports of real photos, whole, stopped and deleted; `tests/test_kills.py` kills some."""

import dataclasses
import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from core import importer
from core.encoders.face_model import FaceModelNames
from core.errors import UnreadableArchiveError
from core.face_models import FaceModels
from core.importer import Importer, Progress
from core.indexer import Indexer
from core.intake.archive import ArchiveLimits
from core.store.imports import NAMED, Import, Skipped
from core.store.store import Store
from tests.conftest import PhotoPath
from tests.made import begin_import
from tests.test_images import dated
from tests.zips import zip_of

ANN = 1
NAMES = (
    "Tom_Hanks_54745.png",
    "astronaut.png",
    "coffee.png",
    "obama2.jpg",
    "t1.jpg",
    "chelsea.png",
    "rocket.jpg",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "data")
    yield opened
    opened.close()


@pytest.fixture
def contents(photos: PhotoPath) -> dict[str, bytes]:
    """Seven photos and one of them again, a date, and three files that are no photos, in a mixed order."""
    files = {f"Trip/{name}": photos(name).read_bytes() for name in NAMES}
    broken = files["Trip/obama2.jpg"][:50_000]
    return {
        "notes.txt": b"hello",
        **files,
        "Trip/cut off.jpg": broken,
        "again.jpg": files["Trip/t1.jpg"],
        "empty.png": b"",
        "dated.JPG": dated(DateTimeOriginal="2023:12:24 18:30:05"),
    }


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importer, "BATCH_PHOTOS", 3)


def received(store: Store, data: bytes, chat_id: int = ANN) -> Import:
    job = begin_import(store, chat_id, "party.zip")
    files = store.files(chat_id)
    files.write(files.incoming(job.id), data)
    return job


def importer_of(store: Store, indexer: Indexer, limits: ArchiveLimits | None = None) -> Importer:
    return Importer(
        store, indexer, limits or ArchiveLimits(), FaceModels.load(store, indexer, FaceModelNames())
    )


def run(store: Store, indexer: Indexer, data: bytes) -> Import:
    return importer_of(store, indexer).run(received(store, data), lambda _: None, lambda: False)


def state(folder: Path) -> dict[str, object]:
    """What is kept of Ann, apart from ids and the names of files; checked for being whole."""
    store = Store(folder)
    try:
        photos = store.photos.all(ANN)
        job = store.imports.get(1)
        faces = store.faces(ANN, job_model(folder))
        assert len(faces.photo_ids) == len(faces.vectors)
        names = {photo.id: photo.name for photo in photos}
        files = store.files(ANN)
        for photo in photos:
            original = files.original(photo.sha256, photo.suffix).read_bytes()
            assert hashlib.sha256(original).hexdigest() == photo.sha256
        return {
            "photos": [dataclasses.replace(photo, id=0) for photo in photos],
            "faces": [
                (names[photo_id], vector.tobytes())
                for photo_id, vector in zip(faces.photo_ids.tolist(), faces.vectors, strict=True)
            ],
            "words": [names[one] for one in store.photos.matching(ANN, '"trip"')],
            "import": dataclasses.replace(job, message_id=None),
            "files": kinds_of_files(folder),
            "whole": query(folder, "PRAGMA integrity_check") + query(folder, "PRAGMA foreign_key_check"),
        }
    finally:
        store.close()


def job_model(folder: Path) -> str:
    (model,) = {row[0] for row in query(folder, "SELECT model FROM segments")}
    return str(model)


def query(folder: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(folder / "galleries.sqlite")
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def kinds_of_files(folder: Path) -> set[str]:
    """Photos and previews by name; of vectors, that the segments on disk are those that rows name."""
    chat = folder / "chats" / str(ANN)
    segments = {path.name for path in (chat / "vectors").iterdir()}
    assert segments == {row[0] for row in query(folder, "SELECT file FROM segments")}
    found = {str(path.relative_to(chat)) for path in chat.rglob("*") if path.is_file()}
    return {path for path in found if not path.startswith("vectors/")}


def test_counts_and_reasons(store: Store, indexer: Indexer, contents: dict[str, bytes]) -> None:
    done = run(store, indexer, zip_of(contents))
    assert (done.state, done.total, done.position) == ("done", 11, 11)
    assert (done.added, done.duplicates, done.faces) == (8, 1, 9)
    assert set(done.skipped) == {
        Skipped("notes.txt", "not_a_photo"),
        Skipped("Trip/cut off.jpg", "damaged"),
        Skipped("empty.png", "not_a_photo"),
    }
    assert done.skipped_count == 3
    stats = store.photos.stats(ANN, indexer.face_identity(), "")
    assert (stats.photos, stats.faces) == (8, 9)
    photos = store.photos.all(ANN)
    assert [photo.name for photo in photos] == [*NAMES, "dated.JPG"]
    assert photos[-1].suffix == ".jpg"
    assert store.photos.matching(ANN, '"20231224"') == [photos[-1].id]
    assert not store.files(ANN).incoming(done.id).exists()
    for photo in photos:
        assert store.preview(ANN, photo).read_bytes()[:2] == b"\xff\xd8"


def test_vectors_are_those_of_the_photos(store: Store, indexer: Indexer, contents: dict[str, bytes]) -> None:
    run(store, indexer, zip_of(contents))
    faces = store.faces(ANN, indexer.face_identity())
    for photo in store.photos.all(ANN):
        data = store.files(ANN).original(photo.sha256, photo.suffix).read_bytes()
        rows = np.flatnonzero(faces.photo_ids == photo.id)
        alone = indexer.encode(data).faces.vectors
        assert len(rows) == len(alone)
        np.testing.assert_array_equal(faces.vectors[rows].ravel(), alone.ravel())


def test_a_second_zip_adds_what_is_new(store: Store, indexer: Indexer, contents: dict[str, bytes]) -> None:
    first = {name: contents[name] for name in ("Trip/astronaut.png", "Trip/coffee.png")}
    run(store, indexer, zip_of(first))
    done = run(store, indexer, zip_of({"renamed.png": first["Trip/coffee.png"], **contents}))
    assert (done.added, done.duplicates) == (6, 4)
    assert store.photos.count(ANN) == 8


def test_chats_have_galleries_of_their_own(
    store: Store, indexer: Indexer, contents: dict[str, bytes]
) -> None:
    data = zip_of({"a.png": contents["Trip/astronaut.png"]})
    runner = importer_of(store, indexer)
    for chat_id in (1, 2):
        done = runner.run(received(store, data, chat_id), lambda _: None, lambda: False)
        assert (done.added, done.duplicates) == (1, 0)


def test_progress(store: Store, indexer: Indexer, contents: dict[str, bytes]) -> None:
    seen: list[Progress] = []
    importer_of(store, indexer).run(received(store, zip_of(contents)), seen.append, lambda: False)
    assert [progress.done for progress in seen] == list(range(12))
    assert {progress.total for progress in seen} == {11}
    assert [progress.faces for progress in seen] == sorted(progress.faces for progress in seen)
    assert seen[-1].faces == 9
    assert [progress.seconds_left is None for progress in seen] == [True] * 5 + [False] * 7
    assert seen[-1].seconds_left == 0


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04 and then nothing", "not_a_zip"),
        (zip_of({"a.jpg": b"1", "b.jpg": b"2"}), "too_many_files"),
    ],
)
def test_zips_that_cannot_be_read(store: Store, indexer: Indexer, data: bytes, reason: str) -> None:
    job = received(store, data)
    with pytest.raises(UnreadableArchiveError, match=reason):
        importer_of(store, indexer, ArchiveLimits(entries=1)).run(job, lambda _: None, lambda: False)
    assert store.imports.get(job.id).state == "failed"
    assert not store.files(ANN).incoming(job.id).exists()


def test_a_copy_of_a_photo_that_cannot_be_read_is_skipped_as_that_was(
    store: Store, indexer: Indexer, contents: dict[str, bytes]
) -> None:
    broken, good = contents["Trip/cut off.jpg"], contents["Trip/coffee.png"]
    done = run(store, indexer, zip_of({"a.jpg": broken, "b.png": good, "c.jpg": broken, "d.png": good}))
    assert (done.added, done.duplicates) == (1, 1)
    assert done.skipped == (Skipped("a.jpg", "damaged"), Skipped("c.jpg", "damaged"))


def test_many_files_that_are_no_photos(store: Store, indexer: Indexer, contents: dict[str, bytes]) -> None:
    files = {f"{i}.txt": b"" for i in range(5000)}
    done = run(store, indexer, zip_of({**files, "mug.png": contents["Trip/coffee.png"]}))
    assert (done.added, done.skipped_count) == (1, 5000)
    assert [one.name for one in done.skipped] == list(files)[: len(done.skipped)]
    assert len(done.skipped) == NAMED


def test_a_zip_without_a_photo(store: Store, indexer: Indexer) -> None:
    done = run(store, indexer, zip_of({"notes.txt": b"1"}))
    assert (done.state, done.total, done.added) == ("done", 0, 0)
    assert done.skipped == (Skipped("notes.txt", "not_a_photo"),)


def test_a_zip_without_a_photo_that_is_read_again_after_a_stop(store: Store, indexer: Indexer) -> None:
    job = received(store, zip_of({"notes.txt": b"1"}))
    importer_of(store, indexer).run(job, lambda _: None, lambda: True)
    again = store.imports.get(job.id)
    assert again.state == "running"
    done = importer_of(store, indexer).run(again, lambda _: None, lambda: False)
    assert (done.state, done.skipped) == ("done", (Skipped("notes.txt", "not_a_photo"),))


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Indexer, dict[str, bytes]], object]:
    """The end state of an import that nothing has disturbed."""
    known: list[dict[str, object]] = []

    def get(indexer: Indexer, contents: dict[str, bytes]) -> object:
        if not known:
            folder = tmp_path_factory.mktemp("uninterrupted")
            store = Store(folder)
            run(store, indexer, zip_of(contents))
            store.close()
            known.append(state(folder))
        return known[0]

    return get


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("stops", [[1], [3], [2, 4], [1, 1, 1], [100]])
def test_an_import_that_is_stopped_goes_on_where_it_was(
    tmp_path: Path,
    indexer: Indexer,
    contents: dict[str, bytes],
    uninterrupted: Callable[[Indexer, dict[str, bytes]], object],
    stops: list[int],
) -> None:
    """`stops`: how many photos each run is let read before it is told to stop."""
    store = Store(tmp_path)
    job = received(store, zip_of(contents))
    for photos in stops:
        seen: list[Progress] = []
        job = importer_of(store, indexer).run(job, seen.append, lambda: len(seen) >= photos)  # noqa: B023
        store.close()
        store = Store(tmp_path)
        job = store.imports.get(job.id)
        assert job.state == ("done" if photos == 100 else "running")
    if job.state != "done":
        assert 0 < job.position < 11
        job = importer_of(store, indexer).run(job, lambda _: None, lambda: False)
    store.close()
    assert state(tmp_path) == uninterrupted(indexer, contents)


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("moment", [1, 5])
def test_a_gallery_that_is_deleted_during_its_import_stays_deleted(
    store: Store, tmp_path: Path, indexer: Indexer, contents: dict[str, bytes], moment: int
) -> None:
    def delete(progress: Progress) -> None:
        if progress.done == moment:
            store.delete_chat(ANN)

    job = received(store, zip_of(contents))
    importer_of(store, indexer).run(job, delete, lambda: False)
    assert not store.imports.exists(job.id)
    assert store.photos.count(ANN) == 0
    assert [path for path in (tmp_path / "data" / "chats").rglob("*") if path.is_file()] == []
    again = run(store, indexer, zip_of(contents))
    assert (again.state, again.added) == ("done", 8)


def test_an_import_of_a_deleted_gallery_does_not_start(
    store: Store, indexer: Indexer, contents: dict[str, bytes]
) -> None:
    job = received(store, zip_of(contents))
    store.delete_chat(ANN)
    assert importer_of(store, indexer).run(job, lambda _: pytest.fail("it ran"), lambda: False) == job
    assert store.chats.ids() == []
