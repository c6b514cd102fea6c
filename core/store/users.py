"""What users have chosen, wherever they are."""

from dataclasses import dataclass

from core.store.clock import now
from core.store.database import Database


@dataclass(frozen=True, slots=True)
class UserSettings:
    language: str | None = None  # None: that of the user's Telegram
    private_results: bool = False  # of searches in groups


class Users:
    def __init__(self, database: Database) -> None:
        self._db = database

    def settings(self, user_id: int) -> UserSettings:
        row = self._db.row("SELECT language, private_results FROM users WHERE id = ?", [user_id])
        return UserSettings(row["language"], bool(row["private_results"])) if row else UserSettings()

    def languages(self) -> dict[int, str]:
        """Of all users who have chosen one."""
        return dict(self._db.tuples("SELECT id, language FROM users WHERE language IS NOT NULL"))

    def set_language(self, user_id: int, language: str | None) -> None:
        self._db.execute(
            "INSERT INTO users (id, language) VALUES (?, ?) "
            "ON CONFLICT (id) DO UPDATE SET language = excluded.language",
            [user_id, language],
        )

    def set_private_results(self, user_id: int, *, private: bool) -> None:
        self._db.execute(
            "INSERT INTO users (id, private_results) VALUES (?, ?) "
            "ON CONFLICT (id) DO UPDATE SET private_results = excluded.private_results",
            [user_id, private],
        )

    def consented(self) -> set[int]:
        """All who have agreed that faces are looked for in what they send."""
        return {row["id"] for row in self._db.rows("SELECT id FROM users WHERE consented_at IS NOT NULL")}

    def consent(self, user_id: int) -> None:
        """Note that a user has agreed, now. Below zero: a chat in whose name somebody writes."""
        self._db.execute(
            "INSERT INTO users (id, consented_at) VALUES (?, ?) "
            "ON CONFLICT (id) DO UPDATE SET consented_at = coalesce(consented_at, excluded.consented_at)",
            [user_id, now()],
        )

    def forget(self, user_id: int) -> None:
        """Delete all that is kept of a user, in all chats, but for the photos of their own gallery."""
        own = "SELECT id FROM profiles WHERE user_id = ?"
        with self._db.atomic():
            self._db.execute(f"DELETE FROM searches WHERE profile_id IN ({own})", [user_id])  # noqa: S608
            self._db.execute("DELETE FROM searches WHERE asked_in = ?", [user_id])
            self._db.execute("DELETE FROM profiles WHERE user_id = ?", [user_id])
            self._db.execute("DELETE FROM questions WHERE kind = 'selfie' AND value = ?", [user_id])
            for table in ("sent", "questions", "guests"):
                self._db.execute(f"DELETE FROM {table} WHERE chat_id = ?", [user_id])  # noqa: S608
            self._db.execute("UPDATE imports SET user_id = NULL WHERE user_id = ?", [user_id])
            self._db.execute("DELETE FROM users WHERE id = ?", [user_id])
