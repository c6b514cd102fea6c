"""Places, so many for each: for a person, say, or a chat."""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass


class Places:
    """Who waits for a place of one takes none of another's. First come, first served."""

    def __init__(self, each: int) -> None:
        self._each = each
        self._lines: dict[Hashable, _Line] = {}

    @asynccontextmanager
    async def place(self, whose: Hashable) -> AsyncIterator[None]:
        """Nothing is left of a line in which nobody is any more: there are many chats."""
        line = self._lines.setdefault(whose, _Line(asyncio.Semaphore(self._each)))
        line.wanted += 1
        try:
            async with line.places:
                yield
        finally:
            line.wanted -= 1
            if not line.wanted:
                del self._lines[whose]

    def wanted(self, whose: Hashable) -> int:
        """How many have a place of this one's, or wait for it."""
        line = self._lines.get(whose)
        return line.wanted if line else 0

    def __len__(self) -> int:
        """How many there are of whom a place is wanted."""
        return len(self._lines)


@dataclass(slots=True)
class _Line:
    places: asyncio.Semaphore
    wanted: int = 0
