"""The people of a gallery: clusters of its faces, which grow as photos come in."""

import numpy as np
from numpy.typing import NDArray

from core.encoders.scale import Scale
from core.search.cohort import Cohort
from core.search.face_index import Rows
from core.search.linkage import Groups, Linkage
from core.search.query import RECOGNISABLE
from core.types import GalleryFaces

Labels = NDArray[np.int64]
"""(faces,): whose each face is, by a number; NOBODY where that cannot be said."""

NOBODY = -1

IDENTICAL = 0.6
"""Of the way from a scale's `same` to 1: from there two faces of one photo are one. With the embedded model
that is 0.96: of 5,524 pairs of faces in one photo none reaches 0.95; 194 faces and their mirror images all
exceed 0.97."""

BATCH = 512
"""New people at a time: with 20,000 others, 40 MB of likeness."""


def clustered(faces: GalleryFaces, labels: Labels, kept: NDArray[np.bool_], scale: Scale) -> Labels:
    """Whose each face is: (faces,), by the numbers of before where they are the same people.

    `labels`: (faces,) as they were, NOBODY for new faces. `kept`: (faces,) those that somebody has assigned:
    their labels stay, NOBODY too, and two labels that have kept faces are never joined.

    People are joined whose faces are, on average, as alike as `scale.same`: they get the label that has kept
    faces, or else that with more faces, or else the lower one. New people get labels above all others, in the
    order of their first faces; one face is enough. A new face that cannot be recognised is nobody's, and none
    of these has a say in who is who. Two faces in one photo are two people, unless they are nearly identical:
    in a mirror or a collage.

    Old people are compared only if something new has come to one of them, and nobody is taken apart.
    """
    known = np.unique(labels[labels != NOBODY])
    starts = _starts(faces, labels, known, kept, scale)
    groups = _groups(faces, starts, kept, scale)
    into = _joined(groups, len(known), faces.photo_ids, starts, scale)
    return _named(known, starts, into, kept)


def _starts(
    faces: GalleryFaces, labels: Labels, known: Labels, kept: NDArray[np.bool_], scale: Scale
) -> Rows:
    """(faces,): the group that each starts in: first those with labels, in their order, then the new ones."""
    starts = np.where(labels == NOBODY, NOBODY, np.searchsorted(known, labels))
    new = np.flatnonzero((labels == NOBODY) & ~kept & (faces.qualities >= RECOGNISABLE))
    first = _first_identical(faces, new, scale.same + IDENTICAL * (1 - scale.same))
    starts[new] = len(known) + np.unique(first, return_inverse=True)[1]
    return starts


def _first_identical(faces: GalleryFaces, rows: Rows, cosine: float) -> Rows:
    """(rows,): the first face in the same photo that is as alike to each of these; most often it itself."""
    first = np.arange(len(faces.vectors))
    ordered = rows[np.argsort(faces.photo_ids[rows], kind="stable")]
    _, begins, counts = np.unique(faces.photo_ids[ordered], return_index=True, return_counts=True)
    for begin, count in zip(begins[counts > 1], counts[counts > 1], strict=True):
        photo = ordered[begin : begin + count]
        vectors = faces.vectors[photo]
        are_alike = vectors @ vectors.T >= cosine
        np.fill_diagonal(are_alike, val=True)
        first[photo] = photo[are_alike.argmax(axis=1)]
    return first[rows]


def _groups(faces: GalleryFaces, starts: Rows, kept: NDArray[np.bool_], scale: Scale) -> Groups:
    """What is known of each group by its faces that can be recognised; its size is 0 where there are none."""
    count = int(starts.max(initial=NOBODY)) + 1
    rows = np.flatnonzero((starts != NOBODY) & (faces.qualities >= RECOGNISABLE))
    rows = rows[np.argsort(starts[rows], kind="stable")]
    vectors = faces.vectors[rows]
    typical = Cohort(vectors, scale).typical(vectors)
    seen, begins, sizes = np.unique(starts[rows], return_index=True, return_counts=True)
    groups = Groups.nobody(count, vectors.shape[1])
    groups.kept[np.unique(starts[kept & (starts != NOBODY)])] = True
    if len(rows):
        groups.means[seen] = np.add.reduceat(vectors, begins) / sizes[:, None]
        groups.typical[seen] = np.add.reduceat(typical, begins) / sizes
        groups.sizes[seen] = sizes
    return groups


def _joined(groups: Groups, known: int, photo_ids: NDArray[np.int64], starts: Rows, scale: Scale) -> Rows:
    """(groups,): the group that each is a part of in the end; the first `known` are old."""
    photos = np.unique(photo_ids, return_inverse=True)[1]
    into = np.arange(len(groups))
    for begin in range(known, len(groups), BATCH):
        end = min(begin + BATCH, len(groups))
        compared = np.flatnonzero((into[:end] == np.arange(end)) & (groups.sizes[:end] > 0))
        places = np.full(len(groups) + 1, NOBODY)  # the last is NOBODY's
        places[compared] = np.arange(len(compared))
        together = Together(photos, places[np.append(into, NOBODY)[starts]])
        part = groups.at(compared)
        linkage = Linkage(part, end - begin, together.others, scale.typical)
        into[compared] = compared[linkage.joined(scale.same)]
        into = into[into]
        groups.put(compared, part)
    return into


def _named(known: Labels, starts: Rows, into: Rows, kept: NDArray[np.bool_]) -> Labels:
    """(faces,): the label of the group that each is in now."""
    labels = np.full(len(into) + 1, NOBODY)  # the last is NOBODY's
    old = starts[(starts != NOBODY) & (starts < len(known))]
    faces = np.bincount(old, minlength=len(known))
    are_kept = np.isin(np.arange(len(known)), starts[kept])
    for group in np.lexsort((-known, faces, are_kept)):  # of those in one group the last one stays
        labels[into[group]] = known[group]
    now = np.append(into, NOBODY)[starts]
    nameless = now[(now != NOBODY) & (labels[now] == NOBODY)]
    new, first = np.unique(nameless, return_index=True)
    labels[new[np.argsort(first)]] = known.max(initial=NOBODY) + 1 + np.arange(len(new))
    named: Labels = labels[now]
    return named


class Together:
    """Who is in one photo with whom."""

    def __init__(self, photos: NDArray[np.int64], people: Rows) -> None:
        """`photos`: (faces,) numbers from 0. `people`: (faces,), NOBODY where that does not matter."""
        self._photos = photos
        self._people = people
        self._count = int(photos.max(initial=-1)) + 1

    def others(self, person: int) -> Rows:
        """Everybody else in that person's photos, each once or more often."""
        own = self._people == person
        shown = np.zeros(self._count, np.bool_)
        shown[self._photos[own]] = True
        others: Rows = self._people[shown[self._photos] & ~own & (self._people != NOBODY)]
        return others
