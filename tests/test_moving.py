"""A group that becomes a supergroup has another id: what is kept of it goes along, and its files stay."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlite_utils

from core.errors import ChatTakenError
from core.intake.split import Part
from core.store.backup import back_up, restore
from core.store.migrations import migrations
from core.store.named import DATABASE
from core.store.profiles import Selfie
from core.store.questions import Question
from core.store.searches import Findings, Scored
from core.store.store import Store
from core.store.verify import verify
from tests.made import MODEL, begin_import, directions, made_photo, put_photos
from tests.test_store import OLD_GALLERY, files_below, rows, tables

OLD, NEW, GUEST, USER = -7001, -1_007_001_000_000, 5, 6
KEY = bytes(range(32))


@pytest.fixture(params=[None, KEY], ids=["plain", "sealed"])
def key(request: pytest.FixtureRequest) -> bytes | None:
    return request.param


@pytest.fixture
def store(tmp_path: Path, key: bytes | None) -> Iterator[Store]:
    opened = Store(tmp_path / "data", key)
    yield opened
    opened.close()


def fill(store: Store, chat_id: int = OLD) -> None:
    """A gallery with everything that names its chat."""
    first, *_ = put_photos(store, chat_id, [made_photo(f"Trip/{i}.jpg", directions(i, i)) for i in range(4)])
    store.append_texts(chat_id, store.photos.all(chat_id), directions(9, 4), "words@1")
    store.chats.set_face_level(chat_id, 85)
    store.people.set_name(store.people.add(chat_id), "Ann", "ann")
    store.add_selfie(chat_id, USER, "en", Selfie(MODEL, directions(1, 1)[0], 0.8))
    invite = store.invites.add(chat_id, f"token of {chat_id}", None)
    store.invites.enter(GUEST, invite.token)
    search = store.searches.add(chat_id, Findings("face", (Scored(first, 90.0),)), chat_id, 70)
    store.searches.add(chat_id, Findings("face", (Scored(first, 90.0),)), GUEST, 70)
    store.chats.set_last_search(chat_id, search.id)
    store.sent.add(chat_id, [11], [first], search.id)
    store.sent.add(GUEST, [11], [first], search.id)
    store.questions.add(chat_id, 12, Question("zip-password", 1))
    store.users.consent(chat_id)
    files = store.files(chat_id)
    files.write(files.coming / "1.part", b"a part")
    store.parts.add(chat_id, Part("whole.zip", 1, spanned=False), "1.part")
    job = begin_import(store, chat_id)
    store.imports.set_message(job.id, 13)
    files.write(files.incoming(job.id), b"a zip")
    store.imports.run(job.id, 9)


def naming(folder: Path, chat_id: int) -> set[str]:
    """The columns, of all tables, that name a chat."""
    found = set[str]()
    for table in tables(folder):
        for (column,) in rows(folder, f"SELECT name FROM pragma_table_info('{table}')"):
            if rows(folder, f'SELECT 1 FROM "{table}" WHERE "{column}" = {chat_id}'):
                found.add(f"{table}.{column}")
    return found


def content(store: Store, chat_id: int) -> list[object]:
    photos, profile = store.photos.all(chat_id), store.profiles.get(chat_id, USER)
    assert profile is not None
    return [
        photos,
        [store.read_preview(chat_id, photo) for photo in photos],
        store.faces(chat_id, MODEL).vectors.tobytes(),
        store.profiles.selfies(profile.id, MODEL)[0].tobytes(),
        store.chats.settings(chat_id),
        store.people.all(chat_id),
        store.files(chat_id).read(store.files(chat_id).incoming(2)),
        store.invites.guests()[GUEST].token,
    ]


def test_everything_moves_and_no_file_does(tmp_path: Path, store: Store, key: bytes | None) -> None:
    fill(store)
    before, kept, named = content(store, OLD), files_below(tmp_path), naming(tmp_path / "data", OLD)
    assert store.move_chat(OLD, NEW)
    assert content(store, NEW) == before
    assert files_below(tmp_path) == kept
    assert naming(tmp_path / "data", OLD) == {"chats.home"}
    messages = {"sent.chat_id", "questions.chat_id", "chats.home"}
    assert naming(tmp_path / "data", NEW) == named - messages
    assert store.invites.guests()[GUEST].chat_id == NEW
    assert store.sent.photo(GUEST, 11)
    assert store.users.consented() == {NEW}
    (job,) = store.imports.unfinished("running")
    assert (job.chat_id, job.message_id) == (NEW, None)
    store.close()
    again = Store(tmp_path / "data", key)  # which removes what it takes for strays
    assert content(again, NEW) == before
    assert again.chats.moved() == {NEW: OLD}
    again.close()
    assert verify(tmp_path / "data", key).problems == ()


def test_it_is_moved_once(store: Store) -> None:
    fill(store)
    assert store.move_chat(OLD, NEW)
    before = content(store, NEW)
    assert [store.chats.now(chat_id) for chat_id in (OLD, NEW, USER)] == [NEW, NEW, USER]
    assert not store.move_chat(OLD, NEW)
    assert not store.move_chat(-3, -4)
    store.delete_chat(OLD)  # pressed late, under a message of before
    assert content(store, NEW) == before


def test_photos_go_on_coming_in(tmp_path: Path, store: Store, key: bytes | None) -> None:
    fill(store)
    store.move_chat(OLD, NEW)
    put_photos(store, NEW, [made_photo("more.jpg", directions(5, 2))])
    assert store.photos.count(NEW) == 5
    assert not (tmp_path / "data" / "chats" / str(NEW)).exists()
    store.close()
    assert verify(tmp_path / "data", key).problems == ()


def test_an_empty_chat_gives_way(tmp_path: Path, store: Store, key: bytes | None) -> None:
    fill(store)
    before = content(store, OLD)
    store.chats.set_face_level(NEW, 60)
    store.add_selfie(NEW, USER, "en", Selfie(MODEL, directions(2, 1)[0], 0.8))
    store.imports.finish(begin_import(store, NEW).id, "failed")
    store.files(NEW).write(store.files(NEW).coming / "half.arriving", b"what came of it")
    assert store.move_chat(OLD, NEW)
    assert content(store, NEW) == before
    assert {path.name for path in (tmp_path / "data" / "chats").iterdir()} == {str(OLD)}
    store.close()
    assert verify(tmp_path / "data", key).problems == ()


def test_where_there_are_photos_nothing_moves(tmp_path: Path, store: Store, key: bytes | None) -> None:
    fill(store)
    before = content(store, OLD)
    job = begin_import(store, NEW)
    with pytest.raises(ChatTakenError):
        store.move_chat(OLD, NEW)
    store.imports.finish(job.id, "failed")
    put_photos(store, NEW, [made_photo("more.jpg")])
    with pytest.raises(ChatTakenError):
        store.move_chat(OLD, NEW)
    assert content(store, OLD) == before
    assert store.photos.count(NEW) == 1
    store.close()
    assert verify(tmp_path / "data", key).problems == ()


def test_all_of_it_or_nothing(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever stops it, a kill too: it is one transaction."""
    fill(store)
    before, named = content(store, OLD), naming(tmp_path / "data", OLD)
    tables = ("photos", "no_such_table")
    monkeypatch.setattr("core.store.chats._NAMING", tuple((table, "chat_id") for table in tables))
    with pytest.raises(sqlite3.OperationalError, match="no_such_table"):
        store.move_chat(OLD, NEW)
    monkeypatch.setattr("core.store.chats._NAMING", (("chats", "id"),))
    with pytest.raises(sqlite3.IntegrityError):
        store.move_chat(OLD, NEW)
    assert content(store, OLD) == before
    assert naming(tmp_path / "data", OLD) == named


