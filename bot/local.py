"""The bot in the local chat: no account, no token, no internet."""

import asyncio
import logging
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app import running
from bot.localchat.sample import write_sample
from bot.localchat.server import LocalChat
from bot.logs import hide_token
from bot.settings import Settings

logger = logging.getLogger(__name__)

MOST_A_SECOND = 10
"""Messages, in the long run: so none has an id of a start before, which an import may still write to."""


@asynccontextmanager
async def running_locally(settings: Settings) -> AsyncIterator[str]:
    """The bot and its chat page, at the address given. Galleries are kept apart from those of Telegram."""
    settings = settings.model_copy(update={"webhook_url": None})  # the local chat posts nothing
    # A fetch that is still under way when the bot stops may write into the folder as it is removed.
    with tempfile.TemporaryDirectory(prefix="photo-finder-", ignore_cleanup_errors=True) as sample:
        fetching = asyncio.create_task(_offer_sample(Path(sample)))
        last_id = int(MOST_A_SECOND * time.time())
        async with LocalChat(settings.local_chat_port, sample=Path(sample), last_id=last_id) as chat:
            hide_token(chat.token)
            api, files = chat.base_url, chat.base_file_url
            async with running(settings, chat.token, settings.galleries_dir, api=api, files=files):
                yield chat.address
        fetching.cancel()


async def _offer_sample(folder: Path) -> None:
    """The page offers the sample once it is there; without a package index it goes without."""
    try:
        await asyncio.to_thread(write_sample, folder)
    except RuntimeError as error:
        logger.info("%s The page offers no sample.", error)
