"""What is said where files that were sent do not come in."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telegram import Message
from telegram.error import TelegramError

from bot.replies.progress import disk_full_text
from bot.texts import Texts
from core.errors import DiskError, DiskFullError, EndedError

logger = logging.getLogger(__name__)


@asynccontextmanager
async def telling_trouble(status: Message, t: Texts, name: str) -> AsyncIterator[None]:
    """Say in its status message why something does not come in; `name`: as it stands in sentences."""
    try:
        yield
    except DiskFullError as error:
        logger.warning("What was sent to chat %s does not fit: %s", status.chat_id, error)
        await status.edit_text(disk_full_text(t, name, error))
    except EndedError:
        await status.edit_text(t("import-given-up", name=name))
    except (TelegramError, OSError, DiskError) as error:
        logger.exception("What was sent to chat %s could not be fetched", status.chat_id)
        key = "import-disk" if isinstance(error, DiskError) else "download-failed"
        await status.edit_text(t(key, name=name))
