"""Damage of every kind is found, and a whole gallery is not accused."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from core.errors import DataKeyError, FolderError
from core.store.files import ChatFiles
from core.store.named import DATABASE
from core.store.store import Store
from core.store.vectors import write_segment
from core.store.verify import Verdict, verify
from tests.made import directions, made_photo, put_photos

ANN, BOB = 1, -1002
KEY = bytes(range(32))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two galleries with everything in them, and nobody at work."""
    store = Store(tmp_path)
    for chat_id in (ANN, BOB):
        put_photos(store, chat_id, [made_photo(f"Trip/{i}.jpg", directions(i, i)) for i in range(4)])
        store.append_texts(chat_id, store.photos.all(chat_id), directions(9, 4), "words@1")
    store.close()
    return tmp_path


def change(folder: Path, sql: str) -> None:
    with closing(sqlite3.connect(folder / DATABASE)) as connection, connection:
        connection.execute(sql)


def first(folder: Path, pattern: str) -> Path:
    return min((folder / "chats" / str(ANN)).glob(pattern))


def swap_vectors(folder: Path) -> None:
    path = first(folder, "vectors/faces-*")
    np.save(path, np.load(path)[::-1])


def test_what_is_whole(folder: Path) -> None:
    assert verify(folder) == Verdict(2, 8, 12, 8, in_use=False, problems=())


DAMAGE: list[tuple[Callable[[Path], object], str]] = [
    (lambda folder: first(folder, "photos/*").unlink(), "it is gone"),
    (lambda folder: first(folder, "photos/*").write_bytes(b"x"), "not the photo that was imported"),
    (lambda folder: first(folder, "previews/*").unlink(), "it is gone"),
    (lambda folder: first(folder, "previews/*").write_bytes(b"\xff\xd8 half"), "no whole JPEG"),
    (lambda folder: first(folder, "vectors/faces-*").unlink(), "it is gone"),
    (lambda folder: first(folder, "vectors/faces-*").write_bytes(b"\x93NUMPY"), "cannot be read"),
    (swap_vectors, "not those that were written"),
    (lambda folder: change(folder, "UPDATE faces SET position = 99 WHERE id = 1"), "name the 100th"),
    (lambda folder: change(folder, "DELETE FROM words WHERE rowid = 3"), "photo 3: it cannot be found"),
    (lambda folder: change(folder, "DELETE FROM photos WHERE id = 8"), "photo 8: its name is there"),
    (lambda folder: change(folder, "UPDATE faces SET photo_id = 5 WHERE id = 1"), "another chat's"),
    (lambda folder: change(folder, "UPDATE photos SET import_id = 77"), "names nothing in imports"),
    (lambda folder: change(folder, "UPDATE imports SET state = 'running'"), "it is gone"),
    (lambda folder: (folder / "chats" / "1" / "photos" / "0a.jpg").write_bytes(b""), "no row names it"),
    (lambda folder: (folder / "chats" / "77").mkdir(), "no such chat"),
    (lambda folder: (folder / "core.1234").write_bytes(b""), "core.1234: no row names it"),
]


@pytest.mark.parametrize(("damage", "problem"), DAMAGE, ids=[problem for _, problem in DAMAGE])
def test_damage_is_found(folder: Path, damage: Callable[[Path], object], problem: str) -> None:
    damage(folder)
    problems = verify(folder).problems
    assert any(problem in one for one in problems), problems


def test_what_is_sealed(tmp_path: Path) -> None:
    store = Store(tmp_path, KEY)
    put_photos(store, ANN, [made_photo("Trip/1.jpg", directions(1, 1))])
    store.close()
    assert verify(tmp_path, KEY) == Verdict(1, 1, 1, 0, in_use=False, problems=())
    for pattern in ("photos/*", "previews/*", "vectors/*"):
        path = first(tmp_path, pattern)
        path.write_bytes(path.read_bytes()[:-1] + b"!")
    problems = verify(tmp_path, KEY).problems
    assert len([one for one in problems if "cannot be read (The seal of" in one]) == 3
    for key in (None, bytes(reversed(KEY))):
        with pytest.raises(DataKeyError):
            verify(tmp_path, key)


def test_a_vector_that_is_no_direction(folder: Path) -> None:
    vectors = directions(1, 6) * 2
    name = write_segment(ChatFiles(folder, ANN), "faces", vectors)
    old = first(folder, f"vectors/faces-*[!{name[-5]}].npy")
    change(folder, f"UPDATE segments SET file = '{name}' WHERE file = '{old.name}'")
    old.unlink()
    (problem,) = verify(folder).problems
    assert problem.endswith("it has a vector that is no direction")


def test_a_database_with_a_hole_in_it(folder: Path) -> None:
    path = folder / DATABASE
    data = bytearray(path.read_bytes())
    half = len(data) // 2
    data[half : half + 4096] = bytes(4096)
    path.write_bytes(data)
    assert verify(folder).problems


def test_while_a_bot_is_at_work_nothing_is_a_stray(folder: Path) -> None:
    store = Store(folder)
    files = store.files(ANN)
    files.write(files.original("0" * 64, ".jpg"), b"about to be named")
    verdict = verify(folder)
    assert verdict.in_use
    assert verdict.problems == ()
    store.close()
    assert len(verify(folder).problems) == 1


def test_vectors_of_before_there_were_checksums(folder: Path) -> None:
    path = first(folder, "vectors/faces-*")
    old = "-".join(path.name.split("-")[:2]) + ".npy"
    path.rename(path.with_name(old))
    change(folder, f"UPDATE segments SET file = '{old}' WHERE file = '{path.name}'")
    assert verify(folder).problems == ()


def test_where_there_is_nothing(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="no galleries"):
        verify(tmp_path)
    assert list(tmp_path.iterdir()) == []
