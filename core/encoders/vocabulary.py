"""What the basic description search understands of an English description."""

import json
import math
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.encoders import weights

_PROMPT = re.compile(
    r"^\s*(show me|find( me)?|search( for)?|look for|give me|i want( to see)?)?\s*"
    r"((a|an|the|some|all|my)\s+)*"
    r"((photo|picture|image|pic|shot|snapshot|photograph)s?\s+(of|with|from|where|showing)\s+)?"
)
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Concept:
    """The classes that show a thing, and how much each of them counts."""

    classes: NDArray[np.intp]
    weights: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Meaning:
    words: tuple[str, ...]  # lower case, without the prompt phrase
    vector: NDArray[np.float32]  # (d,), L2 norm 1, or zeros when the table knows no word
    concepts: tuple[Concept, ...]
    unknown: tuple[str, ...]  # neither in the table nor among the concepts nor a stop word
    asked: int  # words that are no stop words

    @property
    def needs(self) -> tuple[float, float]:
        """What a photo has to show: how many things, and the logarithm of the number of words."""
        return float(len(self.concepts)), math.log(max(self.asked, 1))


class Vocabulary:
    """Words and phrases as vectors in the space of the classes' meanings, and everyday words as classes."""

    def __init__(self) -> None:
        """Raises WeightsMissingError."""
        with np.load(weights.locate(weights.BASIC_TEXT_WORDS)) as table:
            words = table["words"].tobytes().decode().split("\n")
            self._vectors = table["v"]
            self._scales = table["scale"].astype(np.float32)
            self.class_meanings: NDArray[np.float32] = table["a"].astype(np.float32)  # (1000, d)
            self.class_directions: NDArray[np.float32] = table["b"].astype(np.float32)  # (1000, d), norm 1
        self._rows = {word: row for row, word in enumerate(words)}
        knowledge = json.loads(weights.locate(weights.BASIC_TEXT_CONCEPTS).read_text("utf-8"))
        self._pairs: dict[str, str] = knowledge["pairs"]
        self._stop = frozenset(knowledge["stop"])
        self._concepts = {word: _concept(classes) for word, classes in knowledge["concepts"].items()}

    @property
    def things(self) -> Iterable[str]:
        """Everyday words that are known as lists of classes."""
        return self._concepts.keys()

    def read(self, description: str) -> Meaning:
        """Look the description up as phrases of two words, else as words, else as their stems."""
        words = _LETTERS.findall(_PROMPT.sub("", description.lower(), count=1))
        rows = dict(_look_up(words, self._rows, " ".join, self._stop))
        concepts = dict(_look_up(words, self._concepts, self._concept_name, self._stop))
        known = {words[i] for key in (*rows, *concepts) for i in key}
        unknown = dict.fromkeys(word for word in words if word not in known | self._stop)
        return Meaning(
            tuple(words),
            self._direction([self._rows[name] for name in rows.values()]),
            tuple(self._concepts[name] for name in dict.fromkeys(concepts.values())),
            tuple(unknown),
            sum(word not in self._stop for word in words),
        )

    def _concept_name(self, pair: Sequence[str]) -> str:
        return self._pairs.get(" ".join(pair), "".join(pair))

    def _direction(self, rows: Sequence[int]) -> NDArray[np.float32]:
        # The scales undo the rounding to 8 bits, and let rare words count for more.
        total: NDArray[np.float32] = (self._vectors[rows] * self._scales[rows, None]).sum(axis=0)
        return total / max(float(np.linalg.norm(total)), 1e-9)


def _look_up(
    words: Sequence[str],
    table: Container[str],
    join: Callable[[Sequence[str]], str],
    stop: Container[str],
) -> Iterator[tuple[range, str]]:
    """The entries of `table` that the words stand for, each after the positions of its words."""
    position = 0
    while position < len(words):
        name = join(words[position : position + 2]) if position + 1 < len(words) else ""
        if name in table:
            yield range(position, position + 2), name
            position += 2
            continue
        word = words[position]
        if word not in stop:
            found = [stem for stem in stems(word) if stem in table]
            yield from ((range(position, position + 1), stem) for stem in found[:1])
        position += 1


def stems(word: str) -> Iterator[str]:
    """The word itself, then what it may be a form of: dogs → dog, surfing → surf, running → run."""
    yield word
    if word.endswith("ies"):
        yield word[:-3] + "y"
    if word.endswith("es"):
        yield word[:-2]
    if word.endswith("s"):
        yield word[:-1]
    if word.endswith("ing"):
        yield from (word[:-3], word[:-3] + "e", word[:-4])
    if word.endswith("ed"):
        yield from (word[:-2], word[:-1])
    if word.endswith("er"):
        yield from (word[:-2], word[:-2] + "ing")


def _concept(classes: Mapping[str, float]) -> Concept:
    return Concept(np.array([int(i) for i in classes]), np.array(list(classes.values()), np.float32))
