"""The use cases of one chat, on made-up galleries: real queries, real models, vectors that are known."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from core.describer import Describer
from core.encoders.basic_text import CLASSES, DIMENSIONS
from core.encoders.face_model import FaceModelNames
from core.errors import (
    EmptyGalleryError,
    EmptyQueryError,
    NoFaceError,
    UnreadablePhotoError,
    WeightsMissingError,
)
from core.face_models import FaceModels
from core.finder import Together
from core.gallery import LEVELS, Galleries
from core.indexer import Indexer
from core.pixels import decode_jpeg
from core.search.answers import Answer, Choice
from core.store.store import Store
from core.text_model import ModelInUse, TextModel
from core.types import Vectors
from tests.conftest import PhotoPath
from tests.made import made_photo, put_photos
from tests.searches import choice_in, photos_of

ANN, BOB = 1, 2
TABBY, BEACH, PIZZA = 281, 978, 963
"""ImageNet's classes: a cat, a seashore, a pizza."""


@pytest.fixture
def group(photos: PhotoPath) -> bytes:
    """Six people."""
    return photos("t1.jpg").read_bytes()


@pytest.fixture
def query(indexer: Indexer, selfie: bytes) -> Vectors:
    return indexer.encode(selfie).faces.vectors


@pytest.fixture
def queries(indexer: Indexer, group: bytes) -> Vectors:
    return indexer.encode(group).faces.vectors


def alike(query: Vectors, cosines: list[float], others: Vectors | None = None) -> Vectors:
    """Vectors that have these cosines with a query's only row, and none with any row of `others`."""
    known = query if others is None else np.concatenate([query, others])
    noise = np.random.default_rng(1).normal(size=(len(cosines), query.shape[1]))
    basis = np.linalg.qr(known.T.astype(np.float64))[0]
    noise -= noise @ basis @ basis.T
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    part = np.array(cosines)[:, None]
    made: Vectors = (part * query + np.sqrt(1 - part**2) * noise).astype(np.float32)
    return made


def names(answer: Answer) -> list[str]:
    return [match.photo.name for match in answer.matches]


def test_photos_are_ranked_by_their_best_face(
    store: Store, galleries: Galleries, selfie: bytes, query: Vectors
) -> None:
    faces = alike(query, [0.8, 0.97, 0.1, 0.7, 0.2, 0.95])
    put_photos(
        store,
        ANN,
        [
            made_photo("unsure.jpg", faces[:1]),
            made_photo("best.jpg", faces[1:2]),
            made_photo("stranger.jpg", faces[2:3]),
            made_photo("nobody.jpg"),
            made_photo("with others.jpg", faces[3:]),
        ],
    )
    answer = photos_of(galleries, ANN, selfie)
    assert names(answer) == ["best.jpg", "with others.jpg"]
    assert (answer.level, answer.total, answer.search.people) == (70, 2, 1)
    first, second = (match.percent for match in answer.matches)
    assert answer.best == first >= second >= 70
    assert [one.photo_id for one in answer.search.results] == [2, 5]  # of the others no level shows any
    picture = galleries.pages.picture(answer.search, answer.matches[0].photo)
    assert decode_jpeg(picture).shape == (30, 40, 3)


def test_several_people_are_searched_for_any_of_them(
    store: Store, galleries: Galleries, group: bytes, queries: Vectors
) -> None:
    people = [queries[i : i + 1] for i in range(len(queries))]
    put_photos(
        store,
        ANN,
        [made_photo(f"{i}.jpg", alike(person, [0.94 + i / 100])) for i, person in enumerate(people)]
        + [made_photo("stranger.jpg", alike(queries[:1], [0.0], queries))],
    )
    choice = choice_in(galleries, ANN, group)
    assert choice.search.people == len(choice.faces) == len(people) == 6
    assert [face.x for face in choice.faces] == sorted(face.x for face in choice.faces)
    answer = galleries.finder.choose(choice.search, range(6), "any")
    assert sorted(names(answer)) == ["0.jpg", "1.jpg", "2.jpg", "3.jpg", "4.jpg", "5.jpg"]
    for wrong in ([], [6], [-1]):
        with pytest.raises(ValueError):
            galleries.finder.choose(choice.search, wrong, "any")


