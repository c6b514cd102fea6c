"""What is kept, and that it is kept whole."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import sqlite_utils

from core.search.words import fts_query
from core.store.chats import ChatSettings
from core.store.clock import ago
from core.store.files import REMOVED, ChatFiles
from core.store.imports import NAMED, Skipped, Step
from core.store.migrations import migrations
from core.store.photos import NewPhoto
from core.store.searches import MOST, Findings, Scored
from core.store.store import Store
from core.store.vectors import read_segments, write_segment
from core.types import EncodedFaces
from tests.made import MODEL, begin_import, directions, made_photo, put_photos, write_files

ANN, BOB = 1, -1002


def reopened(store: Store, folder: Path) -> Store:
    store.close()
    return Store(folder)


def rows(folder: Path, sql: str) -> list[tuple[object, ...]]:
    """What another connection reads."""
    connection = sqlite3.connect(folder / "galleries.sqlite")
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def change(folder: Path, sql: str) -> None:
    """What another connection writes."""
    connection = sqlite3.connect(folder / "galleries.sqlite")
    try:
        connection.execute(sql)
        connection.commit()
    finally:
        connection.close()


def tables(folder: Path) -> list[str]:
    found = rows(folder, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return [str(name) for (name,) in found]


def files_below(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def some_photos(prefix: str, count: int = 5) -> list[NewPhoto]:
    """Photo number i has i % 3 faces."""
    return [made_photo(f"{prefix}/{i}.jpg", directions(i, i % 3)) for i in range(count)]


def test_migrations_apply_once(tmp_path: Path) -> None:
    Store(tmp_path).close()
    first = rows(tmp_path, "SELECT name, applied_at FROM _sqlite_migrations")
    schema = rows(tmp_path, "SELECT sql FROM sqlite_master ORDER BY name")
    Store(tmp_path).close()
    assert rows(tmp_path, "SELECT name, applied_at FROM _sqlite_migrations") == first
    assert rows(tmp_path, "SELECT sql FROM sqlite_master ORDER BY name") == schema
    assert len(first) == len(migrations._migrations)


OLD_GALLERY = """
    INSERT INTO chats (id, created_at, face_level) VALUES (1, '2024-01-01', 80);
    INSERT INTO imports (id, chat_id, name, language, state, started_at)
        VALUES (1, 1, 'a.zip', 'en', 'done', '2024-01-01');
    INSERT INTO photos (id, chat_id, import_id, sha256, suffix, name, folder, width, height, added_at)
        SELECT value, 1, 1, value, '.jpg', value || '.jpg', '', 4, 3, '2024-01-01T00:00:00+00:00'
        FROM json_each('[1, 2, 3]');
    INSERT INTO segments (id, chat_id, kind, model, file)
        VALUES (1, 1, 'faces', 'one@1', '1.npy'), (2, 1, 'faces', 'two@1', '2.npy');
    INSERT INTO faces (photo_id, segment_id, position, x, y, width, height, score, quality)
        VALUES (1, 1, 0, 0, 0, 1, 1, 1, 1), (1, 1, 1, 0, 0, 1, 1, 1, 1), (3, 2, 0, 0, 0, 1, 1, 1, 1);
