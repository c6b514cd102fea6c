"""What a search answers with."""

from dataclasses import dataclass

from core.store.photos import Photo
from core.store.searches import Search


@dataclass(frozen=True, slots=True)
class Match:
    photo: Photo
    percent: float
    preview: bytes  # JPEG
    by_words: bool = False  # it is called what the query says, by name, folder or date


@dataclass(frozen=True, slots=True)
class TextNotes:
    """What a person should know of how a description was searched for."""

    basic: bool  # the basic model answered
    unknown: tuple[str, ...]  # words that it does not know
    waiting: int  # photos that no description is made of yet


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search found at the chat's level."""

    search: Search
    level: int | None  # per cent; None where the results themselves show where to cut
    matches: tuple[Match, ...]  # best first, no more than an album holds
    total: int  # matches there are
    best: float  # per cent, of the best photo, shown or not; 0 where there is none
    people: int = 0  # faces that were searched for
    unseen: int = 0  # photos that could not be found yet: the face model has still to look at them
    notes: TextNotes | None = None  # of a description
