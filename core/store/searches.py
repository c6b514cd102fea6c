"""Searches that were answered: photo ids and percentages, so that a level can be changed afterwards."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import floor
from typing import Literal

from core.fusion import fuse
from core.store.clock import ago, now
from core.store.database import Database

KEPT = timedelta(days=1)
"""For how long a search can be gone back to."""

MOST = 20_000
"""Results of a search, best first: a bound on what one row can hold."""

Kind = Literal["face", "text"]


@dataclass(frozen=True, slots=True)
class Scored:
    photo_id: int
    percent: float


@dataclass(frozen=True, slots=True)
class Search:
    id: int
    kind: Kind
    results: tuple[Scored, ...]  # best first
    standing_out: int = 0  # how many of them a search without a level shows
    by_words: tuple[int, ...] = ()  # photos that are called what the query says, best first

    def at(self, level: int | None) -> list[Scored]:
        """What is shown at a level in per cent, best first; without one, the results that stand out.

        Photos found by words are among them at any level.
        """
        percents = {one.photo_id: one.percent for one in self.results}
        reach = self.results[: self.standing_out] if level is None else self.results
        cut = [one.photo_id for one in reach if level is None or one.percent >= level]
        return [Scored(photo_id, percents.get(photo_id, 0.0)) for photo_id in fuse(cut, self.by_words)]


class Searches:
    def __init__(self, database: Database) -> None:
        self._db = database

    def add(
        self,
        chat_id: int,
        kind: Kind,
        results: Sequence[Scored],
        standing_out: int = 0,
        by_words: Sequence[int] = (),
    ) -> Search:
        """Keep a search, and drop those of all chats that are too old."""
        # Rounded down: what is below a level stays below it.
        kept = tuple(Scored(one.photo_id, floor(one.percent * 100) / 100) for one in results[:MOST])
        words = tuple(by_words[:MOST])
        row = {
            "chat_id": chat_id,
            "kind": kind,
            "results": json.dumps([[one.photo_id, one.percent] for one in kept]),
            "standing_out": standing_out,
            "by_words": json.dumps(words),
            "created_at": now(),
        }
        with self._db.atomic():
            self._db.execute("DELETE FROM searches WHERE created_at < ?", [ago(KEPT)])
            search_id = self._db.insert("searches", row)
        return Search(search_id, kind, kept, standing_out, words)

    def get(self, chat_id: int, search_id: int) -> Search | None:
        row = self._db.row("SELECT * FROM searches WHERE id = ? AND chat_id = ?", [search_id, chat_id])
        if row is None:
            return None
        results = tuple(Scored(*one) for one in json.loads(row["results"]))
        return Search(
            search_id, row["kind"], results, row["standing_out"], tuple(json.loads(row["by_words"]))
        )
