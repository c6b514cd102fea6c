"""Keeps other sites' pages out: no foreign host names (DNS rebinding), no cross-origin writes."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
READING = frozenset({"GET", "HEAD"})


class Guard:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (complaint := _complaint(scope)):
            await JSONResponse({"error": complaint}, 403)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _complaint(scope: Scope) -> str:
    headers = Headers(scope=scope)
    host = headers.get("host", "")
    if _host_name(host) not in LOOPBACK:
        return "The local chat answers only to this machine's own names."
    origin = headers.get("origin")
    if scope["method"] not in READING and origin is not None and origin != f"{scope['scheme']}://{host}":
        return "Another site's page may not write here."
    return ""


def _host_name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
