"""Parts of zips that were cut: which are here."""

from datetime import timedelta

from core.intake.split import Part
from core.store.clock import ago, now
from core.store.database import Database

KEPT = timedelta(days=1)


class Parts:
    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, chat_id: int, part: Part, file: str) -> None:
        """A part that comes again takes the place of the first."""
        self._db.execute(
            "INSERT OR REPLACE INTO parts (chat_id, zip, spanned, number, file, added_at) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            [chat_id, part.zip, part.spanned, part.number, file, now()],
        )

    def of(self, chat_id: int, part: Part) -> dict[int, str]:
        """The files of all parts of the same zip, by their numbers."""
        rows = self._db.rows(
            "SELECT number, file FROM parts WHERE chat_id = ? AND zip = ? AND spanned = ?",
            [chat_id, part.zip, part.spanned],
        )
        return {row["number"]: row["file"] for row in rows}

    def files(self, chat_id: int) -> list[str]:
        return [row["file"] for row in self._db.rows("SELECT file FROM parts WHERE chat_id = ?", [chat_id])]

    def latest(self, chat_id: int) -> list[Part]:
        """Of each zip the part that came last."""
        rows = self._db.rows(
            "SELECT zip, number, spanned, max(added_at) FROM parts WHERE chat_id = ? "
            "GROUP BY zip, spanned ORDER BY max(added_at)",
            [chat_id],
        )
        return [Part(row["zip"], row["number"], bool(row["spanned"])) for row in rows]

    def set_message(self, chat_id: int, part: Part, message_id: int) -> bool:
        """Note which message says what is missing beside a part; False where that is not here."""
        with self._db.atomic():
            if part.number not in self.of(chat_id, part):
                return False
            self._db.execute(
                "UPDATE parts SET message_id = ? "
                "WHERE chat_id = ? AND zip = ? AND spanned = ? AND number = ?",
                [message_id, chat_id, part.zip, part.spanned, part.number],
            )
        return True

    def drop(self, chat_id: int, part: Part) -> list[int]:
        """Forget all parts of the same zip; the messages that were noted with them."""
        whole: list[int | str] = [chat_id, part.zip, part.spanned]
        with self._db.atomic():
            rows = self._db.rows(
                "SELECT message_id FROM parts WHERE chat_id = ? AND zip = ? AND spanned = ? "
                "AND message_id IS NOT NULL ORDER BY message_id",
                whole,
            )
            self._db.execute("DELETE FROM parts WHERE chat_id = ? AND zip = ? AND spanned = ?", whole)
        return [row["message_id"] for row in rows]

    def drop_old(self) -> list[tuple[int, str]]:
        """Forget those, of all chats, of which the others have not come for a day: their chats and files."""
        before = ago(KEPT)
        with self._db.atomic():
            rows = self._db.rows("SELECT chat_id, file FROM parts WHERE added_at < ?", [before])
            self._db.execute("DELETE FROM parts WHERE added_at < ?", [before])
        return [(row["chat_id"], row["file"]) for row in rows]
