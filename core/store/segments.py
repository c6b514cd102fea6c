"""The rows that say whose vectors the segments of a chat hold."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.store.database import Database, Row
from core.types import Box, EncodedFaces

Kind = Literal["faces", "texts"]


@dataclass(frozen=True, slots=True)
class VectorRows:
    """Whose vectors the segments of a chat hold, one segment after the other."""

    segments: list[tuple[str, NDArray[np.int64]]]  # files, and which of their rows have a face or a photo
    photo_ids: NDArray[np.int64]  # (n,)
    qualities: NDArray[np.float32]  # (n,) of faces; NaN of texts
    ids: NDArray[np.int64]  # (n,)


class Segments:
    def __init__(self, database: Database) -> None:
        self._db = database

    def files(self, chat_id: int) -> list[str]:
        return [
            row["file"] for row in self._db.rows("SELECT file FROM segments WHERE chat_id = ?", [chat_id])
        ]

    def add_faces(
        self, chat_id: int, photo_ids: Sequence[int], faces: Sequence[EncodedFaces], model: str, file: str
    ) -> None:
        """Add the faces that a model has found, whose vectors the file has, in order; "" where there is none.

        In place of those that the same model has found in these photos before; what others have found stays.
        To be called in a transaction.
        """
        self._db.execute(
            "DELETE FROM faces WHERE photo_id IN (SELECT value FROM json_each(?)) AND segment_id IN "
            "(SELECT id FROM segments WHERE chat_id = ? AND model = ?)",
            [json.dumps(list(photo_ids)), chat_id, model],
        )
        segment_id = self._add(chat_id, "faces", model, file) if file else None
        position = 0
        for photo_id, found in zip(photo_ids, faces, strict=True):
            rows = _face_rows(found, photo_id, segment_id, position)
            self._db.insert_all("faces", rows)
            position += len(rows)

    def add_texts(self, chat_id: int, photo_ids: Sequence[int], model: str, file: str) -> None:
        """Add the text vectors of photos, in order. To be called in a transaction."""
        segment_id = self._add(chat_id, "texts", model, file)
        rows = [
            {"photo_id": photo_id, "segment_id": segment_id, "position": position}
            for position, photo_id in enumerate(photo_ids)
        ]
        self._db.insert_all("texts", rows)

    def drop_others(self, chat_id: int, kind: Kind, model: str) -> list[str]:
        """Drop what all other models have made, and segments that nothing is in any more; their files."""
        unused = f"NOT EXISTS (SELECT 1 FROM {kind} WHERE segment_id = segments.id)"  # noqa: S608
        rows = self._db.rows(
            f"SELECT id, file FROM segments WHERE chat_id = ? AND kind = ? AND (model <> ? OR {unused})",  # noqa: S608
            [chat_id, kind, model],
        )
        ids = json.dumps([row["id"] for row in rows])
        self._db.execute("DELETE FROM segments WHERE id IN (SELECT value FROM json_each(?))", [ids])
        return [row["file"] for row in rows]

    def faces(self, chat_id: int, model: str) -> VectorRows:
        return self._rows("faces", chat_id, model, "quality")

    def texts(self, chat_id: int, model: str) -> VectorRows:
        return self._rows("texts", chat_id, model, "NULL")

    def face_sizes(self, chat_id: int, model: str) -> dict[int, list[float]]:
        """Of each photo that has faces, by this model: their longer sides, as fractions of the photo's."""
        rows = self._db.rows(
            "SELECT photo_id, max(width, height) AS size FROM faces "
            "WHERE segment_id IN (SELECT id FROM segments WHERE chat_id = ? AND model = ?)",
            [chat_id, model],
        )
        sizes: dict[int, list[float]] = {}
        for row in rows:
            sizes.setdefault(row["photo_id"], []).append(row["size"])
        return sizes

    def faces_in(self, chat_id: int, photo_id: int, model: str) -> tuple[list[Box], VectorRows]:
        """The faces that a model has found in one photo, largest first, and where they are."""
        rows = self._db.rows(
            "SELECT faces.id, photo_id, quality, file, position, x, y, width, height FROM faces "
            "JOIN segments ON segments.id = segment_id "
            "WHERE photo_id = ? AND chat_id = ? AND model = ? ORDER BY position",
            [photo_id, chat_id, model],
        )
        boxes = [Box(row["x"], row["y"], row["width"], row["height"]) for row in rows]
        return boxes, _vector_rows(rows)

    def faces_of(self, chat_id: int, person_id: int, model: str) -> VectorRows:
        """The faces that a model has found where a person's are: of each photo the nearest one."""
        return self._at_places("people_faces", chat_id, model, "place.person_id = ?", [person_id])

    def faces_judged(self, chat_id: int, profile_id: int, model: str, *, is_theirs: bool) -> VectorRows:
        """The same for the places of which a user has said that they are theirs, or that they are not."""
        where = "profile_id = ? AND is_theirs = ?"
        return self._at_places("profile_faces", chat_id, model, where, [profile_id, is_theirs])

    def faces_by_id(self, chat_id: int, face_ids: Sequence[int], model: str) -> VectorRows:
        """Those of these faces that a model has found."""
        rows = self._db.rows(
            "SELECT faces.id, photo_id, quality, file, position FROM faces "
            "JOIN segments ON segments.id = segment_id WHERE chat_id = ? AND model = ? "
            "AND faces.id IN (SELECT value FROM json_each(?)) ORDER BY segment_id, position",
            [chat_id, model, json.dumps(list(face_ids))],
        )
        return _vector_rows(rows)

    def boxes(self, chat_id: int, face_ids: Sequence[int]) -> dict[int, Box]:
        """Where faces of this chat's photos are, by their ids; those that are still there."""
        rows = self._db.rows(
            "SELECT faces.id, x, y, width, height FROM faces JOIN segments ON segments.id = segment_id "
            "WHERE chat_id = ? AND faces.id IN (SELECT value FROM json_each(?))",
            [chat_id, json.dumps(list(face_ids))],
        )
        return {row["id"]: Box(row["x"], row["y"], row["width"], row["height"]) for row in rows}

    def _at_places(
        self, table: str, chat_id: int, model: str, where: str, values: Sequence[int]
    ) -> VectorRows:
        """The face that a model has found at each place of a table's rows: of several the nearest one."""
        rows = self._db.rows(
            "SELECT faces.id, faces.photo_id, quality, file, position, segment_id, "  # noqa: S608
            "min(abs(faces.x + width / 2 - place.x) + abs(faces.y + height / 2 - place.y)) "
            f"FROM {table} AS place JOIN faces ON faces.photo_id = place.photo_id "
            "JOIN segments ON segments.id = segment_id "
            f"WHERE {where} AND chat_id = ? AND model = ? "
            "AND place.x BETWEEN faces.x AND faces.x + width "
            "AND place.y BETWEEN faces.y AND faces.y + height "
            "GROUP BY place.rowid ORDER BY segment_id, position",
            [*values, chat_id, model],
        )
        return _vector_rows(rows)

    def _add(self, chat_id: int, kind: Kind, model: str, file: str) -> int:
        return self._db.insert("segments", {"chat_id": chat_id, "kind": kind, "model": model, "file": file})

    def _rows(self, kind: Kind, chat_id: int, model: str, quality: str) -> VectorRows:
        with self._db.atomic():
            segments = self._db.rows(
                "SELECT id, file FROM segments WHERE chat_id = ? AND kind = ? AND model = ? ORDER BY id",
                [chat_id, kind, model],
            )
            rows = self._db.tuples(
                f"SELECT photo_id, {quality}, rowid, segment_id, position FROM {kind} "  # noqa: S608
                "WHERE segment_id IN (SELECT value FROM json_each(?)) ORDER BY segment_id, position",
                [json.dumps([segment["id"] for segment in segments])],
            )
        columns = zip(*rows, strict=True) if rows else ((),) * 5
        photo_ids, qualities, ids, segment_ids, positions = columns
        files = {segment["id"]: segment["file"] for segment in segments}
        used, starts = np.unique(np.array(segment_ids, np.int64), return_index=True)
        parts = np.split(np.array(positions, np.int64), starts[1:])
        return VectorRows(
            [(files[segment_id], part) for segment_id, part in zip(used.tolist(), parts, strict=False)],
            np.array(photo_ids, np.int64),
            np.array(qualities, np.float32),
            np.array(ids, np.int64),
        )


def _vector_rows(rows: Sequence[Row]) -> VectorRows:
    """Of a few rows, segment by segment."""
    files = groupby(rows, key=itemgetter("file"))
    return VectorRows(
        [(file, np.array([row["position"] for row in part], np.int64)) for file, part in files],
        np.array([row["photo_id"] for row in rows], np.int64),
        np.array([row["quality"] for row in rows], np.float32),
        np.array([row["id"] for row in rows], np.int64),
    )


def _face_rows(faces: EncodedFaces, photo_id: int, segment_id: int | None, position: int) -> list[Row]:
    return [
        {
            "photo_id": photo_id,
            "segment_id": segment_id,
            "position": position + index,
            "x": face.box.x,
            "y": face.box.y,
            "width": face.box.width,
            "height": face.box.height,
            "landmarks": json.dumps(face.landmarks) if face.landmarks else None,
            "score": face.score,
            "quality": face.quality,
        }
        for index, face in enumerate(faces.faces)
    ]
