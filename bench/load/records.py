"""What people asked, and what came back."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Shown:
    """A photo in an answer."""

    caption: str
    picture: str  # its address in the local chat


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and its answer. Times in seconds since the run began."""

    kind: str
    chat: int
    at: float
    seconds: float  # until the first of the answer was there
    said: str  # under the album, or instead of one; empty where none came
    shown: tuple[Shown, ...] = ()
    person: int = -1  # who was looked for, by their place among the chat's people; -1: somebody else
    is_late: bool = False  # the chat's import was done, and all its photos there


@dataclass(slots=True)
class Visit:
    """What one chat has done."""

    chat: int
    photos: int  # of its zip
    sent_at: float = 0.0  # its zip, or rather the consent without which nothing begins
    found_at: float | None = None  # since when a selfie is answered by a search
    done_at: float | None = None
    ended: str = ""  # what was said of the import in the end
    asked: list[Asked] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)  # sentences that say that something went wrong


@dataclass(frozen=True, slots=True)
class Sample:
    """What the bot takes at a moment, and how far its imports are."""

    at: float
    megabytes: float  # of all its processes, shared pages counted once
    photos: dict[int, int]  # by chat
