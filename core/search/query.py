"""Whom a query photo asks for."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.encoders.unit import unit
from core.types import EncodedFaces, Vectors

RECOGNISABLE = 0.6
"""Quality. Blurred faces are alike whoever they belong to: of 838 faces in 120 group photos, the 11% that are
below it take part in 60% of all pairs of strangers who are as alike as friends."""

MOST = 20
"""People of a photo that are searched for; with more, those who can be recognised best."""


def persons(query: EncodedFaces, same: float) -> list[list[int]]:
    """The faces of each person in a photo, by their places among its faces; people from left to right.

    Those that can be recognised, or the one that can be best. Faces with a cosine of `same` and more are one
    person's, in a mirror or a collage of selfies. `query` has at least one face.
    """
    qualities = np.array([face.quality for face in query.faces])
    wanted = np.flatnonzero(qualities >= min(RECOGNISABLE, qualities.max()))
    found: list[list[int]] = []
    for face in wanted[np.argsort(-qualities[wanted], kind="stable")].tolist():
        alike = [faces for faces in found if query.vectors[faces[0]] @ query.vectors[face] >= same]
        if alike:
            alike[0].append(face)
        else:
            found.append([face])
    return sorted(found[:MOST], key=lambda faces: query.faces[faces[0]].box.middle)


def joined(photos: Sequence[EncodedFaces]) -> tuple[EncodedFaces, list[int]]:
    """All faces of several photos as if they were in one, and the place of each face's photo."""
    faces = [face for photo in photos for face in photo.faces]
    places = [place for place, photo in enumerate(photos) for _ in photo.faces]
    return EncodedFaces(tuple(faces), np.concatenate([photo.vectors for photo in photos])), places


def persons_of_album(faces: EncodedFaces, places: Sequence[int], same: float) -> list[list[int]]:
    """The same for faces of several photos, `places[i]`: the place of the photo of face i.

    Who sends several photos at once sends several of one person: if just one person is in all of them,
    others who are in some were caught by chance. Photos that show nobody who can be recognised do not count.
    """
    found = persons(faces, same)
    photos = [{places[face] for face in person} for person in found]
    everywhere = [person for person, of in zip(found, photos, strict=True) if of == set().union(*photos)]
    return (
        everywhere
        if len(everywhere) == 1
        else sorted(found, key=lambda person: min(places[f] for f in person))
    )


def people(query: EncodedFaces, found: Sequence[Sequence[int]]) -> Vectors:
    """(people, dimensions) with L2 norm 1: one vector for each of `persons`."""
    qualities = np.array([face.quality for face in query.faces])
    return np.concatenate([one_person(query.vectors[sorted(f)], qualities[sorted(f)]) for f in found])


def one_person(vectors: Vectors, qualities: NDArray[np.floating]) -> Vectors:
    """(1, dimensions) with L2 norm 1: one vector for several faces of one person, (n, dimensions).

    Their mean, weighted by the squares of their qualities.
    """
    return unit((vectors * np.square(qualities)[:, None]).sum(axis=0, keepdims=True))
