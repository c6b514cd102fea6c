"""Fit the curves of two photos alone, in core/encoders/calibration.py: `python -m bench.pairs DATA`.

One person or two is fitted by logistic regression on the cosine of two faces, over as many pairs of one kind
as of the other: half of what is compared shows one person.
"""

import argparse
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.collection import Collection, Cosines, Truth, encoded, lfw_pairs
from bench.logistic import fit
from core.encoders.calibration import Calibration, pair_calibration_for
from core.encoders.faces import FaceEncoder

PARTS = 5  # of the people: each part's pairs are judged by a curve that was fitted on the others
BINS = (0, 1, 10, 30, 50, 70, 90, 95, 99, 100)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path, help="the folder with lfw_dev and wider_dev")
    parser.add_argument("--model", default="embedded", help="a face model by DeepFace's name")
    parser.add_argument("--detector", default="embedded", help="a face detector by DeepFace's name")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    faces = encoded(FaceEncoder(options.detector, options.model), options.data)
    fitted = fit_pairs(faces)
    print(f"fitted on pairs: {fitted}")
    for percent in (10, 30, 50, 70, 90):
        print(f"  {percent}% at cosine {fitted.cosine(percent):.4f}")
    curve = pair_calibration_for(options.model)
    cosines, same = lfw_pairs(faces, options.data)
    right = (curve.percent(cosines) >= 50) == same
    print(f"LFW dev pairs: right at 50% of the curve in the code: {right.mean():.1%}")
    print("\nreliability, each fifth of the people by the curve of the others")
    _print_bins(*cross_fitted(faces))
    print("\nreliability of the curve in the code")
    cosines, same, _ = all_pairs(faces)
    _print_bins(curve.percent(cosines), same)


def fit_pairs(faces: Collection) -> Calibration:
    """The curve of two faces of which nothing is known but that they are as likely one person's as not."""
    cosines, same, _ = all_pairs(faces)
    return _fit(cosines, same)


def all_pairs(faces: Collection) -> tuple[Cosines, Truth, NDArray[np.int64]]:
    """Every two LFW photos by their central faces: (n,) cosines; (n,) one person's or not; (2, n) whose."""
    names = [name for name in faces.central if name.startswith("lfw_dev/")]
    people = np.unique([name.split("/")[1] for name in names], return_inverse=True)[1]
    vectors = faces.vectors[[faces.central[name] for name in names]]
    one, other = np.triu_indices(len(names), 1)
    return (vectors @ vectors.T)[one, other], people[one] == people[other], people[np.array([one, other])]


def cross_fitted(faces: Collection) -> tuple[NDArray[np.float32], Truth]:
    """Percentages by curves that have not seen these people, and the truth."""
    cosines, same, people = all_pairs(faces)
    part = people % PARTS
    percents, truths = [], []
    for tested in range(PARTS):
        seen, unseen = (part != tested).all(axis=0), (part == tested).all(axis=0)
        percents.append(_fit(cosines[seen], same[seen]).percent(cosines[unseen]))
        truths.append(same[unseen])
    return np.concatenate(percents), np.concatenate(truths)


def _fit(cosines: Cosines, same: Truth) -> Calibration:
    """Of the strangers, a thousand times as many, those that divide them evenly: no luck of a draw."""
    friends = cosines[same]
    places = (np.arange(len(friends)) + 0.5) / len(friends)
    strangers = np.quantile(cosines[~same], places)
    balanced = np.concatenate([friends, strangers]).astype(np.float32)
    return fit(balanced, np.arange(len(balanced)) < len(friends))


def _print_bins(percent: NDArray[np.float32], same: Truth) -> None:
    """Weighted, so that half of all pairs are one person's."""
    weights = np.where(same, 0.5 / same.sum(), 0.5 / (~same).sum())
    print("  shown with     same  strangers   promised   right")
    for low, high in pairwise(BINS):
        within = (percent >= low) & ((percent < high) | (high == BINS[-1]))
        if within.any():
            friends = same & within
            promised = np.average(percent[within], weights=weights[within])
            right = weights[friends].sum() / weights[within].sum()
            counts = f"{friends.sum():7}  {(within & ~same).sum():9}"
            print(f"  {low:3}% to {high:3}%  {counts}  {promised:8.1f}%  {right:6.1%}")


if __name__ == "__main__":
    main()
