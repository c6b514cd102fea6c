"""What a chat has chosen, when its gallery was used, and which id it has."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.errors import ChatTakenError
from core.store.clock import ago, now, written
from core.store.database import Database
from core.store.searches import Kind

FACE_LEVEL = 70
"""Per cent. The default: 50 is break-even, 70 shows seven right results for three wrong ones at worst."""

KEPT_DAYS = 90

USE_NOTED = timedelta(hours=1)
"""When a gallery was used is written no more often than this: days are what counts."""

ALBUM = 10
"""Photos: as many as Telegram lets an album hold."""

_NAMING = (
    ("chats", "id"),
    *((table, "chat_id") for table in ("imports", "photos", "segments", "people", "profiles", "invites")),
    *(("searches", column) for column in ("chat_id", "asked_in")),
    ("parts", "chat_id"),
)
"""Where a chat is named, but for what is about its messages, and who writes in its name."""


@dataclass(frozen=True, slots=True)
class ChatSettings:
    face_level: int = FACE_LEVEL
    text_level: int | None = None  # None: the cut is made where the results stop standing out
    last_search_id: int | None = None
    album_size: int = ALBUM  # photos
    boxes: bool = False  # around the faces that match
    kept_days: int = KEPT_DAYS  # for which an unused gallery is kept; 0: for ever

    def level(self, kind: Kind) -> int | None:
        """In per cent; None for descriptions that are cut where results stop standing out."""
        return self.face_level if kind == "face" else self.text_level


@dataclass(frozen=True, slots=True)
class Use:
    """A gallery that is kept for some days after it was used last."""

    chat_id: int
    photos: int
    kept_days: int
    used_at: datetime
    warned_at: datetime | None  # that it will be deleted
    language: str | None  # of its last import


class Chats:
    def __init__(self, database: Database) -> None:
        self._db = database

    def settings(self, chat_id: int) -> ChatSettings:
        row = self._db.row(
            "SELECT face_level, text_level, last_search_id, album_size, boxes, kept_days FROM chats "
            "WHERE id = ?",
            [chat_id],
        )
        return ChatSettings(**row | {"boxes": bool(row["boxes"])}) if row else ChatSettings()

    def ensure(self, chat_id: int) -> None:
        """Make the chat's row, if this is the first that is kept of it."""
        self._db.execute(
            "INSERT OR IGNORE INTO chats (id, home, created_at, face_level) VALUES (?1, ?1, ?2, ?3)",
            [chat_id, now(), FACE_LEVEL],
        )

    def exists(self, chat_id: int) -> bool:
        return self._db.row("SELECT 1 FROM chats WHERE id = ?", [chat_id]) is not None

    def home(self, chat_id: int) -> int:
        """The id by which the chat's folder and its key are named."""
        row = self._db.row("SELECT home FROM chats WHERE id = ?", [chat_id])
        return row["home"] if row else chat_id

    def at_home(self, home: int) -> int | None:
        """The chat whose folder and key are named so."""
        row = self._db.row("SELECT id FROM chats WHERE home = ?", [home])
        return row["id"] if row else None

    def now(self, chat_id: int) -> int:
        """The id that a chat has, which may have had this one when somebody wrote in it."""
        chat = self.at_home(chat_id)
        return chat_id if chat is None else chat

    def moved(self) -> dict[int, int]:
        """By their ids, the homes of those that have had another one."""
        return dict(self._db.tuples("SELECT id, home FROM chats WHERE home <> id"))

    def move(self, old: int, new: int) -> bool:
        """Give a chat another id, in every table; False, and nothing is changed, where there is none.

        A chat that is there under the new one gives way. Messages of the chat are not known any more: those
        under the new id are counted anew. Raises ChatTakenError where the new one has photos, or they are
        coming in.
        """
        with self._db.atomic():
            if not self.exists(old):
                return False
            if self._is_filled(new):
                raise ChatTakenError
            self._db.execute("PRAGMA defer_foreign_keys = ON")  # until the transaction ends
            self._db.execute("DELETE FROM chats WHERE id = ?", [new])
            for table in ("sent", "questions"):
                self._db.execute(f"DELETE FROM {table} WHERE chat_id = ?", [old])  # noqa: S608
            for table in ("imports", "parts"):
                self._db.execute(f"UPDATE {table} SET message_id = NULL WHERE chat_id = ?", [old])  # noqa: S608
            for table, column in _NAMING:
                self._db.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", [new, old])  # noqa: S608
            self._db.execute("UPDATE OR REPLACE users SET id = ? WHERE id = ?", [new, old])
        return True

    def set_face_level(self, chat_id: int, level: int) -> None:
        self._set(chat_id, "face_level", level)

    def set_text_level(self, chat_id: int, level: int | None) -> None:
        self._set(chat_id, "text_level", level)

    def set_last_search(self, chat_id: int, search_id: int) -> None:
        """Of a chat that is there: one that was deleted meanwhile stays so."""
        with self._db.losable():
            self._db.execute("UPDATE chats SET last_search_id = ? WHERE id = ?", [search_id, chat_id])

    def set_album_size(self, chat_id: int, size: int) -> None:
        self._set(chat_id, "album_size", size)

    def set_boxes(self, chat_id: int, *, boxes: bool) -> None:
        self._set(chat_id, "boxes", boxes)

    def set_kept_days(self, chat_id: int, days: int) -> None:
        self._set(chat_id, "kept_days", days)

    def touch(self, chat_id: int) -> None:
        """Note that the gallery is being used: whatever was said of deleting it is no longer true."""
        with self._db.losable():
            self._db.execute(
                "UPDATE chats SET used_at = ?, warned_at = NULL "
                "WHERE id = ? AND (used_at IS NULL OR used_at < ? OR warned_at IS NOT NULL)",
                [now(), chat_id, ago(USE_NOTED)],
            )

    def count_from(self, time: datetime) -> None:
        """Take galleries of which nobody knows when they were used, as older releases left them."""
        self._db.execute("UPDATE chats SET used_at = ? WHERE used_at IS NULL", [written(time)])

    def set_warned(self, use: Use, time: datetime) -> None:
        """Unless the gallery was used meanwhile."""
        self._db.execute(
            "UPDATE chats SET warned_at = ? WHERE id = ? AND used_at = ?",
            [written(time), use.chat_id, written(use.used_at)],
        )

    def uses(self) -> list[Use]:
        """Of all galleries that have photos and are not kept for ever."""
        rows = self._db.rows(
            "SELECT id, kept_days, used_at, warned_at, "
            "(SELECT count(*) FROM photos WHERE chat_id = chats.id) AS photos, "
            "(SELECT language FROM imports WHERE chat_id = chats.id ORDER BY id DESC LIMIT 1) AS language "
            "FROM chats WHERE kept_days > 0 AND used_at IS NOT NULL ORDER BY id"
        )
        return [
            Use(
                row["id"],
                row["photos"],
                row["kept_days"],
                datetime.fromisoformat(row["used_at"]),
                datetime.fromisoformat(row["warned_at"]) if row["warned_at"] else None,
                row["language"],
            )
            for row in rows
            if row["photos"]
        ]

    def face_model(self, chat_id: int) -> str | None:
        """The identity of the model whose vectors answer; None before there are any."""
        return self._model(chat_id, "face_model")

    def text_model(self, chat_id: int) -> str | None:
        return self._model(chat_id, "text_model")

    def set_face_model(self, chat_id: int, identity: str, *, first: bool = False) -> None:
        """`first`: if there is none yet."""
        self._set_model(chat_id, "face_model", identity, first=first)

    def set_text_model(self, chat_id: int, identity: str, *, first: bool = False) -> None:
        self._set_model(chat_id, "text_model", identity, first=first)

    def ids(self) -> list[int]:
        return [row["id"] for row in self._db.rows("SELECT id FROM chats ORDER BY id")]

    def delete(self, chat_id: int) -> None:
        """Delete the chat's rows in every table."""
        with self._db.atomic():
            self._db.execute(
                "DELETE FROM words WHERE rowid IN (SELECT id FROM photos WHERE chat_id = ?)", [chat_id]
            )
            for table in ("searches", "photos", "segments", "imports", "people", "questions"):
                self._db.execute(f"DELETE FROM {table} WHERE chat_id = ?", [chat_id])  # noqa: S608
            self._db.execute("DELETE FROM chats WHERE id = ?", [chat_id])

    def _is_filled(self, chat_id: int) -> bool:
        """Whether a chat has photos, or may have some soon."""
        sql = (
            "SELECT 1 FROM photos WHERE chat_id = ?1 UNION ALL SELECT 1 FROM parts WHERE chat_id = ?1 "
            "UNION ALL SELECT 1 FROM imports WHERE chat_id = ?1 AND state IN ('receiving', 'running') LIMIT 1"
        )
        return self._db.row(sql, [chat_id]) is not None

    def _model(self, chat_id: int, column: str) -> str | None:
        row = self._db.row(f"SELECT {column} AS model FROM chats WHERE id = ?", [chat_id])  # noqa: S608
        return row["model"] if row else None

    def _set_model(self, chat_id: int, column: str, identity: str, *, first: bool) -> None:
        """Of a chat that is there: one that was deleted meanwhile stays so."""
        where = f"id = ? AND {column} IS NULL" if first else "id = ?"
        self._db.execute(f"UPDATE chats SET {column} = ? WHERE {where}", [identity, chat_id])  # noqa: S608

    def _set(self, chat_id: int, column: str, value: int | None) -> None:
        with self._db.atomic():
            self.ensure(chat_id)
            self._db.execute(f"UPDATE chats SET {column} = ? WHERE id = ?", [value, chat_id])  # noqa: S608
