"""Updates that Telegram posts, instead of being asked for them."""

import json
import logging
import secrets
from asyncio import Queue
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot, Update

from bot.ports import naming_port
from bot.serving import listener, serving
from bot.settings import Settings

logger = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (where the secret stands, not the secret)
MOST_BYTES = 1_000_000
"""Of one update; Telegram's are much smaller."""


@asynccontextmanager
async def listening(
    bot: Bot, updates: Queue[object], settings: Settings, url: str, secret: str
) -> AsyncIterator[None]:
    """Put what is posted among the updates, for as long as the context lasts. Raises PortTakenError."""
    with naming_port("WEBHOOK_PORT", settings.webhook_port):
        opened = listener(settings.webhook_host, settings.webhook_port)
    async with serving(Webhook(bot, updates, url, secret).app, opened):
        yield


class Webhook:
    """Takes what has the secret with it, which Telegram alone was told."""

    def __init__(self, bot: Bot, updates: Queue[object], url: str, secret: str) -> None:
        self._bot = bot
        self._updates = updates
        self._secret = secret
        self.app = Starlette(routes=[Route(urlsplit(url).path or "/", self._receive, methods=["POST"])])

    async def _receive(self, request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not secrets.compare_digest(given.encode(), self._secret.encode()):
            logger.warning("Somebody without the secret has posted to the webhook")
            return Response(status_code=403)
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                return Response(status_code=413)
        try:
            update = Update.de_json(json.loads(body), self._bot)
        except (ValueError, TypeError, KeyError, AttributeError):
            logger.exception("What was posted to the webhook is no update")
            return Response(status_code=400)
        await self._updates.put(update)
        return Response()
