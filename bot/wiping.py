"""What was deleted while another process read the database, wiped once that has read it."""

import asyncio
import logging

from bot.worker import Worker
from core.errors import DiskError
from core.forgetting import Forgetting

logger = logging.getLogger(__name__)

EVERY_SECONDS = 60.0
"""As `/privacy` says: so long after a backup nothing is left of what was deleted meanwhile."""


async def wipe(forgetting: Forgetting, worker: Worker) -> None:
    """Try again and again, until it is cancelled."""
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        try:
            await worker.run(forgetting.finish)
        except DiskError as error:
            logger.warning("What was deleted could not be wiped: %s", error)
