"""Descriptions that people may ask for, and which photos fit them, out of captions."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.encoders.descriptions import Descriptions

RIGHT, WRONG, UNCLEAR = 1, 0, -1

PAIRS_OF_ONE, PAIRS_OF_ANY = 300, 200  # pairs of things: in one photo, and out of all
LEAST_CAPTIONS = 2  # that say a word, for it to be asked for: one may be a slip
SHORTEST = 3  # letters

_WORD = re.compile(r"[a-z]+")
_FORMS = {"men": "man", "women": "woman", "children": "child", "people": "person"}
_SAYS_NOTHING = frozenset(
    """
    photo picture image view group couple one two three four several many lot number side top front back next
    other some various different bunch area place thing part piece way set
    """.split()  # noqa: SIM905
)

Fits = NDArray[np.int8]
"""(photos,): RIGHT, WRONG or UNCLEAR."""


@dataclass(frozen=True, slots=True)
class Asked:
    kind: str
    text: str
    fits: Fits


class Captions:
    """Several captions for each photo: what people saw in it."""

    def __init__(self, captions: Sequence[tuple[str, str]], descriptions: Descriptions) -> None:
        self._descriptions = descriptions
        self.files = list(dict.fromkeys(file for file, _ in captions))
        self._captions = [(self.files.index(file), caption) for file, caption in captions]
        self._seen: defaultdict[str, NDArray[np.int64]] = defaultdict(
            lambda: np.zeros(len(self.files), np.int64)
        )
        for photo, caption in self._captions:
            for word in sorted({_singular(word) for word in _WORD.findall(caption.lower())}):
                self._seen[word][photo] += 1
        self._classes = {word: self._classes_of(word) for word in self._seen}

    def asked(self) -> list[Asked]:
        """Words, seen or not; pairs of them; and the captions themselves."""
        said = [
            word for word in self._seen if self._seen[word].max() >= LEAST_CAPTIONS and self._is_asked(word)
        ]
        unsaid = sorted({_singular(word) for word in self._descriptions.things} - set(self._seen))
        words = [Asked("words", word, self.fits(word)) for word in (*said, *unsaid)]
        things = [word for word in said if self._classes[word]]
        return [*words, *self._pairs(things, unsaid), *map(self._caption, self._captions)]

    def fits(self, word: str) -> Fits:
        """A photo is right if anybody has named the thing, unclear if something was named that may be it."""
        of_word = self._classes_of(word)
        alike = [seen for seen, classes in self._classes.items() if classes & of_word]
        fits = np.full(len(self.files), WRONG, np.int8)
        for seen in alike:
            fits[self._seen[seen] > 0] = UNCLEAR
        if word in self._seen:
            fits[self._seen[word] > 0] = RIGHT
        return fits

    def _pairs(self, said: Sequence[str], unsaid: Sequence[str]) -> Iterator[Asked]:
        chance = np.random.default_rng(0)
        in_photos = [[word for word in said if self._seen[word][photo]] for photo in range(len(self.files))]
        rich = [words for words in in_photos if len(words) > 1]
        of_one = [rich[chance.integers(len(rich))] for _ in range(PAIRS_OF_ONE)]
        for words in (*of_one, *[[*said, *unsaid]] * PAIRS_OF_ANY):
            one, other = (str(word) for word in chance.choice(words, 2, replace=False))
            first, second = self.fits(one), self.fits(other)
            fits = np.where((first == WRONG) | (second == WRONG), WRONG, np.minimum(first, second))
            yield Asked("pairs of words", f"{one} {other}", fits.astype(np.int8))

    def _caption(self, captioned: tuple[int, str]) -> Asked:
        """Right for its own photo; unclear for those of which at least half of it was said, too."""
        photo, caption = captioned
        words = {_singular(word) for word in _WORD.findall(caption.lower()) if self._is_asked(word)}
        said = sum(((self.fits(word) != WRONG).astype(int) for word in words), np.zeros(len(self.files), int))
        fits = np.where(2 * said >= len(words), UNCLEAR, WRONG).astype(np.int8)
        fits[photo] = RIGHT
        return Asked("captions", caption, fits)

    def _is_asked(self, word: str) -> bool:
        meaning = self._descriptions.read(word)
        return (
            len(word) >= SHORTEST and word not in _SAYS_NOTHING and not meaning.unknown and meaning.asked > 0
        )

    def _classes_of(self, word: str) -> set[int]:
        return {int(one) for concept in self._descriptions.read(word).concepts for one in concept.classes}


def _singular(word: str) -> str:
    for ending, instead in (("ies", "y"), ("ches", "ch"), ("shes", "sh"), ("sses", "ss"), ("xes", "x")):
        if word.endswith(ending):
            return word.removesuffix(ending) + instead
    if word.endswith("s") and not word.endswith("ss") and len(word) > SHORTEST:
        return word[:-1]
    return _FORMS.get(word, word)
