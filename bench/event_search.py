"""Made event searches: people hidden among strangers, each to be found by one photo.

A gallery has some people's photos (not the one that they are searched for with, nor a copy of it), and photos
of strangers; it is searched with the very code that the bot runs. Some queries show nobody who is there.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.collection import Collection, Cosines, Truth
from core.encoders.calibration import Calibration
from core.encoders.scale import Scale
from core.face_scores import RankedPhotos
from core.search.face_index import FaceIndex
from core.types import GalleryFaces, Vector

SHOWN = 50  # photos a query: five albums


@dataclass(frozen=True, slots=True)
class Event:
    """A gallery, and who is searched for in it."""

    faces: GalleryFaces
    queries: list[tuple[Vector, NDArray[np.int64]]]  # a face, and the photos that show that person
    photos: int


@dataclass(frozen=True, slots=True)
class Results:
    """What was found: row i of each belongs to one photo found by one query."""

    scores: Cosines
    percents: Cosines
    right: Truth
    query: NDArray[np.int64]
    place: NDArray[np.int64]  # in its query's order, from 0
    relevant: int  # photos that could have been found, by all queries
    mean_average_precision: float


def whole_event(collection: Collection) -> Event:
    """All photos as they are; each person who has two or more is searched for with the first."""
    photos = _photos_of(collection, np.flatnonzero(collection.copies == 0))
    queries = [own[0] for own in photos.values() if len(own) > 1]
    gallery = np.setdiff1d(np.flatnonzero(collection.copies == 0), queries)
    return _event(collection, gallery, queries)


def strangers_event(collection: Collection) -> Event:
    """Each person of whom there is one photo only, searched for among groups and everyday photos."""
    people = _photos_of(collection, np.flatnonzero(collection.copies == 0))
    queries = [own[0] for own in people.values() if len(own) == 1]
    return _event(collection, np.flatnonzero(np.array(collection.people) == ""), queries)


def made_event(collection: Collection, photos: int, seed: int) -> Event:
    """A gallery of so many photos, copies among them; a quarter of the queries show nobody in it."""
    chance = np.random.default_rng(seed)
    originals = _photos_of(collection, np.flatnonzero(collection.copies == 0))
    several = chance.permutation([person for person, own in originals.items() if len(own) > 1])
    absent, present = np.split(several[: max(8, photos // 12)], [max(8, photos // 12) // 4])
    queries = [originals[person][0] for person in (*absent, *present)]
    names = np.array([name.rpartition("#")[0] for name in collection.names])
    people = np.array(collection.people)
    free = ~np.isin(names, names[queries]) & ~np.isin(people, absent)
    shown = np.flatnonzero(free & np.isin(people, present))
    others = chance.permutation(np.flatnonzero(free & ~np.isin(people, several)))
    return _event(collection, np.concatenate([shown, others])[:photos], queries)


def _event(collection: Collection, gallery: NDArray[np.int64], queries: list[int]) -> Event:
    rows = np.flatnonzero(np.isin(collection.photo, gallery))
    faces = GalleryFaces(collection.vectors[rows], collection.photo[rows], collection.quality[rows], rows)
    people = np.array([collection.people[photo] for photo in gallery])
    wanted = []
    for photo in queries:
        own = np.flatnonzero(collection.photo == photo)
        if len(own):
            wanted.append((collection.vectors[own[0]], gallery[people == collection.people[photo]]))
    return Event(faces, wanted, len(gallery))


def search(event: Event, scale: Scale, calibration: Calibration) -> Results:
    """With the ranking of the product."""
    index = FaceIndex(event.faces, scale, calibration)
    return _results(event, [index.search(query[None]) for query, _ in event.queries])


def plain(event: Event) -> Results:
    """By cosines alone."""
    return _results(event, [_by_cosine(event.faces, query) for query, _ in event.queries])


def _by_cosine(faces: GalleryFaces, query: Vector) -> RankedPhotos:
    cosines = faces.vectors @ query
    order = np.argsort(-cosines)
    _, first = np.unique(faces.photo_ids[order], return_index=True)
    best = order[np.sort(first)]
    return RankedPhotos(faces.photo_ids[best], cosines[best], 100 * cosines[best])


def _results(event: Event, found: list[RankedPhotos]) -> Results:
    relevant = [photos for _, photos in event.queries]
    right = [np.isin(one.photo_ids, own) for one, own in zip(found, relevant, strict=True)]
    precisions = [
        _average_precision(truth, len(own)) for truth, own in zip(right, relevant, strict=True) if len(own)
    ]
    return Results(
        np.concatenate([one.scores for one in found]),
        np.concatenate([one.percents for one in found]),
        np.concatenate(right),
        np.concatenate([np.full(len(one.scores), i) for i, one in enumerate(found)]),
        np.concatenate([np.arange(len(one.scores)) for one in found]),
        sum(map(len, relevant)),
        float(np.mean(precisions)) if precisions else 0.0,
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """The best photos of every query in several galleries: row i of each is one of them."""

    scores: Cosines
    percents: Cosines
    right: Truth
    faces: NDArray[np.int64]  # in its gallery


def shown(events: Sequence[Event], scale: Scale, calibration: Calibration) -> Shown:
    return joined([_shown(event, search(event, scale, calibration)) for event in events])


def _shown(event: Event, found: Results) -> Shown:
    kept = found.place < SHOWN
    faces = np.full(kept.sum(), len(event.faces.vectors))
    return Shown(found.scores[kept], found.percents[kept], found.right[kept], faces)


def joined(parts: Sequence[Shown]) -> Shown:
    return Shown(
        np.concatenate([part.scores for part in parts]),
        np.concatenate([part.percents for part in parts]),
        np.concatenate([part.right for part in parts]),
        np.concatenate([part.faces for part in parts]),
    )


def recall_at_precision(results: Results, precision: float) -> tuple[float, float]:
    """The largest part of the right photos at one level for all queries, and that level in per cent.

    (0, 101) where no level is as precise.
    """
    order = np.argsort(-results.scores)
    hits = np.cumsum(results.right[order])
    good = np.flatnonzero(hits / np.arange(1, len(order) + 1) >= precision)
    if not good.size:
        return 0.0, 101.0
    return float(hits[good[-1]] / results.relevant), float(results.percents[order][good[-1]])


def _average_precision(right: Truth, relevant: int) -> float:
    places = np.flatnonzero(right) + 1
    return float(np.sum(np.arange(1, len(places) + 1) / places) / relevant)


def _photos_of(collection: Collection, photos: NDArray[np.int64]) -> dict[str, list[int]]:
    own: dict[str, list[int]] = defaultdict(list)
    for photo in photos.tolist():
        if collection.people[photo]:
            own[collection.people[photo]].append(photo)
    return own
