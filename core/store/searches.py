"""Searches that were answered: photo ids and percentages, so that a level can be changed afterwards."""

import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from math import floor
from typing import Literal

from core.errors import DiskError
from core.store.clock import ago, now
from core.store.database import Database, Row

KEPT = timedelta(days=1)
"""For how long a search can be gone back to."""

MOST = 20_000
"""Results of a search, best first: a bound on what one row can hold."""

UNKEPT = 1000
"""Searches that can be gone back to while the disk takes no more."""

logger = logging.getLogger(__name__)

Kind = Literal["face", "text"]
"""What a level is for."""

SearchKind = Literal["face", "text", "like", "person"]
"""By faces, by a description, by a photo that others look like, or all photos of one of the people."""

_LEVELS: dict[SearchKind, Kind] = {"face": "face", "text": "text"}


@dataclass(frozen=True, slots=True)
class Scored:
    photo_id: int
    percent: float


@dataclass(frozen=True, slots=True)
class Findings:
    """What a search has found."""

    kind: SearchKind
    results: tuple[Scored, ...]  # best first
    standing_out: int = 0  # how many of them a search without a level shows
    by_words: tuple[int, ...] = ()  # photos that are called what the query says, best first
    words: tuple[str, ...] = ()  # what these are called
    faces: bytes | None = None  # whose faces are where, as `FaceScores.to_bytes` writes it
    groups: tuple[tuple[int, ...], ...] = ()  # of its people: somebody of each is in every photo
    people: int = 0  # who were in the picture searched with: the first of its people
    profile_id: int | None = None  # by which "me" was found
    person_id: int | None = None

    @property
    def level_kind(self) -> Kind | None:
        """Which level decides what is shown; None where none does."""
        return _LEVELS.get(self.kind)

    @property
    def chosen(self) -> tuple[int, ...]:
        """The people whose faces matter."""
        return tuple(sorted({person for group in self.groups for person in group}))

    @property
    def is_of_profile(self) -> bool:
        """Whether it is for nobody but who a profile is of."""
        return self.profile_id is not None and len(self.groups) == 1

    @property
    def edge(self) -> float:
        """In per cent, where the results stop standing out; where none does, the best one's."""
        edge = self.results[max(self.standing_out, 1) - 1 :]
        return edge[0].percent if edge else 0.0

    def at(self, level: int | None) -> list[Scored]:
        """What is shown at a level in per cent, best first; without one, the results that stand out.

        Photos that are called what the query says come first, at any level.
        """
        percents = {one.photo_id: one.percent for one in self.results}
        called = [Scored(photo_id, percents.get(photo_id, 0.0)) for photo_id in self.by_words]
        called.sort(key=lambda one: -one.percent)
        reach = self.results[: self.standing_out] if level is None else self.results
        cut = [one for one in reach if level is None or one.percent >= level]
        are_called = set(self.by_words)
        return [*called, *(one for one in cut if one.photo_id not in are_called)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Search(Findings):
    """What a search has found, in which gallery, and how its answer is shown."""

    id: int
    chat_id: int = 0  # whose gallery
    asked_in: int = 0  # the chat that is answered
    level: int | None = None  # per cent
    boxes: bool = False  # around the faces that match
    shown: int = 0  # photos that were sent; of near-duplicates one
    ticked: int = 0  # of the people in the picture, by its bits, those that are being chosen

    @property
    def is_guests(self) -> bool:
        return self.asked_in != self.chat_id


class Searches:
    def __init__(self, database: Database) -> None:
        self._db = database
        self._unkept: dict[int, Row] = {}  # by id: of a disk that takes no more; until the bot stops

    def add(
        self, chat_id: int, found: Findings, asked_in: int, level: int | None, *, boxes: bool = False
    ) -> Search:
        """Keep what a search in a chat's gallery has found, and drop what is too old, of all chats."""
        # Rounded down: what is below a level stays below it.
        results = [Scored(one.photo_id, floor(one.percent * 100) / 100) for one in found.results[:MOST]]
        row = {
            "chat_id": chat_id,
            "asked_in": asked_in,
            "kind": found.kind,
            "results": json.dumps([[one.photo_id, one.percent] for one in results]),
            "standing_out": found.standing_out,
            "by_words": json.dumps(found.by_words[:MOST]),
            "words": json.dumps(found.words, ensure_ascii=False),
            "faces": found.faces,
            "groups": json.dumps(found.groups),
            "people": found.people,
            "profile_id": found.profile_id,
            "person_id": found.person_id,
            "level": level,
            "boxes": boxes,
            "shown": 0,
            "ticked": 0,
            "created_at": now(),
        }
        try:
            with self._db.atomic():
                self._db.execute("DELETE FROM searches WHERE created_at < ?", [ago(KEPT)])
                search_id = self._db.insert("searches", row)
        except DiskError as error:
            logger.warning("A search is kept in memory alone: %s", error)
            with self._db.alone():
                # Milliseconds: no database has come to such an id, and no restart repeats it.
                search_id = max([time.time_ns() // 1_000_000, *self._unkept]) + 1
                self._remember(search_id, row)
        return _search({"id": search_id, **row})

    def get(self, asked_in: int, search_id: int) -> Search | None:
        """A search that was answered in this chat; None for any other, and for one that is too old."""
        row = self._row(search_id)
        if row is None or row["asked_in"] != asked_in or row["created_at"] < ago(KEPT):
            return None
        return _search(row)

    def advance(self, search: Search, shown: int) -> bool:
        """Note that so many photos are shown now; False if that has changed since the search was read."""
        with self._db.alone():
            row = self._row(search.id)
            if row is None or row["shown"] != search.shown:
                return False
            self._change(search.id, {"shown": shown})
        return True

    def set_view(self, search: Search) -> None:
        """Keep how a search's answer is shown: its level, its boxes, and how much of it was sent."""
        view: Row = {"level": search.level, "boxes": search.boxes, "shown": search.shown}
        with self._db.alone():
            self._change(search.id, view)

    def tick(self, search: Search, person: int) -> None:
        """Choose one of the people in the picture, or do so no longer.

        Two taps that come at once both count, which buttons that hold what is chosen would not make sure of.
        """
        with self._db.alone():
            if (row := self._row(search.id)) and person < search.people:
                self._change(search.id, {"ticked": row["ticked"] ^ 1 << person})

    def exists(self, search_id: int) -> bool:
        return self._row(search_id) is not None

    def forget(self, chat_id: int) -> None:
        """A gallery or a user is gone, with all rows of it: so is what is in memory."""
        self._drop_unkept(lambda row: chat_id in {row["chat_id"], row["asked_in"]})

    def forget_profile(self, profile_id: int) -> None:
        """Delete what was found with a profile."""
        self._db.execute("DELETE FROM searches WHERE profile_id = ?", [profile_id])
        self._drop_unkept(lambda row: row["profile_id"] == profile_id)

    def _drop_unkept(self, is_meant: Callable[[Row], bool]) -> None:
        with self._db.alone():
            self._unkept = {one: row for one, row in self._unkept.items() if not is_meant(row)}

    def _row(self, search_id: int) -> Row | None:
        return self._unkept.get(search_id) or self._db.row("SELECT * FROM searches WHERE id = ?", [search_id])

    def _change(self, search_id: int, values: Row) -> None:
        if search_id in self._unkept:
            self._unkept[search_id] |= values
            return
        columns = ", ".join(f"{name} = ?" for name in values)
        try:
            self._db.execute(
                f"UPDATE searches SET {columns} WHERE id = ?",  # noqa: S608 (names of ours)
                [*values.values(), search_id],
            )
        except DiskError as error:
            logger.warning("A search goes on in memory alone: %s", error)
            if row := self._row(search_id):
                self._remember(search_id, row | values)

    def _remember(self, search_id: int, row: Row) -> None:
        self._unkept[search_id] = {"id": search_id, **row}
        while len(self._unkept) > UNKEPT:
            del self._unkept[next(iter(self._unkept))]


def _search(row: Row) -> Search:
    return Search(
        row["kind"],
        tuple(Scored(*one) for one in json.loads(row["results"])),
        row["standing_out"],
        tuple(json.loads(row["by_words"])),
        tuple(json.loads(row["words"])),
        row["faces"],
        tuple(tuple(group) for group in json.loads(row["groups"])),
        row["people"],
        row["profile_id"],
        row["person_id"],
        id=row["id"],
        chat_id=row["chat_id"],
        asked_in=row["asked_in"],
        level=row["level"],
        boxes=bool(row["boxes"]),
        shown=row["shown"],
        ticked=row["ticked"],
    )
