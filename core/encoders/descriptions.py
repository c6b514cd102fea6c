"""The query side of the basic description search: English words against what a classifier saw.

What a photo shows of a description is a sum of readings: ConSE (a photo's classes as one vector in the space
of words: Norouzi et al. 2014, "Zero-shot learning by convex combination of semantic embeddings"); the query's
classes on the log probabilities; everyday words as lists of classes; faces and colours. None of them looks at
other photos, so that a photo has the same percentage alone as in any gallery.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.encoders.basic_text import CLASSES, DIMENSIONS, IDENTITY
from core.encoders.scores import DescriptionScores
from core.encoders.traits import TRAIT_WORDS, trait_scores
from core.encoders.unit import unit
from core.encoders.vocabulary import Concept, Meaning, Vocabulary
from core.types import Vectors

# How much each reading counts; tuned on photos and captions of COCO.
_MEANINGS = 6.0
_LOG_CLASSES = 0.5
_LOG_CLASSES_ALONE = 2.0  # where the query has no everyday word
_CONCEPTS = 0.8
_TRAITS = 0.4

_TEMPERATURE = 0.1  # of the softmax that turns a query into weights of classes
_FLOOR = 1e-3  # a probability below this is noise
_EACH_CLASS = 5e-5  # that each class adds to it, where many stand for one thing: dogs have 118

Row = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Chance:
    """How likely a photo fits: a logistic curve of its evidence, lower where a description asks for more."""

    slope: float
    thing: float  # for each thing that the photo has to show
    word: float  # for the logarithm of the number of words
    intercept: float

    def percent(self, evidence: Row, things: Row | float, words: Row | float) -> Row:
        """(n,), 0 to 100, of n photos. `things` and `words` are those of `Meaning.needs`, or (n,) as well."""
        asked = self.thing * things + self.word * words + self.intercept
        percents: Row = 100 / (1 + np.exp(-np.clip(self.slope * evidence + asked, -80, 80)))
        return percents


# Printed by `python -m bench.word_chances`, which says how it is fitted.
FITTED = Chance(slope=0.90, thing=-1.18, word=-1.40, intercept=-4.43)


class Descriptions:
    """Compares descriptions with the vectors of `BasicText`. Holds the word table: load it once."""

    identity = IDENTITY
    dimensions = DIMENSIONS

    def __init__(self) -> None:
        """Raises WeightsMissingError."""
        self._vocabulary = Vocabulary()

    @property
    def things(self) -> Iterable[str]:
        """Everyday words that it knows as lists of classes."""
        return self._vocabulary.things

    def read(self, query: str) -> Meaning:
        return self._vocabulary.read(query)

    def score(self, query: str, vectors: Vectors, faces: NDArray[np.float32]) -> DescriptionScores:
        """Score photos: `vectors` (n, 1018) from `BasicText`, `faces` (n, 3) as in `trait_scores`.

        Scores are the estimated chances, in per cent, that a photo shows what the description says; all 0
        where no word of it is known.
        """
        meaning = self.read(query)
        unknown = tuple(word for word in meaning.unknown if word not in TRAIT_WORDS)
        if not len(vectors) or not _is_known(meaning):
            return DescriptionScores(np.zeros(len(vectors), np.float32), unknown)
        evidence = self._evidence(meaning, vectors, faces)
        return DescriptionScores(FITTED.percent(evidence, *meaning.needs), unknown, evidence)

    def _evidence(self, meaning: Meaning, vectors: Vectors, faces: NDArray[np.float32]) -> Row:
        """What there is of the description in each photo: (n,) float32, 0 where it is nothing."""
        probabilities = vectors[:, :CLASSES]
        total: Row = _TRAITS * trait_scores(meaning.words, vectors[:, CLASSES:], faces)
        if meaning.vector.any():
            meanings = unit(np.sqrt(probabilities) @ self._vocabulary.class_meanings)
            surprises = np.log(probabilities + _FLOOR)
            total += _MEANINGS * (meanings @ meaning.vector)
            say = _LOG_CLASSES if meaning.concepts else _LOG_CLASSES_ALONE
            total += say * (surprises @ self._class_weights(meaning.vector))
        return total + _CONCEPTS * _concept_readings(probabilities, meaning.concepts)

    def _class_weights(self, direction: Row) -> Row:
        """They sum up to 0: a photo that shows every class alike has no surprises."""
        closeness = self._vocabulary.class_directions @ direction / _TEMPERATURE
        weights: Row = np.exp(closeness - closeness.max())
        above_average: Row = weights / weights.sum() - 1 / len(weights)
        return above_average


def _is_known(meaning: Meaning) -> bool:
    return bool(meaning.vector.any() or meaning.concepts or not TRAIT_WORDS.isdisjoint(meaning.words))


def _concept_readings(probabilities: NDArray[np.float32], concepts: tuple[Concept, ...]) -> Row:
    """All the things at once: the product of their probabilities, as a sum of logarithms."""
    readings = np.zeros(len(probabilities), np.float32)
    for concept in concepts:
        noise = 2 * _FLOOR + _EACH_CLASS * concept.weights.sum()
        readings += np.log1p(probabilities[:, concept.classes] @ concept.weights / noise)
    return readings
