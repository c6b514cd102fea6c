"""What people do in a chat, turned into the bot's updates."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from bot.localchat.access import HERE, status_of
from bot.localchat.callbacks import Answer
from bot.localchat.errors import PageError
from bot.localchat.formatting import FormattedText, plain
from bot.localchat.limits import ALBUM_MAX
from bot.localchat.media import Media
from bot.localchat.render import Json, chat_json, member_json, message_json, user_json
from bot.localchat.state import SUPERGROUPS_BELOW, Chat, Message, State, User, new_album

STATUSES = HERE | {"left", "kicked"}


@dataclass(frozen=True)
class Sender:
    chat_id: int
    user_id: int
    language: str = ""
    name: str = ""


def enter(state: State, sender: Sender) -> tuple[Chat, User]:
    """The chat and the person; whoever is first in a group owns it."""
    user = state.users.setdefault(sender.user_id, User(sender.user_id, f"User {sender.user_id}"))
    user.first_name = sender.name or user.first_name
    user.language = sender.language or user.language
    chat = state.chat(sender.chat_id)
    if chat.upgraded_to:
        raise PageError(f"This group has become the supergroup {chat.upgraded_to}.")
    chat.known = True
    chat.name = user.first_name if chat.id > 0 else chat.name or "Group"
    if chat.id < 0 and status_of(state, chat, user.id) not in HERE:
        chat.statuses[user.id] = "member" if "creator" in chat.statuses.values() else "creator"
    return chat, user


def say(  # noqa: PLR0913
    state: State,
    sender: Sender,
    text: str,
    media: Sequence[Media] = (),
    *,
    reply_to: int = 0,
    forwarded: bool = False,
) -> list[int]:
    """Post a text, or files as albums of at most ten with the text under the first, one update each."""
    chat, user = enter(state, sender)
    answered = chat.messages.get(reply_to)
    content = plain(text)
    source = user if forwarded else None
    if not media:
        messages = [Message(chat.id, user, content, reply_to=answered, forwarded_from=source)]
    else:
        captions = [content] + [FormattedText()] * (len(media) - 1)
        messages = [
            Message(chat.id, user, caption, piece, reply_to=answered, album=album, forwarded_from=source)
            for caption, piece, album in zip(captions, media, _albums(media), strict=True)
        ]
    for message in messages:
        state.post(message)
        if not state.privacy_mode or chat.id > 0 or _meant_for_bot(state, message):
            state.updates.add("message", message_json(state, message))
    return [message.id for message in messages]


def _albums(media: Sequence[Media]) -> list[str]:
    """An album for each ten; what is alone, and what cannot be in one, has none."""
    names: list[str] = []
    for start in range(0, len(media), ALBUM_MAX):
        part = media[start : start + ALBUM_MAX]
        names += [new_album() if len(part) > 1 else ""] * len(part)
    return names


def _meant_for_bot(state: State, message: Message) -> bool:
    """Whether a bot in privacy mode sees it: a command that names no other bot, or a reply to the bot."""
    if message.reply_to is not None and message.reply_to.sender is state.bot:
        return True
    first = message.content.entities[0] if message.content.entities else {}
    if first.get("type") != "bot_command" or first.get("offset") != 0:
        return False
    _, _, addressee = message.content.text.split()[0].partition("@")
    return addressee.lower() in {"", state.bot.username.lower()}


async def press(state: State, sender: Sender, message_id: int, data: str) -> Answer | None:
    """The bot's answer to a press, None if it gave none in time."""
    chat = state.chat(sender.chat_id)
    message = chat.messages.get(message_id)
    buttons = (
        [] if message is None or message.deleted else [button for row in message.buttons for button in row]
    )
    if message is None or not any(button.get("callback_data") == data for button in buttons):
        raise PageError("This message has no such button.")
    _, user = enter(state, sender)
    query_id, future = state.callbacks.open()
    query: Json = {
        "id": query_id,
        "from": user_json(user),
        "message": message_json(state, message),
        "chat_instance": str(abs(chat.id) * 7919),
        "data": data,
    }
    state.updates.add("callback_query", query)
    return await state.callbacks.wait(future)


def set_member(state: State, sender: Sender, status: str) -> None:
    """A person's place in a group; in a private chat "kicked" means that the person blocked the bot."""
    if status not in STATUSES:
        raise PageError(f"status must be one of {', '.join(sorted(STATUSES))}.")
    if sender.chat_id > 0 or sender.user_id == state.bot.id:
        _set_bot_status(state, sender, status)
        return
    chat, user = enter(state, sender)
    chat.statuses[user.id] = status


def upgrade(state: State, sender: Sender) -> int:
    """Make a group a supergroup, with the same people, and give its id; its messages stay where they are."""
    old, user = enter(state, sender)
    if old.kind != "group":
        raise PageError("chat_id must be that of a group that is no supergroup yet.")
    new = state.chat(SUPERGROUPS_BELOW + old.id)
    new.known, new.name, new.statuses = True, old.name, dict(old.statuses)
    services = (old, {"migrate_to_chat_id": new.id}), (new, {"migrate_from_chat_id": old.id})
    for chat, service in services:
        message = state.post(Message(chat.id, user, service=service))
        state.updates.add("message", message_json(state, message))
    old.upgraded_to = new.id
    return new.id


def _set_bot_status(state: State, sender: Sender, status: str) -> None:
    chat = state.chat(sender.chat_id)
    chat.known = True
    old = status_of(state, chat, state.bot.id)
    chat.statuses[state.bot.id] = status
    by = state.users.get(sender.user_id, state.bot)
    change: Json = {
        "chat": chat_json(chat),
        "from": user_json(by),
        "date": int(time.time()),
        "old_chat_member": member_json(state.bot, old),
        "new_chat_member": member_json(state.bot, status),
    }
    state.updates.add("my_chat_member", change)
