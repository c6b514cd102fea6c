"""What descriptions demand, together with faces: on made-up galleries, with real queries and models."""

from datetime import date, datetime

import numpy as np
import pytest

from core.encoders.basic_text import CLASSES, DIMENSIONS, IDENTITY
from core.errors import EmptyQueryError, NobodyError, NoFaceError
from core.finder import Asking
from core.gallery import Galleries
from core.indexer import Indexer
from core.naming import Naming
from core.pages import SentAs
from core.search.answers import Answer, TextNotes
from core.store.store import Store
from core.types import Box, Vectors
from tests.conftest import PhotoPath
from tests.made import made_photo, put_photos
from tests.searches import photos_of
from tests.test_gallery import alike, names, shows

ANN, BOB = 1, 2
TABBY, BEACH, PIZZA = 281, 978, 963
"""ImageNet's classes: a cat, a seashore, a pizza."""
TODAY = Asking(today=date(2026, 11, 25))
VIETNAMESE = Asking("vi", date(2026, 11, 25))


@pytest.fixture
def me(indexer: Indexer, selfie: bytes) -> Vectors:
    return indexer.encode(selfie).faces.vectors


@pytest.fixture
def other(indexer: Indexer, photos: PhotoPath) -> Vectors:
    return indexer.encode(photos("biden.jpg").read_bytes()).faces.vectors


def taken(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12)  # noqa: DTZ001


def put_holiday(store: Store, me: Vectors, other: Vectors) -> None:
    """Cats, beaches and a pizza among forty photos that show nothing; faces at some of them."""
    photos = [
        made_photo("Nowa/cat.jpg", alike(me, [0.97]), taken_at=taken(2025, 7, 1)),
        made_photo("Nowa/beach.jpg", alike(me, [0.96]), taken_at=taken(2026, 11, 24)),
        made_photo("Nowa/both.jpg", np.concatenate([alike(me, [0.95]), alike(other, [0.97])])),
        made_photo("Home/b2.jpg", alike(other, [0.96]), taken_at=taken(2023, 12, 24)),
        made_photo("Home/da nang pizza.jpg", taken_at=taken(2025, 8, 9)),
        *(made_photo(f"Home/{number}.jpg") for number in range(40)),
    ]
    ids = put_photos(store, ANN, photos)
    nothing = np.full((len(ids), DIMENSIONS), 1e-3, np.float32)
    nothing[:, CLASSES:] = 0
    nothing[:5] = shows(TABBY, BEACH, BEACH, BEACH, PIZZA)
    store.append_texts(ANN, store.photos.get(ANN, ids), nothing, IDENTITY)


@pytest.fixture
def holiday(store: Store, galleries: Galleries, me: Vectors, other: Vectors) -> Galleries:
    put_holiday(store, me, other)
    naming = Naming(store, galleries.faces, galleries.people)
    for name, photo in (("Anna", "cat.jpg"), ("Ben", "b2.jpg")):
        (photo_id,) = (one.id for one in store.photos.all(ANN) if one.name == photo)
        choice = naming.faces_in(ANN, photo_id)
        naming.name(ANN, name, photo_id, choice.faces[0])
    return galleries


def notes(answer: Answer) -> TextNotes:
    assert answer.notes is not None
    return answer.notes


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("sea", {"beach.jpg", "both.jpg", "b2.jpg"}),
        ("beach 2023", {"b2.jpg"}),
        ("seashore yesterday", {"beach.jpg"}),
        ("hôm qua", {"beach.jpg"}),
        ("last summer", set()),
        ("summer 2025", {"cat.jpg", "da nang pizza.jpg"}),
        ("cat summer 2025", {"cat.jpg"}),
        ("sea -nowa", {"b2.jpg"}),
        ("sea -Anna", {"b2.jpg"}),
        ('"da nang"', {"da nang pizza.jpg"}),
        ('"nang da"', set()),
        ("nowa -sea", {"cat.jpg"}),
        ('nowa -"both jpg" -cat', {"beach.jpg"}),
    ],
)
def test_what_must_and_must_not_be(holiday: Galleries, text: str, found: set[str]) -> None:
    assert set(names(holiday.finder.words(ANN, text, TODAY))) == found


