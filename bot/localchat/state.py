"""Everything the server knows: people, chats, messages. In memory, but for the files."""

import asyncio
import secrets
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.localchat.bell import Bell
from bot.localchat.callbacks import Callbacks
from bot.localchat.commands import CommandBook
from bot.localchat.faults import Faults
from bot.localchat.files import FileStore, LocalMode
from bot.localchat.flood import FloodControl
from bot.localchat.formatting import FormattedText
from bot.localchat.limits import Limits
from bot.localchat.media import Media, MediaStore
from bot.localchat.updates import UpdateQueue

SUPERGROUPS_BELOW = -1_000_000_000_000
ACTION_SECONDS = 5.0


@dataclass
class User:
    id: int
    first_name: str
    language: str = "en"
    is_bot: bool = False
    username: str = ""


@dataclass
class Message:
    chat_id: int
    sender: User
    content: FormattedText = field(default_factory=FormattedText)
    """The text, or with media the caption."""
    media: Media | None = None
    markup: dict[str, Any] = field(default_factory=dict)
    reply_to: "Message | None" = None
    album: str = ""
    forwarded_from: User | None = None
    id: int = 0
    date: int = field(default_factory=lambda: int(time.time()))
    edit_date: int = 0
    edited: int = 0
    """The server's count of changes when this message last changed; 0 if it never did."""
    deleted: bool = False
    service: dict[str, Any] = field(default_factory=dict)
    """What has happened to the chat, instead of a text."""

    @property
    def buttons(self) -> list[list[dict[str, Any]]]:
        rows: list[list[dict[str, Any]]] = self.markup.get("inline_keyboard", [])
        return rows


@dataclass
class Chat:
    id: int
    name: str = ""
    known: bool = False
    """Whether the bot may know of this chat: somebody has written in it."""
    messages: dict[int, Message] = field(default_factory=dict)
    statuses: dict[int, str] = field(default_factory=dict)
    cleared: int = 0
    upgraded_to: int = 0
    """The supergroup that it has become."""
    bell: Bell = field(default_factory=Bell)
    _action: str = ""
    _action_until: float = 0.0

    @property
    def kind(self) -> str:
        if self.id > 0:
            return "private"
        return "supergroup" if self.id < SUPERGROUPS_BELOW else "group"

    @property
    def action(self) -> str:
        return self._action if time.monotonic() < self._action_until else ""

    @property
    def action_seconds(self) -> float:
        return max(self._action_until - time.monotonic(), 0.0)

    def act(self, action: str) -> None:
        self._action = "" if action == "cancel" else action
        self._action_until = time.monotonic() + ACTION_SECONDS
        self.bell.ring()

    def stop_acting(self) -> None:
        self._action_until = 0.0


@dataclass
class State:
    bot: User
    token: str
    folder: Path
    limits: Limits
    flood: FloodControl
    privacy_mode: bool = False
    sample: Path | None = None
    local_mode: LocalMode | None = None
    last_id: int = 0
    """The ids of messages come after it."""
    faults: Faults = field(default_factory=Faults)
    updates: UpdateQueue = field(default_factory=UpdateQueue)
    callbacks: Callbacks = field(default_factory=Callbacks)
    commands: CommandBook = field(default_factory=CommandBook)
    profile: dict[tuple[str, str], str] = field(default_factory=dict)
    menu_button: dict[str, Any] = field(default_factory=lambda: {"type": "commands"})
    users: dict[int, User] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    edits: int = 0
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    media: MediaStore = field(init=False)
    _last_ids: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def __post_init__(self) -> None:
        self.media = MediaStore(FileStore(self.folder), self.limits)
        self.users[self.bot.id] = self.bot

    def chat(self, chat_id: int) -> Chat:
        return self.chats.setdefault(chat_id, Chat(chat_id))

    def post(self, message: Message) -> Message:
        chat = self.chat(message.chat_id)
        # As on Telegram: private chats and small groups share one count, supergroups each have their own.
        counter = chat.id if chat.kind == "supergroup" else 0
        self._last_ids[counter] += 1
        message.id = self.last_id + self._last_ids[counter]
        chat.messages[message.id] = message
        if message.sender is self.bot:
            chat.stop_acting()
        chat.bell.ring()
        return message

    def changed(self, message: Message) -> None:
        self.edits += 1
        message.edited = self.edits
        self.chat(message.chat_id).bell.ring()

    def delete(self, message: Message) -> None:
        message.deleted = True
        self.changed(message)

    def close(self) -> None:
        """Send everybody who waits home."""
        self.closing.set()
        self.updates.close()
        self.callbacks.close()
        for chat in self.chats.values():
            chat.bell.ring()


def new_album() -> str:
    return str(13_000_000_000_000_000 + secrets.randbelow(1_000_000_000_000_000))
