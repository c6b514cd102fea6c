"""Searches that were answered: photo ids and percentages, so that a level can be changed afterwards."""

import json
from dataclasses import dataclass
from datetime import timedelta
from math import floor
from typing import Literal

from core.fusion import fuse
from core.store.clock import ago, now
from core.store.database import Database, Row

KEPT = timedelta(days=1)
"""For how long a search can be gone back to."""

MOST = 20_000
"""Results of a search, best first: a bound on what one row can hold."""

Kind = Literal["face", "text"]
"""What a level is for."""

SearchKind = Literal["face", "text", "like"]
"""By people, by a description, or by a photo that others look like."""


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

    @property
    def level_kind(self) -> Kind | None:
        """Which level decides what is shown; None where none does."""
        return None if self.kind == "like" else self.kind

    def at(self, level: int | None) -> list[Scored]:
        """What is shown at a level in per cent, best first; without one, the results that stand out.

        Photos found by words are among them at any level.
        """
        percents = {one.photo_id: one.percent for one in self.results}
        reach = self.results[: self.standing_out] if level is None else self.results
        cut = [one.photo_id for one in reach if level is None or one.percent >= level]
        return [Scored(photo_id, percents.get(photo_id, 0.0)) for photo_id in fuse(cut, self.by_words)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Search(Findings):
    id: int


class Searches:
    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, chat_id: int, found: Findings) -> Search:
        """Keep what a search has found, and drop what is too old, of all chats."""
        # Rounded down: what is below a level stays below it.
        results = [Scored(one.photo_id, floor(one.percent * 100) / 100) for one in found.results[:MOST]]
        row = {
            "chat_id": chat_id,
            "kind": found.kind,
            "results": json.dumps([[one.photo_id, one.percent] for one in results]),
            "standing_out": found.standing_out,
            "by_words": json.dumps(found.by_words[:MOST]),
            "words": json.dumps(found.words, ensure_ascii=False),
            "created_at": now(),
        }
        with self._db.atomic():
            self._db.execute("DELETE FROM searches WHERE created_at < ?", [ago(KEPT)])
            return _search({"id": self._db.insert("searches", row), **row})

    def get(self, chat_id: int, search_id: int) -> Search | None:
        row = self._db.row("SELECT * FROM searches WHERE id = ? AND chat_id = ?", [search_id, chat_id])
        if row is None:
            return None
        return _search(row)


def _search(row: Row) -> Search:
    return Search(
        row["kind"],
        tuple(Scored(*one) for one in json.loads(row["results"])),
        row["standing_out"],
        tuple(json.loads(row["by_words"])),
        tuple(json.loads(row["words"])),
        id=row["id"],
    )
