import itertools

import numpy as np
import pytest

from core.encoders.unit import unit
from core.search.query import (
    MOST,
    RECOGNISABLE,
    joined,
    one_person,
    people,
    persons,
    persons_of_album,
)
from core.types import Box, EncodedFaces, Face, Vectors
from tests.made import directions

SAME = 0.9


def faces(*qualities: float, vectors: Vectors | None = None) -> EncodedFaces:
    found = tuple(Face(Box(0, 0, 0.1, 0.1), None, 0.9, quality) for quality in qualities)
    return EncodedFaces(found, np.eye(len(qualities), 4, dtype=np.float32) if vectors is None else vectors)


def wanted(query: EncodedFaces) -> Vectors:
    return people(query, persons(query, SAME))


def test_people_come_from_left_to_right_and_the_best_of_a_crowd() -> None:
    xs = [0.5, 0.1, 0.9, 0.3]
    found = tuple(Face(Box(x, 0, 0.1, 0.1), None, 0.9, 0.7 + i / 100) for i, x in enumerate(xs))
    assert persons(EncodedFaces(found, np.eye(4, dtype=np.float32)), SAME) == [[1], [3], [0], [2]]
    crowd = faces(*np.linspace(0.7, 0.9, MOST + 5), vectors=np.eye(MOST + 5, dtype=np.float32))
    assert sorted(face for (face,) in persons(crowd, SAME)) == list(range(5, MOST + 5))


def test_a_blurred_face_beside_a_clear_one_is_not_searched_for() -> None:
    query = faces(0.9, RECOGNISABLE - 0.01, RECOGNISABLE)
    assert wanted(query).tolist() == query.vectors[[0, 2]].tolist()


def test_the_best_face_is_searched_for_however_blurred() -> None:
    query = faces(0.2, 0.3)
    assert wanted(query).tolist() == query.vectors[[1]].tolist()


def test_a_person_and_a_reflection_are_one() -> None:
    ann, bob = directions(1, 2, 32)
    reflection = unit(ann + 0.05 * directions(2, 1, 32))[0]
    query = faces(0.9, 0.8, 0.6, vectors=np.stack([ann, bob, reflection]))
    found = wanted(query)
    assert len(found) == 2
    assert found @ ann == pytest.approx([1, ann @ bob], abs=0.02)
    assert found @ bob == pytest.approx([ann @ bob, 1], abs=0.02)


def test_several_selfies_are_averaged_by_quality() -> None:
    vectors = np.eye(2, 4, dtype=np.float32)
    assert one_person(vectors, np.array([0.8, 0.8])).tolist() == pytest.approx(
        unit(np.array([[1, 1, 0, 0]])), abs=1e-6
    )
    mean = one_person(vectors, np.array([0.9, 0.3]))[0]
    assert np.linalg.norm(mean) == pytest.approx(1)
    assert mean[0] == pytest.approx(9 * mean[1], rel=1e-5)


ANN, BOB, EVE = np.eye(4, dtype=np.float32)[:3]


def album(*photos: list[Vectors], qualities: dict[int, float] | None = None) -> list[list[int]]:
    """Whom photos of these people ask for; faces are numbered through all photos."""
    known = qualities or {}
    number = itertools.count()
    shown = [
        faces(*(known.get(next(number), 0.9) for _ in people), vectors=np.stack(people)) for people in photos
    ]
    return persons_of_album(*joined(shown), SAME)


def test_one_person_in_all_photos_of_an_album_is_meant() -> None:
    assert album([ANN], [ANN], [ANN]) == [[0, 1, 2]]
    assert album([BOB, ANN], [ANN], [ANN, EVE]) == [[1, 2, 3]]
    assert album([ANN], [BOB, ANN], qualities={1: 0.1}) == [[0, 2]]


def test_photos_that_show_nobody_who_can_be_recognised_do_not_count() -> None:
    assert album([ANN], [EVE], [ANN], qualities={1: 0.3}) == [[0, 2]]


def test_else_everybody_in_an_album_may_be_meant_in_its_order() -> None:
    assert album([BOB], [ANN], [ANN]) == [[0], [1, 2]]
    assert album([ANN, BOB], [BOB, ANN]) == [[0, 3], [1, 2]]
    assert album([EVE], [BOB], [ANN]) == [[0], [1], [2]]