def test_an_album_is_one_question(  # noqa: PLR0917 (fixtures)
    store: Store, galleries: Galleries, selfie: bytes, group: bytes, query: Vectors, photos: PhotoPath
) -> None:
    faces = alike(query, [0.97, 0.95])
    put_photos(store, ANN, [made_photo("one.jpg", faces[:1]), made_photo("two.jpg", faces[1:])])
    answer = galleries.finder.album(ANN, [selfie, photos("coffee.png").read_bytes(), selfie])
    assert isinstance(answer, Answer)
    assert set(names(answer)) == {"one.jpg", "two.jpg"}
    choice = galleries.finder.album(ANN, [group, selfie])
    assert isinstance(choice, Choice)
    assert (choice.photos, len(choice.faces), choice.search.people) == (2, 7, 7)
    assert decode_jpeg(choice.picture).shape[1] > 240
    last = galleries.finder.choose(choice.search, [6], "any")
    assert set(names(last)) == {"one.jpg", "two.jpg"}
    with pytest.raises(NoFaceError):
        galleries.finder.album(ANN, [photos("coffee.png").read_bytes()] * 2)
    with pytest.raises(UnreadablePhotoError):
        galleries.finder.album(ANN, [selfie, b"hello"])
    with pytest.raises(EmptyGalleryError):
        galleries.finder.album(BOB, [selfie, selfie])


def test_people_together_and_alone(
    store: Store, galleries: Galleries, group: bytes, queries: Vectors
) -> None:
    """By any choice among the people of one picture, without the picture."""

    def show(*people: int) -> Vectors:
        return np.concatenate([alike(queries[i : i + 1], [0.96]) for i in people])

    places = {"one.jpg": [0], "two.jpg": [0, 1], "three.jpg": [0, 1, 2], "other.jpg": [1]}
    put_photos(store, ANN, [made_photo(name, show(*people)) for name, people in places.items()])
    choice = choice_in(galleries, ANN, group)
    numbers = {}
    for person in range(6):
        theirs = set(names(galleries.finder.choose(choice.search, [person], "any")))
        for i in range(3):
            if theirs == {name for name, people in places.items() if i in people}:
                numbers[i] = person
    assert len(numbers) == 3
    one, two = numbers[0], numbers[1]

    def found(people: list[int], together: Together) -> set[str]:
        kept = galleries.search(ANN, choice.search.id)
        assert kept is not None
        return set(names(galleries.finder.choose(kept, people, together)))

    assert found([one, two], "any") == set(places)
    assert found([one, two], "all") == {"two.jpg", "three.jpg"}
    assert found([one, two], "only") == {"two.jpg"}
    assert found([one], "only") == {"one.jpg"}


def test_levels(store: Store, galleries: Galleries, selfie: bytes, query: Vectors) -> None:
    faces = alike(query, [0.79 + i / 50 for i in range(10)])
    put_photos(store, ANN, [made_photo(f"{i}.jpg", faces[i : i + 1]) for i in range(10)])
    answer = photos_of(galleries, ANN, selfie)
    percents = {f"{one.photo_id - 1}.jpg": one.percent for one in answer.search.results}
    assert list(percents) == sorted(percents, reverse=True)
    assert names(answer) == [name for name, percent in percents.items() if percent >= 70]
    galleries.set_level(ANN, "face", 5)
    assert galleries.level(ANN, "face") == 5
    assert galleries.pages.first(answer.search).level == 70  # it has its own
    lower = galleries.pages.first(galleries.pages.at(answer.search, 5))
    assert names(lower) == [name for name, percent in percents.items() if percent >= 5]
    assert len(names(lower)) > len(names(answer)) > 0
    higher = galleries.pages.first(galleries.pages.at(answer.search, 99))
    assert names(higher) == [name for name, percent in percents.items() if percent >= 99]
    assert 0 < higher.total == len(names(higher)) < len(names(answer))
    assert higher.best == percents["9.jpg"]
    assert galleries.levels(BOB) == {"face": 70, "text": None}


