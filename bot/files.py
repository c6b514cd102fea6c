"""What people send, fetched from Telegram, or handed over by a Bot API server on this machine."""

import asyncio
from pathlib import Path

from telegram import Document, File
from telegram.constants import FileSizeLimit

from bot.pictures import Picture
from bot.places import Places
from bot.settings import MEGABYTE
from bot.worker import Worker
from core.intake.handover import file_inside, take, take_bytes

LIMIT = int(FileSizeLimit.FILESIZE_DOWNLOAD)
LOCAL_LIMIT = 2_000 * MEGABYTE

SAVED_AT_ONCE = 4
"""Files that are to be written come through memory as a whole: fifty zips at once would take 2 GB of it, and
keep the loop from whoever waits for an answer."""

LOCAL_SECONDS = 3600.0
"""For the server on this machine to answer: it fetches the file first."""


class Files:
    def __init__(self, worker: Worker, folder: Path | None) -> None:
        """`folder`: where a server on this machine keeps its files; None: Telegram's own is asked."""
        self._worker = worker
        self._folder = folder
        self._taking = Places(1)  # of each file
        self._saving = asyncio.Semaphore(SAVED_AT_ONCE)
        self.limit = LIMIT if folder is None else LOCAL_LIMIT  # bytes

    @property
    def is_local(self) -> bool:
        """Whether a server on this machine writes whatever is fetched into its folder."""
        return self._folder is not None

    async def save(self, document: Document, path: Path) -> None:
        """Raises TelegramError or OSError."""
        file = await self._get(document)
        if self._folder is None:
            async with self._saving:
                data = await file.download_as_bytearray()
                await self._worker.run(path.write_bytes, data)  # `download_to_drive` does that in the loop
        else:
            place = _place(file, self._folder)
            await self._worker.run_long(lambda: take(file_inside(*place), path))

    async def read(self, picture: Picture) -> bytes:
        """Nothing of it stays in the folder of a server on this machine. Raises TelegramError or OSError."""
        if self._folder is None:
            return bytes(await (await self._get(picture)).download_as_bytearray())
        # One at a time, for the server has one file of it: else one is removed before another has read it.
        async with self._taking.place(picture.file_unique_id):
            place = _place(await self._get(picture), self._folder)
            return await self._worker.run(lambda: take_bytes(file_inside(*place)))

    async def _get(self, sent: Picture) -> File:
        if self._folder is None:
            return await sent.get_file()
        return await sent.get_file(read_timeout=LOCAL_SECONDS)


def _place(file: File, folder: Path) -> tuple[Path, str]:
    """The server keeps a bot's files in a folder called by its token; it may know what is above otherwise."""
    token = file.get_bot().token
    _, found, path = (file.file_path or "").rpartition(f"/{token}/")
    if not found:
        raise FileNotFoundError("The Bot API server named no file of this bot")
    return folder / token, path
