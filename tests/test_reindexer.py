"""Photos looked at again with another face model: whole, stopped, deleted, and spoilt."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from core import reindexer
from core.encoders.face_model import FaceModel, FaceModelNames
from core.indexer import Indexer
from core.reindexer import Reindexer
from core.store.imports import Step
from core.store.photos import Photo
from core.store.store import Store
from tests.conftest import PhotoPath
from tests.made import MODEL, begin_import, directions, made_photo

ANN, BOB = 1, 2
NAMES = (
    "Tom_Hanks_54745.png",
    "astronaut.png",
    "coffee.png",
    "obama2.jpg",
    "t1.jpg",
    "chelsea.png",
    "rocket.jpg",
    "biden.jpg",
    "obama.jpg",
)
FACES = {
    "Tom_Hanks_54745.png": 1,
    "astronaut.png": 1,
    "obama2.jpg": 1,
    "t1.jpg": 6,
    "biden.jpg": 1,
    "obama.jpg": 1,
}


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reindexer, "BATCH_PHOTOS", 2)


def fill(store: Store, photos: PhotoPath, chat_id: int = ANN) -> list[Photo]:
    """Real photos, in which another model has seen two faces each."""
    job = begin_import(store, chat_id)
    made = [made_photo(name, directions(seed, 2)) for seed, name in enumerate(NAMES)]
    files = store.files(chat_id)
    for photo in made:
        files.write(files.original(photo.sha256, photo.suffix), photos(photo.name).read_bytes())
        files.write(files.preview(photo.sha256), photo.encoded.preview)
    assert store.append(chat_id, job.id, made, Step(len(made), 0, ()), MODEL)
    store.imports.finish(job.id, "done")
    return store.photos.all(chat_id)


def original(store: Store, photo: Photo, chat_id: int = ANN) -> Path:
    return store.files(chat_id).original(photo.sha256, photo.suffix)


def face_model(indexer: Indexer) -> FaceModel:
    return FaceModel.named(FaceModelNames(), indexer.face_identity())


def reindexer_of(store: Store, indexer: Indexer) -> Reindexer:
    return Reindexer(store, indexer, face_model(indexer))


def run(store: Store, indexer: Indexer, chat_id: int = ANN) -> None:
    reindexer_of(store, indexer).run(chat_id, lambda _: None, lambda: False)


def faces_of(store: Store, indexer: Indexer, chat_id: int = ANN) -> list[tuple[str, bytes]]:
    """Whose vectors there are, by the model in use, and them; in the order of photos and faces."""
    names = {photo.id: photo.name for photo in store.photos.all(chat_id)}
    faces = store.faces(chat_id, indexer.face_identity())
    return [
        (names[photo_id], vector.tobytes())
        for photo_id, vector in zip(faces.photo_ids.tolist(), faces.vectors, strict=True)
    ]


def expected(indexer: Indexer, photos: PhotoPath) -> list[tuple[str, bytes]]:
    found = [(name, indexer.encode(photos(name).read_bytes()).faces.vectors) for name in NAMES]
    return [(name, vector.tobytes()) for name, vectors in found for vector in vectors]


def vector_files(store: Store, chat_id: int = ANN) -> set[str]:
    return {path.name for path in store.files(chat_id).vectors.iterdir()}


def test_every_photo_is_looked_at_again(store: Store, indexer: Indexer, photos: PhotoPath) -> None:
    before = fill(store, photos)
    changed: list[int] = []
    reindexer_of(store, indexer).run(ANN, changed.append, lambda: False)
    found = faces_of(store, indexer)
    assert found == expected(indexer, photos)
    assert {name: [one for one, _ in found].count(name) for name, _ in found} == FACES
    assert set(changed) == {ANN}
    assert store.photos.all(ANN) == before
    assert store.photos.stats(ANN, indexer.face_identity(), "").faces == len(found)
    assert store.photos.count_unseen(ANN, indexer.face_identity()) == 0
    assert len(store.faces(ANN, MODEL).vectors) == 0
    assert vector_files(store) == set(store.segments.files(ANN))
    reindexer_of(store, indexer).run(ANN, lambda _: pytest.fail("there was nothing to do"), lambda: False)


def test_chats_keep_what_they_have(store: Store, indexer: Indexer, photos: PhotoPath) -> None:
    fill(store, photos)
    fill(store, photos, BOB)
    run(store, indexer, BOB)
    assert store.photos.count_unseen(ANN, indexer.face_identity()) == len(NAMES)
    assert len(store.faces(ANN, MODEL).vectors) == 2 * len(NAMES)
    assert faces_of(store, indexer) == []
    assert len(faces_of(store, indexer, BOB)) == sum(FACES.values())


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("stops", [[1], [2, 1], [1, 1, 1, 1]])
def test_what_is_stopped_goes_on_where_it_was(
    tmp_path: Path, indexer: Indexer, photos: PhotoPath, stops: list[int]
) -> None:
    """`stops`: how many batches each run is let write before it is told to stop."""
    store = Store(tmp_path)
    fill(store, photos)
    model, left = indexer.face_identity(), len(NAMES)
    for batches in stops:
        written: list[int] = []
        reindexer_of(store, indexer).run(ANN, written.append, lambda: len(written) >= batches)  # noqa: B023
        store.close()
        store = Store(tmp_path)
        assert 0 < store.photos.count_unseen(ANN, model) < left
        left = store.photos.count_unseen(ANN, model)
    run(store, indexer)
    assert faces_of(store, indexer) == expected(indexer, photos)
    assert vector_files(store) == set(store.segments.files(ANN))
    store.close()


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_bytes(b"no photo")])
def test_a_photo_that_can_no_longer_be_read_has_no_faces(
    store: Store,
    indexer: Indexer,
    photos: PhotoPath,
    caplog: pytest.LogCaptureFixture,
    spoil: Callable[[Path], object],
) -> None:
    spoilt = fill(store, photos)[4]
    spoil(original(store, spoilt))
    with caplog.at_level(logging.WARNING):
        run(store, indexer)
    assert faces_of(store, indexer) == [one for one in expected(indexer, photos) if one[0] != spoilt.name]
    assert store.photos.count_unseen(ANN, indexer.face_identity()) == 0
    assert len(store.faces(ANN, MODEL).vectors) == 0
    (warning,) = [record.getMessage() for record in caplog.records if record.name == reindexer.__name__]
    assert f"Photo {spoilt.id} " in warning
    assert spoilt.name not in warning


def test_a_photo_that_takes_too_long_is_tried_again(
    store: Store, indexer: Indexer, photos: PhotoPath
) -> None:
    """Its time is the machine's fault, or the model's: the photo was read before."""
    fill(store, photos)
    hurried = Indexer(1, seconds=0.001)
    try:
        model = indexer.face_identity()
        Reindexer(store, hurried, face_model(indexer)).run(
            ANN, lambda _: pytest.fail("it was given up"), lambda: False
        )
    finally:
        hurried.close()
    assert store.photos.count_unseen(ANN, model) == len(NAMES)
    assert len(store.faces(ANN, MODEL).vectors) == 2 * len(NAMES)
    run(store, indexer)
    assert faces_of(store, indexer) == expected(indexer, photos)


def test_an_original_that_the_disk_does_not_give_is_not_given_up(
    store: Store, indexer: Indexer, photos: PhotoPath
) -> None:
    path = original(store, fill(store, photos)[0])
    data = path.read_bytes()
    path.unlink()
    path.mkdir()
    with pytest.raises(OSError, match="directory"):
        run(store, indexer)
    assert store.photos.count_unseen(ANN, indexer.face_identity()) == len(NAMES)
    path.rmdir()
    path.write_bytes(data)
    run(store, indexer)
    assert faces_of(store, indexer) == expected(indexer, photos)


@pytest.mark.usefixtures("small_batches")
def test_a_gallery_that_is_deleted_meanwhile_stays_deleted(
    store: Store, indexer: Indexer, photos: PhotoPath, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fill(store, photos)
    deleted: list[int] = []

    def delete(chat_id: int) -> None:
        store.delete_chat(chat_id)
        deleted.append(chat_id)

    reindexer_of(store, indexer).run(ANN, delete, lambda: False)
    assert deleted == [ANN]  # after the first batch; there was no second
    assert [path for path in (tmp_path / "chats").rglob("*") if path.is_file()] == []
    assert store.segments.files(ANN) == []
    assert caplog.records == []


def test_photos_that_an_import_adds_meanwhile_are_not_looked_at_twice(
    store: Store, indexer: Indexer, photos: PhotoPath
) -> None:
    fill(store, photos)
    model = indexer.face_identity()
    job = begin_import(store, ANN)
    new = made_photo("new.jpg", directions(99, 1, 256))
    assert store.append(ANN, job.id, [new], Step(1, 0, ()), model)
    run(store, indexer)
    assert faces_of(store, indexer) == [
        ("new.jpg", new.encoded.faces.vectors[0].tobytes()),
        *expected(indexer, photos),
    ]
