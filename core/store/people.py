"""The people of the galleries: whose faces are whose, as faces alone tell, and as somebody has said."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.store.database import Database
from core.types import Box


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    name: str  # none where nobody has said


@dataclass(frozen=True, slots=True)
class Portrait:
    """A person, in how many photos, and the face that can be recognised best."""

    person: Person
    photos: int
    photo_id: int
    box: Box


Place = tuple[int, float, float]
"""A photo, and where in it the middle of a face is, as fractions of its width and height."""


class People:
    def __init__(self, database: Database) -> None:
        self._db = database

    def all(self, chat_id: int) -> list[Person]:
        """Those who have names, in the order of these."""
        rows = self._db.rows(
            "SELECT id, name FROM people WHERE chat_id = ? AND name IS NOT NULL ORDER BY folded", [chat_id]
        )
        return [Person(**row) for row in rows]

    def get(self, chat_id: int, person_id: int) -> Person | None:
        row = self._db.row("SELECT id, name FROM people WHERE chat_id = ? AND id = ?", [chat_id, person_id])
        return Person(row["id"], row["name"] or "") if row else None

    def portraits(self, chat_id: int, model: str, *, hidden: bool = False) -> list[Portrait]:
        """Everybody whom this face model has seen, those in most photos first."""
        rows = self._db.rows(
            "SELECT people.id, name, count(DISTINCT photo_id) AS photos, photo_id, x, y, width, height, "
            "max(quality) FROM people JOIN faces ON person_id = people.id "
            "JOIN segments ON segments.id = segment_id "
            "WHERE people.chat_id = ? AND model = ? AND hidden = ? "
            "GROUP BY people.id ORDER BY photos DESC, people.id",
            [chat_id, model, hidden],
        )
        return [
            Portrait(
                Person(row["id"], row["name"] or ""),
                row["photos"],
                row["photo_id"],
                Box(row["x"], row["y"], row["width"], row["height"]),
            )
            for row in rows
        ]

    def of_faces(self, chat_id: int, model: str) -> dict[int, int]:
        """Of the faces that a model has found, by their ids, whose they are; those that are somebody's."""
        return dict(
            self._db.tuples(
                "SELECT faces.id, person_id FROM faces JOIN segments ON segments.id = segment_id "
                "WHERE chat_id = ? AND model = ? AND person_id IS NOT NULL",
                [chat_id, model],
            )
        )

    def said(self, chat_id: int, model: str) -> dict[int, int]:
        """The same of those that somebody has said: of each place the nearest face that the model found."""
        rows = self._db.rows(
            "SELECT faces.id, named.person_id, "
            "min(abs(faces.x + width / 2 - named.x) + abs(faces.y + height / 2 - named.y)) "
            "FROM people_faces AS named JOIN faces ON faces.photo_id = named.photo_id "
            "JOIN segments ON segments.id = segment_id WHERE chat_id = ? AND model = ? "
            "AND named.x BETWEEN faces.x AND faces.x + width "
            "AND named.y BETWEEN faces.y AND faces.y + height "
            "GROUP BY named.person_id, named.photo_id",
            [chat_id, model],
        )
        return {row["id"]: row["person_id"] for row in rows}

    def photos(self, chat_id: int, person_id: int, model: str) -> list[int]:
        """Ids of the photos that show a person."""
        rows = self._db.rows(
            "SELECT DISTINCT photo_id FROM faces JOIN segments ON segments.id = segment_id "
            "WHERE chat_id = ? AND model = ? AND person_id = ? ORDER BY photo_id",
            [chat_id, model, person_id],
        )
        return [row["photo_id"] for row in rows]

    def best_faces(self, chat_id: int, person_id: int, model: str, most: int) -> list[int]:
        """Ids of a person's faces that can be recognised best, of each photo one."""
        rows = self._db.rows(
            "SELECT faces.id, max(quality) AS quality FROM faces JOIN segments ON segments.id = segment_id "
            "WHERE chat_id = ? AND model = ? AND person_id = ? "
            "GROUP BY photo_id ORDER BY quality DESC LIMIT ?",
            [chat_id, model, person_id, most],
        )
        return [row["id"] for row in rows]

    def faces_in(self, chat_id: int, photo_id: int, model: str) -> list[int]:
        rows = self._db.rows(
            "SELECT faces.id FROM faces JOIN segments ON segments.id = segment_id "
            "WHERE chat_id = ? AND model = ? AND photo_id = ?",
            [chat_id, model, photo_id],
        )
        return [row["id"] for row in rows]

    def forget_said(self, person_id: int) -> None:
        """Nobody has said any more which faces are a person's."""
        self._db.execute("DELETE FROM people_faces WHERE person_id = ?", [person_id])

    def are_new(self, chat_id: int, model: str, quality: float) -> bool:
        """Whether a model has found faces of this quality that are nobody's yet."""
        sql = (
            "SELECT 1 FROM faces JOIN segments ON segments.id = segment_id "
            "WHERE chat_id = ? AND model = ? AND person_id IS NULL AND quality >= ? LIMIT 1"
        )
        return self._db.row(sql, [chat_id, model, quality]) is not None

    def add(self, chat_id: int) -> int:
        """Somebody whose name nobody knows; the id."""
        return self._db.insert("people", {"chat_id": chat_id})

    def assign(self, people: Mapping[int, int | None]) -> None:
        """Say whose faces are, by the faces' ids."""
        self._db.execute(
            "UPDATE faces SET person_id = of_face.person_id FROM "
            "(SELECT json_extract(value, '$[0]') AS id, json_extract(value, '$[1]') AS person_id "
            "FROM json_each(?)) AS of_face "
            "WHERE faces.id = of_face.id",
            [json.dumps(list(people.items()))],
        )

    def say(self, person_id: int, face_ids: Iterable[int]) -> None:
        """Somebody says that these faces are a person's, and nobody else's: no clustering changes that."""
        chosen = json.dumps(list(face_ids))
        with self._db.atomic():
            self._db.execute(
                "DELETE FROM people_faces WHERE EXISTS (SELECT 1 FROM faces "
                "WHERE faces.photo_id = people_faces.photo_id "
                "AND people_faces.x BETWEEN faces.x AND faces.x + width "
                "AND people_faces.y BETWEEN faces.y AND faces.y + height "
                "AND id IN (SELECT value FROM json_each(?)))",
                [chosen],
            )
            self._db.execute(
                "INSERT OR REPLACE INTO people_faces (person_id, photo_id, x, y) "
                "SELECT ?, photo_id, x + width / 2, y + height / 2 FROM faces "
                "WHERE id IN (SELECT value FROM json_each(?))",
                [person_id, chosen],
            )
            self._db.execute(
                "UPDATE faces SET person_id = ? WHERE id IN (SELECT value FROM json_each(?))",
                [person_id, chosen],
            )

    def namesake(self, chat_id: int, folded: str) -> Person | None:
        """Who has this name, as it is compared."""
        row = self._db.row("SELECT id, name FROM people WHERE chat_id = ? AND folded = ?", [chat_id, folded])
        return Person(row["id"], row["name"] or "") if row else None

    def set_name(self, person_id: int, name: str | None, folded: str | None) -> None:
        self._db.execute("UPDATE people SET name = ?, folded = ? WHERE id = ?", [name, folded, person_id])

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
        """Nobody knows any more who this is; whether there was such a person."""
        if (person := self.get(chat_id, person_id)) is None:
            return False
        with self._db.atomic():
            self.set_name(person_id, None, None)
            self.forget_said(person.id)
            self.remove_nobody(chat_id)
        return True

    def merge(self, person_id: int, other_id: int) -> None:
        """The faces of another person are this one's, and the other is gone; hidden, if both were."""
        with self._db.atomic():
            self._db.execute(
                "UPDATE people SET hidden = hidden AND (SELECT hidden FROM people WHERE id = ?) WHERE id = ?",
                [other_id, person_id],
            )
            self._db.execute("UPDATE faces SET person_id = ? WHERE person_id = ?", [person_id, other_id])
            self._db.execute(
                "UPDATE OR IGNORE people_faces SET person_id = ? WHERE person_id = ?", [person_id, other_id]
            )
            self._db.execute("DELETE FROM people WHERE id = ?", [other_id])

    def hide(self, chat_id: int, person_id: int, *, hidden: bool) -> None:
        self._db.execute(
            "UPDATE people SET hidden = ? WHERE chat_id = ? AND id = ?", [hidden, chat_id, person_id]
        )

    def is_hidden(self, chat_id: int, person_id: int) -> bool:
        sql = "SELECT 1 FROM people WHERE chat_id = ? AND id = ? AND hidden"
        return self._db.row(sql, [chat_id, person_id]) is not None

    def remove_nobody(self, chat_id: int) -> None:
        """People who have no face any more, whichever model looks, go."""
        self._db.execute(
            "DELETE FROM people WHERE chat_id = ? "
            "AND id NOT IN (SELECT person_id FROM people_faces) "
            "AND id NOT IN (SELECT person_id FROM faces WHERE person_id IS NOT NULL)",
            [chat_id],
        )
