"""Messages of the bot that ask for a reply, and what about."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from core.store.clock import ago, now
from core.store.database import Database

KEPT = timedelta(days=1)

QuestionKind = Literal["person-name", "selfie", "zip-password"]


@dataclass(frozen=True, slots=True)
class Question:
    kind: QuestionKind
    value: int  # whom or what it is about: the id of a person or an import, say


class Questions:
    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, chat_id: int, message_id: int, question: Question) -> None:
        with self._db.atomic():
            self._db.execute("DELETE FROM questions WHERE asked_at < ?", [ago(KEPT)])
            self._db.execute(
                "INSERT OR REPLACE INTO questions (chat_id, message_id, kind, value, asked_at) "
                "VALUES (?, ?, ?, ?, ?)",
                [chat_id, message_id, question.kind, question.value, now()],
            )

    def get(self, chat_id: int, message_id: int) -> Question | None:
        row = self._db.row(
            "SELECT kind, value FROM questions WHERE chat_id = ? AND message_id = ?", [chat_id, message_id]
        )
        return Question(**row) if row else None
