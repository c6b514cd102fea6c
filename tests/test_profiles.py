"""Profiles: who "me" is, for each user in each gallery."""

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from core.encoders.unit import unit
from core.errors import (
    EmptyGalleryError,
    NobodyError,
    NoFaceError,
    OutdatedProfileError,
    SeveralPeopleError,
    SomeoneElseError,
    UnreadablePhotoError,
)
from core.face_models import FaceModels
from core.finder import Asking
from core.gallery import Galleries
from core.indexer import Indexer
from core.profiles import Profiles
from core.search.answers import Choice
from core.search.query import one_person
from core.store.profiles import MOST_SELFIES, Selfie
from core.store.store import Store
from core.text_model import TextModel
from core.types import Box, Vector, Vectors
from tests.conftest import PhotoPath
from tests.made import FACES, MODEL, begin_import, directions, made_photo, put_photos
from tests.test_gallery import alike, names

GROUP, OTHER_GROUP = -1, -2
ANN, BOB = 11, 12
ASKED_BY_ANN = Asking(user_id=ANN)


@pytest.fixture
def profiles(store: Store, galleries: Galleries) -> Profiles:
    return Profiles(store, galleries.faces)


@pytest.fixture
def obama(photos: PhotoPath) -> list[bytes]:
    """Selfies of one person."""
    return [photos(f"obama{number}.jpg").read_bytes() for number in ("3", "2", "")]


@pytest.fixture
def face(indexer: Indexer, obama: list[bytes]) -> Vectors:
    return indexer.encode(obama[0]).faces.vectors


def near(face: Vectors, seed: int, cosine: float) -> Vectors:
    """A face that has about this cosine with another, and none with any other seed's but by that."""
    noise = directions(seed, 1, face.shape[1])
    return unit(cosine * face + np.sqrt(1 - cosine**2) * noise)


def has(store: Store, chat_id: int, user_id: int) -> bool:
    return store.profiles.get(chat_id, user_id) is not None


def errors(refused: tuple[tuple[int, Exception], ...]) -> list[tuple[int, type[Exception]]]:
    return [(place, type(error)) for place, error in refused]


def find(galleries: Galleries, user_id: int = ANN, chat_id: int = GROUP, text: str = "") -> set[str]:
    return set(names(galleries.finder.me(chat_id, text, Asking(user_id=user_id))))


def put_gallery(store: Store, face: Vectors, chat_id: int = GROUP) -> None:
    """Three photos of whoever has this face, once with two others, who are also in one without them."""
    faces = alike(face, [0.98, 0.96, 0.95, 0.7, 0.6, 0.75])
    made = {"best": faces[:1], "good": faces[1:2], "with others": faces[2:5], "others": faces[3:5]}
    made["stranger"] = faces[5:]
    put_photos(store, chat_id, [made_photo(f"{name}.jpg", vectors) for name, vectors in made.items()])


def selfies_of(store: Store, user_id: int, model: str = MODEL) -> tuple[Vectors, list[float]]:
    profile = store.profiles.get(GROUP, user_id)
    assert profile is not None
    vectors, qualities = store.profiles.selfies(profile.id, model)
    return vectors, qualities.tolist()


def put_selfie(store: Store, vector: Vector, user_id: int = ANN, quality: float = 0.9) -> None:
    store.add_selfie(GROUP, user_id, "en", Selfie(MODEL, vector, quality))


def test_selfies_make_a_profile_that_finds_its_user(
    store: Store, galleries: Galleries, profiles: Profiles, obama: list[bytes], face: Vectors
) -> None:
    put_gallery(store, face)
    with pytest.raises(NobodyError):
        find(galleries)
    learned = profiles.learn(GROUP, ANN, obama)
    assert (learned.added, learned.selfies, learned.refused) == (3, 3, ())
    assert find(galleries) == {"best.jpg", "good.jpg", "with others.jpg"}
    answer = galleries.finder.me(GROUP, "", ASKED_BY_ANN)
    assert (answer.search.kind, answer.search.people, answer.search.is_of_profile) == ("face", 0, True)
    assert answer.told is False


def test_the_profile_is_the_mean_of_its_selfies_weighted_by_quality(
    store: Store, galleries: Galleries, profiles: Profiles, obama: list[bytes], indexer: Indexer
) -> None:
    profiles.learn(GROUP, ANN, obama)
    seen = [indexer.encode(picture).faces for picture in obama]
    vectors = np.concatenate([one.vectors for one in seen])
    qualities = np.array([one.faces[0].quality for one in seen])
    assert len(vectors) == len(qualities) == 3
    profile = store.profiles.get(GROUP, ANN)
    assert profile is not None
    me = galleries.faces.me(galleries.faces.gallery(GROUP), profile)
    np.testing.assert_allclose(me.person, one_person(vectors, qualities), atol=1e-6)


