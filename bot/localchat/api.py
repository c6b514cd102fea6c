"""The Bot API over HTTP, as python-telegram-bot's client speaks it."""

import asyncio
import logging
import secrets

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.localchat.call import read_call
from bot.localchat.errors import ApiError, too_many_requests
from bot.localchat.methods import BY_LOWER_NAME
from bot.localchat.state import State

logger = logging.getLogger(__name__)


HUNG_UP = 499
"""As nginx logs it; nobody is there to read it."""


class BotApi:
    def __init__(self, state: State) -> None:
        self._state = state
        self.routes = [
            Route("/bot{token}/{method}", self._call, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self._file, methods=["GET"]),
        ]

    async def _call(self, request: Request) -> Response:
        method = request.path_params["method"]
        try:
            self._check_token(request)
            return await self._answer(request, method)
        except ApiError as error:
            return JSONResponse(error.body(), error.code)
        except HTTPException as error:
            return JSONResponse(ApiError(400, f"Bad Request: {error.detail}").body(), 400)
        except ClientDisconnect:  # who has called has changed their mind
            return Response(status_code=HUNG_UP)
        except Exception:
            logger.exception("The local chat failed at %s", method)
            return JSONResponse(ApiError(500, "Internal Server Error").body(), 500)

    async def _answer(self, request: Request, method: str) -> Response:
        function = BY_LOWER_NAME.get(method.lower())
        if function is None:
            raise ApiError(404, "Not Found")
        fault = self._state.faults.take(method)
        if fault == "connection_lost":
            return LostConnection()
        async with read_call(request, self._state.limits) as call:
            if fault == "429":
                raise too_many_requests(1)
            result = await function(self._state, call)
        if fault == "timeout_after_success":
            await self._keep_waiting(request)
        return JSONResponse({"ok": True, "result": result})

    async def _keep_waiting(self, request: Request) -> None:
        ends = {asyncio.create_task(_disconnected(request)), asyncio.create_task(self._state.closing.wait())}
        _, pending = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for end in pending:
            end.cancel()

    async def _file(self, request: Request) -> Response:
        try:
            self._check_token(request)
        except ApiError as error:
            return JSONResponse(error.body(), error.code)
        file = self._state.media.files.by_remote(request.path_params["path"])
        if file is None:
            return JSONResponse(ApiError(404, "Not Found: file not found").body(), 404)
        return FileResponse(file.path, media_type="application/octet-stream")

    def _check_token(self, request: Request) -> None:
        token = request.path_params["token"]
        if not secrets.compare_digest(token.encode(), self._state.token.encode()):
            raise ApiError(401, "Unauthorized")


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


class LostConnection(Response):
    """Promises a body and gives none: the server then drops the connection."""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]})
