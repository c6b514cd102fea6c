"""People with names, and which photos were sent, as the store keeps them."""

import numpy as np

from core.search.folding import fold
from core.store.people import Person
from core.store.store import Store
from core.types import Box
from tests.made import MODEL, directions, made_photo, put_photos

ANN, BOB = 1, 2


def box(number: int) -> Box:
    """A small part in the middle of the face with this number in a made photo."""
    return Box(number / 100 + 0.148, 0.398, 0.004, 0.004)


def name(store: Store, name: str, photo_id: int, number: int, chat_id: int = ANN) -> Person:
    return store.people.name(chat_id, name, fold(name), photo_id, box(number))


def names(store: Store, chat_id: int = ANN) -> list[str]:
    return [person.name for person in store.people.all(chat_id)]


def test_a_person_has_the_faces_that_were_named(store: Store) -> None:
    vectors = [directions(seed, 3) for seed in range(2)]
    first, second = put_photos(store, ANN, [made_photo(f"{i}.jpg", v) for i, v in enumerate(vectors)])
    anna = name(store, "Anna", first, 1)
    assert name(store, "ANNA", second, 2).id == anna.id
    found = store.faces_of(ANN, anna.id, MODEL)
    assert found.photo_ids.tolist() == [first, second]
    np.testing.assert_array_equal(found.vectors, [vectors[0][1], vectors[1][2]])
    assert names(store) == ["ANNA"]
    assert store.faces_of(ANN, anna.id, "another@1").photo_ids.tolist() == []
    assert store.faces_of(BOB, anna.id, MODEL).photo_ids.tolist() == []


def test_a_face_keeps_its_name_where_another_model_sees_it(store: Store) -> None:
    (photo_id,) = put_photos(store, ANN, [made_photo("a.jpg", directions(1, 2))])
    anna = name(store, "Anna", photo_id, 0)
    again = made_photo("a.jpg", directions(2, 1, 16)).encoded.faces
    assert store.add_faces(ANN, store.photos.all(ANN), [again], "new@2")
    assert store.switch_faces(ANN, "new@2")
    np.testing.assert_array_equal(store.faces_of(ANN, anna.id, "new@2").vectors, again.vectors)


def test_a_face_is_one_persons(store: Store) -> None:
    one, other = put_photos(store, ANN, [made_photo(f"{i}.jpg", directions(i, 1)) for i in range(2)])
    name(store, "Anna", one, 0)
    ben = name(store, "Ben", one, 0)
    assert names(store) == ["Ben"]
    name(store, "Anna", other, 0)
    assert names(store) == ["Anna", "Ben"]
    assert store.faces_of(ANN, ben.id, MODEL).photo_ids.tolist() == [one]


def test_names_are_compared_without_accents(store: Store) -> None:
    (photo_id,) = put_photos(store, ANN, [made_photo("a.jpg", directions(1, 2))])
    name(store, "Đào", photo_id, 0)
    name(store, "dao", photo_id, 1)
    assert names(store) == ["dao"]


def test_chats_have_their_own_people(store: Store) -> None:
    (photo_id,) = put_photos(store, ANN, [made_photo("a.jpg", directions(1, 1))])
    (others,) = put_photos(store, BOB, [made_photo("a.jpg", directions(1, 1))])
    anna = name(store, "Anna", photo_id, 0)
    name(store, "Anna", others, 0, BOB)
    assert store.people.get(BOB, anna.id) is None
    assert not store.people.forget(BOB, anna.id)
    store.delete_chat(ANN)
    assert (names(store), names(store, BOB)) == ([], ["Anna"])


def test_a_person_is_forgotten(store: Store) -> None:
    (photo_id,) = put_photos(store, ANN, [made_photo("a.jpg", directions(1, 1))])
    anna = name(store, "Anna", photo_id, 0)
    assert store.people.forget(ANN, anna.id)
    assert not store.people.forget(ANN, anna.id)
    assert names(store) == []


def test_faces_in_a_photo(store: Store) -> None:
    vectors = directions(1, 2)
    first, second = put_photos(store, ANN, [made_photo("a.jpg", vectors), made_photo("b.jpg")])
    boxes, faces = store.faces_in(ANN, first, MODEL)
    assert [box.x for box in boxes] == [0, 0.01]
    np.testing.assert_array_equal(faces.vectors, vectors)
    assert store.faces_in(ANN, second, MODEL)[0] == []
    assert store.faces_in(BOB, first, MODEL)[0] == []


def test_messages_show_photos(store: Store) -> None:
    first, second = put_photos(store, ANN, [made_photo("a.jpg"), made_photo("b.jpg")])
    store.sent.add(ANN, [10, 11, 12], [second, first, 999], search_id=5)

    def photos(search_id: int) -> dict[int, int]:
        return {place: sent.photo_id for place, sent in store.sent.last_page(ANN, search_id).items()}

    assert [store.sent.photo(ANN, message) for message in (10, 11, 12, 13)] == [second, first, None, None]
    assert store.sent.photo(BOB, 10) is None
    assert photos(5) == {1: second, 2: first}
    store.sent.add(ANN, [20], [first], search_id=5)
    assert photos(5)[1] == first
    assert photos(6) == {}
    store.delete_chat(ANN)
    assert store.sent.photo(ANN, 10) is None


def test_old_messages_are_dropped(store: Store) -> None:
    (photo_id,) = put_photos(store, ANN, [made_photo("a.jpg")])
    store.sent.add(ANN, [10], [photo_id], search_id=5)
    store._db.execute("UPDATE sent SET sent_at = '2020-01-01T00:00:00+00:00'")
    store.sent.add(ANN, [11], [photo_id], search_id=6)
    assert (store.sent.photo(ANN, 10), store.sent.photo(ANN, 11)) == (None, photo_id)
