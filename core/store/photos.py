"""Photos, their faces and their vectors: rows that name files."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from core.store.clock import now
from core.store.database import Database, Row
from core.types import EncodedFaces, EncodedPhoto


@dataclass(frozen=True, slots=True)
class SearchWords:
    """What the full-text index holds of a photo, folded as queries are."""

    name: str
    folder: str
    taken: str


@dataclass(frozen=True, slots=True)
class NewPhoto:
    sha256: str
    suffix: str  # of the original, with the dot, lower case
    name: str
    folder: str
    words: SearchWords
    encoded: EncodedPhoto


@dataclass(frozen=True, slots=True)
class Photo:
    id: int
    sha256: str
    suffix: str
    name: str
    folder: str
    width: int
    height: int
    taken_at: datetime | None


@dataclass(frozen=True, slots=True)
class VectorRows:
    """Whose vectors the segments of a chat hold, one segment after the other."""

    segments: list[tuple[str, NDArray[np.int64]]]  # files, and which of their rows have a face or a photo
    photo_ids: NDArray[np.int64]  # (n,)
    qualities: NDArray[np.float32]  # (n,) of faces; (0,) of texts


@dataclass(frozen=True, slots=True)
class GalleryStats:
    photos: int
    faces: int
    since: datetime | None
    described: int  # photos that have a vector of the text model in use


class Photos:
    def __init__(self, database: Database) -> None:
        self._db = database

    def has(self, chat_id: int, sha256: str) -> bool:
        return (
            self._db.row("SELECT 1 FROM photos WHERE chat_id = ? AND sha256 = ?", [chat_id, sha256])
            is not None
        )

    def add(self, chat_id: int, import_id: int, photos: Sequence[NewPhoto], model: str, segment: str) -> None:
        """Add a batch whose face vectors the file `segment` has, in order. To be called in a transaction."""
        photo_ids = []
        for photo in photos:
            photo_id = self._db.insert("photos", _photo_row(chat_id, import_id, photo, model))
            self._db.insert_all("words", [{"rowid": photo_id, **asdict(photo.words)}])
            photo_ids.append(photo_id)
        self._add_faces(chat_id, photo_ids, [photo.encoded.faces for photo in photos], model, segment)

    def replace_faces(
        self, chat_id: int, photo_ids: Sequence[int], faces: Sequence[EncodedFaces], model: str, segment: str
    ) -> list[str]:
        """Give photos the faces that another model has found, whose vectors the file `segment` has, in order.

        The files of segments that no face is in any more. To be called in a transaction.
        """
        listed = json.dumps(list(photo_ids))
        self._db.execute("DELETE FROM faces WHERE photo_id IN (SELECT value FROM json_each(?))", [listed])
        self._add_faces(chat_id, photo_ids, faces, model, segment)
        self._db.execute(
            "UPDATE photos SET face_model = ? WHERE id IN (SELECT value FROM json_each(?))", [model, listed]
        )
        return self._drop_segments_without_faces(chat_id)

    def unseen(self, chat_id: int, model: str, after: int, limit: int) -> list[Photo]:
        """Photos in which this model has not looked for faces yet, oldest first, beyond the id `after`."""
        rows = self._db.rows(
            "SELECT * FROM photos WHERE chat_id = ? AND face_model IS NOT ? AND id > ? ORDER BY id LIMIT ?",
            [chat_id, model, after, limit],
        )
        return [_photo(row) for row in rows]

    def count_unseen(self, chat_id: int, model: str) -> int:
        """How many photos `unseen` gives, in all."""
        sql = "SELECT count(*) AS photos FROM photos WHERE chat_id = ? AND face_model IS NOT ?"
        row = self._db.row(sql, [chat_id, model])
        return row["photos"] if row else 0

    def chats_with_unseen(self, model: str) -> list[int]:
        """Chats that have such photos, those that have the fewest first."""
        rows = self._db.rows(
            "SELECT chat_id FROM photos WHERE face_model IS NOT ? "
            "GROUP BY chat_id ORDER BY count(*), chat_id",
            [model],
        )
        return [row["chat_id"] for row in rows]

    def add_texts(self, chat_id: int, photo_ids: Sequence[int], model: str, segment: str) -> None:
        """Add the text vectors of photos, in order. To be called in a transaction."""
        segment_id = self._add_segment(chat_id, "texts", model, segment)
        rows = [
            {"photo_id": photo_id, "segment_id": segment_id, "position": position}
            for position, photo_id in enumerate(photo_ids)
        ]
        self._db.insert_all("texts", rows)

    def without_text(self, chat_id: int, model: str, limit: int) -> list[Photo]:
        """Photos that have no vector of this text model yet, oldest first."""
        rows = self._db.rows(
            "SELECT * FROM photos WHERE chat_id = ? AND id NOT IN (SELECT photo_id FROM texts "
            "JOIN segments ON segments.id = segment_id WHERE chat_id = ? AND model = ?) ORDER BY id LIMIT ?",
            [chat_id, chat_id, model, limit],
        )
        return [_photo(row) for row in rows]

    def face_rows(self, chat_id: int, model: str) -> VectorRows:
        return self._vector_rows("faces", chat_id, model, "quality")

    def text_rows(self, chat_id: int, model: str) -> VectorRows:
        return self._vector_rows("texts", chat_id, model, "NULL")

    def face_sizes(self, photo_ids: Sequence[int]) -> dict[int, list[float]]:
        """Of each photo that has faces: their longer sides, as fractions of the photo's."""
        rows = self._db.rows(
            "SELECT photo_id, max(width, height) AS size FROM faces "
            "WHERE photo_id IN (SELECT value FROM json_each(?))",
            [json.dumps(list(photo_ids))],
        )
        sizes: dict[int, list[float]] = {}
        for row in rows:
            sizes.setdefault(row["photo_id"], []).append(row["size"])
        return sizes

    def get(self, chat_id: int, photo_ids: Iterable[int]) -> list[Photo]:
        """Photos of this chat by id, in the order asked for; unknown ids are left out."""
        wanted = list(photo_ids)
        rows = self._db.rows(
            "SELECT * FROM photos WHERE chat_id = ? AND id IN (SELECT value FROM json_each(?))",
            [chat_id, json.dumps(wanted)],
        )
        found = {row["id"]: _photo(row) for row in rows}
        return [found[photo_id] for photo_id in wanted if photo_id in found]

    def latest(self, chat_id: int, limit: int, import_id: int | None = None) -> list[Photo]:
        rows = self._db.rows(
            "SELECT * FROM photos WHERE chat_id = ? AND (? IS NULL OR import_id = ?) "
            "ORDER BY id DESC LIMIT ?",
            [chat_id, import_id, import_id, limit],
        )
        return [_photo(row) for row in rows]

    def matching(self, chat_id: int, match: str) -> list[int]:
        """Ids of the photos whose name, folder or date match an FTS5 expression, best first (BM25)."""
        rows = self._db.rows(
            "SELECT photos.id FROM words JOIN photos ON photos.id = words.rowid "
            "WHERE words MATCH ? AND chat_id = ? ORDER BY rank, photos.id",
            [match, chat_id],
        )
        return [row["id"] for row in rows]

    def has_words(self, chat_id: int, match: str) -> bool:
        """Whether the name, folder or date of any photo matches an FTS5 expression."""
        sql = (
            "SELECT 1 FROM words JOIN photos ON photos.id = words.rowid "
            "WHERE words MATCH ? AND chat_id = ? LIMIT 1"
        )
        return self._db.row(sql, [match, chat_id]) is not None

    def count(self, chat_id: int) -> int:
        row = self._db.row("SELECT count(*) AS photos FROM photos WHERE chat_id = ?", [chat_id])
        return row["photos"] if row else 0

    def stats(self, chat_id: int, text_model: str) -> GalleryStats:
        row = self._db.row(
            "SELECT count(*) AS photos, min(added_at) AS since, "
            "(SELECT count(*) FROM faces JOIN photos AS p ON p.id = photo_id WHERE p.chat_id = :1) AS faces, "
            "(SELECT count(*) FROM texts JOIN segments ON segments.id = segment_id "
            " WHERE chat_id = :1 AND model = :2) AS described FROM photos WHERE chat_id = :1",
            [chat_id, text_model],
        )
        if row is None or not row["photos"]:
            return GalleryStats(0, 0, None, 0)
        return GalleryStats(
            row["photos"], row["faces"], datetime.fromisoformat(row["since"]), row["described"]
        )

    def segment_files(self, chat_id: int) -> list[str]:
        return [
            row["file"] for row in self._db.rows("SELECT file FROM segments WHERE chat_id = ?", [chat_id])
        ]

    def all(self, chat_id: int) -> list[Photo]:
        return [
            _photo(row)
            for row in self._db.rows("SELECT * FROM photos WHERE chat_id = ? ORDER BY id", [chat_id])
        ]

    def _add_segment(self, chat_id: int, kind: str, model: str, file: str) -> int:
        return self._db.insert("segments", {"chat_id": chat_id, "kind": kind, "model": model, "file": file})

    def _add_faces(
        self, chat_id: int, photo_ids: Sequence[int], faces: Sequence[EncodedFaces], model: str, segment: str
    ) -> None:
        segment_id = self._add_segment(chat_id, "faces", model, segment) if segment else None
        position = 0
        for photo_id, found in zip(photo_ids, faces, strict=True):
            rows = _face_rows(found, photo_id, segment_id, position)
            self._db.insert_all("faces", rows)
            position += len(rows)

    def _drop_segments_without_faces(self, chat_id: int) -> list[str]:
        rows = self._db.rows(
            "SELECT id, file FROM segments WHERE chat_id = ? AND kind = 'faces' "
            "AND NOT EXISTS (SELECT 1 FROM faces WHERE segment_id = segments.id)",
            [chat_id],
        )
        ids = json.dumps([row["id"] for row in rows])
        self._db.execute("DELETE FROM segments WHERE id IN (SELECT value FROM json_each(?))", [ids])
        return [row["file"] for row in rows]

    def _vector_rows(self, table: str, chat_id: int, model: str, quality: str) -> VectorRows:
        with self._db.atomic():
            segments = self._db.rows(
                "SELECT id, file FROM segments WHERE chat_id = ? AND kind = ? AND model = ? ORDER BY id",
                [chat_id, table, model],
            )
            rows = self._db.tuples(
                f"SELECT photo_id, {quality}, segment_id, position FROM {table} "  # noqa: S608
                "WHERE segment_id IN (SELECT value FROM json_each(?)) ORDER BY segment_id, position",
                [json.dumps([segment["id"] for segment in segments])],
            )
        photo_ids, qualities, segment_ids, positions = zip(*rows, strict=True) if rows else ((), (), (), ())
        files = {segment["id"]: segment["file"] for segment in segments}
        used, starts = np.unique(np.array(segment_ids, np.int64), return_index=True)
        parts = np.split(np.array(positions, np.int64), starts[1:])
        return VectorRows(
            [(files[segment_id], part) for segment_id, part in zip(used.tolist(), parts, strict=False)],
            np.array(photo_ids, np.int64),
            np.array(qualities, np.float32),
        )


def _photo_row(chat_id: int, import_id: int, photo: NewPhoto, face_model: str) -> Row:
    taken_at = photo.encoded.taken_at
    return {
        "chat_id": chat_id,
        "import_id": import_id,
        "sha256": photo.sha256,
        "suffix": photo.suffix,
        "name": photo.name,
        "folder": photo.folder,
        "width": photo.encoded.width,
        "height": photo.encoded.height,
        "taken_at": taken_at.isoformat() if taken_at else None,
        "added_at": now(),
        "face_model": face_model,
    }


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


def _photo(row: Row) -> Photo:
    fields = {name: row[name] for name in Photo.__slots__ if name != "taken_at"}
    taken_at = row["taken_at"]
    return Photo(**fields, taken_at=datetime.fromisoformat(taken_at) if taken_at else None)
