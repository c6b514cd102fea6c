"""Fit the constants of core/encoders/calibration.py: `python -m bench.calibrate DATA`.

Right or wrong, for each result that a search can show (the best photos of a query), is fitted by logistic
regression on the cosine: a percentage is the part of such results that is right, in a gallery of this kind.
"""

import argparse
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.event_search import (
    Cosines,
    Search,
    Truth,
    encoded,
    lfw_pairs,
    mean_average_precision,
    pair_accuracy,
    recall_at_precision,
    search,
)
from core.encoders.calibration import Calibration, calibration_for
from core.encoders.faces import FaceEncoder

SHOWN = 50  # photos a query: five albums
BINS = (0, 10, 30, 50, 70, 80, 90, 95, 99, 100)


def main() -> None:
    options = _options()
    cv2.setNumThreads(1)
    faces = encoded(FaceEncoder(options.detector, options.model), options.data)
    print(f"{len(faces.names)} photos, {len(faces.vectors)} faces, model {options.model}")
    _print_pairs(*lfw_pairs(faces, options.data))
    found = search(faces)
    cosines, right = shown(found)
    _print_search(found)
    fitted = fit(cosines, right)
    print(f"\nfitted on {len(right)} results, {right.sum()} of them right: {fitted}")
    for percent in (50, 70, 90, 95, 99):
        print(f"  {percent}% at cosine {fitted.cosine(percent):.4f}")
    print("\nreliability, each half of the queries by the curve of the other half")
    _print_bins(cross_fitted(found), right)
    print("\nreliability of the curve in the code")
    _print_bins(calibration_for(options.model).percent(cosines), right)


def shown(found: Search) -> tuple[Cosines, Truth]:
    """The best photos of each query, one after the other: (queries · SHOWN,)."""
    order = np.argsort(-np.nan_to_num(found.cosines, nan=-2), axis=1)[:, :SHOWN]
    rows = np.arange(len(order))[:, None]
    return found.cosines[rows, order].ravel(), found.right[rows, order].ravel()


def fit(cosines: Cosines, right: Truth) -> Calibration:
    """Logistic regression by Newton's method, on cosines that are centred and scaled for its sake."""
    mean, scale = float(cosines.mean()), float(cosines.std())
    features = np.column_stack([(cosines - mean) / scale, np.ones(len(cosines))])
    weights = np.zeros(2)
    for _ in range(50):
        probabilities = 1 / (1 + np.exp(-features @ weights))
        curvature = (features * (probabilities * (1 - probabilities))[:, None]).T @ features
        weights += np.linalg.solve(curvature + 1e-9 * np.eye(2), features.T @ (right - probabilities))
    slope = float(weights[0]) / scale
    return Calibration(round(slope, 2), round(float(weights[1]) - slope * mean, 2))


def cross_fitted(found: Search) -> NDArray[np.float32]:
    """The percentages of `shown(found)`, each by a curve that has not seen its query."""
    half = np.repeat(np.arange(len(found.cosines)) % 2, SHOWN)
    cosines, right = shown(found)
    percent = np.empty(len(cosines), np.float32)
    for part in (0, 1):
        percent[half == part] = fit(cosines[half != part], right[half != part]).percent(cosines[half == part])
    return percent


def _print_pairs(cosines: Cosines, same: Truth) -> None:
    strangers, friends = np.median(cosines[~same]), np.median(cosines[same])
    print(f"LFW dev pairs: accuracy {pair_accuracy(cosines, same):.2%}", end=", ")
    print(f"median cosine of strangers {strangers:.3f}, of one person {friends:.3f}")


def _print_search(found: Search) -> None:
    print(f"event search: {len(found.right)} queries, {found.right.sum()} right photos", end=", ")
    print(f"plain cosine, mAP {mean_average_precision(found):.3f}")
    counted = ~np.isnan(found.cosines)
    for precision in (0.95, 0.99):
        recall, level = recall_at_precision(found.cosines[counted], found.right[counted], precision)
        print(f"  recall at precision {precision:.0%}: {recall:.1%} (cosine {level:.4f})")


def _print_bins(percent: NDArray[np.float32], right: Truth) -> None:
    print("  shown with   results   promised   right")
    for low, high in pairwise(BINS):
        within = (percent >= low) & ((percent < high) | (high == BINS[-1]))
        if within.any():
            part = f"{percent[within].mean():8.1f}%  {right[within].mean():6.1%}"
            print(f"  {low:3}% to {high:3}%  {within.sum():7}  {part}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path, help="the folder with lfw_dev and wider_dev")
    parser.add_argument("--model", default="embedded", help="a face model by DeepFace's name")
    parser.add_argument("--detector", default="embedded", help="a face detector by DeepFace's name")
    return parser.parse_args()


if __name__ == "__main__":
    main()
