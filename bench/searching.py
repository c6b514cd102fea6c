"""Milliseconds to find a face among many: ours, faiss, and reading their vectors from memory."""

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median

import faiss
import numpy as np
from numpy.typing import NDArray

from core.encoders.calibration import calibration_for
from core.encoders.scale import scale_for
from core.search.face_index import CANDIDATES, FaceIndex, most_alike
from core.types import GalleryFaces, Vectors

FACES_A_PHOTO = 3
FACES_A_PERSON = 20
REPEATS = 15
BLOCK = 50_000  # vectors that are made at a time: bounds the memory
LIKE_STRANGERS = 0.77  # the embedded model's median cosine of two people, and of two photos of one
LIKE_ONESELF = 0.93
WAYS_TO_DIFFER = 64  # fewer than dimensions: with these, strangers' cosines spread as the model's do


@dataclass(frozen=True, slots=True)
class SearchTimes:
    """Milliseconds, medians."""

    ours: float  # the product and the best of it, which is all that faiss does
    ranked: float  # the whole ranking, each time for somebody who was not searched for before
    again: float  # once more for the same
    faiss: float  # on one core or on all, whichever is faster: it shares out queries, and here is one
    memory: float


def measure(faces: int, dimensions: int) -> SearchTimes:
    """One query at a time, on all cores, all in turns."""
    cores = os.cpu_count() or 1
    vectors, photo_ids = gallery(faces, dimensions)
    index = _index(vectors, photo_ids)
    theirs = faiss.IndexFlatIP(dimensions)
    theirs.add(vectors)

    def faiss_on(threads: int, query: Vectors) -> None:
        faiss.omp_set_num_threads(threads)
        theirs.search(query, CANDIDATES)

    with ThreadPoolExecutor(cores) as threads:
        ways: tuple[Callable[[Vectors], object], ...] = (
            lambda query: most_alike((vectors @ query.T)[:, 0], CANDIDATES),
            index.search,
            index.search,
            lambda query: faiss_on(1, query),
            lambda query: faiss_on(cores, query),
            lambda _: list(threads.map(_read, np.array_split(vectors.ravel(), cores))),
        )
        times: list[list[float]] = [[] for _ in ways]
        for number in range(REPEATS + 1):
            query = vectors[number : number + 1]
            for way, taken in zip(ways, times, strict=True):
                taken.append(milliseconds(way, query))
    # The first round is not like the others.
    ours, ranked, again, one, all_, memory = (median(taken[1:]) for taken in times)
    return SearchTimes(ours, ranked, again, min(one, all_), memory)


def _index(vectors: Vectors, photo_ids: NDArray[np.int64]) -> FaceIndex:
    faces = GalleryFaces(vectors, photo_ids, np.ones(len(vectors), np.float32), np.arange(len(vectors)))
    return FaceIndex(faces, scale_for("embedded"), calibration_for("embedded"))


def gallery(faces: int, dimensions: int) -> tuple[Vectors, NDArray[np.int64]]:
    """Vectors of length 1, as alike as an embedder's are, (n, d), and the photo of each, (n,)."""
    random = np.random.default_rng(1)
    directions = random.standard_normal((WAYS_TO_DIFFER, dimensions), np.float32)

    def drawn(count: int) -> Vectors:
        return _scaled(random.standard_normal((count, WAYS_TO_DIFFER), np.float32) @ directions)

    people = _mixed(drawn(1), drawn(faces // FACES_A_PERSON + 1), LIKE_STRANGERS / LIKE_ONESELF)
    vectors = np.empty((faces, dimensions), np.float32)
    for start in range(0, faces, BLOCK):
        part = vectors[start : start + BLOCK]
        who = random.integers(0, len(people), len(part))
        part[:] = _mixed(people[who], drawn(len(part)), LIKE_ONESELF)
    return vectors, np.arange(faces, dtype=np.int64) // FACES_A_PHOTO


def milliseconds(function: Callable[..., object], *arguments: object) -> float:
    start = time.perf_counter()
    function(*arguments)
    return 1000 * (time.perf_counter() - start)


def _read(part: Vectors) -> float:
    """Read every byte once, and write none: as fast as memory gives them."""
    return float(np.dot(part, part))


def _mixed(common: Vectors, own: Vectors, cosine: float) -> Vectors:
    """Unit vectors of which any two with the same `common` part have this cosine, about."""
    return _scaled(np.float32(cosine**0.5) * common + np.float32((1 - cosine) ** 0.5) * own)


def _scaled(vectors: Vectors) -> Vectors:
    scaled: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return scaled
