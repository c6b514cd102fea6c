"""The chat page, and the interface that it, scripts and tests use."""

import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.localchat import content, inbox
from bot.localchat.access import status_of
from bot.localchat.api import HUNG_UP
from bot.localchat.call import FIELD_BYTES
from bot.localchat.errors import PageError
from bot.localchat.inbox import Sender
from bot.localchat.media import Media, Upload, kind_of
from bot.localchat.pictures import NotAPictureError
from bot.localchat.state import State
from bot.localchat.view import Seen, news

logger = logging.getLogger(__name__)

ASSETS = Path(__file__).with_name("page")
KINDS = frozenset({"photo", *content.DETAILS})
SAMPLES = {"photos.zip": "document", "selfie.jpg": "photo"}
SHOWN_IN_PLACE = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "image/bmp"})
"""Not SVG: it can hold a script."""

POLICY = (
    "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
    "style-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)
"""The page loads nothing from elsewhere, and no other page may frame it."""

Handler = Callable[[Request], Awaitable[Response]]


class Assets(StaticFiles):
    """The page's own files: always asked for anew, so that a new release shows at once."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers.update({"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"})
        return response


class Page:
    def __init__(self, state: State) -> None:
        self._state = state
        self.routes: list[BaseRoute] = [
            Route("/", _in_words(self._index)),
            Mount("/page", Assets(directory=ASSETS, check_dir=False)),
            Route("/sample/{name}", _in_words(self._sample)),
            Route("/chat/messages", _in_words(self._write), methods=["POST"]),
            Route("/chat/messages", _in_words(self._read), methods=["GET"]),
            Route("/chat/messages", _in_words(self._clear), methods=["DELETE"]),
            Route("/chat/buttons", _in_words(self._press), methods=["POST"]),
            Route("/chat/member", _in_words(self._set_member), methods=["POST"]),
            Route("/chat/upgrade", _in_words(self._upgrade), methods=["POST"]),
            Route("/chat/info", _in_words(self._info)),
            Route("/chat/files/{file_id}", _in_words(self._file)),
        ]

    async def _index(self, _request: Request) -> Response:
        headers = {"Cache-Control": "no-cache", "Content-Security-Policy": POLICY}
        return FileResponse(ASSETS / "index.html", headers=headers)

    async def _write(self, request: Request) -> Response:
        async with request.form(max_part_size=FIELD_BYTES) as form:
            text = _text(form, "text") or _text(form, "caption")
            media = await self._media(form)
            if not media and not text.strip():
                raise PageError("Write something, or add a file.")
            reply_to, forwarded = _number(form, "reply_to", 0), bool(_text(form, "forwarded"))
            ids = inbox.say(self._state, _sender(form), text, media, reply_to=reply_to, forwarded=forwarded)
        return JSONResponse({"ids": ids})

    async def _media(self, form: FormData) -> list[Media]:
        kind = _text(form, "as") or "document"
        if kind == "location":
            place = {name: float(_text(form, name) or 0) for name in ("latitude", "longitude")}
            return [Media("location", details=place)]
        if kind not in KINDS:
            raise PageError(f"as must be one of {', '.join(sorted(KINDS))}, location.")
        files = [value for value in form.getlist("files") if isinstance(value, UploadFile)]
        return [await self._sent_as(kind, file) for file in files]

    async def _sent_as(self, kind: str, file: UploadFile) -> Media:
        upload = Upload(file.file, file.filename or "file", file.content_type or "")
        if kind == "photo":
            kind = kind_of(upload.name, upload.mime_type)
        if kind != "photo":
            details: dict[str, Any] = dict.fromkeys(content.DETAILS[kind], 0)
            return await self._state.media.file(kind, upload, details | content.extras(kind))
        try:
            return await self._state.media.photo_from_user(upload)
        except NotAPictureError as error:
            raise PageError(f"{upload.name} cannot be read as a photo. Send it as a file.") from error

    async def _read(self, request: Request) -> Response:
        query = request.query_params
        chat = self._state.chat(_number(query, "chat_id"))
        since = _number(query, "since_edit") if "since_edit" in query else None
        seen = Seen(_number(query, "after", 0), since, query.get("typing"))
        return JSONResponse(await news(self._state, chat, seen, _seconds(query, "wait")))

    async def _clear(self, request: Request) -> Response:
        chat = self._state.chat(_number(await _json(request), "chat_id"))
        chat.cleared = max(chat.messages, default=0)
        return JSONResponse({"cleared": chat.cleared})

    async def _press(self, request: Request) -> Response:
        body = await _json(request)
        message_id, data = _number(body, "message_id"), _text(body, "data")
        answer = await inbox.press(self._state, _sender(body), message_id, data)
        if answer is None:
            return JSONResponse({"answered": False, "text": "", "alert": False, "url": ""})
        return JSONResponse({"answered": True} | vars(answer))

    async def _set_member(self, request: Request) -> Response:
        body = await _json(request)
        inbox.set_member(self._state, _sender(body), _text(body, "status"))
        return JSONResponse({"status": _text(body, "status")})

    async def _upgrade(self, request: Request) -> Response:
        return JSONResponse({"chat_id": inbox.upgrade(self._state, _sender(await _json(request)))})

    async def _info(self, request: Request) -> Response:
        state, query = self._state, request.query_params
        chat_id = _number(query, "chat_id", 0)
        user_id = _number(query, "user_id", chat_id)
        role = status_of(state, state.chat(chat_id), user_id)
        commands = state.commands.seen_by(
            chat_id, user_id, query.get("language", ""), administrator=role in {"creator", "administrator"}
        )
        bot = {"name": state.bot.first_name, "username": state.bot.username}
        return JSONResponse({"bot": bot, "commands": commands, "sample": self._samples()})

    def _samples(self) -> list[dict[str, str]]:
        folder = self._state.sample
        return [
            {"name": name, "url": f"/sample/{name}", "as": kind}
            for name, kind in SAMPLES.items()
            if folder is not None and (folder / name).is_file()
        ]

    async def _sample(self, request: Request) -> Response:
        name, folder = request.path_params["name"], self._state.sample
        if folder is None or name not in SAMPLES or not (folder / name).is_file():
            raise PageError("There is no such sample.", 404)
        return FileResponse(folder / name, filename=name)

    async def _file(self, request: Request) -> Response:
        file = self._state.media.files.by_id(request.path_params["file_id"])
        if file is None:
            raise PageError("There is no such file.", 404)
        place = "inline" if file.mime_type in SHOWN_IN_PLACE else "attachment"
        headers = {
            "Content-Disposition": f"{place}; filename*=utf-8''{quote(file.name, safe='')}",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, max-age=31536000, immutable",
        }
        return FileResponse(file.path, media_type=file.mime_type, headers=headers)


def _in_words(handler: Handler) -> Handler:
    """Every failure is JSON with a sentence; one that is nobody's fault but ours is logged as well."""

    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except PageError as error:
            return JSONResponse({"error": str(error)}, error.status)
        except HTTPException as error:
            return JSONResponse({"error": error.detail}, error.status_code)
        except ClientDisconnect:
            return Response(status_code=HUNG_UP)
        except Exception:
            logger.exception("The local chat failed at %s", request.url.path)
            return JSONResponse({"error": "The local chat failed; its log says where."}, 500)

    return answer


async def _json(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.body())
    except ValueError as error:
        raise PageError("The body must be JSON.") from error
    if not isinstance(body, dict):
        raise PageError("The body must be a JSON object.")
    return body


def _sender(values: Mapping[str, Any]) -> Sender:
    """A private chat has its person's id, so either may be left out."""
    user_id = _number(values, "user_id", 0)
    chat_id = _number(values, "chat_id", user_id)
    user_id = user_id or max(chat_id, 0)
    if not chat_id or not user_id:
        raise PageError("chat_id and user_id are needed.")
    return Sender(chat_id, user_id, _text(values, "language"), _text(values, "user_name"))


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    # Forms end their lines with \r\n, Telegram's messages with \n.
    return value.replace("\r\n", "\n") if isinstance(value, str) else ""


def _seconds(values: Mapping[str, Any], name: str) -> float:
    try:
        return float(values.get(name) or 0)
    except ValueError as error:
        raise PageError(f"{name} must be a number of seconds.") from error


def _number(values: Mapping[str, Any], name: str, default: int | None = None) -> int:
    value = values.get(name)
    if value in (None, "") and default is not None:
        return default
    try:
        return int(str(value))
    except ValueError as error:
        raise PageError(f"{name} must be a whole number.") from error
