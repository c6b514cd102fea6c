"""What was begun before a gallery is deleted or a user forgotten keeps nothing afterwards."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from core.errors import EndedError
from core.finder import Asking
from core.forgetting import Forgetting
from core.gallery import Galleries
from core.indexer import Indexer
from core.pages import SentAs
from core.profiles import Profiles
from core.search.face_search import Asked, FaceGallery, FaceSearch
from core.store.chats import Chats
from core.store.endings import Endings
from core.store.questions import Question
from core.store.store import Store
from tests.conftest import PhotoPath
from tests.made import begin_import, directions, made_photo, put_photos

GROUP, NEW_GROUP = -1_234_567, -7_654_321
ANN, BOB = 5_111_222_333, 5_444_555_666

End = Callable[[Store, Galleries], object]


def forget_ann(store: Store, galleries: Galleries) -> None:
    Forgetting(store, galleries.guests).forget(ANN)


def forget_ann_here(store: Store, _galleries: Galleries) -> None:
    """Her profile, and nothing else."""
    store.forget_profile(GROUP, ANN)


def forget_bob(store: Store, galleries: Galleries) -> None:
    Forgetting(store, galleries.guests).forget(BOB)


def clear(_store: Store, galleries: Galleries) -> None:
    galleries.delete(GROUP)


@pytest.fixture
def profiles(store: Store, galleries: Galleries) -> Profiles:
    return Profiles(store, galleries.faces)


@pytest.fixture
def selfie(photos: PhotoPath) -> bytes:
    return photos("obama3.jpg").read_bytes()


def put_party(store: Store) -> None:
    put_photos(store, GROUP, [made_photo("cake.jpg", directions(1, 1))])


def while_looking(monkeypatch: pytest.MonkeyPatch, end: Callable[[], object]) -> None:
    """Let something happen after a picture was looked at, before anything of it is kept."""
    real = FaceSearch.asked

    def asked(self: FaceSearch, gallery: FaceGallery, data: bytes) -> Asked:
        found = real(self, gallery, data)
        end()
        return found

    monkeypatch.setattr(FaceSearch, "asked", asked)


def before_it_is_kept(monkeypatch: pytest.MonkeyPatch, end: Callable[[], object]) -> None:
    """Let something happen after a search is done, before anything of it is kept."""
    touch = Chats.touch

    def touched(self: Chats, chat_id: int) -> None:  # its last step
        touch(self, chat_id)
        end()

    monkeypatch.setattr(Chats, "touch", touched)


def naming(tmp_path: Path, *whom: int) -> list[str]:
    """Rows that have the number of any of these."""
    with closing(sqlite3.connect(tmp_path / "galleries.sqlite")) as database:
        lines = [line for line in database.iterdump() if line.startswith("INSERT")]
    return [line for line in lines if any(f"{one}" in line for one in whom)]


@pytest.mark.parametrize("is_filled", [False, True])
@pytest.mark.parametrize("end", [forget_ann, forget_ann_here, clear])
def test_a_selfie_that_is_looked_at_meanwhile_makes_no_profile(  # noqa: PLR0917 (fixtures)
    store: Store,
    galleries: Galleries,
    profiles: Profiles,
    selfie: bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    end: End,
    *,
    is_filled: bool,
) -> None:
    if is_filled:
        put_party(store)
    while_looking(monkeypatch, lambda: end(store, galleries))
    with pytest.raises(EndedError):
        profiles.learn(GROUP, ANN, [selfie])
    assert naming(tmp_path, ANN) == []
    assert store.chats.exists(GROUP) == (is_filled and end is not clear)


def test_a_selfie_that_is_looked_at_while_its_chat_moves_makes_no_second_gallery(
    store: Store, galleries: Galleries, profiles: Profiles, selfie: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_party(store)
    while_looking(monkeypatch, lambda: galleries.move(GROUP, NEW_GROUP))
    with pytest.raises(EndedError):
        profiles.learn(GROUP, ANN, [selfie])
    assert store.chats.ids() == [NEW_GROUP]


def test_a_selfie_that_came_before_makes_none_either(
    store: Store, galleries: Galleries, profiles: Profiles, selfie: bytes, tmp_path: Path
) -> None:
    begun = galleries.begin()
    forget_ann(store, galleries)
    with pytest.raises(EndedError):
        profiles.learn(GROUP, ANN, [selfie], begun=begun)
    assert naming(tmp_path, ANN, GROUP) == []
    assert profiles.learn(GROUP, ANN, [selfie], begun=galleries.begin()).added == 1


def test_what_others_do_goes_on(
    store: Store, galleries: Galleries, profiles: Profiles, selfie: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_party(store)
    while_looking(monkeypatch, lambda: forget_bob(store, galleries))
    assert profiles.learn(GROUP, ANN, [selfie]).added == 1
    asking = Asking(asked_in=ANN, user_id=ANN, begun=galleries.begin())
    galleries.delete(ANN)  # their own gallery: the group's answers them in private nevertheless
    assert galleries.finder.words(GROUP, "cake", asking).search.asked_in == ANN


def test_who_is_forgotten_here_is_known_elsewhere(
    store: Store,
    galleries: Galleries,
    profiles: Profiles,
    selfie: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    while_looking(monkeypatch, lambda: forget_ann_here(store, galleries))
    assert profiles.learn(NEW_GROUP, ANN, [selfie]).added == 1
    assert profiles.learn(GROUP, BOB, [selfie]).added == 1


def test_what_is_found_with_a_profile_that_is_forgotten_meanwhile_is_not_kept(  # noqa: PLR0917 (fixtures)
    indexer: Indexer,
    store: Store,
    galleries: Galleries,
    profiles: Profiles,
    selfie: bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put_photos(store, GROUP, [made_photo("cake.jpg", indexer.encode(selfie).faces.vectors)])
    assert profiles.learn(GROUP, ANN, [selfie]).added == 1
    asking = Asking(asked_in=ANN, user_id=ANN, begun=galleries.begin())
    before_it_is_kept(monkeypatch, lambda: forget_ann_here(store, galleries))
    with pytest.raises(EndedError):
        galleries.finder.me(GROUP, "", asking)
    assert naming(tmp_path, ANN) == []
    assert galleries.finder.words(GROUP, "cake", asking)  # which has nothing to do with a profile


@pytest.mark.parametrize("end", [forget_ann, clear])
def test_a_search_that_is_done_meanwhile_is_not_kept(
    store: Store, galleries: Galleries, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: End
) -> None:
    put_party(store)
    asking = Asking(asked_in=ANN, user_id=ANN, begun=galleries.begin())
    before_it_is_kept(monkeypatch, lambda: end(store, galleries))
    with pytest.raises(EndedError):
        galleries.finder.words(GROUP, "cake", asking)
    assert naming(tmp_path, ANN) == []
    assert store.chats.exists(GROUP) == (end is forget_ann)


def test_what_is_sent_meanwhile_is_not_noted(store: Store, galleries: Galleries, tmp_path: Path) -> None:
    put_party(store)
    answer = galleries.finder.words(GROUP, "cake", Asking(asked_in=ANN, user_id=ANN))
    assert galleries.pages.take(answer)
    forget_ann(store, galleries)
    galleries.pages.note_sent(answer, [SentAs(7, "name")])
    assert naming(tmp_path, ANN) == []


def test_what_somebody_is_importing_is_nobodys_once_they_are_forgotten(
    store: Store, galleries: Galleries, tmp_path: Path
) -> None:
    begun = galleries.begin()
    coming = store.begin_import(GROUP, "a.zip", "en", 7, begun=begun, user_id=ANN)
    assert store.imports.get(coming.id).whose == ANN
    forget_ann(store, galleries)
    late = store.begin_import(GROUP, "b.zip", "en", 8, begun=begun, user_id=ANN)
    assert [store.imports.get(job.id).whose for job in (coming, late)] == [GROUP, GROUP]
    assert naming(tmp_path, ANN) == []
    done = store.begin_import(GROUP, "c.zip", "en", 9, begun=galleries.begin(), user_id=ANN)
    store.finish_import(done, "done")
    assert naming(tmp_path, ANN) == []


def test_a_question_of_before_is_forgotten(store: Store, galleries: Galleries, tmp_path: Path) -> None:
    begun = galleries.begin()
    forget_ann(store, galleries)
    for chat_id, question in ((GROUP, Question("selfie", ANN)), (ANN, Question("person-name", 1))):
        with pytest.raises(EndedError):
            galleries.ask(chat_id, 9, question, begun)
    galleries.ask(GROUP, 9, Question("person-name", 1), begun)
    galleries.delete(GROUP)
    with pytest.raises(EndedError):
        galleries.ask(GROUP, 9, Question("person-name", 1), begun)
    assert naming(tmp_path, ANN, GROUP) == []


def test_who_is_forgotten_meanwhile_is_told_no_news(  # noqa: PLR0917 (fixtures)
    indexer: Indexer,
    store: Store,
    galleries: Galleries,
    profiles: Profiles,
    selfie: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for user_id in (ANN, BOB):
        assert profiles.learn(GROUP, user_id, [selfie]).added == 1
        profiles.set_told(GROUP, user_id, told=True)
    last = begin_import(store, GROUP)
    put_photos(store, GROUP, [made_photo("new.jpg", indexer.encode(selfie).faces.vectors)])
    galleries.changed(GROUP)
    settings = Chats.settings

    def read(self: Chats, chat_id: int) -> object:  # the last step before it is kept
        forget_ann(store, galleries)
        return settings(self, chat_id)

    monkeypatch.setattr(Chats, "settings", read)
    assert [news.profile.user_id for news in profiles.news(GROUP, last.id + 1)] == [BOB]


def test_a_gallery_that_is_gone_is_not_brought_back_by_a_note(store: Store) -> None:
    store.chats.set_last_search(GROUP, 1)
    assert not store.chats.exists(GROUP)


def test_nobody_is_remembered_for_having_gone() -> None:
    endings = Endings()
    begun = endings.begin()
    endings.end_user(ANN)
    with pytest.raises(EndedError):
        begun.require(GROUP, BOB, ANN)
    endings.begin().require(GROUP, ANN)  # begun since
    del begun
    assert not list(endings._begun)


def test_whoever_keeps_something_does_so_before_the_end_or_not_at_all(
    store: Store, galleries: Galleries
) -> None:
    """The end waits for who is keeping something, and takes that along."""
    begun = store.begin()
    forgetting = threading.Thread(target=forget_ann, args=(store, galleries))
    with store.unless_ended(begun, ANN, ANN):
        forgetting.start()
        store.chats.ensure(ANN)
        store.profiles.ensure(ANN, ANN, None)
    forgetting.join()
    assert store.profiles.get(ANN, ANN) is None
    assert not store.chats.exists(ANN)