def test_only_what_must_not_be(holiday: Galleries, store: Store) -> None:
    answer = holiday.finder.words(ANN, "-sea", TODAY)
    assert answer.total == store.photos.count(ANN) - 3


def test_dates_of_no_photo_are_left_out_and_said(holiday: Galleries) -> None:
    answer = holiday.finder.words(ANN, "cat 1999", TODAY)
    assert names(answer) == ["cat.jpg"]
    assert notes(answer).undated
    assert not notes(holiday.finder.words(ANN, "cat 2025", TODAY)).undated
    alone = holiday.finder.words(ANN, "1999", TODAY)
    assert (names(alone), notes(alone).undated) == ([], True)


@pytest.mark.parametrize(
    ("text", "asking", "foreign"),
    [
        ("con chó ở bãi biển", TODAY, True),
        ("con chó", VIETNAMESE, True),
        ("con chó", TODAY, False),
        ("café", TODAY, False),
        ("a cat", VIETNAMESE, False),
    ],
)
def test_the_basic_search_says_that_it_knows_english_only(
    holiday: Galleries, text: str, asking: Asking, foreign: bool
) -> None:
    assert notes(holiday.finder.words(ANN, text, asking)).foreign is foreign


def test_other_languages_find_what_photos_are_called(holiday: Galleries) -> None:
    answer = holiday.finder.words(ANN, "ảnh chụp ở Đà Nẵng", TODAY)
    assert names(answer) == ["da nang pizza.jpg"]
    assert answer.matches[0].words == ("Đà", "Nẵng")
    assert notes(answer).foreign


def test_words_alone_answer_before_anything_is_described(store: Store, galleries: Galleries) -> None:
    put_photos(store, ANN, [made_photo("cat.jpg"), made_photo("dog.jpg")])
    answer = galleries.finder.words(ANN, "cat", TODAY)
    assert (names(answer), notes(answer).alone, notes(answer).waiting) == (["cat.jpg"], True, 2)


def test_people_are_found_by_their_names(holiday: Galleries) -> None:
    assert set(names(holiday.finder.words(ANN, "Anna", TODAY))) == {"cat.jpg", "beach.jpg", "both.jpg"}
    assert set(names(holiday.finder.words(ANN, "ben", TODAY))) == {"both.jpg", "b2.jpg"}
    assert names(holiday.finder.words(ANN, "Anna and Ben", TODAY)) == ["both.jpg"]
    assert names(holiday.finder.words(ANN, "Anna và Ben -sea", TODAY)) == []
    assert names(holiday.finder.words(ANN, "Anna yesterday", TODAY)) == ["beach.jpg"]
    assert set(names(holiday.finder.words(ANN, "only Anna", TODAY))) == {"cat.jpg", "beach.jpg"}
    assert set(names(holiday.finder.words(ANN, "Anna -Ben", TODAY))) == {"cat.jpg", "beach.jpg"}


def test_people_and_words_order_together(holiday: Galleries) -> None:
    """The level of faces decides who is in it, and both what comes first."""
    cat = holiday.finder.words(ANN, "Anna with a cat", TODAY)
    sea = holiday.finder.words(ANN, "Anna at the sea", TODAY)
    assert set(names(cat)) == set(names(sea)) == {"cat.jpg", "beach.jpg", "both.jpg"}
    assert names(cat)[0] == "cat.jpg"
    assert names(sea)[-1] == "cat.jpg"
    assert (cat.search.kind, cat.level) == ("face", 70)
    assert notes(cat).basic


