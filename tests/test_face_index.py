"""Ranking by faces, against a loop over all of them."""

import numpy as np
import pytest

from core.search.face_index import FaceIndex
from core.types import Vectors
from tests.made import directions


def by_hand(vectors: Vectors, photo_ids: list[int], queries: Vectors) -> list[tuple[int, float]]:
    best: dict[int, float] = {}
    for vector, photo_id in zip(vectors, photo_ids, strict=True):
        score = max(float(np.dot(vector, query)) for query in queries)
        best[photo_id] = max(best.get(photo_id, -1.0), score)
    return sorted(best.items(), key=lambda pair: -pair[1])


@pytest.mark.parametrize("people", [1, 2, 7])
@pytest.mark.parametrize("faces", [1, 2, 50, 500])
def test_photos_are_ranked_by_their_best_face_for_any_of_the_people(faces: int, people: int) -> None:
    chance = np.random.default_rng(faces * 10 + people)
    photo_ids = [int(one) for one in chance.integers(1, max(2, faces // 2), faces)]
    vectors, queries = directions(faces, faces, 32), directions(people + 1000, people, 32)
    found = FaceIndex(vectors, photo_ids).search(queries)
    expected = by_hand(vectors, photo_ids, queries)
    assert found.photo_ids.tolist() == [photo_id for photo_id, _ in expected]
    np.testing.assert_allclose(found.scores, [score for _, score in expected], rtol=1e-5, atol=1e-6)


def test_a_face_is_most_like_itself() -> None:
    vectors = directions(1, 40, 16)
    index = FaceIndex(vectors, list(range(100, 140)))
    for row, vector in enumerate(vectors):
        found = index.search(vector[None])
        assert found.photo_ids[0] == 100 + row
        assert found.scores[0] == pytest.approx(1, abs=1e-6)


def test_photos_that_score_the_same_keep_their_order() -> None:
    vector = directions(1, 1)
    index = FaceIndex(np.repeat(vector, 5, axis=0), [9, 3, 7, 3, 1])
    assert index.search(vector).photo_ids.tolist() == [1, 3, 7, 9]


def test_opposite_faces_have_scores_below_zero() -> None:
    vector = directions(1, 1)
    assert FaceIndex(vector, [1]).search(-vector).scores[0] == pytest.approx(-1, abs=1e-6)


def test_an_empty_gallery_has_no_photo() -> None:
    index = FaceIndex(np.zeros((0, 0), np.float32), [])
    found = index.search(directions(1, 2))
    assert len(index) == len(found.photo_ids) == len(found.scores) == 0


def test_photo_ids_may_be_large_and_come_in_any_order() -> None:
    vectors = directions(3, 3)
    found = FaceIndex(vectors, [2**40, 5, 2**40]).search(vectors[1:2])
    assert found.photo_ids.tolist() == [5, 2**40]
