import numpy as np

from core.search.query import RECOGNISABLE, people
from core.types import Box, EncodedFaces, Face


def faces(*qualities: float) -> EncodedFaces:
    found = tuple(Face(Box(0, 0, 0.1, 0.1), None, 0.9, quality) for quality in qualities)
    return EncodedFaces(found, np.eye(len(qualities), 4, dtype=np.float32))


def test_a_blurred_face_beside_a_clear_one_is_not_searched_for() -> None:
    query = faces(0.9, RECOGNISABLE - 0.01, RECOGNISABLE)
    assert people(query).tolist() == query.vectors[[0, 2]].tolist()


def test_the_best_face_is_searched_for_however_blurred() -> None:
    query = faces(0.2, 0.3)
    assert people(query).tolist() == query.vectors[[1]].tolist()