def test_a_selfie_with_a_caption(holiday: Galleries, selfie: bytes) -> None:
    def found(caption: str) -> list[str]:
        return names(photos_of(holiday, ANN, selfie, caption, TODAY))

    assert set(found("")) == {"cat.jpg", "beach.jpg", "both.jpg"}
    assert found("at the sea")[-1] == "cat.jpg"
    assert found("with Ben") == ["both.jpg"]
    assert set(found("only me")) == set(found("chỉ mình tôi")) == {"cat.jpg", "beach.jpg"}
    assert found("me in summer 2025") == ["cat.jpg"]
    assert found("-sea") == ["cat.jpg"]


def test_nobody_knows_who_me_is(holiday: Galleries) -> None:
    with pytest.raises(NobodyError):
        holiday.finder.words(ANN, "only me", TODAY)


def test_a_name_whose_face_is_gone_finds_nobody(holiday: Galleries, store: Store) -> None:
    store._db.execute("UPDATE people_faces SET x = 0.99, y = 0.99")
    assert names(holiday.finder.words(ANN, "Anna", TODAY)) == []


@pytest.mark.parametrize(
    "text",
    [
        *(
            '"',
            "-",
            '-"',
            "“",
            "NEAR(cat, dog)",
            "cat AND",
            "name:cat",
            "cat*",
            "^cat",
            "'); DROP TABLE photos;",
        ),
        *("🏖️🏖️", "x" * 4000, "-a " * 1300, '"a" ' * 1000, "\0\0", "cat\ud800", "Anna " * 800),
    ],
)
def test_whatever_is_written_gets_an_answer(holiday: Galleries, store: Store, text: str) -> None:
    try:
        holiday.finder.words(ANN, text, TODAY)
    except EmptyQueryError:
        assert not any(letter.isalnum() for letter in text)
    assert store.photos.count(ANN) == 45


def test_another_chat_reaches_nothing(holiday: Galleries, store: Store, selfie: bytes) -> None:
    """Whatever ids it names, of photos, searches, messages and people."""
    naming = Naming(store, holiday.faces, holiday.people)
    answer = photos_of(holiday, ANN, selfie)
    assert holiday.pages.take(answer)
    holiday.pages.note_sent(answer, [SentAs(message_id, None) for message_id in range(10, 13)])
    search = holiday.search(ANN, answer.search.id)
    assert search is not None
    assert list(holiday.pages.sent(search)) == [1, 2, 3]
    photo_id = answer.matches[0].photo.id
    put_photos(store, BOB, [made_photo("bob.jpg")])
    assert holiday.search(BOB, answer.search.id) is None
    assert holiday.sent_photo(ANN, ANN, 10) == photo_id
    assert holiday.sent_photo(BOB, BOB, 10) is holiday.sent_photo(BOB, ANN, 10) is None
    assert holiday.finder.like(BOB, photo_id) is None
    with pytest.raises(NoFaceError):
        naming.faces_in(BOB, photo_id)
    assert naming.name(BOB, "Eve", photo_id, Box(0, 0, 1, 1)) is None
    assert naming.people(BOB) == []
    (anna, _) = naming.people(ANN)
    assert not naming.forget(BOB, anna.id)
    assert holiday.finder.words(BOB, "Anna").matches == ()


def test_photos_that_look_like_one(holiday: Galleries, store: Store) -> None:
    cat, beach = (photo.id for photo in store.photos.all(ANN)[:2])
    answer = holiday.finder.like(ANN, beach)
    assert answer is not None
    assert set(names(answer)[:2]) == {"both.jpg", "b2.jpg"}
    assert "beach.jpg" not in names(answer)
    assert (answer.search.kind, answer.level) == ("like", None)
    assert holiday.last_search(ANN) is None
    alone = holiday.finder.like(ANN, cat)
    assert alone is not None
    assert "cat.jpg" not in names(alone)
    assert holiday.finder.like(ANN, 12345) is None
