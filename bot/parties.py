"""Parties, who share one place: all come in at once, and it is free when all have left."""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import AbstractAsyncContextManager, asynccontextmanager


class Parties:
    """Were there a place for each of them, those who are in might wait there for those who are not."""

    def __init__(self) -> None:
        self._here: dict[Hashable, _Party] = {}

    @asynccontextmanager
    async def place(self, party: Hashable, place: AbstractAsyncContextManager[None]) -> AsyncIterator[None]:
        """Be in a party's place: `place` where nobody of it has come before, and is still here."""
        here = self._here.get(party)
        if here is None:
            here = self._here[party] = _Party(place)
        here.members += 1
        try:
            await here.entered.wait()
            yield
        finally:
            here.members -= 1
            if not here.members:
                here.left.set()
                del self._here[party]


class _Party:
    def __init__(self, place: AbstractAsyncContextManager[None]) -> None:
        self.members = 0
        self.entered, self.left = asyncio.Event(), asyncio.Event()
        self.keeper = asyncio.create_task(self._keep(place))

    async def _keep(self, place: AbstractAsyncContextManager[None]) -> None:
        async with place:
            self.entered.set()
            await self.left.wait()
