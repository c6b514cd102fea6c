"""Working until a signal says to stop, and being gone soon after it."""

import asyncio
import contextlib
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Coroutine
from typing import Any

logger = logging.getLogger(__name__)

LEAVING_SECONDS = 9.5
"""Service managers kill what is still there after ten seconds, some of them."""


async def until_signal(work: Coroutine[Any, Any, None]) -> None:
    """Work until SIGINT or SIGTERM; a second one does not cut the stopping short."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, _stop, stop)
    working = asyncio.create_task(work)
    waiting = asyncio.create_task(stop.wait())
    await asyncio.wait({working, waiting}, return_when=asyncio.FIRST_COMPLETED)
    for task in (working, waiting):
        task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await working


def _stop(stop: asyncio.Event) -> None:
    if not stop.is_set():
        late = threading.Timer(LEAVING_SECONDS, _leave)
        late.daemon = True
        late.start()
    stop.set()


def _leave() -> None:
    """Whatever hangs, a network or a photo: all that is written is whole, and the rest is done again."""
    logger.warning("Stopping has taken %s s; what is not done yet is left to the next start", LEAVING_SECONDS)
    logging.shutdown()
    for process in multiprocessing.active_children():
        process.kill()
    os._exit(0)