def test_it_is_deleted_with_its_files(tmp_path: Path, store: Store) -> None:
    fill(store)
    store.move_chat(OLD, NEW)
    store.delete_chat(NEW)
    assert files_below(tmp_path / "data" / "chats") == set()
    assert naming(tmp_path / "data", OLD) | naming(tmp_path / "data", NEW) == {"users.id"}  # a consent
    fill(store, NEW)  # a new gallery is at home where its chat is
    assert store.chats.moved() == {}
    assert {path.name for path in (tmp_path / "data" / "chats").iterdir()} == {str(NEW)}


def test_a_stop_on_the_way(tmp_path: Path, store: Store, key: bytes | None) -> None:
    """Between the rows and the files: what is gone by its rows goes by its home, and nobody else's does."""
    fill(store)
    store.move_chat(OLD, NEW)
    left = store.files(NEW).folder.with_name(str(NEW)) / "incoming" / "1.arriving"  # of who gave way
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half a zip")
    store.close()
    store = Store(tmp_path / "data", key)
    assert not left.exists()
    assert store.photos.count(NEW) == 4
    store.chats.delete(NEW)
    assert files_below(tmp_path / "data" / "chats") != set()
    store.close()
    Store(tmp_path / "data", key).close()
    assert files_below(tmp_path / "data" / "chats") == set()


def test_a_backup_of_it(tmp_path: Path, store: Store, key: bytes | None) -> None:
    fill(store)
    store.move_chat(OLD, NEW)
    before = content(store, NEW)
    assert back_up(tmp_path / "data", tmp_path / "backup.tar").lost == ()
    restore(tmp_path / "backup.tar", tmp_path / "new")
    assert verify(tmp_path / "new", key).problems == ()
    restored = Store(tmp_path / "new", key)
    assert content(restored, NEW) == before
    restored.close()


def test_galleries_of_earlier_releases_are_at_home_where_they_are(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / DATABASE, isolation_level=None)) as connection:
        migrations.apply(sqlite_utils.Database(connection), stop_before="m010_homes")
        connection.executescript(OLD_GALLERY)
    assert {one.partition(":")[0] for one in verify(tmp_path).problems} >= {"chats/1/vectors/1.npy"}
    assert len(back_up(tmp_path, tmp_path / "backup.tar").lost) == 8
    (tmp_path / "backup.tar").unlink()
    opened = Store(tmp_path)
    assert opened.chats.home(1) == 1
    opened.close()