"""
"""As the first release has left it: a photo with two faces, one with none, one by another model."""


def test_a_gallery_from_before_the_face_models_of_photos_were_noted_opens(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "galleries.sqlite", isolation_level=None)
    migrations.apply(sqlite_utils.Database(connection), stop_before="m002_face_models")
    connection.executescript(OLD_GALLERY)
    connection.close()
    store = Store(tmp_path)
    noted = rows(tmp_path, "SELECT id, face_model FROM photos ORDER BY id")
    assert noted == [(1, "one@1"), (2, None), (3, "two@1")]
    assert [photo.id for photo in store.photos.unseen(ANN, "one@1", 0, 10)] == [2, 3]
    assert store.chats.settings(ANN).face_level == 80
    assert put_photos(store, ANN, some_photos("new", 1)) == [4]
    store.close()


def test_photos_come_back_as_they_were_added(store: Store, tmp_path: Path) -> None:
    taken_at = datetime(2023, 12, 24, 18, 30, 5)  # noqa: DTZ001
    (photo_id,) = put_photos(
        store, ANN, [made_photo("Trip/Đà Nẵng.jpg", directions(1, 2), taken_at=taken_at)]
    )
    store = reopened(store, tmp_path)
    (photo,) = store.photos.get(ANN, [photo_id])
    assert (photo.folder, photo.name, photo.suffix) == ("Trip", "Đà Nẵng.jpg", ".jpg")
    assert (photo.width, photo.height, photo.taken_at) == (400, 300, taken_at)
    assert store.preview(ANN, photo).exists()
    store.close()


def test_vectors_belong_to_their_faces(store: Store, tmp_path: Path) -> None:
    batches = [
        [made_photo(f"{b}/{i}.jpg", directions(10 * b + i, i % 4)) for i in range(6)] for b in range(3)
    ]
    wanted = {}
    for batch in batches:
        for photo_id, photo in zip(put_photos(store, ANN, batch), batch, strict=True):
            wanted[photo_id] = photo.encoded.faces.vectors
    put_photos(store, BOB, some_photos("Bob"))
    put_photos(store, ANN, [made_photo("other model.jpg", directions(99, 1, 16))], "other@2")
    store = reopened(store, tmp_path)
    faces = store.faces(ANN, MODEL)
    for photo_id, expected in wanted.items():
        np.testing.assert_array_equal(faces.vectors[faces.photo_ids == photo_id], expected)
    assert len(faces.vectors) == sum(map(len, wanted.values()))
    _each_row_names_its_vector(tmp_path, wanted)
    store.close()


def _each_row_names_its_vector(folder: Path, wanted: dict[int, np.ndarray]) -> None:
    sql = "SELECT photo_id, file, position, x FROM faces JOIN segments ON segments.id = segment_id"
    for photo_id, file, position, x in rows(folder, f"{sql} WHERE chat_id = {ANN} AND model = '{MODEL}'"):
        vector = np.load(folder / "chats" / str(ANN) / "vectors" / str(file))[position]
        np.testing.assert_array_equal(vector, wanted[int(str(photo_id))][round(float(str(x)) * 100)])


def test_an_empty_gallery_has_no_vectors(store: Store) -> None:
    faces = store.faces(ANN, MODEL)
    assert faces.vectors.shape == (0, 0)
    assert len(faces.photo_ids) == len(faces.qualities) == 0


def test_photos_without_a_face_make_no_segment(store: Store, tmp_path: Path) -> None:
    put_photos(store, ANN, [made_photo("nobody.jpg")])
    assert store.segments.files(ANN) == []
    assert not (tmp_path / "chats" / str(ANN) / "vectors").exists()


def test_a_batch_is_added_whole_or_not_at_all(store: Store, tmp_path: Path) -> None:
    put_photos(store, ANN, some_photos("first"))
    before, kept = store.photos.stats(ANN, MODEL, ""), files_below(tmp_path / "chats")
    batch = [*some_photos("second"), made_photo("first/2.jpg", directions(1, 1))]  # the last is there already
    job = begin_import(store, ANN)
    write_files(store, ANN, batch)
    with pytest.raises(sqlite3.IntegrityError):
        store.append(ANN, job.id, batch, Step(6, 1, (Skipped("x", "damaged"),)), MODEL)
    assert store.photos.stats(ANN, MODEL, "") == before
    assert store.photos.matching(ANN, '"second"') == []
    assert store.imports.get(job.id) == job
    assert len(store.segments.files(ANN)) == 1
    assert files_below(tmp_path / "chats") > kept
    store = reopened(store, tmp_path)
    assert files_below(tmp_path / "chats") == kept
    assert rows(tmp_path, "PRAGMA integrity_check") == [("ok",)]
    store.close()


def test_a_batch_moves_its_import_on(store: Store) -> None:
    job = begin_import(store, ANN, "party.zip")
    store.imports.run(job.id, 20)
    store.append(ANN, job.id, some_photos("a"), Step(7, 2, ()), MODEL)
    store.append(ANN, job.id, some_photos("b", 2), Step(12, 1, (Skipped("ảnh.jpg", "damaged"),)), MODEL)
    moved = store.imports.get(job.id)
    assert (moved.state, moved.total, moved.position) == ("running", 20, 12)
    assert (moved.added, moved.duplicates, moved.faces) == (7, 3, 5)
    assert moved.skipped == (Skipped("ảnh.jpg", "damaged"),)
    assert store.imports.unfinished("running") == [moved]
    store.imports.finish(job.id, "done")
    assert store.imports.unfinished("running") == []


def test_skipped_files_are_counted_and_the_first_of_them_named(store: Store) -> None:
    job = begin_import(store, ANN)
    skipped = [Skipped(f"{i}.txt", "not_a_photo") for i in range(NAMED + 20)]
    store.append(ANN, job.id, [], Step(0, 0, tuple(skipped[:30]), 7), MODEL)
    store.append(ANN, job.id, [], Step(0, 0, tuple(skipped[30:])), MODEL)
    kept = store.imports.get(job.id)
    assert kept.skipped == tuple(skipped[:NAMED])
    assert kept.skipped_count == NAMED + 27


def test_a_batch_of_a_deleted_import_leaves_nothing(store: Store, tmp_path: Path) -> None:
    job = begin_import(store, ANN)
    batch = some_photos("late")
    store.delete_chat(ANN)
    write_files(store, ANN, batch)
    assert not store.append(ANN, job.id, batch, Step(5, 0, ()), MODEL)
    assert store.photos.count(ANN) == 0
    assert files_below(tmp_path / "chats") == set()


def test_a_late_batch_takes_no_photo_from_the_gallery_that_followed(store: Store, tmp_path: Path) -> None:
    job = begin_import(store, ANN)
    batch = some_photos("both")
    store.delete_chat(ANN)
    put_photos(store, ANN, batch[:3])
    kept = files_below(tmp_path / "chats")
    write_files(store, ANN, batch)
    assert not store.append(ANN, job.id, batch, Step(5, 0, ()), MODEL)
    assert files_below(tmp_path / "chats") == kept


def seen(seed: int, count: int) -> EncodedFaces:
    return made_photo("any", directions(seed, count)).encoded.faces


def test_photos_that_a_model_has_not_seen(store: Store) -> None:
    ids = put_photos(store, ANN, some_photos("a"))
    put_photos(store, BOB, some_photos("b", 2))
    put_photos(store, BOB, some_photos("c", 3), "new@2")
    assert store.photos.count_unseen(ANN, MODEL) == 0
    assert store.photos.count_unseen(ANN, "new@2") == 5
    assert [photo.id for photo in store.photos.unseen(ANN, "new@2", 0, 3)] == ids[:3]
    assert [photo.id for photo in store.photos.unseen(ANN, "new@2", ids[2], 3)] == ids[3:]
    assert store.photos.chats_behind("new@2") == [BOB, ANN]  # two photos of Bob's, five of Ann's
    assert store.photos.chats_behind(MODEL) == [BOB]


def test_faces_of_another_model_take_the_place_of_those_before(store: Store, tmp_path: Path) -> None:
    made = some_photos("a")
    put_photos(store, ANN, made)
    put_photos(store, BOB, some_photos("b"))
    others = rows(tmp_path, f"SELECT * FROM segments WHERE chat_id = {BOB}")
    photos = store.photos.all(ANN)
    found = [seen(i, i % 2) for i in range(5)]
    assert store.add_faces(ANN, photos[:3], found[:3], "new@2")
    assert not store.switch_faces(ANN, "new@2")
    assert store.chats.face_model(ANN) == MODEL
    assert store.add_faces(ANN, photos[3:], found[3:], "new@2")
    assert len(store.faces(ANN, MODEL).vectors) == sum(len(photo.encoded.faces.faces) for photo in made)
    assert store.switch_faces(ANN, "new@2")
    assert store.chats.face_model(ANN) == "new@2"
    assert store.chats.face_model(BOB) == MODEL
    faces = store.faces(ANN, "new@2")
    assert faces.photo_ids.tolist() == [photos[1].id, photos[3].id]
    np.testing.assert_array_equal(faces.vectors, np.concatenate([one.vectors for one in found if one.faces]))
    assert len(store.faces(ANN, MODEL).vectors) == 0
    assert store.photos.count_unseen(ANN, "new@2") == 0
    assert store.photos.all(ANN) == photos
    assert store.photos.stats(ANN, "new@2", "").faces == 2
    named = {str(Path("vectors", file)) for file in store.segments.files(ANN)}
    assert len(named) == 2
    assert {name for name in files_below(tmp_path / "chats" / str(ANN)) if "vectors" in name} == named
    assert rows(tmp_path, f"SELECT * FROM segments WHERE chat_id = {BOB}") == others
    assert rows(tmp_path, "PRAGMA foreign_key_check") == []


def test_vectors_belong_to_their_faces_where_some_were_replaced(store: Store, tmp_path: Path) -> None:
    """As when a model was changed, and changed back before all photos were looked at."""
    first, second = (
        [made_photo(f"{b}/{i}.jpg", directions(10 * b + i, 1)) for i in range(4)] for b in (1, 2)
    )
    ids = put_photos(store, ANN, first) + put_photos(store, ANN, second)
    photos = store.photos.all(ANN)
    replaced = [*photos[:2], photos[5]]
    again = [seen(50 + i, 1) for i in range(3)]
    assert store.add_faces(ANN, replaced, [seen(i, 1) for i in range(3)], "new@2")
    assert store.add_faces(ANN, replaced, again, MODEL)
    store = reopened(store, tmp_path)
    faces = store.faces(ANN, MODEL)
    kept = [i for i in range(8) if i not in (0, 1, 5)]
    assert faces.photo_ids.tolist() == [ids[i] for i in (*kept, 0, 1, 5)]
    vectors = [photo.encoded.faces.vectors for photo in (*first, *second)]
    expected = [*(vectors[i] for i in kept), *(one.vectors for one in again)]
    np.testing.assert_array_equal(faces.vectors, np.concatenate(expected))
    assert store.faces(ANN, "new@2").photo_ids.tolist() == [photo.id for photo in replaced]
    store.close()


def test_faces_of_photos_that_are_gone_are_not_replaced(store: Store, tmp_path: Path) -> None:
    put_photos(store, ANN, some_photos("a"))
    photos = store.photos.all(ANN)
    store.delete_chat(ANN)
    assert not store.add_faces(ANN, photos, [seen(i, 1) for i in range(5)], "new@2")
    assert files_below(tmp_path / "chats") == set()
    assert rows(tmp_path, "SELECT * FROM segments") == []


def test_text_vectors(store: Store, tmp_path: Path) -> None:
    ids = put_photos(store, ANN, some_photos("a", 5))
    put_photos(store, BOB, some_photos("b", 2))
    vectors = directions(5, 5, 12)
    assert [photo.id for photo in store.photos.without_text(ANN, "words@1", 2)] == ids[:2]
    photos = store.photos.without_text(ANN, "words@1", 3)
    assert store.append_texts(ANN, photos, vectors[:3], "words@1")
    assert [photo.id for photo in store.photos.without_text(ANN, "words@1", 10)] == ids[3:]
    assert [photo.id for photo in store.photos.without_text(ANN, "words@2", 10)] == ids
    assert store.append_texts(ANN, store.photos.without_text(ANN, "words@1", 10), vectors[3:], "words@1")
    assert store.photos.without_text(ANN, "words@1", 10) == []
    assert len(store.photos.without_text(BOB, "words@1", 10)) == 2
    store = reopened(store, tmp_path)
    found, photo_ids = store.text_vectors(ANN, "words@1")
    np.testing.assert_array_equal(found, vectors)
    assert photo_ids == ids
    store.close()


def test_text_vectors_of_photos_that_are_gone_are_not_added(store: Store, tmp_path: Path) -> None:
    put_photos(store, ANN, some_photos("a", 2))
    photos = store.photos.without_text(ANN, "words@1", 10)
    store.delete_chat(ANN)
    assert not store.append_texts(ANN, photos, directions(1, 2), "words@1")
    assert files_below(tmp_path / "chats") == set()


def test_stats(store: Store) -> None:
    assert store.photos.stats(ANN, MODEL, "words@1").since is None
    before = datetime.now(UTC).replace(microsecond=0)
    put_photos(store, ANN, some_photos("a", 6))
    put_photos(store, BOB, some_photos("b", 3))
    store.append_texts(ANN, store.photos.all(ANN)[:2], directions(1, 2), "words@1")
    store.append_texts(ANN, store.photos.all(ANN), directions(1, 6), "words@2")
    stats = store.photos.stats(ANN, MODEL, "words@1")
    assert (stats.photos, stats.faces, stats.described) == (6, 6, 2)
    assert stats.since is not None
    assert before <= stats.since <= datetime.now(UTC)


def test_words_of_names_folders_and_dates(store: Store) -> None:
    photos = [
        made_photo("Đà Nẵng/Bãi biển.jpg"),
        made_photo("2023/IMG_0001.jpg", taken_at=datetime(2023, 12, 24, 10, 0)),  # noqa: DTZ001
        made_photo("Party/Anna's cake.jpg"),
        made_photo("Party/cake.jpg"),
    ]
    beach, christmas, anna, cake = put_photos(store, ANN, photos)
    put_photos(store, BOB, [made_photo("Bob/cake.jpg")])

    def found(description: str) -> list[int]:
        match = fts_query(description, lambda term: store.photos.has_words(ANN, term))
        return store.photos.matching(ANN, match) if match else []

    assert found("da nang") == found("Đà Nẵng") == found("bãi biển") == [beach]
    assert found("24.12.2023") == found("December 2023") == [christmas]
    assert set(found("cake")) == {anna, cake}
    assert found("anna cake") == [anna]
    assert found("Bob's cake") == []  # there is no Bob in this chat
    assert found('" OR * NEAR(') == []


def test_face_sizes(store: Store) -> None:
    _, one, two = put_photos(store, ANN, some_photos("a", 3))
    assert store.segments.face_sizes(ANN, MODEL) == {one: [0.4], two: [0.4, 0.4]}
    assert store.segments.face_sizes(ANN, "new@2") == {}


def test_photos_of_another_chat_are_not_there(store: Store) -> None:
    ids = put_photos(store, ANN, some_photos("a"))
    assert store.photos.get(BOB, ids) == []
    assert store.photos.all(BOB) == []
    assert store.photos.ids(BOB) == []
    assert not store.photos.has(BOB, some_photos("a")[0].sha256)
    assert store.photos.has(ANN, some_photos("a")[0].sha256)
    put_photos(store, BOB, some_photos("a"))  # the same photos in both


def test_photos_come_in_the_order_asked_for(store: Store) -> None:
    ids = put_photos(store, ANN, some_photos("a"))
    asked = [ids[3], 999, ids[0], ids[4]]
    assert [photo.id for photo in store.photos.get(ANN, asked)] == [ids[3], ids[0], ids[4]]


def test_the_photos_of_an_import(store: Store) -> None:
    first, second = put_photos(store, ANN, some_photos("a", 3)), put_photos(store, ANN, some_photos("b", 3))
    (one, two) = (store.imports.get(1), store.imports.get(2))
    assert store.photos.ids(ANN) == [*first, *second]
    assert store.photos.ids(ANN, one.id) == first
    assert store.photos.ids(BOB, two.id) == []


def test_searches_are_those_of_their_chat(store: Store) -> None:
    results = [Scored(photo_id, 99.9 - photo_id / 1000) for photo_id in range(MOST + 20)]
    store.chats.ensure(ANN)
    added = store.searches.add(ANN, Findings("text", tuple(results), 3, (7, 50_000), ("cake",)), ANN, 70)
    assert len(added.results) == MOST
    assert store.searches.get(ANN, added.id) == added
    assert store.searches.get(BOB, added.id) is None
    assert store.searches.get(ANN, added.id + 1) is None
    assert {one.photo_id for one in added.at(None)} == {0, 1, 2, 7, 50_000}
    assert {one.photo_id for one in added.at(100)} == {7, 50_000}


def test_searches_are_kept_for_a_day(store: Store, tmp_path: Path) -> None:
    store.chats.ensure(ANN)
    store.chats.ensure(BOB)
    old, older = (
        store.searches.add(ANN, Findings("face", ()), ANN, 70),
        store.searches.add(BOB, Findings("text", ()), BOB, 70),
    )
    for search, hours in ((old, 23), (older, 25)):
        created_at = ago(timedelta(hours=hours))
        change(tmp_path, f"UPDATE searches SET created_at = '{created_at}' WHERE id = {search.id}")
    assert store.searches.get(BOB, older.id) is None
    new = store.searches.add(ANN, Findings("face", ()), ANN, 70)
    assert rows(tmp_path, f"SELECT count(*) FROM searches WHERE id = {older.id}") == [(0,)]
    assert [store.searches.get(ANN, one.id) for one in (old, new)] == [old, new]


def test_a_search_kept_has_as_many_results_at_a_level_as_the_answer_had(store: Store) -> None:
    store.chats.ensure(ANN)
    added = store.searches.add(
        ANN, Findings("face", (Scored(1, 70.0), Scored(2, 69.9999), Scored(3, 69.5))), ANN, 70
    )
    kept = store.searches.get(ANN, added.id)
    assert kept is not None
    assert [one.photo_id for one in kept.at(70)] == [one.photo_id for one in added.at(70)] == [1]


def test_settings_of_a_chat(store: Store, tmp_path: Path) -> None:
    default = store.chats.settings(ANN)
    assert (default.face_level, default.text_level, default.last_search_id) == (70, None, None)
    store.chats.set_face_level(ANN, 80)
    store.chats.set_text_level(ANN, 30)
    store.chats.set_album_size(ANN, 4)
    store.chats.set_boxes(ANN, boxes=True)
    store.chats.set_kept_days(ANN, 7)
    store = reopened(store, tmp_path)
    assert store.chats.settings(ANN) == ChatSettings(80, 30, None, 4, boxes=True, kept_days=7)
    assert store.chats.settings(BOB) == default
    assert store.chats.ids() == [ANN]
    store.chats.set_text_level(ANN, None)
    assert store.chats.settings(ANN).text_level is None
    store.close()


def fill(store: Store, chat_id: int, word: str) -> None:
    """Something in every table and folder, with this word wherever a word can be."""
    put_photos(store, chat_id, [made_photo(f"{word}/{word} {i}.jpg", directions(i, 2)) for i in range(40)])
    for photos in (store.photos.all(chat_id)[:20], store.photos.all(chat_id)[20:]):
        store.append_texts(chat_id, photos, directions(1, 20), f"{word}@1")
    job = begin_import(store, chat_id, f"{word}.zip")
    store.imports.advance(job.id, Step(1, 0, (Skipped(f"{word}.txt", "not_a_photo"),)), 0, 0)
    search = store.searches.add(chat_id, Findings("face", (Scored(1, 80.0),)), chat_id, 70)
    store.chats.set_last_search(chat_id, search.id)
    store.files(chat_id).write(store.files(chat_id).incoming(job.id), word.encode())


def holds(folder: Path, word: str) -> list[str]:
    """Names of files that have a word in their name or anywhere in their bytes."""
    found = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in found if word in path.name or word.encode() in path.read_bytes().lower()]


def test_deleting_a_chat_leaves_nothing_of_it(store: Store, tmp_path: Path) -> None:
    fill(store, ANN, "zanzibarquux")
    fill(store, BOB, "kilimanjarowombat")
    everything = {table: rows(tmp_path, f"SELECT count(*) FROM {table}") for table in tables(tmp_path)}
    assert holds(tmp_path, "zanzibarquux")
    store.delete_chat(ANN)
    assert holds(tmp_path, "zanzibarquux") == []
    assert holds(tmp_path, "kilimanjarowombat")
    assert not (tmp_path / "chats" / str(ANN)).exists()
    assert store.photos.stats(BOB, MODEL, "").photos == 40
    store.delete_chat(BOB)
    for table in ("chats", "imports", "photos", "segments", "faces", "texts", "searches", "words"):
        assert everything[table] != [(0,)]
        assert rows(tmp_path, f"SELECT count(*) FROM {table}") == [(0,)]
    assert holds(tmp_path, "kilimanjarowombat") == []
    assert rows(tmp_path, "PRAGMA integrity_check") == [("ok",)]
    assert rows(tmp_path, "PRAGMA foreign_key_check") == []


def test_a_deletion_that_was_stopped_is_finished_when_the_store_opens(store: Store, tmp_path: Path) -> None:
    """As after a kill between the rows and the files: the log still has the pages, the folder its files."""
    fill(store, ANN, "zanzibarquux")
    store.close()
    connection = sqlite3.connect(tmp_path / "galleries.sqlite")
    connection.execute("PRAGMA foreign_keys = ON")
    for sql in (
        f"DELETE FROM words WHERE rowid IN (SELECT id FROM photos WHERE chat_id = {ANN})",
        *(
            f"DELETE FROM {table} WHERE chat_id = {ANN}"
            for table in ("searches", "photos", "segments", "imports")
        ),
        f"DELETE FROM chats WHERE id = {ANN}",
    ):
        connection.execute(sql)
    connection.commit()
    store = Store(tmp_path)
    connection.close()
    assert files_below(tmp_path / "chats") == set()
    assert [name for name in holds(tmp_path, "zanzibarquux") if not name.endswith(".sqlite")] == []
    store.close()


def test_what_was_deleted_is_never_mistaken_for_what_came_later(store: Store) -> None:
    (photo,) = put_photos(store, ANN, [made_photo("a.jpg")])
    job, search = begin_import(store, ANN), store.searches.add(ANN, Findings("face", ()), ANN, 70)
    store.delete_chat(ANN)
    assert put_photos(store, ANN, [made_photo("a.jpg")]) != [photo]
    assert begin_import(store, BOB).id > job.id
    assert not store.imports.exists(job.id)
    assert store.searches.add(ANN, Findings("face", ()), ANN, 70).id > search.id


def test_deleting_what_is_not_there(store: Store) -> None:
    store.delete_chat(ANN)
    assert store.chats.ids() == []


def test_a_gallery_can_be_deleted_while_others_write_into_it(store: Store, tmp_path: Path) -> None:
    """Whatever a late writer leaves is a stray in the chat's new folder; the deletion never fails."""
    stop = threading.Event()
    files = store.files(ANN)

    def write() -> int:
        number = 0
        while not stop.is_set():
            number += 1
            with suppress(FileNotFoundError, FileExistsError):  # the folder was moved away just then
                files.write(files.preview(f"{number}"), b"late")
        return number

    with ThreadPoolExecutor(2) as pool:
        writers = [pool.submit(write) for _ in range(2)]
        try:
            for _ in range(50):
                store.chats.ensure(ANN)
                store.delete_chat(ANN)
        finally:
            stop.set()
        assert all(writer.result() > 0 for writer in writers)
    store.delete_chat(ANN)
    assert list((tmp_path / "chats").iterdir()) == []


