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


class Served:
    """A photo of a Bot API server's on this machine, which fetches it once, and answers ever later."""

    file_unique_id = "a"
    file_path = "/var/lib/telegram-bot-api/token/photos/a.jpg"
    token = "token"

    def __init__(self, folder: Path) -> None:
        self._file = folder / "token" / "photos" / "a.jpg"
        self._file.parent.mkdir(parents=True)
        self._seconds = 0.0

    async def get_file(self, **_: Any) -> "Served":
        self._file.write_bytes(b"photo")
        self._seconds += 0.1
        await asyncio.sleep(self._seconds)
        return self

    def is_there(self) -> bool:
        return self._file.exists()

    def get_bot(self) -> "Served":
        return self


async def test_a_photo_that_several_read_at_a_time_is_there_for_each(tmp_path: Path) -> None:
    worker = Worker()
    files = Files(worker, tmp_path)
    served: Any = Served(tmp_path)
    assert await asyncio.gather(*(files.read(served) for _ in range(3))) == [b"photo"] * 3
    assert not served.is_there()
    await worker.close()
