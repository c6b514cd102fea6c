"""People with names: which faces are theirs, by their places in photos."""

from dataclasses import dataclass

from core.store.database import Database
from core.types import Box


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    name: str


class People:
    def __init__(self, database: Database) -> None:
        self._db = database

    def all(self, chat_id: int) -> list[Person]:
        """In the order of their names."""
        rows = self._db.rows(
            "SELECT id, name FROM people WHERE chat_id = ? AND name IS NOT NULL ORDER BY folded", [chat_id]
        )
        return [Person(**row) for row in rows]

    def get(self, chat_id: int, person_id: int) -> Person | None:
        row = self._db.row("SELECT id, name FROM people WHERE chat_id = ? AND id = ?", [chat_id, person_id])
        return Person(**row) if row else None

    def name(self, chat_id: int, name: str, folded: str, photo_id: int, face: Box) -> Person:
        """Say that a face in a photo is a person's, who may have others.

        `folded`: the name as it is compared. A face is one person's: whoever had it before has it no more,
        and is gone without any other.
        """
        with self._db.atomic():
            self._db.execute(
                "INSERT INTO people (chat_id, name, folded) VALUES (?, ?, ?) "
                "ON CONFLICT (chat_id, folded) DO UPDATE SET name = excluded.name",
                [chat_id, name, folded],
            )
            self._db.execute(
                "DELETE FROM people_faces WHERE photo_id = ? AND x BETWEEN ? AND ? AND y BETWEEN ? AND ?",
                [photo_id, face.x, face.x + face.width, face.y, face.y + face.height],
            )
            row = self._db.rows(
                "SELECT id, name FROM people WHERE chat_id = ? AND folded = ?", [chat_id, folded]
            )[0]
            self._db.execute(
                "INSERT OR REPLACE INTO people_faces (person_id, photo_id, x, y) VALUES (?, ?, ?, ?)",
                [row["id"], photo_id, *face.middle],
            )
            self._db.execute(
                "DELETE FROM people WHERE chat_id = ? AND name IS NOT NULL "
                "AND id NOT IN (SELECT person_id FROM people_faces)",
                [chat_id],
            )
        return Person(**row)

    def forget(self, chat_id: int, person_id: int) -> bool:
        """Whether there was such a person."""
        was_there = self.get(chat_id, person_id) is not None
        self._db.execute("DELETE FROM people WHERE chat_id = ? AND id = ?", [chat_id, person_id])
        return was_there