def test_a_folder_whose_removal_was_stopped_is_removed_when_the_store_opens(
    store: Store, tmp_path: Path
) -> None:
    put_photos(store, ANN, some_photos("a"))
    left = tmp_path / "chats" / f"{REMOVED}1"
    (left / "photos").mkdir(parents=True)
    (left / "photos" / "0a.jpg").write_bytes(b"stray")
    reopened(store, tmp_path).close()
    assert [path.name for path in (tmp_path / "chats").iterdir()] == [str(ANN)]


def test_others_on_the_machine_do_not_see_the_galleries(tmp_path: Path) -> None:
    Store(tmp_path / "new").close()
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0


def test_strays_are_removed_when_the_store_opens(store: Store, tmp_path: Path) -> None:
    fill(store, ANN, "kept")
    kept = files_below(tmp_path / "chats")
    chat = tmp_path / "chats" / str(ANN)
    write_segment(store.files(ANN), "faces", directions(1, 2))
    for name in (
        "photos/0a.jpg",
        "photos/.0b.jpg",
        "previews/0a.jpg",
        "vectors/.faces-1.npy",
        "incoming/99.zip",
    ):
        (chat / name).write_bytes(b"stray")
    (chat / "incoming" / "tmp1234").mkdir()
    (chat / "incoming" / "tmp1234" / "0").write_bytes(b"stray")
    lost = tmp_path / "chats" / str(BOB) / "incoming"
    lost.mkdir(parents=True)
    (lost / "7.zip").write_bytes(b"stray")
    store = reopened(store, tmp_path)
    assert files_below(tmp_path / "chats") == kept
    assert not lost.parent.exists()
    store.close()


