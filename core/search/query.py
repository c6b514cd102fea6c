"""Whom a query photo asks for."""

import numpy as np
from numpy.typing import NDArray

from core.encoders.unit import unit
from core.types import EncodedFaces, Vectors

RECOGNISABLE = 0.6
"""Quality. Blurred faces are alike whoever they belong to: of 838 faces in 120 group photos, the 11% that are
below it take part in 60% of all pairs of strangers who are as alike as friends."""


def people(query: EncodedFaces, same: float) -> Vectors:
    """(people, dimensions) with L2 norm 1: the faces that can be recognised, or the one that can be best.

    Faces with a cosine of `same` and more are one person's, in a mirror or a collage of selfies, and become
    one. `query` has at least one face.
    """
    qualities = np.array([face.quality for face in query.faces])
    wanted = np.flatnonzero(qualities >= min(RECOGNISABLE, qualities.max()))
    groups: list[list[int]] = []
    for face in wanted[np.argsort(-qualities[wanted], kind="stable")]:
        alike = [group for group in groups if query.vectors[group[0]] @ query.vectors[face] >= same]
        if alike:
            alike[0].append(face)
        else:
            groups.append([face])
    return np.concatenate([one_person(query.vectors[sorted(g)], qualities[sorted(g)]) for g in groups])


def one_person(vectors: Vectors, qualities: NDArray[np.floating]) -> Vectors:
    """(1, dimensions) with L2 norm 1: one vector for several faces of one person, (n, dimensions).

    Their mean, weighted by the squares of their qualities.
    """
    return unit((vectors * np.square(qualities)[:, None]).sum(axis=0, keepdims=True))
