"""What a search answers with."""

from dataclasses import dataclass

from core.store.photos import Photo
from core.store.searches import Search


@dataclass(frozen=True, slots=True)
class Match:
    photo: Photo
    percent: float
    preview: bytes  # JPEG
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
    alone: bool = False  # no photo is described yet: words alone answered


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search found at the chat's level."""

    search: Search
    level: int | None  # per cent; None where the results themselves show where to cut
    matches: tuple[Match, ...]  # best first, no more than an album holds; of near-duplicates one
    total: int  # photos there are, near-duplicates too
    best: float  # per cent, of the best photo, shown or not; 0 where there is none
    people: int = 0  # faces that were searched for
    unseen: int = 0  # photos that could not be found yet: the face model has still to look at them
    notes: TextNotes | None = None  # of a description
