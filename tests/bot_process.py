"""The bot in a process of its own, to be stopped or killed: `python -m tests.bot_process FOLDER CHAT TOKEN`.

CHAT is the address of a local chat in another process. It writes a line once it is at work.
"""

import asyncio
import sys
from pathlib import Path

from bot import importing
from bot.app import running
from bot.logs import configure_logging
from bot.settings import Settings
from bot.stopping import until_signal
from core import importer, reindexer
from tests.chat import CHOSEN

PHOTOS = 3
"""In a batch: there are more moments between batches than there would be."""

EDIT_SECONDS = 0.2
"""Seen at work on a fast machine too."""


async def serve(folder: Path, address: str, token: str) -> None:
    settings = Settings(_env_file=None, **CHOSEN)
    configure_logging(settings)
    async with running(settings, token, folder, api=f"{address}/bot", files=f"{address}/file/bot"):
        sys.stdout.write("at work\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    importer.BATCH_PHOTOS = reindexer.BATCH_PHOTOS = PHOTOS
    importing.EDIT_SECONDS = EDIT_SECONDS
    asyncio.run(until_signal(serve(Path(sys.argv[1]), *sys.argv[2:])))
