"""What a call wants to send: text with its marks, buttons, files."""

from typing import Any

from bot.localchat.access import known_message
from bot.localchat.call import Call
from bot.localchat.errors import bad_request
from bot.localchat.formatting import Entity, FormattedText, finished
from bot.localchat.html_text import parse_html
from bot.localchat.limits import inline_keyboard
from bot.localchat.markdown_text import parse_markdown
from bot.localchat.media import Media
from bot.localchat.state import Chat, Message, State

PARSERS = {"html": parse_html, "markdownv2": parse_markdown}
DETAILS = {
    "video": ("width", "height", "duration"),
    "animation": ("width", "height", "duration"),
    "audio": ("duration",),
    "voice": ("duration",),
    "document": (),
    "sticker": ("width", "height"),
}
TYPES = {"photo": "Photo", "document": "Document", "voice": "VoiceNote"}
INVALID_FILE = "wrong remote file identifier specified: can't unserialize it. Wrong last symbol"


def message_text(state: State, call: Call) -> FormattedText:
    if not call.text("text"):
        raise bad_request("message text is empty")
    content = formatted(call.text("text"), call.text("parse_mode"), call.json("entities", "entities"))
    if not content:
        raise bad_request("text must be non-empty")
    state.limits.text(content.text)
    return content


def caption(state: State, call: Call) -> FormattedText:
    entities = call.json("caption_entities", "caption entities")
    content = formatted(call.text("caption"), call.text("parse_mode"), entities)
    state.limits.caption(content.text)
    return content


def formatted(text: str, parse_mode: str, entities: list[Entity] | None) -> FormattedText:
    mode = parse_mode.lower()
    if text and mode not in {"", "none"}:
        if mode not in PARSERS:
            raise bad_request("unsupported parse_mode")
        return PARSERS[mode](text)
    return finished(text, entities or [])


def markup(state: State, call: Call) -> dict[str, Any]:
    body = call.object("reply_markup", "reply markup")
    if "inline_keyboard" not in body:
        return body
    rows = inline_keyboard(body)
    state.limits.keyboard(rows)
    return {"inline_keyboard": rows}


def reply_target(chat: Chat, call: Call) -> Message | None:
    parameters = call.object("reply_parameters", "reply parameters")
    message_id = int(parameters.get("message_id") or call.number("reply_to_message_id"))
    if not message_id:
        return None
    optional = parameters.get("allow_sending_without_reply") or call.flag("allow_sending_without_reply")
    message = chat.messages.get(message_id)
    if optional and (message is None or message.deleted):
        return None
    return known_message(chat, message_id, "message to be replied")


async def media(state: State, call: Call, kind: str) -> Media:
    """The file of sendPhoto and its like: uploaded, attached, or named by its id."""
    if kind in call.uploads:
        return await _uploaded(state, call, kind, kind)
    value = call.text(kind)
    if not value:
        raise bad_request(f"there is no {kind} in the request")
    return await _named(state, call, kind, value)


async def album_item(state: State, call: Call, item: dict[str, Any]) -> Media:
    value = item.get("media")
    if not isinstance(value, str) or not value:
        raise bad_request("can't parse InputMedia: media not found")
    return await _named(state, call, item["type"], value, item)


async def _named(
    state: State, call: Call, kind: str, value: str, item: dict[str, Any] | None = None
) -> Media:
    if value.startswith("attach://"):
        name = value.removeprefix("attach://")
        if name not in call.uploads:
            raise bad_request(f"there is no {kind} in the request")
        return await _uploaded(state, call, kind, name, item)
    if value.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    found = state.media.by_file_id(value)
    if found is None:
        raise bad_request(INVALID_FILE)
    if found.kind != kind:
        raise bad_request(f"can't use file of type {_type_name(found.kind)} as {_type_name(kind)}")
    return found


async def _uploaded(
    state: State, call: Call, kind: str, name: str, item: dict[str, Any] | None = None
) -> Media:
    upload = call.uploads[name]
    if kind == "photo":
        return await state.media.photo_from_bot(upload)
    values = item or call.parameters
    details: dict[str, Any] = {name: int(values.get(name) or 0) for name in DETAILS[kind]}
    return await state.media.file(kind, upload, details | extras(kind))


def extras(kind: str) -> dict[str, Any]:
    """What the object must have besides sizes."""
    return {"type": "regular", "is_animated": False, "is_video": False} if kind == "sticker" else {}


def _type_name(kind: str) -> str:
    return TYPES.get(kind, kind.capitalize())
