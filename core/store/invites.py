"""Invitations to galleries, and which private chats look at one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.store.clock import ago, current, now, written
from core.store.database import Database, Row, Value

KEPT = timedelta(days=90)
"""For how long an invitation that has ended is kept: its guests have still to be told."""


@dataclass(frozen=True, slots=True)
class Invite:
    id: int
    chat_id: int  # whose gallery
    token: str = field(repr=False)  # whoever has it may look at the gallery
    until: datetime | None  # None: until it is revoked

    @property
    def has_ended(self) -> bool:
        return self.until is not None and self.until <= current()


class Invites:
    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, chat_id: int, token: str, until: datetime | None) -> Invite:
        """Keep a new one, to the gallery of a chat that is there, and drop those that ended long ago."""
        with self._db.atomic():
            self._db.execute("DELETE FROM invites WHERE until < ?", [ago(KEPT)])
            row = {"chat_id": chat_id, "token": token, "until": _text(until), "created_at": now()}
            return _invite({"id": self._db.insert("invites", row), **row})

    def get(self, chat_id: int, invite_id: int) -> Invite | None:
        return self._one("chat_id = ? AND id = ?", [chat_id, invite_id])

    def all(self, chat_id: int) -> list[Invite]:
        """To a chat's gallery, also those that have ended; the newest last."""
        return [
            _invite(row)
            for row in self._db.rows("SELECT * FROM invites WHERE chat_id = ? ORDER BY id", [chat_id])
        ]

    def set_until(self, invite_id: int, until: datetime | None) -> None:
        self._db.execute("UPDATE invites SET until = ? WHERE id = ?", [_text(until), invite_id])

    def enter(self, chat_id: int, token: str) -> Invite | None:
        """Let a private chat look at the gallery that a token opens; None where it opens none any more."""
        with self._db.atomic():
            invite = self._one("token = ?", [token])
            if invite is None or invite.has_ended:
                return None
            self._db.execute(
                "INSERT OR REPLACE INTO guests (chat_id, invite_id) VALUES (?, ?)", [chat_id, invite.id]
            )
        return invite

    def leave(self, chat_id: int) -> None:
        self._db.execute("DELETE FROM guests WHERE chat_id = ?", [chat_id])

    def guests(self) -> dict[int, Invite]:
        """All private chats that look at a gallery, and by which invitation."""
        rows = self._db.rows(
            "SELECT guests.chat_id AS guest, invites.* FROM guests JOIN invites ON invites.id = invite_id"
        )
        return {row["guest"]: _invite(row) for row in rows}

    def _one(self, where: str, values: Sequence[Value]) -> Invite | None:
        row = self._db.row(f"SELECT * FROM invites WHERE {where}", values)  # noqa: S608
        return _invite(row) if row else None


def _invite(row: Row) -> Invite:
    until = datetime.fromisoformat(row["until"]) if row["until"] else None
    return Invite(row["id"], row["chat_id"], row["token"], until)


def _text(until: datetime | None) -> str | None:
    return written(until) if until else None
