"""Fetches the weights of the text model while the bot already works with the basic one."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any

from core.errors import WeightsMissingError
from core.text_model import TextModel

logger = logging.getLogger(__name__)

TRY_AGAIN_SECONDS = 3600


def fetch_in_background(model: TextModel, on_arrival: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Call `on_arrival` in the running loop once the weights are there."""
    loop = asyncio.get_running_loop()
    # A daemon thread: a download that takes minutes must not hold up the end of the bot.
    threading.Thread(target=_fetch, args=(model, loop, on_arrival), name="weights", daemon=True).start()


def _fetch(
    model: TextModel, loop: asyncio.AbstractEventLoop, on_arrival: Callable[[], Coroutine[Any, Any, None]]
) -> None:
    while model.is_wanting():
        try:
            logger.info("Fetching the weights of %s", model.chosen)
            model.fetch()
        except WeightsMissingError as error:
            reason = str(error).partition("\n")[0]
            logger.warning("%s. The basic description search answers until then.", reason)
            time.sleep(TRY_AGAIN_SECONDS)
        except Exception:
            logger.exception("The weights of %s could not be fetched", model.chosen)
            time.sleep(TRY_AGAIN_SECONDS)
    if not loop.is_closed():
        asyncio.run_coroutine_threadsafe(on_arrival(), loop)
