"""Photos, their faces and their vectors: rows that name files."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from core.store.clock import now
from core.store.database import Database, Row
from core.types import EncodedPhoto


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
    sent_as: str | None = None  # under which name its preview was sent before, and can be sent again


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

    def add(self, chat_id: int, import_id: int, photos: Sequence[NewPhoto], model: str) -> list[int]:
        """Add photos in which this face model has looked; their ids. To be called in a transaction."""
        return [self._add(_photo_row(chat_id, import_id, photo, model), photo.words) for photo in photos]

    def set_seen(self, photo_ids: Sequence[int], model: str) -> None:
        """Note that this face model has looked at photos."""
        self._db.execute(
            "UPDATE photos SET face_model = ? WHERE id IN (SELECT value FROM json_each(?))",
            [model, json.dumps(list(photo_ids))],
        )

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

    def chats_behind(self, model: str) -> list[int]:
        """Chats that have such photos, or that another model answers for; those with the fewest first."""
        rows = self._db.rows(
            "SELECT chats.id, sum(photos.face_model IS NOT :1) AS unseen FROM chats "
            "JOIN photos ON chat_id = chats.id GROUP BY chats.id "
            "HAVING unseen OR chats.face_model IS NOT :1 ORDER BY unseen, chats.id",
            [model],
        )
        return [row["id"] for row in rows]

    def without_text(self, chat_id: int, model: str, limit: int) -> list[Photo]:
        """Photos that have no vector of this text model yet, oldest first."""
        rows = self._db.rows(
            "SELECT * FROM photos WHERE chat_id = ? AND id NOT IN (SELECT photo_id FROM texts "
            "JOIN segments ON segments.id = segment_id WHERE chat_id = ? AND model = ?) ORDER BY id LIMIT ?",
            [chat_id, chat_id, model, limit],
        )
        return [_photo(row) for row in rows]

    def get(self, chat_id: int, photo_ids: Iterable[int]) -> list[Photo]:
        """Photos of this chat by id, in the order asked for; unknown ids are left out."""
        wanted = list(photo_ids)
        rows = self._db.rows(
            "SELECT * FROM photos WHERE chat_id = ? AND id IN (SELECT value FROM json_each(?))",
            [chat_id, json.dumps(wanted)],
        )
        found = {row["id"]: _photo(row) for row in rows}
        return [found[photo_id] for photo_id in wanted if photo_id in found]

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

    def fingerprints(self, chat_id: int, photo_ids: Iterable[int]) -> dict[int, bytes]:
        """Those that there are."""
        rows = self._db.tuples(
            "SELECT id, fingerprint FROM photos WHERE chat_id = ? AND fingerprint <> x'' "
            "AND id IN (SELECT value FROM json_each(?))",
            [chat_id, json.dumps(list(photo_ids))],
        )
        return dict(rows)

    def without_fingerprint(self, chat_id: int, limit: int) -> list[Photo]:
        """Photos of which none was made yet: they came with an earlier release."""
        rows = self._db.rows(
            "SELECT * FROM photos WHERE chat_id = ? AND fingerprint IS NULL ORDER BY id LIMIT ?",
            [chat_id, limit],
        )
        return [_photo(row) for row in rows]

    def set_fingerprint(self, photo_id: int, fingerprint: bytes) -> None:
        self._db.execute("UPDATE photos SET fingerprint = ? WHERE id = ?", [fingerprint, photo_id])

    def set_sent_as(self, photo_id: int, name: str | None) -> None:
        with self._db.losable():
            self._db.execute("UPDATE photos SET sent_as = ? WHERE id = ?", [name, photo_id])

    def ids(self, chat_id: int, import_id: int | None = None) -> list[int]:
        """Of all, or of those that an import has added, in the order in which they came."""
        rows = self._db.rows(
            "SELECT id FROM photos WHERE chat_id = ?1 AND (?2 IS NULL OR import_id = ?2) ORDER BY id",
            [chat_id, import_id],
        )
        return [row["id"] for row in rows]

    def count(self, chat_id: int) -> int:
        row = self._db.row("SELECT count(*) AS photos FROM photos WHERE chat_id = ?", [chat_id])
        return row["photos"] if row else 0

    def stats(self, chat_id: int, face_model: str, text_model: str) -> GalleryStats:
        """Faces as the one model has found them, and photos that the other has described."""
        row = self._db.row(
            "SELECT count(*) AS photos, min(added_at) AS since, "
            "(SELECT count(*) FROM faces JOIN segments ON segments.id = segment_id "
            " WHERE chat_id = :1 AND model = :2) AS faces, "
            "(SELECT count(*) FROM texts JOIN segments ON segments.id = segment_id "
            " WHERE chat_id = :1 AND model = :3) AS described FROM photos WHERE chat_id = :1",
            [chat_id, face_model, text_model],
        )
        if row is None or not row["photos"]:
            return GalleryStats(0, 0, None, 0)
        return GalleryStats(
            row["photos"], row["faces"], datetime.fromisoformat(row["since"]), row["described"]
        )

    def all(self, chat_id: int) -> list[Photo]:
        return [
            _photo(row)
            for row in self._db.rows("SELECT * FROM photos WHERE chat_id = ? ORDER BY id", [chat_id])
        ]

    def _add(self, row: Row, words: SearchWords) -> int:
        photo_id = self._db.insert("photos", row)
        self._db.insert_all("words", [{"rowid": photo_id, **asdict(words)}])
        return photo_id


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
        "fingerprint": photo.encoded.fingerprint,
        "face_model": face_model,
    }


def _photo(row: Row) -> Photo:
    fields = {name: row[name] for name in Photo.__slots__ if name != "taken_at"}
    taken_at = row["taken_at"]
    return Photo(**fields, taken_at=datetime.fromisoformat(taken_at) if taken_at else None)
