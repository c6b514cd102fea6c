"""Which photos the bot's messages show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from core.store.clock import ago, now
from core.store.database import Database

KEPT = timedelta(days=90)
"""For how long a message can be replied to."""


class Sent:
    def __init__(self, database: Database) -> None:
        self._db = database

    def add(
        self,
        chat_id: int,
        message_ids: Sequence[int],
        photo_ids: Sequence[int],
        search_id: int,
        first_place: int = 1,
    ) -> None:
        """Note that these messages show the results of a search, in order.

        Those of a gallery that was deleted meanwhile are not noted.
        """
        sent_at = now()
        with self._db.losable():
            self._db.execute("DELETE FROM sent WHERE sent_at < ?", [ago(KEPT)])
            sent = zip(message_ids, photo_ids, strict=True)
            for place, (message_id, photo_id) in enumerate(sent, first_place):
                self._db.execute(
                    "INSERT OR REPLACE INTO sent (chat_id, message_id, photo_id, search_id, place, sent_at) "
                    "SELECT ?, ?, id, ?, ?, ? FROM photos WHERE id = ?",
                    [chat_id, message_id, search_id, place, sent_at, photo_id],
                )

    def photo(self, chat_id: int, message_id: int) -> int | None:
        """The photo that a message shows."""
        row = self._db.row(
            "SELECT photo_id FROM sent WHERE chat_id = ? AND message_id = ?", [chat_id, message_id]
        )
        return row["photo_id"] if row else None

    def gallery(self, chat_id: int, message_id: int) -> int | None:
        """Whose gallery that photo is in."""
        row = self._db.row(
            "SELECT photos.chat_id AS gallery FROM sent JOIN photos ON photos.id = photo_id "
            "WHERE sent.chat_id = ? AND message_id = ?",
            [chat_id, message_id],
        )
        return row["gallery"] if row else None

    def last_page(self, chat_id: int, search_id: int) -> dict[int, "SentPhoto"]:
        """By their places, the photos of a search that were sent to a chat last, at once."""
        rows = self._db.rows(
            "SELECT place, message_id, photo_id FROM sent WHERE chat_id = ? AND search_id = ? "
            "AND sent_at = (SELECT max(sent_at) FROM sent WHERE chat_id = ? AND search_id = ?) "
            "ORDER BY message_id",
            [chat_id, search_id, chat_id, search_id],
        )
        return {row["place"]: SentPhoto(row["message_id"], row["photo_id"]) for row in rows}


@dataclass(frozen=True, slots=True)
class SentPhoto:
    message_id: int
    photo_id: int