def test_an_album_shows_the_best_of_many(
    store: Store, galleries: Galleries, selfie: bytes, query: Vectors
) -> None:
    vectors = alike(query, [0.93 + i / 500 for i in range(25)])
    put_photos(store, ANN, [made_photo(f"{i}.jpg", vectors[i : i + 1]) for i in range(25)])
    answer = photos_of(galleries, ANN, selfie)
    assert (len(answer.matches), answer.total) == (10, 25)
    assert names(answer)[0] == "24.jpg"
    percents = [match.percent for match in answer.matches]
    assert percents == sorted(percents, reverse=True)


def test_every_photo_that_some_level_shows_is_counted(
    store: Store, galleries: Galleries, selfie: bytes, query: Vectors
) -> None:
    vectors = alike(query, [0.95] * 1500 + [0.0] * 100)
    put_photos(store, ANN, [made_photo(f"{i}.jpg", vectors[i : i + 1]) for i in range(1600)])
    answer = photos_of(galleries, ANN, selfie)
    assert answer.total == len(answer.search.results) == 1500
    last = galleries.last_search(ANN)
    assert last is not None
    assert len(last.at(1)) == len(last.at(95)) == 1500


def test_of_results_that_no_level_shows_the_best_is_kept(
    store: Store, galleries: Galleries, selfie: bytes, query: Vectors
) -> None:
    vectors = alike(query, [0.5, 0.6])
    put_photos(store, ANN, [made_photo(f"{i}.jpg", vectors[i : i + 1]) for i in range(2)])
    answer = photos_of(galleries, ANN, selfie)
    assert [one.photo_id for one in answer.search.results] == [2]
    assert 0 <= answer.best < 1
    assert answer.total == 0


def test_the_last_search_is_kept(store: Store, galleries: Galleries, selfie: bytes, query: Vectors) -> None:
    assert galleries.last_search(ANN) is None
    put_photos(store, ANN, [made_photo("cat.jpg", alike(query, [0.95]))])
    found = photos_of(galleries, ANN, selfie).search
    assert galleries.last_search(ANN) == galleries.search(ANN, found.id) == found
    assert galleries.search(BOB, found.id) is None
    described = galleries.finder.words(ANN, "a cat").search
    assert galleries.last_search(ANN) == described
    galleries.delete(ANN)
    assert galleries.last_search(ANN) is None
    assert galleries.search(ANN, found.id) is None


@pytest.mark.parametrize("level", [LEVELS[0] - 1, LEVELS[-1] + 1, -70, 10**30])
@pytest.mark.parametrize("kind", ["face", "text"])
def test_levels_that_there_are_not(galleries: Galleries, level: int, kind: str) -> None:
    with pytest.raises(ValueError, match=str(level)):
        galleries.set_level(ANN, "text" if kind == "text" else "face", level)
    assert galleries.levels(ANN) == {"face": 70, "text": None}


def test_a_level_for_descriptions_can_be_taken_back(galleries: Galleries) -> None:
    galleries.set_level(ANN, "text", 30)
    assert galleries.level(ANN, "text") == 30
    galleries.set_level(ANN, "text", None)
    assert galleries.level(ANN, "text") is None


def test_an_empty_gallery(galleries: Galleries, selfie: bytes) -> None:
    with pytest.raises(EmptyGalleryError):
        photos_of(galleries, ANN, selfie)
    with pytest.raises(EmptyGalleryError):
        galleries.finder.words(ANN, "")
    assert galleries.sheet(ANN) is None
    assert galleries.stats(ANN).photos == galleries.delete(ANN).photos == 0


def test_photos_that_cannot_be_searched_with(
    store: Store, galleries: Galleries, photos: PhotoPath, query: Vectors
) -> None:
    put_photos(store, ANN, [made_photo("a.jpg", alike(query, [0.95]))])
    with pytest.raises(NoFaceError):
        photos_of(galleries, ANN, photos("coffee.png").read_bytes())
    with pytest.raises(UnreadablePhotoError, match="not_a_photo"):
        photos_of(galleries, ANN, b"hello")
    assert galleries.last_search(ANN) is None


def test_a_gallery_without_a_face(store: Store, galleries: Galleries, selfie: bytes) -> None:
    put_photos(store, ANN, [made_photo("mug.jpg")])
    answer = photos_of(galleries, ANN, selfie)
    assert (answer.matches, answer.total, answer.best) == ((), 0, 0)
    assert answer.search.results == ()


