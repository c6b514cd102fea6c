"""How long galleries are kept that nobody uses: each chat chooses, and is warned before."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.gallery import Galleries
from core.store.chats import Use
from core.store.clock import current
from core.store.photos import GalleryStats
from core.store.store import Store

WARNED = timedelta(days=7)
"""So long before a gallery is deleted its chat is told."""


@dataclass(frozen=True, slots=True)
class Unused:
    """A gallery that nobody has used for long."""

    use: Use
    deleted_on: date  # at the earliest

    @property
    def chat_id(self) -> int:
        return self.use.chat_id


class Retention:
    """A gallery is deleted when its days are over, and its chat was warned at least a week before.

    So a bot that was off for months warns first.
    """

    def __init__(self, store: Store, galleries: Galleries, clock: Callable[[], datetime] = current) -> None:
        self._store = store
        self._galleries = galleries
        self._clock = clock

    def to_warn(self) -> list[Unused]:
        """Galleries that will be deleted soon, of chats that do not know it."""
        now = self._clock()
        self._store.chats.count_from(now)
        uses = [use for use in self._store.chats.uses() if use.warned_at is None]
        return [_unused(use, now) for use in uses if _ends(use) - WARNED <= now]

    def note_warned(self, unused: Unused) -> None:
        self._store.chats.set_warned(unused.use, self._clock())

    def over(self) -> list[Unused]:
        """Galleries whose time is over."""
        now = self._clock()
        return [_unused(use, now) for use in self._store.chats.uses() if _is_over(use, now)]

    def delete(self, chat_id: int) -> GalleryStats | None:
        """Delete a gallery whose time is over, and say what it was; None if it was used meanwhile."""
        if all(unused.chat_id != chat_id for unused in self.over()):
            return None
        return self._galleries.delete(chat_id)

    def keep(self, chat_id: int) -> int | None:
        """Count anew from now, for so many days; None where there is nothing to keep."""
        if not self._store.photos.count(chat_id):
            return None
        self._store.chats.touch(chat_id)
        return self._store.chats.settings(chat_id).kept_days


def _ends(use: Use) -> datetime:
    return use.used_at + timedelta(days=use.kept_days)


def _is_over(use: Use, now: datetime) -> bool:
    return use.warned_at is not None and max(_ends(use), use.warned_at + WARNED) <= now


def _unused(use: Use, now: datetime) -> Unused:
    ends = max(_ends(use), (use.warned_at or now) + WARNED)
    return Unused(use, ends.date())
