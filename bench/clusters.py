"""The people of a gallery as clusters, beside libraries' algorithms: `python -m bench.clusters DATA`.

Ours goes by the scale in the code. The libraries' level is the best there is for them, chosen on the second
gallery by its truth: of those with a precision of GOAL and more, the one with the best F.
"""

import argparse
import multiprocessing
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from bench import labelled
from bench.bcubed import BCubed, Labels, bcubed
from bench.clusterers import CLUSTERERS, Clusterer, corrected_distances
from bench.collection import encoded
from bench.labelled import Labelled
from core.encoders.faces import FaceEncoder
from core.encoders.scale import Scale, scale_for
from core.search.clusters import NOBODY, clustered
from core.search.query import RECOGNISABLE
from core.types import GalleryFaces

GOAL = 0.97
BATCHES = 10
ORDERS = 3  # in which batches come; the worst of each number is shown
MANY, MORE = 20_000, 500
TIMES = 5
STEPS = 17  # levels that are tried, from a scale's typical cosine to as far above `same`

Method = Callable[[GalleryFaces], Labels]


@dataclass(frozen=True, slots=True)
class Cost:
    seconds: float
    megabytes: float  # at most, beside what there was before


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path, help="the folder with lfw_dev, wider_dev and coco_dev")
    parser.add_argument("--model", default="embedded", help="a face model by DeepFace's name")
    parser.add_argument("--detector", default="embedded", help="a face detector by DeepFace's name")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    collection = encoded(FaceEncoder(options.detector, options.model), options.data)
    galleries = {
        "people": labelled.people(collection),
        "and singles": labelled.alone_too(collection),
        "and groups": labelled.event(collection),
        "made worse": labelled.worse_event(collection),
    }
    many = labelled.made(collection, MANY)
    for name, gallery in galleries.items():
        print(f"{name}: {_described(gallery)}")
    print(f"made: {_described(many)}")
    _print(_rows(galleries, many, scale_for(options.model)))


def at_once(faces: GalleryFaces, scale: Scale) -> Labels:
    nobody = np.full(len(faces.vectors), NOBODY)
    return clustered(faces, nobody, np.zeros(len(nobody), np.bool_), scale)


def in_batches(faces: GalleryFaces, scale: Scale, seed: int) -> Labels:
    """In a random order: what is there after each batch is what the next one is added to."""
    order = np.random.default_rng(seed).permutation(len(faces.vectors))
    labels, seen = np.full(len(order), NOBODY), order[:0]
    for batch in np.array_split(order, BATCHES):
        seen = np.concatenate([seen, batch])
        labels[seen] = clustered(_part(faces, seen), labels[seen], np.zeros(len(seen), np.bool_), scale)
    return labels


def more(faces: GalleryFaces, scale: Scale) -> float:
    """Seconds that the last MORE faces take when the others are there already: the median of TIMES."""
    before = at_once(_part(faces, np.arange(len(faces.vectors) - MORE)), scale)
    labels = np.concatenate([before, np.full(MORE, NOBODY)])
    kept = np.zeros(len(labels), np.bool_)
    return median(measured(lambda: clustered(faces, labels, kept, scale))[1].seconds for _ in range(TIMES))


def by_library(clusterer: Clusterer, level: float, scale: Scale, *, is_corrected: bool) -> Method:
    """Given the faces alone that can be recognised."""

    def method(faces: GalleryFaces) -> Labels:
        rows = np.flatnonzero(faces.qualities >= RECOGNISABLE)
        vectors, labels = faces.vectors[rows], np.full(len(faces.vectors), NOBODY)
        if is_corrected:
            labels[rows] = clusterer.by_distances(corrected_distances(vectors, scale), level)
        else:
            labels[rows] = clusterer.by_vectors(vectors, level)
        return labels

    return method


def best_level(clusterer: Clusterer, gallery: Labelled, scale: Scale, *, is_corrected: bool) -> float:
    if not clusterer.has_level:
        return np.nan
    levels = np.linspace(scale.typical, 2 * scale.same - scale.typical, STEPS).tolist()
    methods = [by_library(clusterer, level, scale, is_corrected=is_corrected) for level in levels]
    found = [_judged(method(gallery.faces), gallery) for method in methods]
    return levels[max(range(len(found)), key=lambda i: (found[i].precision >= GOAL, found[i].f))]