def test_faces_of_another_model_are_not_compared(
    store: Store, galleries: Galleries, selfie: bytes, query: Vectors
) -> None:
    put_photos(store, ANN, [made_photo("old.jpg", alike(query, [0.97]))], "another@1")
    answer = photos_of(galleries, ANN, selfie)
    assert answer.search.results == ()
    assert answer.missing.unseen == 1


def test_photos_are_looked_at_again_with_the_face_model_in_use(
    store: Store, indexer: Indexer, selfie: bytes
) -> None:
    """Other photos' originals are no photos: what cannot be read is not looked at for ever."""
    models = FaceModels.load(store, indexer, FaceModelNames())
    galleries = Galleries(store, indexer, TextModel("basic", indexer), models)
    put_photos(store, ANN, [made_photo("obama.jpg"), made_photo("no photo.jpg")], "another@1")
    put_photos(store, BOB, [made_photo("bob.jpg")], "another@1")
    photo = store.photos.all(ANN)[0]
    store.files(ANN).original(photo.sha256, photo.suffix).write_bytes(selfie)
    before = photos_of(galleries, ANN, selfie)
    assert (before.total, before.missing.unseen, galleries.unseen(ANN)) == (0, 2, 2)
    assert galleries.chats_behind() == [BOB, ANN]
    galleries.reindex(ANN, lambda: False)
    after = photos_of(galleries, ANN, selfie)
    assert (names(after), after.missing.unseen, galleries.unseen(ANN)) == (["obama.jpg"], 0, 0)
    assert galleries.chats_behind() == [BOB]


def test_chats_see_nothing_of_each_other(
    store: Store, galleries: Galleries, selfie: bytes, query: Vectors
) -> None:
    put_photos(store, ANN, [made_photo("ann.jpg", alike(query, [0.97]))])
    put_photos(store, BOB, [made_photo("bob.jpg", alike(query, [0.95]))])
    assert names(photos_of(galleries, ANN, selfie)) == ["ann.jpg"]
    assert names(photos_of(galleries, BOB, selfie)) == ["bob.jpg"]
    assert names(galleries.finder.words(BOB, "bob")) == ["bob.jpg"]
    assert names(galleries.finder.words(BOB, "ann")) == []
    galleries.delete(ANN)
    assert names(photos_of(galleries, BOB, selfie)) == ["bob.jpg"]


def test_what_was_added_is_found_once_the_gallery_is_known_to_have_changed(
    store: Store, galleries: Galleries, selfie: bytes, query: Vectors
) -> None:
    put_photos(store, ANN, [made_photo("first.jpg", alike(query, [0.95]))])
    assert names(photos_of(galleries, ANN, selfie)) == ["first.jpg"]
    put_photos(store, ANN, [made_photo("second.jpg", alike(query, [0.97]))])
    galleries.changed(ANN)
    assert names(photos_of(galleries, ANN, selfie)) == ["second.jpg", "first.jpg"]
    galleries.delete(ANN)
    with pytest.raises(EmptyGalleryError):
        photos_of(galleries, ANN, selfie)


def shows(*classes: int) -> Vectors:
    """Basic text vectors of photos that show one thing each, and no colour."""
    vectors = np.full((len(classes), DIMENSIONS), 1e-4, np.float32)
    vectors[:, CLASSES:] = 0
    for row, what in enumerate(classes):
        vectors[row, what] = 0.9
    return vectors


def describe(store: Store, galleries: Galleries, chat_id: int, vectors: Vectors) -> None:
    model = galleries._text_model.identity
    photos = store.photos.without_text(chat_id, model, len(vectors))
    assert store.append_texts(chat_id, photos, vectors, model)
    galleries.changed(chat_id)


ALBUM = [TABBY, BEACH, PIZZA] + [400 + 10 * i for i in range(9)]


def put_album(store: Store, galleries: Galleries) -> None:
    put_photos(store, ANN, [made_photo(f"Trip/{i}.jpg") for i in range(len(ALBUM))])
    describe(store, galleries, ANN, shows(*ALBUM))


