"""What the bot takes, and how far its imports are, every two seconds."""

import asyncio
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bench import processes
from bench.load.bot_process import Served
from bench.load.records import Sample

EVERY = 2.0  # seconds


@dataclass
class Watch:
    served: Served
    began: float
    samples: list[Sample] = field(default_factory=list)
    _highest: dict[int, float] = field(default_factory=dict)

    @property
    def highest(self) -> float:
        """The most megabytes that each process ever had, added up: never too little."""
        return sum(self._highest.values())

    def have(self, count: int, chats: Sequence[int]) -> bool:
        """Whether each of the chats has so many photos."""
        return bool(self.samples) and all(self.samples[-1].photos.get(chat, 0) >= count for chat in chats)

    async def run(self) -> None:
        """Look until it is cancelled."""
        while True:
            self.samples.append(await asyncio.to_thread(self._sample))
            await asyncio.sleep(EVERY)

    def _sample(self) -> Sample:
        megabytes = 0.0
        for pid in processes.family(self.served.pid):
            with suppress(OSError):  # it has ended meanwhile
                megabytes += processes.shared_out(pid)
                self._highest[pid] = processes.highest(pid)
        return Sample(time.monotonic() - self.began, megabytes, photos(self.served.database))


def photos(database: Path) -> dict[int, int]:
    """How many each chat has, so far."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        return dict(connection.execute("SELECT chat_id, count(*) FROM photos GROUP BY chat_id"))
