"""Imports: what is being read into a gallery, and how far that has come."""

import json
from dataclasses import dataclass
from typing import Literal

from core.store.clock import now
from core.store.database import Database, Row

NAMED = 100
"""Skipped files of an import that are kept with their names and reasons; the others are counted."""

State = Literal["receiving", "running", "done", "failed"]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that did not become a photo; `reason` is a word that the bot translates."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Import:
    id: int
    chat_id: int
    name: str
    message_id: int | None
    language: str
    state: State
    position: int  # entries that are finished
    total: int
    added: int
    duplicates: int
    faces: int
    skipped: tuple[Skipped, ...]  # the first NAMED
    skipped_count: int  # all of them
    url: str | None = None  # where it is to be fetched from; None once it is here, or comes from Telegram
    validator: str | None = None  # of the version that is being fetched
    user_id: int | None = None  # who has sent it, until it is finished; None: that is not known

    @property
    def whose(self) -> int:
        """Whose turn it takes: a private chat has its user's id."""
        return self.user_id or self.chat_id


@dataclass(frozen=True, slots=True)
class Step:
    """What a batch adds to an import's counts."""

    position: int  # entries that are finished with it, of all
    duplicates: int
    skipped: tuple[Skipped, ...]
    skipped_unnamed: int = 0  # files that were skipped beside those


class Imports:
    def __init__(self, database: Database) -> None:
        self._db = database

    def begin(  # noqa: PLR0913, PLR0917 (all that is known of it)
        self,
        chat_id: int,
        name: str,
        language: str,
        message_id: int | None = None,
        url: str | None = None,
        user_id: int | None = None,
    ) -> Import:
        """Note that something is about to be received, in the state "receiving"; `url`: to be fetched."""
        row = {
            "chat_id": chat_id,
            "name": name,
            "message_id": message_id,
            "language": language,
            "state": "receiving",
            "url": url,
            "user_id": user_id,
            "told": 0,
            "started_at": now(),
        }
        return self.get(self._db.insert("imports", row))

    def get(self, import_id: int) -> Import:
        """Raises KeyError where there is none."""
        row = self._db.row("SELECT * FROM imports WHERE id = ?", [import_id])
        if row is None:
            raise KeyError(import_id)
        return _import(row)

    def latest(self, job: Import) -> Import:
        """What it is by now; as it was where its gallery was deleted meanwhile."""
        row = self._db.row("SELECT * FROM imports WHERE id = ?", [job.id])
        return _import(row) if row else job

    def exists(self, import_id: int) -> bool:
        return self._db.row("SELECT 1 FROM imports WHERE id = ?", [import_id]) is not None

    def unfinished(self, state: State) -> list[Import]:
        rows = self._db.rows("SELECT * FROM imports WHERE state = ? ORDER BY id", [state])
        return [_import(row) for row in rows]

    def unfinished_ids(self, chat_id: int) -> list[int]:
        sql = "SELECT id FROM imports WHERE chat_id = ? AND state IN ('receiving', 'running')"
        return [row["id"] for row in self._db.rows(sql, [chat_id])]

    def coming(self, chat_id: int) -> int:
        """How many files of the chat's imports are still to be read, of those whose zips are open."""
        sql = "SELECT sum(total - position) AS left FROM imports WHERE chat_id = ? AND state = 'running'"
        row = self._db.row(sql, [chat_id])
        return row["left"] or 0 if row else 0

    def untold(self) -> list[Import]:
        """Imports that are done, of which their chats do not know that."""
        sql = "SELECT * FROM imports WHERE state = 'done' AND NOT told ORDER BY id"
        return [_import(row) for row in self._db.rows(sql)]

    def set_told(self, import_id: int) -> None:
        with self._db.losable():
            self._db.execute("UPDATE imports SET told = 1 WHERE id = ?", [import_id])

    def is_running(self, chat_id: int) -> bool:
        """Whether anything is on its way into the chat's gallery."""
        sql = "SELECT 1 FROM imports WHERE chat_id = ? AND state IN ('receiving', 'running')"
        return self._db.row(sql, [chat_id]) is not None

    def set_message(self, import_id: int, message_id: int) -> None:
        self._db.execute("UPDATE imports SET message_id = ? WHERE id = ?", [message_id, import_id])

    def set_source(self, import_id: int, name: str, validator: str | None) -> None:
        """Note what a download is called, and which version of it is being fetched."""
        self._db.execute(
            "UPDATE imports SET name = ?, validator = ? WHERE id = ?", [name, validator, import_id]
        )

    def run(self, import_id: int, total: int) -> None:
        """All of it is here: it will be read to its end, over as many restarts as it takes."""
        self._db.execute(
            "UPDATE imports SET state = 'running', total = ?, url = NULL, validator = NULL WHERE id = ?",
            [total, import_id],
        )

    def advance(self, import_id: int, step: Step, added: int, faces: int) -> None:
        """Count a batch. To be called in the transaction that adds the batch's photos."""
        skipped = [*self.get(import_id).skipped, *step.skipped][:NAMED]
        skipped_count = len(step.skipped) + step.skipped_unnamed
        self._db.execute(
            "UPDATE imports SET position = ?, added = added + ?, duplicates = duplicates + ?, "
            "faces = faces + ?, skipped = ?, skipped_count = skipped_count + ? WHERE id = ?",
            [step.position, added, step.duplicates, faces, _json(skipped), skipped_count, import_id],
        )

    def finish(self, import_id: int, state: Literal["done", "failed"]) -> None:
        self._db.execute(
            "UPDATE imports SET state = ?, finished_at = ?, url = NULL, validator = NULL, user_id = NULL "
            "WHERE id = ?",
            [state, now(), import_id],
        )


def _json(skipped: list[Skipped]) -> str:
    return json.dumps([[one.name, one.reason] for one in skipped], ensure_ascii=False)


def _import(row: Row) -> Import:
    fields = {name: row[name] for name in Import.__slots__ if name != "skipped"}
    return Import(**fields, skipped=tuple(Skipped(*one) for one in json.loads(row["skipped"])))