@pytest.mark.parametrize(
    ("text", "name"), [("a cat", "0.jpg"), ("people at the beach", "1.jpg"), ("pizza", "2.jpg")]
)
def test_descriptions_find_what_photos_show(store: Store, galleries: Galleries, text: str, name: str) -> None:
    put_album(store, galleries)
    answer = galleries.finder.words(ANN, text)
    assert names(answer)[0] == name
    assert len(answer.search.results) < len(ALBUM)  # those that no level shows are not kept
    assert min(one.percent for one in answer.search.results) >= LEVELS[0]
    assert answer.level is None
    assert answer.notes is not None
    assert (answer.notes.basic, answer.notes.unknown, answer.notes.waiting) == (True, (), 0)
    assert answer.matches[0].words == ()


def test_descriptions_at_a_level(store: Store, galleries: Galleries) -> None:
    put_album(store, galleries)
    galleries.set_level(ANN, "text", 99)
    assert names(galleries.finder.words(ANN, "a cat")) == []
    galleries.set_level(ANN, "text", 70)
    answer = galleries.finder.words(ANN, "a cat")
    assert names(answer) == ["0.jpg"]
    assert (answer.level, answer.total) == (70, 1)
    assert answer.best >= 70
    assert names(galleries.pages.first(answer.search)) == ["0.jpg"]


def test_words_of_names_folders_and_dates_count_too(store: Store, galleries: Galleries) -> None:
    put_album(store, galleries)
    taken_at = datetime(2023, 12, 24, 10, 0)  # noqa: DTZ001
    put_photos(store, ANN, [made_photo("Party/Anna.jpg", taken_at=taken_at)])
    galleries.changed(ANN)
    for text, words, waiting in (
        ("anna", ("anna",), 1),
        ("party", ("party",), 1),
        ("December 2023", ("2023-12",), 0),  # no description could add to it
        ("tháng 12", ("tháng 12",), 0),
    ):
        answer = galleries.finder.words(ANN, text)
        assert [(m.photo.name, m.words) for m in answer.matches if m.words] == [("Anna.jpg", words)]
        assert answer.notes is not None
        assert answer.notes.waiting == waiting


def test_a_word_for_a_folder_does_not_add_all_of_it(store: Store, galleries: Galleries) -> None:
    put_album(store, galleries)
    party = put_photos(store, ANN, [made_photo(f"Party/{i}.jpg") for i in range(20)])
    assert galleries.finder.words(ANN, "party").search.by_words == tuple(party)
    assert galleries.finder.words(ANN, "children at a party").search.by_words == ()
    assert galleries.finder.words(ANN, "party 7").search.by_words == (party[7],)


def test_a_photo_found_by_its_name_stays_found_at_any_level(store: Store, galleries: Galleries) -> None:
    put_album(store, galleries)
    put_photos(store, ANN, [made_photo("Party/zzyzx.jpg")])
    galleries.changed(ANN)
    for level in (None, 30, 99):
        galleries.set_level(ANN, "text", level)
        answer = galleries.finder.words(ANN, "zzyzx")
        again = galleries.pages.first(answer.search)
        assert names(answer) == names(again) == ["zzyzx.jpg"]
        assert answer.total == again.total == len(answer.search.at(level)) == 1
        assert again.matches[0].words == ("zzyzx",)
        last = galleries.last_search(ANN)
        assert last == answer.search


def test_a_word_that_nothing_knows(store: Store, galleries: Galleries) -> None:
    put_album(store, galleries)
    answer = galleries.finder.words(ANN, "flibbertigibbet")
    assert (answer.matches, answer.total) == ((), 0)
    assert answer.notes is not None
    assert answer.notes.unknown == ("flibbertigibbet",)


@pytest.mark.parametrize("text", ["", "  \n ", "\ud800", "the", "photos of the", '""'])
def test_no_words(store: Store, galleries: Galleries, text: str) -> None:
    put_album(store, galleries)
    with pytest.raises(EmptyQueryError):
        galleries.finder.words(ANN, text)