def measured(work: Callable[[], Labels]) -> tuple[Labels, Cost]:
    """In a process of its own."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=lambda: sender.send(_with_cost(work)))
    process.start()
    sender.close()  # so that the end of the process is the end of what it sends
    found: tuple[Labels, Cost] = receiver.recv()
    process.join()
    return found


def _with_cost(work: Callable[[], Labels]) -> tuple[Labels, Cost]:
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    labels = work()
    seconds = time.perf_counter() - start
    return labels, Cost(seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)


def _rows(galleries: dict[str, Labelled], many: Labelled, scale: Scale) -> Iterator[Sequence[str]]:
    costs = ("and groups", "made", "made", f"{MORE} more")
    yield "precision / recall / F", "level", *galleries, "made", *costs

    def ours(faces: GalleryFaces) -> Labels:
        return at_once(faces, scale)

    few, (labels, made) = _seconds(galleries, ours), measured(lambda: ours(many.faces))
    judged = [_judged(ours(one.faces), one) for one in galleries.values()]
    later = f"{more(many.faces, scale):.2f} s"
    yield _row("ours, all at once", scale.same, [*judged, _judged(labels, many)], (few, made), later)
    judged = [_worst_order(one, scale) for one in (*galleries.values(), many)]
    yield _row(f"ours, in {BATCHES} batches", scale.same, judged)
    for is_corrected in (False, True):
        for clusterer in CLUSTERERS:
            yield _library_row(clusterer, galleries, many, scale, is_corrected=is_corrected)


def _seconds(galleries: dict[str, Labelled], method: Method) -> float:
    return measured(lambda: method(galleries["and groups"].faces))[1].seconds


def _library_row(
    clusterer: Clusterer,
    galleries: dict[str, Labelled],
    many: Labelled,
    scale: Scale,
    *,
    is_corrected: bool,
) -> Sequence[str]:
    level = best_level(clusterer, galleries["and singles"], scale, is_corrected=is_corrected)
    method = by_library(clusterer, level, scale, is_corrected=is_corrected)
    judged = [_judged(method(one.faces), one) for one in galleries.values()]
    few, (labels, made) = _seconds(galleries, method), measured(lambda: method(many.faces))
    name = f"{clusterer.name}, {'corrected' if is_corrected else 'cosines'}"
    return _row(name, level, [*judged, _judged(labels, many)], (few, made), "all again")


def _row(
    name: str,
    level: float,
    judged: Sequence[BCubed],
    costs: tuple[float, Cost] | None = None,
    later: str = "",
) -> Sequence[str]:
    taken = ("", "", "")
    if costs:
        few, made = costs
        taken = (f"{few:.2f} s", f"{made.seconds:.1f} s", f"{made.megabytes:,.0f} MB")
    marks = (f"{one.precision:.3f} {one.recall:.3f} {one.f:.3f}" for one in judged)
    return name, "" if np.isnan(level) else f"{level:.3f}", *marks, *taken, later


def _worst_order(gallery: Labelled, scale: Scale) -> BCubed:
    found = [_judged(in_batches(gallery.faces, scale, seed), gallery) for seed in range(ORDERS)]
    return BCubed(min(one.precision for one in found), min(one.recall for one in found))


def _judged(labels: Labels, gallery: Labelled) -> BCubed:
    return bcubed(labels, gallery.truth, gallery.scored)


def _part(faces: GalleryFaces, rows: NDArray[np.int64]) -> GalleryFaces:
    return GalleryFaces(faces.vectors[rows], faces.photo_ids[rows], faces.qualities[rows], faces.ids[rows])


def _described(gallery: Labelled) -> str:
    faces, persons = len(gallery.truth), len(np.unique(gallery.truth[gallery.scored]))
    return f"{faces:,} faces, {gallery.scored.sum():,} of them of {persons:,} people with two and more"


def _print(rows: Iterator[Sequence[str]]) -> None:
    lines = list(rows)
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        print("  ".join(map(str.ljust, line, widths)).rstrip())


if __name__ == "__main__":
    main()
