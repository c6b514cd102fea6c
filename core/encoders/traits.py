"""What faces and colours say about a description, beside the things in the photo."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.encoders.colours import BRIGHTNESS, COLOURS, DARKNESS, SKY, VIVIDNESS, WARMTH

Rows = NDArray[np.float32]


@dataclass(frozen=True)
class Trait:
    words: frozenset[str]
    weight: float  # for what is measured as 1
    measure: Callable[[Rows, Rows], Rows]  # colours (n, 18), faces (n, 3) → (n,)


def _trait(words: str, weight: float, measure: Callable[[Rows, Rows], Rows]) -> Trait:
    return Trait(frozenset(words.split()), weight, measure)


def _amount(colour: str) -> Callable[[Rows, Rows], Rows]:
    column = COLOURS.index(colour)
    return lambda colours, _: np.sqrt(colours[:, column])


_A_COLOUR = 2.5

_CLOSE_UP = _trait(
    "portrait selfie face closeup close smile smiling smiles headshot eyes",
    21,
    lambda _, faces: np.minimum(faces[:, 2], 0.5),
)
_SEVERAL = _trait(
    "people group crowd team family friends couple men women children boys girls kids players band audience "
    "party together",
    1.3,
    lambda _, faces: np.log1p(np.minimum(faces[:, 0], 10)),
)
_SOMEONE = _trait(
    "man woman boy girl person lady guy child kid baby toddler player",
    0.85,
    lambda _, faces: (faces[:, 0] > 0) + 0.5 * (faces[:, 1] > 0),
)
_COLOURLESS = _trait(
    "monochrome grayscale greyscale",
    28,
    lambda colours, _: np.maximum(0.4 - colours[:, VIVIDNESS], 0),
)
_SCENES = (
    _trait(
        "night dark nighttime concert evening",
        6.6,
        lambda colours, _: colours[:, DARKNESS] - 0.3 * colours[:, BRIGHTNESS],
    ),
    _trait("sky clouds air kite airplane plane", 2.0, lambda colours, _: colours[:, SKY]),
    _trait("sunset sunrise dusk", 4.8, lambda colours, _: colours[:, WARMTH]),
    _trait(
        "snow snowy ski skis skiing skier snowboard snowboarder snowboarding winter", 2.6, _amount("white")
    ),
    _trait("grass grassy field forest lawn trees tree meadow", 2.5, _amount("green")),
    _trait("sea ocean pool water wave waves", 1.8, _amount("blue")),
)
_NAMED_COLOURS = (
    *(
        _trait(colour, _A_COLOUR, _amount(colour))
        for colour in COLOURS
        if colour not in {"black", "white", "gray"}
    ),
    _trait("gray grey", _A_COLOUR, _amount("gray")),
)
_BLACK_AND_WHITE = (
    _trait("black", _A_COLOUR, _amount("black")),
    _trait("white", _A_COLOUR, _amount("white")),
)

_ALL = (_CLOSE_UP, _SEVERAL, _SOMEONE, _COLOURLESS, *_SCENES, *_NAMED_COLOURS, *_BLACK_AND_WHITE)
TRAIT_WORDS = frozenset().union(*(trait.words for trait in _ALL))
"""Words that faces and colours can speak to."""


def trait_scores(words: Sequence[str], colours: Rows, faces: Rows) -> Rows:
    """How well colours (n, 18) and faces (n, 3) fit the words: (n,) float32, 0 where they say nothing.

    The columns of `faces`: how many, how many of them big, the side of the largest as a share of the photo's.
    """
    total = np.zeros(len(colours), np.float32)
    for trait in _asked_for(words):
        total += trait.weight * trait.measure(colours, faces)
    return total


def _asked_for(words: Sequence[str]) -> Iterator[Trait]:
    colourless = "black and white" in " ".join(words) or not _COLOURLESS.words.isdisjoint(words)
    yield from _named((_CLOSE_UP, *_SCENES, *_NAMED_COLOURS), words)
    yield from (_COLOURLESS,) if colourless else _named(_BLACK_AND_WHITE, words)
    yield from list(_named((_SEVERAL,), words)) or _named((_SOMEONE,), words)


def _named(traits: Sequence[Trait], words: Sequence[str]) -> Iterator[Trait]:
    return (trait for trait in traits if not trait.words.isdisjoint(words))
