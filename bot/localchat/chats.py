"""The methods that ask about chats, their members and files, and that fetch updates."""

from typing import Any

from bot.localchat.access import known_chat, known_user, status_of, writable_chat
from bot.localchat.call import Call
from bot.localchat.errors import bad_request
from bot.localchat.render import Json, chat_json, file_json, me_json, member_json
from bot.localchat.state import State

LONGEST_POLL = 50
UPDATES_AT_ONCE = 100
GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


async def get_me(state: State, _call: Call) -> Json:
    return me_json(state)


async def get_updates(state: State, call: Call) -> list[Json]:
    _allow(state, call)
    limit = min(max(call.number("limit", UPDATES_AT_ONCE), 1), UPDATES_AT_ONCE)
    timeout = min(max(call.number("timeout"), 0), LONGEST_POLL)
    return await state.updates.get(call.number("offset"), limit, timeout)


def _allow(state: State, call: Call) -> None:
    if "allowed_updates" in call.parameters:
        state.updates.allowed = call.json("allowed_updates", "allowed updates") or []


async def set_webhook(state: State, call: Call) -> bool:
    """Remembered, so that getUpdates conflicts; nothing is ever delivered to it."""
    state.updates.webhook = call.text("url")
    _allow(state, call)
    return True


async def delete_webhook(state: State, call: Call) -> bool:
    state.updates.webhook = ""
    if call.flag("drop_pending_updates"):
        state.updates.clear()
    return True


async def get_webhook_info(state: State, _call: Call) -> Json:
    pending = len(state.updates)
    return {"url": state.updates.webhook, "has_custom_certificate": False, "pending_update_count": pending}


async def log_out(_state: State, _call: Call) -> bool:
    return True


async def get_file(state: State, call: Call) -> Json:
    if not call.text("file_id"):
        raise bad_request("file_id not specified")
    file = state.media.files.by_id(call.text("file_id"))
    if file is None:
        raise bad_request("invalid file_id")
    if state.local_mode:
        return file_json(file) | {"file_path": state.local_mode.hand_over(file, state.token)}
    state.limits.download(file.size)
    return file_json(file)


async def get_chat(state: State, call: Call) -> Json:
    gifts: dict[str, Any] = dict.fromkeys(GIFTS, False)
    details = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}
    return chat_json(known_chat(state, call)) | details


async def get_chat_member(state: State, call: Call) -> Json:
    chat, user = known_chat(state, call), known_user(state, call)
    return member_json(user, status_of(state, chat, user.id))


async def get_chat_administrators(state: State, call: Call) -> list[Json]:
    chat = known_chat(state, call)
    if chat.kind == "private":
        raise bad_request("there are no administrators in the private chat")
    statuses = [(state.users[user_id], status) for user_id, status in chat.statuses.items()]
    return [member_json(user, status) for user, status in statuses if status in {"creator", "administrator"}]


async def get_chat_member_count(state: State, call: Call) -> int:
    chat = known_chat(state, call)
    people = {user_id for user_id, status in chat.statuses.items() if status not in {"left", "kicked"}}
    return len(people | {state.bot.id}) if chat.id < 0 else 2


async def leave_chat(state: State, call: Call) -> bool:
    chat = writable_chat(state, call)
    if chat.kind == "private":
        raise bad_request("chat member status can't be changed in private chats")
    chat.statuses[state.bot.id] = "left"
    return True
