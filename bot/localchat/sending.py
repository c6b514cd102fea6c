"""The methods that send something."""

from typing import Any

from bot.localchat import content
from bot.localchat.access import known_chat, known_message, writable_chat
from bot.localchat.call import Call
from bot.localchat.errors import ApiError, bad_request
from bot.localchat.formatting import FormattedText
from bot.localchat.limits import ALONE_IN_ALBUMS
from bot.localchat.media import Media
from bot.localchat.render import Json, message_json
from bot.localchat.state import Chat, Message, State, new_album

IN_ALBUMS = frozenset({"photo", "video"}) | ALONE_IN_ALBUMS
ACTIONS = frozenset(
    {
        "cancel",
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "record_audio",
        "upload_voice",
        "upload_audio",
        "upload_document",
        "choose_sticker",
        "find_location",
        "pick_up_location",
        "record_video_note",
        "upload_video_note",
    }
)


async def send_message(state: State, call: Call) -> Json:
    text = content.message_text(state, call)
    return _send(state, call, writable_chat(state, call), text, None)


async def send_photo(state: State, call: Call) -> Json:
    return await _send_media(state, call, "photo")


async def send_document(state: State, call: Call) -> Json:
    return await _send_media(state, call, "document")


async def send_video(state: State, call: Call) -> Json:
    return await _send_media(state, call, "video")


async def send_animation(state: State, call: Call) -> Json:
    return await _send_media(state, call, "animation")


async def send_audio(state: State, call: Call) -> Json:
    return await _send_media(state, call, "audio")


async def send_voice(state: State, call: Call) -> Json:
    return await _send_media(state, call, "voice")


async def send_sticker(state: State, call: Call) -> Json:
    return await _send_media(state, call, "sticker")


async def send_location(state: State, call: Call) -> Json:
    chat = writable_chat(state, call)
    place = {}
    for name in ("latitude", "longitude"):
        if not call.text(name):
            raise bad_request(f"{name} is empty")
        place[name] = float(call.text(name))
    return _send(state, call, chat, FormattedText(), Media("location", details=place))


async def send_media_group(state: State, call: Call) -> list[Json]:
    chat = writable_chat(state, call)
    items = _album_items(call)
    state.limits.album([item["type"] for item in items])
    captions = [_item_caption(state, item) for item in items]
    reply_to = content.reply_target(chat, call)
    media = [await _album_media(state, call, number, item) for number, item in enumerate(items, 1)]
    state.flood.admit(chat.id, len(items))
    album = new_album()
    messages = [
        Message(chat.id, state.bot, caption, piece, reply_to=reply_to, album=album)
        for caption, piece in zip(captions, media, strict=True)
    ]
    return [message_json(state, state.post(message)) for message in messages]


async def forward_message(state: State, call: Call) -> Json:
    chat, original = writable_chat(state, call), _original(state, call, "forward")
    state.flood.admit(chat.id)
    source = original.forwarded_from or original.sender
    copy = Message(chat.id, state.bot, original.content, original.media, forwarded_from=source)
    return message_json(state, state.post(copy))


async def copy_message(state: State, call: Call) -> Json:
    chat, original = writable_chat(state, call), _original(state, call, "copy")
    text = original.content
    if original.media is not None and "caption" in call.parameters:
        text = content.caption(state, call)
    return {"message_id": _send(state, call, chat, text, original.media)["message_id"]}


async def send_chat_action(state: State, call: Call) -> bool:
    chat = writable_chat(state, call)
    action = call.text("action").lower()
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.act(action)
    return True


async def _send_media(state: State, call: Call, kind: str) -> Json:
    chat = writable_chat(state, call)
    caption = FormattedText() if kind == "sticker" else content.caption(state, call)
    return _send(state, call, chat, caption, await content.media(state, call, kind))


def _send(state: State, call: Call, chat: Chat, text: FormattedText, media: Media | None) -> Json:
    markup = content.markup(state, call)
    reply_to = content.reply_target(chat, call)
    state.flood.admit(chat.id)
    message = Message(chat.id, state.bot, text, media, markup, reply_to)
    return message_json(state, state.post(message))


def _album_items(call: Call) -> list[dict[str, Any]]:
    items = call.json("media", "media")
    if not isinstance(items, list):
        raise bad_request("expected an Array of InputMedia")
    for item in items:
        kind = item.get("type") if isinstance(item, dict) else None
        if kind not in IN_ALBUMS:
            raise bad_request("can't parse InputMedia: type must be one of photo, video, document, audio")
    return items


async def _album_media(state: State, call: Call, number: int, item: dict[str, Any]) -> Media:
    try:
        return await content.album_item(state, call, item)
    except ApiError as error:
        reason = error.description.removeprefix("Bad Request: ")
        if not reason.isupper():
            raise
        # Only what Telegram's servers refuse, in capitals, names the item.
        what = f'failed to send message #{number} with the error message "{reason}"'
        raise bad_request(what) from error


def _item_caption(state: State, item: dict[str, Any]) -> FormattedText:
    entities = item.get("caption_entities")
    caption = content.formatted(item.get("caption") or "", item.get("parse_mode") or "", entities)
    state.limits.caption(caption.text)
    return caption


def _original(state: State, call: Call, verb: str) -> Message:
    chat = known_chat(state, call, "from_chat_id")
    return known_message(chat, call.number("message_id"), f"message to {verb}")
