"""Fetches the weights of the text model while the bot already works with the basic one."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from bot.settings import MEGABYTE
from core.errors import WeightsMissingError
from core.text_weights import TextWeights

logger = logging.getLogger(__name__)

TRY_AGAIN = timedelta(hours=1)
LOG_SHARE, LOG_SECONDS = 0.1, 30.0
"""Progress is logged whenever so much more is there, and after so long whatever is there."""


def fetch_in_background(weights: TextWeights, on_arrival: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Call `on_arrival` in the running loop once the weights are there."""
    loop = asyncio.get_running_loop()
    # A daemon thread: a download that takes minutes must not hold up the end of the bot.
    threading.Thread(target=_fetch, args=(weights, loop, on_arrival), name="weights", daemon=True).start()


class ProgressLog:
    """Says now and then how far a download has come."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._said = 0
        self._at = time.monotonic()

    def note(self, done: int, total: int) -> None:
        """Called by the threads of the download, one at a time, with bytes done and in all."""
        waited = time.monotonic() - self._at
        if done - self._said >= LOG_SHARE * total > 0 or (waited >= LOG_SECONDS and done > self._said):
            self._said, self._at = done, time.monotonic()
            self._say(f"{done / MEGABYTE:.0f} of {total / MEGABYTE:.0f} MB")


def _fetch(
    weights: TextWeights, loop: asyncio.AbstractEventLoop, on_arrival: Callable[[], Coroutine[Any, Any, None]]
) -> None:
    name = weights.model.chosen
    while weights.model.is_wanting():
        progress = ProgressLog(lambda said: logger.info("Fetching %s: %s", name, said))
        try:
            logger.info("Fetching the weights of %s", name)
            weights.fetch(TRY_AGAIN, progress.note)
        except WeightsMissingError as error:
            logger.warning("%s. %s", str(error).partition("\n")[0].rstrip("."), _until(weights))
            time.sleep(TRY_AGAIN.total_seconds())
        except Exception:
            logger.exception("The weights of %s could not be fetched. %s", name, _until(weights))
            time.sleep(TRY_AGAIN.total_seconds())
    logger.info("%s is there", name)
    if not loop.is_closed():
        asyncio.run_coroutine_threadsafe(on_arrival(), loop)


def _until(weights: TextWeights) -> str:
    again_at = weights.download.again_at
    when = "" if again_at is None else f" at {again_at.astimezone():%H:%M}"
    return f"The basic description search answers until then; trying again{when}."
