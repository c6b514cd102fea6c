"""What users have chosen, wherever they are."""

from dataclasses import dataclass

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
