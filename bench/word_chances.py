"""Whether percentages of the basic description search are kept: `python -m bench.word_chances FOLDER`.

FOLDER holds images/ and captions.csv with the columns file and caption. Right or wrong, for each description
and each photo, is fitted by logistic regression on the evidence in the photo and on how much the description
asks for; words, pairs of words and captions count alike. Printed is what came of the constants in the code,
and of curves that have not seen the photos that they are judged by.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.asked_words import RIGHT, UNCLEAR, Asked, Captions
from bench.logistic import logistic
from bench.text import count_faces, read_captions, read_photo
from core.encoders.basic_text import BasicText
from core.encoders.descriptions import FITTED, Chance, Descriptions

PARTS = 5  # of the photos: each part is judged by a curve that was fitted on the others
BINS = (0, 1, 5, 10, 20, 30, 50, 70, 80, 90, 95, 100)


@dataclass(frozen=True, slots=True)
class Judged:
    """Row i of each belongs to one photo and one description."""

    features: NDArray[np.float64]  # (n, 3): the evidence, things, the logarithm of the number of words
    right: NDArray[np.bool_]
    photos: NDArray[np.int64]
    kinds: NDArray[np.str_]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    descriptions = Descriptions()
    captions = Captions(read_captions(folder / "captions.csv"), descriptions)
    photos = [read_photo(folder / file) for file in captions.files]
    asked = captions.asked()
    judged = judge(descriptions, asked, BasicText().encode_photos(photos), count_faces(photos))
    print(f"{len(asked)} descriptions, {len(photos)} photos")
    _print_bins("the constants in the code", judged, FITTED.percent(*judged.features.T))
    fitted = np.zeros(len(judged.right))
    for part in range(PARTS):
        here = judged.photos % PARTS == part
        fitted[here] = fit(judged, ~here).percent(*judged.features[here].T)
    _print_bins("each fifth of the photos by the curve of the others", judged, fitted)
    for kind in dict.fromkeys(one.kind for one in asked):
        _print_bins(f"{kind}, likewise", judged, np.where(judged.kinds == kind, fitted, np.nan))
    print(f"\nfitted anew: {fit(judged, np.ones(len(judged.right), bool))}")


def judge(
    descriptions: Descriptions,
    asked: Sequence[Asked],
    vectors: NDArray[np.float32],
    faces: NDArray[np.float32],
) -> Judged:
    features, right, photos, kinds = [], [], [], []
    for one in asked:
        meaning = descriptions.read(one.text)
        clear = np.flatnonzero(one.fits != UNCLEAR)
        evidence = descriptions.score(one.text, vectors, faces).raw[clear]
        features.append(np.column_stack([evidence, np.tile(meaning.needs, (len(clear), 1))]))
        right.append(one.fits[clear] == RIGHT)
        photos.append(clear)
        kinds.append(np.full(len(clear), one.kind))
    return Judged(*(np.concatenate(parts) for parts in (features, right, photos, kinds)))


def fit(judged: Judged, among: NDArray[np.bool_]) -> Chance:
    _, kind, count = np.unique(judged.kinds, return_inverse=True, return_counts=True)
    weights = 1 / count[kind]
    slope, thing, word, intercept = (
        round(float(one), 2) for one in logistic(judged.features[among], judged.right[among], weights[among])
    )
    return Chance(slope, thing, word, intercept)


def _print_bins(name: str, judged: Judged, percents: NDArray[np.floating]) -> None:
    print(f"\n  {name}\n    shown with   results   promised   right")
    for low, high in pairwise(BINS):
        within = (percents >= low) & ((percents < high) | (high == BINS[-1]) & (percents <= high))
        if within.any():
            part = f"{percents[within].mean():8.1f}%  {judged.right[within].mean():6.1%}"
            print(f"    {low:3}% to {high:3}%  {within.sum():7}  {part}")


if __name__ == "__main__":
    main()
