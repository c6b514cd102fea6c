"""What a search answers with."""

from dataclasses import dataclass

from core.store.photos import Photo
from core.store.searches import Search
from core.types import Box


@dataclass(frozen=True, slots=True)
class Match:
    photo: Photo
    percent: float
    words: tuple[str, ...] = ()  # by which it was found: of its name, folder or date
    similar: int = 0  # photos of the answer that are nearly the same, and not shown


@dataclass(frozen=True, slots=True)
class TextNotes:
    """What a person should know of how a description was searched for."""

    basic: bool = False  # the basic model answered
    unknown: tuple[str, ...] = ()  # words that it does not know
    waiting: int = 0  # photos that no description is made of yet
    foreign: bool = False  # it knows no word: the description is in another language
    undated: bool = False  # no photo has the dates that were asked for, so they were left out
    only_dates: bool = False  # nothing else was asked for: nothing is left
    alone: bool = False  # no photo is described yet: words alone answered


@dataclass(frozen=True, slots=True)
class Missing:
    """Photos that a search could not find yet, counted before it: never too few."""

    unseen: int = 0  # the face model has still to look at them
    coming: int = 0  # files of imports that are running, of which some may be no new photos


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of what a search found at its level."""

    search: Search
    matches: tuple[Match, ...]  # best first, no more than an album holds; of near-duplicates one
    total: int  # photos there are, near-duplicates too
    best: float  # per cent, of the best photo, shown or not; 0 where there is none
    first: int = 1  # the place of the first match
    rest: int = 0  # photos that come after these
    missing: Missing = Missing()
    notes: TextNotes | None = None  # of a description
    told: bool = False  # of new photos, whose profile these were found by
    is_by_percent: bool = True  # whether no photo comes before one with a higher percentage, as shown

    @property
    def level(self) -> int | None:
        """In per cent; None where the results themselves show where to cut."""
        return self.search.level


@dataclass(frozen=True, slots=True)
class Choice:
    """Several people are in the picture, or pictures, searched with: who of them is meant?"""

    search: Search  # for any of them
    picture: bytes  # a JPEG, these people boxed and numbered from 1 on
    faces: tuple[Box, ...]  # theirs
    photos: int = 1  # that were searched with