def test_of_more_than_five_the_oldest_go(store: Store) -> None:
    vectors = directions(1, 7)
    for vector, quality in zip(vectors, np.linspace(0.9, 0.3, 7), strict=True):
        put_selfie(store, vector, quality=float(quality))
    kept, qualities = selfies_of(store, ANN)
    np.testing.assert_array_equal(kept, vectors[-MOST_SELFIES:])
    assert qualities == pytest.approx([0.7, 0.6, 0.5, 0.4, 0.3])


def test_at_most_five_at_once(store: Store, profiles: Profiles, obama: list[bytes]) -> None:
    with pytest.raises(ValueError):
        profiles.learn(GROUP, ANN, obama * 2)
    assert not has(store, GROUP, ANN)


def test_what_is_no_selfie_is_refused_and_the_others_are_taken(
    profiles: Profiles, photos: PhotoPath, obama: list[bytes]
) -> None:
    six, mug = photos("t1.jpg").read_bytes(), photos("coffee.png").read_bytes()
    learned = profiles.learn(GROUP, ANN, [six, b"no photo", mug, obama[0]])
    assert (learned.added, learned.selfies) == (1, 1)
    assert errors(learned.refused) == [
        (0, SeveralPeopleError),
        (1, UnreadablePhotoError),
        (2, NoFaceError),
    ]


def test_without_a_selfie_there_is_no_profile(store: Store, profiles: Profiles, photos: PhotoPath) -> None:
    learned = profiles.learn(GROUP, ANN, [photos("t1.jpg").read_bytes()])
    assert (learned.added, learned.selfies) == (0, 0)
    assert not has(store, GROUP, ANN)
    assert not profiles.set_told(GROUP, ANN, told=True)


def test_somebody_else_does_not_get_into_a_profile(
    store: Store, profiles: Profiles, photos: PhotoPath, obama: list[bytes]
) -> None:
    biden = photos("biden.jpg").read_bytes()
    assert errors(profiles.learn(GROUP, ANN, [obama[0], biden]).refused) == [(1, SomeoneElseError)]
    assert errors(profiles.learn(GROUP, ANN, [biden]).refused) == [(0, SomeoneElseError)]
    assert profiles.learn(GROUP, ANN, [obama[1]]).selfies == 2
    assert profiles.learn(GROUP, BOB, [biden]).selfies == 1  # nothing of it was kept for Ann
    assert len(selfies_of(store, ANN)[0]) == 2


def test_of_several_people_the_one_who_is_known_is_taken(
    store: Store, profiles: Profiles, photos: PhotoPath, indexer: Indexer
) -> None:
    six = photos("t1.jpg").read_bytes()
    seen = indexer.encode(six).faces
    wanted = max(range(6), key=lambda i: seen.faces[i].quality)
    put_selfie(store, alike(seen.vectors[wanted : wanted + 1], [0.95])[0])
    assert profiles.learn(GROUP, ANN, [six]).selfies == 2
    np.testing.assert_allclose(selfies_of(store, ANN)[0][1], seen.vectors[wanted], atol=1e-6)
    put_selfie(store, directions(5, 1, seen.vectors.shape[1])[0], BOB)
    assert errors(profiles.learn(GROUP, BOB, [six]).refused) == [(0, SeveralPeopleError)]


def test_faces_that_are_confirmed_or_rejected_change_what_is_found(
    store: Store, galleries: Galleries, profiles: Profiles, face: Vectors
) -> None:
    me, turned, sister = (near(face, seed, cosine) for seed, cosine in ((1, 0.97), (2, 0.84), (3, 0.94)))
    faces = {"me": me, "turned": turned, "sister": sister}
    faces |= {f"turned {i}": near(turned, 10 + i, 0.97) for i in range(2)}
    faces |= {f"sister {i}": near(sister, 20 + i, 0.98) for i in range(2)}
    put_photos(store, GROUP, [made_photo(f"{name}.jpg", vectors) for name, vectors in faces.items()])
    put_selfie(store, face[0])
    sisters, turns = ({f"{name}{i}.jpg" for i in ("", " 0", " 1")} for name in ("sister", "turned"))
    answer = galleries.finder.me(GROUP, "", ASKED_BY_ANN)
    assert "sister.jpg" in names(answer)
    assert not turns & set(names(answer))
    photo_ids = {photo.name: photo.id for photo in store.photos.all(GROUP)}
    assert profiles.judge(answer.search, ANN, photo_ids["sister.jpg"], is_me=False)
    assert find(galleries) == {"me.jpg"}
    lowest = galleries.pages.at(answer.search, 1)
    assert profiles.judge(lowest, ANN, photo_ids["turned.jpg"], is_me=True)
    assert find(galleries) == {"me.jpg", *turns}
    assert profiles.judge(answer.search, ANN, photo_ids["sister.jpg"], is_me=True)  # the last word counts
    assert find(galleries) >= {"me.jpg", *sisters}


