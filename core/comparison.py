"""Whether two photos show the same people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import log
from typing import Literal

import numpy as np

from core.boxes import boxed, numbered
from core.encoders.calibration import Calibration
from core.indexer import Indexer
from core.search.query import RECOGNISABLE
from core.types import EncodedFaces, EncodedPhoto

Verdict = Literal["very_likely", "likely", "unsure", "unlikely", "very_unlikely"]
"""How likely it is that two faces are one person's."""

VERDICTS: tuple[tuple[int, Verdict], ...] = (
    (90, "very_likely"),
    (70, "likely"),
    (30, "unsure"),
    (10, "unlikely"),
    (0, "very_unlikely"),
)
"""From how many per cent on."""

MATCH = 50.0  # per cent: rather one person than two

IDENTICAL = 0.999  # cosine: one picture twice; of LFW's people, no two photos have more than 0.987


@dataclass(frozen=True, slots=True)
class Pair:
    """A face of each photo, by their places among the photos' faces."""

    first: int
    second: int
    percent: float

    @property
    def verdict(self) -> Verdict:
        return next(verdict for least, verdict in VERDICTS if self.percent >= least)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two photos, the pairs of their faces, and those of these that are one person's; most alike first.

    `pairs` has every pair of faces. `matches` are of those that can be recognised, each face once at most:
    nobody is twice in one photo.
    """

    first: EncodedPhoto
    second: EncodedPhoto
    pairs: tuple[Pair, ...]
    matches: tuple[Pair, ...]


class Comparisons:
    """Compares photos, of which nothing is kept."""

    def __init__(self, indexer: Indexer, calibration: Calibration) -> None:
        """`calibration`: the curve for pairs of the indexer's face model."""
        self._indexer = indexer
        self._calibration = calibration

    def compare(self, first: bytes, second: bytes) -> Comparison:
        """Compare every face of one photo with every face of another. Raises UnreadablePhotoError.

        Where one of them shows no face, there are no pairs.
        """
        one, other = self._indexer.encode(first), self._indexer.encode(second)
        pairs = face_pairs(one.faces, other.faces, self._calibration)
        return Comparison(one, other, pairs, matched(recognisable(pairs, one.faces, other.faces)))


def face_pairs(one: EncodedFaces, other: EncodedFaces, calibration: Calibration) -> tuple[Pair, ...]:
    """All pairs of two photos' faces, most alike first.

    Two faces alone are as likely one person's as not, and that is what `calibration` is for. With more of
    them, more strangers look alike by chance: where a photo has n faces, a face of the other is as likely one
    of these as not, so that each pair has a chance of 1/(2n) beforehand, odds of 1 : 2n - 1, and by Bayes'
    rule its logit is lower by log(2n - 1).
    """
    if not (one.faces and other.faces):
        return ()
    cosines = one.vectors @ other.vectors.T
    most = max(len(_recognisable(one)), len(_recognisable(other)))
    percents = replace(calibration, intercept=calibration.intercept - log(2 * most - 1)).percent(cosines)
    percents[cosines > IDENTICAL] = 100
    pairs = [Pair(i, j, float(percents[i, j])) for i, j in np.ndindex(cosines.shape)]
    return tuple(sorted(pairs, key=lambda pair: -pair.percent))


def recognisable(pairs: Sequence[Pair], one: EncodedFaces, other: EncodedFaces) -> list[Pair]:
    """Those of faces that a search would ask for, too: blurred ones are alike whoever they belong to."""
    firsts, seconds = _recognisable(one), _recognisable(other)
    return [pair for pair in pairs if pair.first in firsts and pair.second in seconds]


def _recognisable(photo: EncodedFaces) -> set[int]:
    qualities = [face.quality for face in photo.faces]
    least = min(RECOGNISABLE, max(qualities, default=0))
    return {place for place, quality in enumerate(qualities) if quality >= least}


def matched(pairs: Sequence[Pair]) -> tuple[Pair, ...]:
    """Of pairs, most alike first, those of MATCH or more that use no face twice.

    Taken greedily, so that a sure pair never gives way to two doubtful ones. The assignment with the largest
    sum of logits was no better on pairs of groups of 3, 6 and 15 faces, put together from LFW's.
    """
    firsts: set[int] = set()
    seconds: set[int] = set()
    matches = []
    for pair in pairs:
        if pair.percent >= MATCH and pair.first not in firsts and pair.second not in seconds:
            firsts.add(pair.first)
            seconds.add(pair.second)
            matches.append(pair)
    return tuple(matches)


def pictures(comparison: Comparison) -> tuple[bytes, bytes]:
    """Both photos as JPEGs, all faces boxed; match i (from 1 on) has its number and colour in both."""
    numbers = list(enumerate(comparison.matches, 1))
    return (
        _boxed(comparison.first, {pair.first: number for number, pair in numbers}),
        _boxed(comparison.second, {pair.second: number for number, pair in numbers}),
    )


def _boxed(photo: EncodedPhoto, numbers: Mapping[int, int]) -> bytes:
    faces = [face.box for face in photo.faces.faces]
    marks = {place: numbered(number) for place, number in numbers.items()}
    return boxed(photo.preview, (photo.width, photo.height), faces, marks)
