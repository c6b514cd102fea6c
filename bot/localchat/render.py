"""Objects of the Bot API, as getUpdates and the methods give them."""

from typing import Any

from bot.localchat.files import StoredFile
from bot.localchat.media import NAMELESS, Media
from bot.localchat.state import Chat, Message, State, User

Json = dict[str, Any]

ADMINISTRATOR_RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
)
NOT_RIGHTS = frozenset({"can_be_edited", "is_anonymous", "can_promote_members"})


def user_json(user: User) -> Json:
    body: Json = {"id": user.id, "is_bot": user.is_bot, "first_name": user.first_name}
    if user.username:
        body["username"] = user.username
    if not user.is_bot:
        body["language_code"] = user.language
    return body


def chat_json(chat: Chat) -> Json:
    return {"id": chat.id, "type": chat.kind, ("first_name" if chat.id > 0 else "title"): chat.name}


def message_json(state: State, message: Message, *, with_reply: bool = True) -> Json:
    chat = state.chat(message.chat_id)
    body: Json = {
        "message_id": message.id,
        "from": user_json(message.sender),
        "chat": chat_json(chat),
        "date": message.date,
        **_content_json(message),
        **message.service,
    }
    if message.edit_date:
        body["edit_date"] = message.edit_date
    if message.album:
        body["media_group_id"] = message.album
    if message.buttons:
        body["reply_markup"] = {"inline_keyboard": message.buttons}
    if message.forwarded_from:
        sender = user_json(message.forwarded_from)
        body["forward_origin"] = {"type": "user", "date": message.date, "sender_user": sender}
    if with_reply and message.reply_to and not message.reply_to.deleted:
        body["reply_to_message"] = message_json(state, message.reply_to, with_reply=False)
    return body


def _content_json(message: Message) -> Json:
    text, entities = ("text", "entities") if message.media is None else ("caption", "caption_entities")
    body: Json = {} if message.media is None else media_json(message.media)
    if message.content:
        body[text] = message.content.text
    if message.content.entities:
        body[entities] = list(message.content.entities)
    return body


def media_json(media: Media) -> Json:
    if media.kind == "photo":
        return {"photo": [_size_json(file) for file in media.files]}
    if media.kind == "location":
        return {"location": media.details}
    body = _file_json(media.file) | {"mime_type": media.file.mime_type} | media.details
    if media.kind not in NAMELESS:
        body["file_name"] = media.file.name
    if media.thumbnail is not None:
        body["thumbnail"] = _size_json(media.thumbnail)
    if media.kind == "animation":
        return {"animation": body, "document": body}
    return {media.kind: body}


def file_json(file: StoredFile) -> Json:
    return _file_json(file) | {"file_path": file.remote}


def _file_json(file: StoredFile) -> Json:
    return {"file_id": file.id, "file_unique_id": file.unique_id, "file_size": file.size}


def _size_json(file: StoredFile) -> Json:
    return _file_json(file) | {"width": file.width, "height": file.height}


def member_json(user: User, status: str) -> Json:
    body: Json = {"status": status, "user": user_json(user)}
    if status == "creator":
        body["is_anonymous"] = False
    elif status == "administrator":
        body |= {right: right not in NOT_RIGHTS for right in ADMINISTRATOR_RIGHTS}
    elif status == "kicked":
        body["until_date"] = 0
    return body


def me_json(state: State) -> Json:
    return user_json(state.bot) | {
        "can_join_groups": True,
        "can_read_all_group_messages": not state.privacy_mode,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
