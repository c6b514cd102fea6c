"""Messages as the page shows them."""

import time
from dataclasses import dataclass
from typing import Any

from bot.localchat.media import Media
from bot.localchat.state import Chat, Message, State

LONGEST_WAIT = 25.0
PREVIEW_SIDE = 320


@dataclass(frozen=True)
class Seen:
    """What the page has already."""

    after: int = 0
    since_edit: int | None = None
    typing: str | None = None


async def news(state: State, chat: Chat, seen: Seen, seconds: float) -> dict[str, Any]:
    """What is new, as soon as there is something, or nothing after `seconds`."""
    deadline = time.monotonic() + min(seconds, LONGEST_WAIT)
    typing = chat.action if seen.typing is None else seen.typing
    while not (messages := unseen(chat, seen)) and chat.action == typing and not state.closing.is_set():
        left = deadline - time.monotonic()
        if left <= 0:
            break
        await chat.bell.wait(min(left, chat.action_seconds or left))
    views = [message_view(message) for message in messages]
    return {"messages": views, "edits": state.edits, "typing": chat.action or None}


def unseen(chat: Chat, seen: Seen) -> list[Message]:
    messages = [message for message in chat.messages.values() if message.id > chat.cleared]
    return [message for message in messages if _is_new(message, seen)]


def _is_new(message: Message, seen: Seen) -> bool:
    changed = seen.since_edit is not None and message.edited > seen.since_edit
    return changed or (message.id > seen.after and not message.deleted)


def message_view(message: Message) -> dict[str, Any]:
    content = message.content
    in_text = message.media is None
    return {
        "id": message.id,
        "from": "bot" if message.sender.is_bot else "user",
        "user_id": message.sender.id,
        "name": message.sender.first_name,
        "text": content.text or _service_text(message) if in_text else None,
        "caption": None if in_text else content.text,
        "entities": list(content.entities),
        "media": [] if message.media is None else [_media_view(message.media)],
        "album": message.album or None,
        "buttons": [[_button_view(button) for button in row] for row in message.buttons],
        "force_reply": bool(message.markup.get("force_reply")),
        "reply_to": message.reply_to.id if message.reply_to else None,
        "edited": message.edited,
        "deleted": message.deleted,
        "date": message.date,
    }


def _service_text(message: Message) -> str:
    if new := message.service.get("migrate_to_chat_id"):
        return f"This group has become the supergroup {new}."
    old = message.service.get("migrate_from_chat_id")
    return f"This supergroup was the group {old}." if old else ""


def _media_view(media: Media) -> dict[str, Any]:
    if not media.files:
        return {"kind": media.kind, "url": None, "thumbnail": None, "name": "", "size": 0} | media.details
    file = media.file
    small = media.thumbnail
    if media.kind == "photo":
        small = next((size for size in media.files if max(size.width, size.height) >= PREVIEW_SIDE), file)
    return {
        "kind": media.kind,
        "url": file_url(file.id),
        "thumbnail": file_url(small.id) if small else None,
        "name": file.name,
        "size": file.size,
        "width": file.width or media.details.get("width", 0),
        "height": file.height or media.details.get("height", 0),
    }


def _button_view(button: dict[str, Any]) -> dict[str, Any]:
    return {"text": button["text"], "data": button.get("callback_data"), "url": button.get("url")}


def file_url(file_id: str) -> str:
    return f"/chat/files/{file_id}"
