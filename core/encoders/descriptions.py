"""The query side of the basic description search: English words against what a classifier saw.

The score is a sum of readings, each standardised over the gallery: ConSE (a photo's classes as one vector
in the space of words: Norouzi et al. 2014, "Zero-shot learning by convex combination of semantic embeddings")
less what the gallery has in common; the query's classes on the log probabilities; everyday words as lists of
classes; faces and colours.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.encoders.basic_text import CLASSES, DIMENSIONS, IDENTITY
from core.encoders.scores import DescriptionScores
from core.encoders.traits import TRAIT_WORDS, trait_scores
from core.encoders.unit import unit
from core.encoders.vocabulary import Concept, Meaning, Vocabulary
from core.types import Vectors

# How much each reading counts beside ConSE; tuned on photos and captions of Flickr and COCO.
_LOG_CLASSES = 0.5
_CONCEPTS = 0.75
_TRAITS = 0.4

_TEMPERATURE = 0.1  # of the softmax that turns a query into weights of classes
_FLOOR = 1e-3  # a probability below this is noise
_PRIOR_PHOTOS = 5.0  # the gallery's mean is trusted as if these many photos without content stood beside it
_ALIKE = 1e-6  # a spread below this is rounding

Row = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Readings:
    """A gallery, read once for any number of queries."""

    probabilities: NDArray[np.float32]  # (n, 1000)
    colours: NDArray[np.float32]  # (n, 18)
    faces: NDArray[np.float32]  # (n, 3)
    meanings: NDArray[np.float32]  # (n, d), L2 norm 1: ConSE without what the gallery has in common
    surprises: NDArray[np.float32]  # (n, 1000): log probabilities, likewise


class Descriptions:
    """Compares descriptions with the vectors of `BasicText`. Holds the word table: load it once."""

    identity = IDENTITY
    dimensions = DIMENSIONS

    def __init__(self) -> None:
        """Raises WeightsMissingError."""
        self._vocabulary = Vocabulary()

    def score(self, query: str, vectors: Vectors, faces: NDArray[np.float32]) -> DescriptionScores:
        """Score a gallery: `vectors` (n, 1018) from `BasicText`, `faces` (n, 3) as in `trait_scores`.

        Scores are those of `standing`; all 0 when no word of the query is known.
        """
        meaning = self._vocabulary.read(query)
        unknown = tuple(word for word in meaning.unknown if word not in TRAIT_WORDS)
        if len(vectors) == 0:
            return DescriptionScores(np.zeros(0, np.float32), unknown)
        total = self._total(meaning, self._read(vectors, faces))
        return DescriptionScores(standing(total), unknown, total)

    def _read(self, vectors: Vectors, faces: NDArray[np.float32]) -> Readings:
        n = len(vectors)
        probabilities = vectors[:, :CLASSES]
        trust = n / (n + _PRIOR_PHOTOS)
        classes = self._vocabulary.class_meanings
        meanings = np.sqrt(probabilities) @ classes
        nothing = np.sqrt(_FLOOR) * classes.sum(axis=0)  # a photo that shows every class alike
        meanings -= trust * meanings.mean(axis=0) + (1 - trust) * nothing
        surprises = np.log(probabilities + _FLOOR)
        surprises -= trust * surprises.mean(axis=0) + (1 - trust) * surprises.mean(axis=1, keepdims=True)
        return Readings(probabilities, vectors[:, CLASSES:], faces, unit(meanings), surprises)

    def _total(self, meaning: Meaning, gallery: Readings) -> Row:
        total = np.zeros(len(gallery.probabilities), np.float32)
        if meaning.vector.any():
            total += _z(gallery.meanings @ meaning.vector)
            total += _LOG_CLASSES * _z(gallery.surprises @ self._class_weights(meaning.vector))
        if meaning.concepts:
            total += _CONCEPTS * _z(_concept_readings(gallery.probabilities, meaning.concepts))
        return total + _TRAITS * trait_scores(meaning.words, gallery.colours, gallery.faces)

    def _class_weights(self, direction: Row) -> Row:
        closeness = self._vocabulary.class_directions @ direction / _TEMPERATURE
        weights: Row = np.exp(closeness - closeness.max())
        above_average: Row = weights / weights.sum() - 1 / len(weights)
        return above_average


def standing(values: Row) -> Row:
    """The least share of the gallery, in per cent, that each value is sure to stand above: (n,) float32.

    Cantelli's inequality: at most 1 / (1 + z²) of any set of numbers lies z or more standard deviations above
    its mean, so z² / (1 + z²) lies below, whatever their distribution. 0 up to the mean, 50 at one standard
    deviation, 80 at two, 90 at three. It never saturates, and its most is (n - 1) / n: one photo alone stands
    above nothing. It says how far a photo stands out of this gallery, not how likely it is to be right.
    """
    z = np.maximum(_z(values), 0)
    share: Row = 100 * z**2 / (1 + z**2)
    return share


def _concept_readings(probabilities: NDArray[np.float32], concepts: tuple[Concept, ...]) -> Row:
    """All the things at once: the product of their probabilities, as a sum of logarithms."""
    readings = [np.log(2 * _FLOOR + probabilities[:, c.classes] @ c.weights) for c in concepts]
    total: Row = np.sum(readings, axis=0)
    return total


def _z(values: Row) -> Row:
    """Standardised over the gallery; zeros where it is all alike (up to rounding)."""
    spread = values.std()
    if spread < _ALIKE:
        return np.zeros_like(values)
    z: Row = (values - values.mean()) / spread
    return z
