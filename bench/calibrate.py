"""How good the search for faces is, and the constants of core/encoders/scale.py and calibration.py.

    make calibrate DATA=folder

DATA holds lfw_dev, wider_dev and coco_dev (see bench/collection.py). Right or wrong, for each photo that a
search can show, is fitted by logistic regression on its score and on the logarithm of the gallery's size: a
percentage is the part of such results that is right.
"""

import argparse
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.collection import Collection, Cosines, Truth, encoded, lfw_pairs
from bench.event_search import (
    Event,
    Results,
    Shown,
    joined,
    made_event,
    plain,
    recall_at_precision,
    search,
    shown,
    strangers_event,
    whole_event,
)
from bench.logistic import logistic
from bench.pairs import all_pairs, fit_pairs
from core.encoders.calibration import REFERENCE_FACES, Calibration, calibration_for
from core.encoders.faces import FaceEncoder
from core.encoders.scale import Scale, scale_for
from core.search.cohort import Cohort
from core.store.chats import FACE_LEVEL

SIZES = {50: 180, 500: 24, 5000: 4}
"""Photos of a gallery, and how many such galleries."""

ROUNDS = 4  # of fitting: who is a witness depends on the curve
BINS = (0, 10, 30, 50, 70, 80, 90, 95, 99, 100)


def main() -> None:
    options = _options()
    cv2.setNumThreads(1)
    collection = encoded(FaceEncoder(options.detector, options.model), options.data)
    print(
        f"{len(collection.names)} photos and copies, {len(collection.vectors)} faces, model {options.model}"
    )
    _print_pairs(*lfw_pairs(collection, options.data))
    cosines, same, _ = all_pairs(collection)
    for rate in (1e-3, 1e-4):
        found = float((cosines[same] >= np.quantile(cosines[~same], 1 - rate)).mean())
        print(
            f"all pairs of LFW's photos: {found:.1%} of one person's found at a false match rate of {rate:g}"
        )
    scale, calibration = scale_for(options.model), calibration_for(options.model)
    event = whole_event(collection)
    faces = len(event.faces.vectors)
    print(f"\nevent search: {len(event.queries)} queries, {event.photos} photos, {faces} faces")
    _print_search("cosines alone", plain(event))
    _print_search("this search", search(event, scale, calibration))
    strangers = strangers_event(collection)
    wrong = search(strangers, scale, calibration)
    print(
        f"\nstrangers: {len(strangers.queries)} queries for nobody among {strangers.photos} photos", end=", "
    )
    print(f"{(wrong.percents >= FACE_LEVEL).sum()} photos shown at {FACE_LEVEL}%", end=", ")
    print(f"to {len(np.unique(wrong.query[wrong.percents >= FACE_LEVEL]))} of them")
    events = {size: [made_event(collection, size, seed) for seed in range(n)] for size, n in SIZES.items()}
    print("\nreliability of the constants in the code, by photos in the gallery")
    reliability = {size: shown(events[size], scale, calibration) for size in SIZES}
    for size, results in reliability.items():
        _print_bins(f"{size} photos", results)
    _print_bins("all of them", joined(list(reliability.values())))
    if options.picture:
        from bench.reliability import draw  # noqa: PLC0415 (matplotlib is of the group bench)

        draw(options.picture, {f"{size} photos": (r.percents, r.right) for size, r in reliability.items()})
    print("\nfitted anew")
    print(f"  scale: {measured_scale(collection, scale.same)}")
    print(f"  galleries: {fit_galleries([e for some in events.values() for e in some], scale, calibration)}")
    print(f"  pairs: {fit_pairs(collection)}")


def measured_scale(collection: Collection, same: float) -> Scale:
    """`same` is a choice, and given; what is typical follows from it."""
    faces = whole_event(collection).faces.vectors
    rough = Scale(same, float(np.quantile(faces[::7] @ faces[3::7].T, 0.99)))
    return Scale(same, round(float(Cohort(faces, rough).typical(faces).mean()), 3))


def fit_galleries(events: Sequence[Event], scale: Scale, calibration: Calibration) -> Calibration:
    """Sizes of galleries count alike, however many results each has."""
    for _ in range(ROUNDS):
        results = shown(events, scale, calibration)
        _, size, results_of_size = np.unique(results.faces // 200, return_inverse=True, return_counts=True)
        calibration = _fit_crowd(results, 1 / results_of_size[size])
    return calibration


def _fit_crowd(results: Shown, weights: NDArray[np.float64]) -> Calibration:
    crowd = np.log(results.faces / REFERENCE_FACES)
    features = np.column_stack([results.scores, crowd])
    slope, size, intercept = (float(one) for one in logistic(features, results.right, weights))
    return Calibration(round(slope, 2), round(intercept, 2), round(-size, 3))


def _print_pairs(cosines: Cosines, same: Truth) -> None:
    strangers, friends = np.median(cosines[~same]), np.median(cosines[same])
    print(f"LFW dev pairs: accuracy {pair_accuracy(cosines, same):.2%}", end=", ")
    print(f"median cosine of strangers {strangers:.3f}, of one person {friends:.3f}")


def _print_search(name: str, found: Results) -> None:
    print(f"  {name}: mAP {found.mean_average_precision:.3f}", end="")
    for precision in (0.95, 0.99):
        recall, level = recall_at_precision(found, precision)
        print(f", recall at precision {precision:.0%} {recall:.1%} (at {level:.1f})", end="")
    print()


def _print_bins(name: str, results: Shown) -> None:
    print(f"  {name}\n    shown with   results   promised   right")
    for low, high in pairwise(BINS):
        within = (results.percents >= low) & ((results.percents < high) | (high == BINS[-1]))
        if within.any():
            part = f"{results.percents[within].mean():8.1f}%  {results.right[within].mean():6.1%}"
            print(f"    {low:3}% to {high:3}%  {within.sum():7}  {part}")


def pair_accuracy(cosines: Cosines, same: Truth, folds: int = 10) -> float:
    """With the level that is best on the other nine tenths, as the LFW protocol asks."""
    fold = np.arange(len(cosines)) % folds
    correct = 0
    for tested in range(folds):
        level = _best_level(cosines[fold != tested], same[fold != tested])
        correct += int(((cosines >= level) == same)[fold == tested].sum())
    return correct / len(cosines)


def _best_level(cosines: Cosines, same: Truth) -> float:
    levels = np.unique(cosines)
    correct = [((cosines >= level) == same).mean() for level in levels]
    return float(levels[int(np.argmax(correct))])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, help="the folder with lfw_dev, wider_dev and coco_dev")
    parser.add_argument("--model", default="embedded", help="a face model by DeepFace's name")
    parser.add_argument("--detector", default="embedded", help="a face detector by DeepFace's name")
    parser.add_argument("--picture", type=Path, help="where to draw the reliability diagram")
    return parser.parse_args()


if __name__ == "__main__":
    main()
