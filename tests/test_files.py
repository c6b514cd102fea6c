"""What people send, fetched from Telegram."""

import asyncio
from pathlib import Path
from typing import Any

from bot.files import SAVED_AT_ONCE, Files
from bot.worker import Worker


class Sent:
    """A document of Telegram's that takes its time, and counts how many of them are in memory."""

    in_memory = most = 0

    async def get_file(self) -> "Sent":
        return self

    async def download_as_bytearray(self) -> bytearray:
        Sent.in_memory += 1
        Sent.most = max(Sent.most, Sent.in_memory)
        await asyncio.sleep(0.01)
        Sent.in_memory -= 1
        return bytearray(b"zip")


async def test_of_many_zips_that_come_at_once_few_are_in_memory(tmp_path: Path) -> None:
    worker = Worker()
    files = Files(worker, None)
    document: Any = Sent()
    paths = [tmp_path / f"{number}.zip" for number in range(50)]
    await asyncio.gather(*(files.save(document, path) for path in paths))
    assert all(path.read_bytes() == b"zip" for path in paths)
    assert Sent.most == SAVED_AT_ONCE
    await worker.close()