def test_a_face_counts_once_whatever_was_said_before(store: Store) -> None:
    (photo_id,) = put_photos(store, GROUP, [made_photo("a.jpg", directions(1, 1))])
    put_selfie(store, directions(2, 1)[0])
    profile = store.profiles.get(GROUP, ANN)
    assert profile is not None

    def judged() -> list[int]:
        both = (store.faces_judged(GROUP, profile.id, MODEL, is_theirs=theirs) for theirs in (True, False))
        return [len(faces.ids) for faces in both]

    for is_theirs, expected in ((True, [1, 0]), (False, [0, 1]), (False, [0, 1]), (True, [1, 0])):
        store.profiles.judge(profile.id, photo_id, Box(0.14, 0.39, 0.02, 0.02), is_theirs=is_theirs)
        assert judged() == expected


def test_confirmed_faces_outlive_a_change_of_the_face_model(
    store: Store, galleries: Galleries, profiles: Profiles, face: Vectors, indexer: Indexer
) -> None:
    put_gallery(store, face)
    put_selfie(store, face[0])
    answer = galleries.finder.me(GROUP, "", ASKED_BY_ANN)
    best, good = (store.photos.all(GROUP)[i] for i in (0, 1))
    profiles.judge(answer.search, ANN, best.id, is_me=True)
    photos = store.photos.all(GROUP)
    again = directions(3, 1, face.shape[1])
    seen = {best.id: alike(again, [0.97]), good.id: alike(again, [0.96])}
    faces = [
        made_photo(one.name, seen.get(one.id, directions(100 + one.id, 1, face.shape[1]))) for one in photos
    ]
    assert store.add_faces(GROUP, photos, [one.encoded.faces for one in faces], "new@2")
    assert store.switch_faces(GROUP, "new@2")
    model = FACES.named(FACES.names, "new@2")
    later = Galleries(store, indexer, TextModel("basic", indexer), FaceModels(store, indexer, model))
    assert find(later) == {"best.jpg", "good.jpg"}
    put_selfie(store, face[0], BOB)
    with pytest.raises(OutdatedProfileError):
        find(later, BOB)


def test_me_in_words_and_in_captions(
    store: Store, galleries: Galleries, profiles: Profiles, face: Vectors, photos: PhotoPath
) -> None:
    put_gallery(store, face)
    with pytest.raises(NobodyError):
        galleries.finder.words(GROUP, "only me", ASKED_BY_ANN)
    put_selfie(store, face[0])
    assert set(names(galleries.finder.words(GROUP, "only me", ASKED_BY_ANN))) == {"best.jpg", "good.jpg"}
    assert set(names(galleries.finder.words(GROUP, "chỉ mình tôi", ASKED_BY_ANN))) == {
        "best.jpg",
        "good.jpg",
    }
    assert set(names(galleries.finder.words(GROUP, 'me "with others"', ASKED_BY_ANN))) == {"with others.jpg"}
    assert find(galleries, text="-good") == {"best.jpg", "with others.jpg"}
    with pytest.raises(NobodyError):
        galleries.finder.words(GROUP, "only me", Asking(user_id=BOB))
    with pytest.raises(NobodyError):
        galleries.finder.words(GROUP, "only me")
    caption = galleries.finder.faces(GROUP, photos("t1.jpg").read_bytes(), "only me", ASKED_BY_ANN)
    assert not isinstance(caption, Choice)
    assert set(names(caption)) == {"best.jpg", "good.jpg"}
    both = galleries.finder.faces(GROUP, photos("biden.jpg").read_bytes(), "with me", ASKED_BY_ANN)
    assert not isinstance(both, Choice)
    assert names(both) == []
    assert not both.search.is_of_profile  # also of who is in the picture
    assert profiles.of(both.search, ANN) is not None
    assert not profiles.judge(both.search, ANN, store.photos.all(GROUP)[0].id, is_me=True)