def test_folders_of_others_do_not_stop_the_store(store: Store, tmp_path: Path) -> None:
    (tmp_path / "chats").mkdir()
    (tmp_path / "chats" / ".DS_Store").write_bytes(b"")
    (tmp_path / "chats" / "lost+found").mkdir()
    reopened(store, tmp_path).close()
    assert (tmp_path / "chats" / "lost+found").exists()


def test_the_zip_of_an_import_that_is_done_is_a_stray(store: Store, tmp_path: Path) -> None:
    job = begin_import(store, ANN)
    path = store.files(ANN).incoming(job.id)
    store.files(ANN).write(path, b"zip")
    store = reopened(store, tmp_path)
    assert path.exists()
    store.imports.finish(job.id, "done")
    reopened(store, tmp_path).close()
    assert not path.exists()


def test_many_threads_read_and_write_at_once(store: Store, tmp_path: Path) -> None:
    start = threading.Barrier(6)

    def write(chat_id: int) -> None:
        start.wait()
        for number in range(25):
            put_photos(store, chat_id, some_photos(f"{number}", 3))
            store.chats.set_face_level(chat_id, number + 1)

    def read(chat_id: int) -> int:
        start.wait()
        most = 0
        for _ in range(100):
            faces = store.faces(chat_id, MODEL)
            stats = store.photos.stats(chat_id, MODEL, "")
            assert len(faces.vectors) == len(faces.photo_ids) == len(faces.qualities)
            assert stats.photos % 3 == 0  # never half a batch
            assert stats.faces == stats.photos
            most = max(most, stats.photos)
        return most

    with ThreadPoolExecutor(6) as pool:
        jobs = [pool.submit(work, chat) for chat in (ANN, BOB, 3) for work in (write, read)]
        for job in jobs:
            job.result()
    assert [store.photos.stats(chat_id, MODEL, "").photos for chat_id in (ANN, BOB, 3)] == [75, 75, 75]
    assert rows(tmp_path, "PRAGMA integrity_check") == [("ok",)]


def test_segments(tmp_path: Path) -> None:
    one, two = directions(1, 3), directions(2, 4)
    files = ChatFiles(tmp_path, ANN)
    names = [write_segment(files, "faces", vectors) for vectors in (one, two)]
    np.testing.assert_array_equal(read_segments(files, names), np.concatenate([one, two]))
    assert read_segments(files, []).shape == (0, 0)
    assert {path.name for path in files.vectors.iterdir()} == set(names)
