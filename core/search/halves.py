"""Faces of one cluster that are two people's, taken apart."""

import numpy as np
from numpy.typing import NDArray

from core.encoders.unit import unit
from core.types import Vectors

ROUNDS = 20


def halves(vectors: Vectors) -> NDArray[np.bool_]:
    """(n,): which of the faces, (n, dimensions) with L2 norm 1, are the other person's: at most half of them.

    Two-means on the sphere (Dhillon and Modha 2001, "Concept decompositions for large sparse text data"),
    from the face that is least like their mean, and the face that is least like that one. Needs two faces.
    """
    far = int((vectors @ unit(vectors.mean(axis=0, keepdims=True))[0]).argmin())
    centres = vectors[[int((vectors @ vectors[far]).argmin()), far]]
    other = np.zeros(len(vectors), np.bool_)
    for _ in range(ROUNDS):
        alike = vectors @ centres.T
        now = alike[:, 1] > alike[:, 0]
        if now.all() or not now.any():  # all the same: the last one goes
            now = np.arange(len(vectors)) == far
        if (now == other).all():
            break
        other = now
        centres = unit(np.stack([vectors[~other].mean(axis=0), vectors[other].mean(axis=0)]))
    return other if 2 * other.sum() <= len(other) else ~other