@pytest.mark.parametrize("text", ["?", "\"'); DROP TABLE photos; --", "*", "NEAR(a b)", "🐈"])
def test_odd_words(store: Store, galleries: Galleries, text: str) -> None:
    put_album(store, galleries)
    galleries.finder.words(ANN, text)
    assert galleries.stats(ANN).photos == len(ALBUM)


def test_photos_are_described_from_their_previews(store: Store, galleries: Galleries) -> None:
    put_photos(store, ANN, [made_photo(f"{i}.jpg", colour=(i * 20, 90, 160)) for i in range(11)])
    before = galleries.stats(ANN)
    assert (before.photos, before.described) == (11, 0)
    galleries.describe(ANN, lambda: True)
    assert galleries.stats(ANN).described == 0
    galleries.describe(ANN, lambda: False)
    assert galleries.stats(ANN).described == 11
    vectors, photo_ids = store.text_vectors(ANN, galleries._text_model.identity)
    assert vectors.shape == (11, DIMENSIONS)
    assert photo_ids == list(range(1, 12))
    np.testing.assert_allclose(vectors[:, :CLASSES].sum(axis=1), 1, atol=1e-3)
    galleries.describe(ANN, lambda: False)
    assert len(store.segments.files(ANN)) == 1


@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_bytes(b"no photo")])
def test_a_photo_that_cannot_be_described_is_given_up(
    store: Store, galleries: Galleries, spoil: Callable[[Path], object]
) -> None:
    put_photos(store, ANN, [made_photo(f"{i}.jpg", colour=(i * 20, 90, 160)) for i in range(11)])
    spoil(store.preview(ANN, store.photos.all(ANN)[4]))
    galleries.describe(ANN, lambda: False)
    assert galleries.stats(ANN).described == 11
    vectors, _ = store.text_vectors(ANN, galleries._text_model.identity)
    assert vectors.any(axis=1).tolist() == [photo_id != 5 for photo_id in range(1, 12)]
    answer = galleries.finder.words(ANN, "blue")
    assert 5 not in {one.photo_id for one in answer.search.results}
    assert answer.notes is not None
    assert answer.notes.waiting == 0
    assert len(store.segments.files(ANN)) == 1


def test_a_gallery_of_which_nothing_can_be_described(store: Store, galleries: Galleries) -> None:
    put_photos(store, ANN, [made_photo("a.jpg"), made_photo("b.jpg")])
    for photo in store.photos.all(ANN):
        store.preview(ANN, photo).unlink()
    galleries.describe(ANN, lambda: False)
    assert galleries.stats(ANN).described == 2
    assert galleries.finder.words(ANN, "blue").search.results == ()


def test_a_model_that_does_not_work_gives_no_photo_up(store: Store, indexer: Indexer) -> None:
    put_photos(store, ANN, [made_photo("a.jpg")])
    lost = ModelInUse("nobody/no-such-model", "lost@1")
    with pytest.raises(WeightsMissingError):
        Describer(store, indexer).run(ANN, lost, lambda _: None, lambda: False)
    assert len(store.photos.without_text(ANN, "lost@1", 10)) == 1


def test_sheets(store: Store, galleries: Galleries) -> None:
    put_photos(store, ANN, [made_photo("a.jpg", colour=(200, 0, 0))])
    put_photos(store, ANN, [made_photo("b.jpg", colour=(0, 0, 200))])
    both, second = galleries.sheet(ANN), galleries.sheet(ANN, 2)
    assert both is not None
    assert second is not None
    np.testing.assert_allclose(decode_jpeg(second)[100, 100], (0, 0, 200), atol=6)
    assert decode_jpeg(both).shape[1] > decode_jpeg(second).shape[1]
    assert galleries.sheet(BOB) is None
    assert galleries.sheet(BOB, 2) is None


def test_deleting_says_what_there_was(store: Store, galleries: Galleries, query: Vectors) -> None:
    put_photos(store, ANN, [made_photo("a.jpg", alike(query, [0.5, 0.6])), made_photo("b.jpg")])
    galleries.set_level(ANN, "face", 90)
    deleted = galleries.delete(ANN)
    assert (deleted.photos, deleted.faces) == (2, 2)
    assert galleries.stats(ANN).photos == 0
    assert galleries.levels(ANN) == {"face": 70, "text": None}
