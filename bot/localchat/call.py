"""One call of a Bot API method: its parameters, in whatever form they came, and the files sent with it."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from bot.localchat.errors import ApiError, bad_request
from bot.localchat.limits import MEGABYTE, Limits
from bot.localchat.media import Upload

FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
FIELD_BYTES = 8 * MEGABYTE


@dataclass
class Call:
    parameters: dict[str, str] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        return self.parameters.get(name, default)

    def number(self, name: str, default: int = 0) -> int:
        try:
            return int(self.parameters.get(name, "") or default)
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in {"true", "yes", "1"}

    def json(self, name: str, complaint: str) -> Any:
        """The parameter's JSON value, None without the parameter; what does not parse is refused."""
        if not self.text(name):
            return None
        try:
            return json.loads(self.text(name))
        except ValueError as error:
            raise bad_request(f"can't parse {complaint} JSON object") from error

    def object(self, name: str, complaint: str) -> dict[str, Any]:
        value = self.json(name, complaint) or {}
        if not isinstance(value, dict):
            raise bad_request(f"object expected as {complaint}")
        return value


@asynccontextmanager
async def read_call(request: Request, limits: Limits) -> AsyncIterator[Call]:
    """Uploaded files live as long as the context."""
    call = Call(_texts(request.query_params))
    content_type = request.headers.get("content-type", "")
    await _refuse_large_body(request, limits)
    if content_type.startswith(FORMS):
        async with request.form(max_part_size=FIELD_BYTES) as form:
            _add_form(call, form)
            yield call
        return
    if content_type.startswith("application/json"):
        _add_json(call, await request.body())
    yield call


async def _refuse_large_body(request: Request, limits: Limits) -> None:
    try:
        limits.upload(int(request.headers.get("content-length", 0)))
    except ApiError:
        # Read to the end first: to hang up on a sender who is still sending would lose the answer.
        async for _ in request.stream():
            pass
        raise


def _add_form(call: Call, form: FormData) -> None:
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            call.uploads[name] = Upload(value.file, value.filename or "", value.content_type or "")
        else:
            call.parameters[name] = value


def _add_json(call: Call, body: bytes) -> None:
    try:
        values = json.loads(body or b"{}")
    except ValueError as error:
        raise bad_request("can't parse JSON object") from error
    if not isinstance(values, dict):
        raise bad_request("object expected")
    call.parameters |= _texts(values)


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in values.items()
        if value is not None
    }
