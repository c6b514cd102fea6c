"""One id for all that an update leads to: in every line that is logged of it, in whatever thread."""

from collections.abc import Awaitable
from contextvars import ContextVar
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.metrics import Metrics

MOST_UPDATES = 256
"""That are handled at a time; the others wait."""

request_id: ContextVar[str] = ContextVar("request_id", default="-")
"""Of the update that is being handled, or that has started what is being done."""


class UpdateGate(BaseUpdateProcessor):
    """All updates come through here, each in a task, and so a context, of its own."""

    def __init__(self, metrics: Metrics) -> None:
        super().__init__(MOST_UPDATES)
        self._metrics = metrics

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        if isinstance(update, Update):
            request_id.set(f"u{update.update_id}")
        self._metrics.updates.inc()
        await coroutine

    async def initialize(self) -> None:
        """There is nothing to make ready."""

    async def shutdown(self) -> None:
        """There is nothing to put away."""
