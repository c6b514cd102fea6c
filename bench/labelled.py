"""Faces of which it is known whose they are, and made ones, as many as one likes."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.bcubed import Labels
from bench.collection import Collection
from core.encoders.unit import unit
from core.types import GalleryFaces, Vectors


@dataclass(frozen=True, slots=True)
class Labelled:
    faces: GalleryFaces
    truth: Labels  # people, numbered from 0
    scored: NDArray[np.bool_]  # (faces,): those of people who have two and more


def people(collection: Collection) -> Labelled:
    """The faces of people with two photos and more, as they are."""
    labelled = alone_too(collection)
    return _part(labelled, labelled.scored)


def alone_too(collection: Collection) -> Labelled:
    """And those of people with one photo."""
    labelled = event(collection)
    named = np.array([collection.people[photo] != "" for photo in labelled.faces.photo_ids])
    return _part(labelled, named)


def event(collection: Collection) -> Labelled:
    """And those in photos of groups and everyday life, each of which counts as another person's."""
    return _of(collection, np.flatnonzero(collection.copies[collection.photo] == 0))


def worse_event(collection: Collection) -> Labelled:
    """The same, each labelled photo as it is or made worse in one of four ways."""
    of_photo = np.array([name.rpartition("#")[0] for name in collection.names])
    chance = np.random.default_rng(1).random(len(of_photo))
    first = np.lexsort((chance, of_photo))
    chosen = first[np.unique(of_photo[first], return_index=True)[1]]
    return _of(collection, np.flatnonzero(np.isin(collection.photo, chosen)))


def made(collection: Collection, count: int) -> Labelled:
    """So many faces of people who do not exist, each with as many photos as somebody of LFW's has.

    Drawn from two normal distributions: people around the mean of LFW's people, with their covariance, and
    photos around each person, with the covariance that LFW's have.
    """
    chance = np.random.default_rng(1)
    known = alone_too(collection)
    truth = np.repeat(np.arange(count), chance.choice(np.bincount(known.truth), count))[:count]
    between, within, middle = _spread(known)
    dimensions = len(middle)
    persons = middle + chance.normal(size=(count, dimensions)) @ between
    vectors = unit(persons[truth] + chance.normal(size=(count, dimensions)) @ within)
    order = chance.permutation(count)
    truth = truth[order]
    faces = GalleryFaces(vectors[order], np.arange(count), np.ones(count, np.float32), np.arange(count))
    return Labelled(faces, truth, np.bincount(truth)[truth] > 1)


def _spread(known: Labelled) -> tuple[Vectors, Vectors, Vectors]:
    """Square roots of the covariance between people, and within each; the mean."""
    vectors = known.faces.vectors.astype(np.float64)
    _, person, counts = np.unique(known.truth, return_inverse=True, return_counts=True)
    sums = np.zeros((len(counts), vectors.shape[1]))
    np.add.at(sums, person, vectors)
    count = counts[person][known.scored]
    own = (vectors - (sums / counts[:, None])[person])[known.scored] * np.sqrt(count / (count - 1))[:, None]
    within = own.T @ own / len(own)
    return _root(np.cov(vectors.T) - within), _root(within), vectors.mean(axis=0)


def _root(covariance: NDArray[np.float64]) -> Vectors:
    values, directions = np.linalg.eigh(covariance)
    root: Vectors = np.sqrt(np.maximum(values, 0))[:, None] * directions.T
    return root


def _of(collection: Collection, rows: NDArray[np.int64]) -> Labelled:
    photos = collection.photo[rows]
    names = [collection.people[photo] or f"#{row}" for photo, row in zip(photos, rows, strict=True)]
    counts = Counter(names)
    scored = np.array([counts[name] > 1 for name in names])
    faces = GalleryFaces(collection.vectors[rows], photos, collection.quality[rows], rows)
    return Labelled(faces, np.unique(names, return_inverse=True)[1], scored)


def _part(labelled: Labelled, rows: NDArray[np.bool_]) -> Labelled:
    faces = labelled.faces
    kept = GalleryFaces(faces.vectors[rows], faces.photo_ids[rows], faces.qualities[rows], faces.ids[rows])
    truth = np.unique(labelled.truth[rows], return_inverse=True)[1]
    return Labelled(kept, truth, labelled.scored[rows])