def test_profiles_are_one_users_in_one_gallery(
    store: Store, galleries: Galleries, profiles: Profiles, obama: list[bytes], face: Vectors
) -> None:
    for chat_id in (GROUP, OTHER_GROUP):
        put_gallery(store, face, chat_id)
    profiles.learn(GROUP, ANN, obama[:1])
    for chat_id, user_id in ((GROUP, BOB), (OTHER_GROUP, ANN), (ANN, ANN)):
        assert not has(store, chat_id, user_id)
        assert not profiles.forget(chat_id, user_id)
        assert not profiles.set_told(chat_id, user_id, told=True)
        with pytest.raises((NobodyError, EmptyGalleryError)):
            find(galleries, user_id, chat_id)
    search = galleries.finder.me(GROUP, "", ASKED_BY_ANN).search
    photo_id = search.results[0].photo_id
    assert not profiles.judge(search, BOB, photo_id, is_me=False)
    profiles.learn(GROUP, BOB, obama[:1])
    assert not profiles.judge(search, BOB, photo_id, is_me=False)  # a profile, but not this search's
    assert not profiles.judge(search, ANN, 999, is_me=False)
    assert profiles.judge(search, ANN, photo_id, is_me=True)
    profiles.forget(GROUP, BOB)
    assert find(galleries) == {"best.jpg", "good.jpg", "with others.jpg"}


def test_of_a_profile_that_is_forgotten_nothing_is_left(
    tmp_path: Path, store: Store, galleries: Galleries, profiles: Profiles, face: Vectors
) -> None:
    put_gallery(store, face)
    for user_id, vector in ((ANN, face[0]), (ANN, near(face, 1, 0.97)[0]), (BOB, face[0])):
        put_selfie(store, vector, user_id)
    search = galleries.finder.me(GROUP, "", ASKED_BY_ANN).search
    profiles.judge(search, ANN, search.results[0].photo_id, is_me=True)
    vector = selfies_of(store, ANN)[0][1].tobytes()
    assert vector in stored(tmp_path)
    assert profiles.forget(GROUP, ANN)
    assert not profiles.forget(GROUP, ANN)
    assert vector not in stored(tmp_path)
    assert galleries.search(GROUP, search.id) is None
    assert has(store, GROUP, BOB)
    put_selfie(store, face[0])
    assert profiles.of(search, ANN) is None  # another profile


def stored(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("galleries.sqlite*"))


def test_profiles_go_with_their_gallery(
    tmp_path: Path, store: Store, galleries: Galleries, profiles: Profiles, face: Vectors
) -> None:
    put_gallery(store, face)
    put_selfie(store, face[0])
    search = galleries.finder.me(GROUP, "", ASKED_BY_ANN).search
    profiles.judge(search, ANN, search.results[0].photo_id, is_me=True)
    galleries.delete(GROUP)
    assert not has(store, GROUP, ANN)
    with closing(sqlite3.connect(tmp_path / "galleries.sqlite")) as connection:
        for table in ("profiles", "profile_selfies", "profile_faces"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_news_are_of_new_photos_and_for_those_who_asked(
    store: Store, galleries: Galleries, profiles: Profiles, face: Vectors
) -> None:
    put_gallery(store, face)
    put_selfie(store, face[0])
    put_selfie(store, face[0], BOB)
    put_selfie(store, directions(9, 1, face.shape[1])[0], 13)
    job = begin_import(store, GROUP)
    assert profiles.set_told(GROUP, ANN, told=True)
    assert profiles.set_told(GROUP, 13, told=True)
    assert profiles.news(GROUP, job.id) == []
    before = store.imports.begin(GROUP, "x", "en").id
    put_photos(
        store, GROUP, [made_photo(f"new {i}.jpg", alike(face, [c])) for i, c in enumerate((0.97, 0.7))]
    )
    galleries.changed(GROUP)
    (news,) = profiles.news(GROUP, before + 1)
    assert (news.profile.user_id, news.profile.chat_id, news.count) == (ANN, GROUP, 1)
    assert galleries.search(GROUP, news.search.id) is None  # it is answered in private
    search = galleries.search(ANN, news.search.id)
    assert search is not None
    assert names(galleries.pages.first(search)) == ["new 0.jpg"]
    assert profiles.of(search, ANN) == news.profile
    assert galleries.pages.first(search).told
    galleries.set_level(GROUP, "face", 99)
    profiles.set_told(GROUP, ANN, told=False)
    assert profiles.news(GROUP, before + 1) == []
