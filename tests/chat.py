"""The real bot in the local chat, and a guest who sends, presses buttons, and waits for answers."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Self

import httpx
import pytest

from bot.app import running
from bot.localchat.server import LocalChat
from bot.rate_limiter import Rate, RateLimiter
from bot.settings import Settings
from core.intake.download import Downloader
from tests.person import Person

PATIENCE = 60.0  # seconds; what is waited for comes much sooner on a machine that is not busy

CHOSEN: dict[str, Any] = {
    "text_model": "basic",
    "workers": 2,
    "ask_consent": False,
    "user_searches_per_minute": 0,
    "chat_searches_per_minute": 0,
    "user_imports_per_minute": 0,
    "chat_imports_per_minute": 0,
}
"""Everybody has agreed, and may be in a hurry, where that is not what a test is about."""

Message = dict[str, Any]


def hurry(patch: pytest.MonkeyPatch, edit_seconds: float, quiet_seconds: float, rate: Rate) -> None:
    """The local chat is quick, and needs no pauses."""
    patch.setattr("bot.importing.EDIT_SECONDS", edit_seconds)
    for module in ("albums", "loose_photos"):
        patch.setattr(f"bot.{module}.QUIET_SECONDS", quiet_seconds)
    patch.setattr("bot.app.RateLimiter", partial(RateLimiter, rate, rate, rate))


@dataclass
class Guest(Person):
    """A person who remembers what they have read."""

    read: int = 0  # the newest message that was heard

    def other(self, user_id: int, language: str = "en") -> Self:
        """Somebody else, in a chat of their own."""
        return type(self)(self.http, user_id, language=language)

    async def send_photos(self, *photos: Path) -> None:
        await self.send([(photo.name, photo.read_bytes()) for photo in photos], "photo")

    async def send_files(self, files: dict[str, bytes]) -> None:
        await self.send(list(files.items()))

    async def press_button(self, message: Message, text: str) -> dict[str, Any]:
        """Press the button whose text starts with `text`; what the bot answers the press with."""
        buttons = [button for row in message["buttons"] or [] for button in row]
        data = [button["data"] for button in buttons if button["text"].startswith(text)]
        assert data, f"No button {text!r} among {buttons}"
        return await self.press(message["id"], data[0])

    async def confirm(self, command: str, asked: str, button: str, done: str) -> None:
        """Send a command that asks first, press a button, and wait for what is said once it is done."""
        await self.say(command)
        question = await self.hears(asked)
        await self.press_button(question, button)
        await self.sees_edit(question, done)

    async def hears(self, words: str) -> Message:
        """The bot's first message after those heard before that has these words, now or after an edit."""
        return (await self._until(lambda said: _first(said, words), words))[0]

    async def sees_edit(self, message: Message, words: str) -> Message:
        """The message again, once it was edited to have these words."""
        self.read = min(self.read, message["id"] - 1)
        return await self.hears(words)

    async def sees_button(self, message: Message, text: str) -> Message:
        """The message again, once it was edited to have a button whose text starts with `text`."""
        self.read = min(self.read, message["id"] - 1)

        def find(said: list[Message]) -> list[Message]:
            return [one for one in said if one["id"] == message["id"] and _has_button(one, text)]

        return (await self._until(find, text))[0]

    async def sees_album(self, size: int) -> list[Message]:
        """The next photos that the bot answers with: one alone, several as one album."""
        return await self._until(lambda said: _album(said, size), f"an album of {size}")

    async def _until(self, find: Callable[[list[Message]], list[Message]], what: str) -> list[Message]:
        said: list[Message] = []
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    messages = (await self.look(self.read))["messages"]
                    said = [message for message in messages if message["from"] == "bot"]
                    if found := find(said):
                        self.read = found[-1]["id"]
                        return found
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"No {what!r} in {[_words(message) for message in said]}") from None


def _has_button(message: Message, text: str) -> bool:
    return any(button["text"].startswith(text) for row in message["buttons"] or [] for button in row)


def _first(said: list[Message], words: str) -> list[Message]:
    return [message for message in said if words in _words(message)][:1]


def _album(said: list[Message], size: int) -> list[Message]:
    photos = [message for message in said if message["media"] and (message["caption"] or "")[:1].isdigit()]
    album = [photo for photo in photos if photo["album"] == photos[0]["album"]]
    return album if len(album) == size else []


def _words(message: Message) -> str:
    return f"{message['text'] or ''}{message['caption'] or ''}"


@asynccontextmanager
async def bot_in(
    chat: LocalChat, data_dir: Path, *, downloader: Downloader | None = None, **settings: Any
) -> AsyncIterator[Guest]:
    """The real bot, talking to a local chat over HTTP, and a guest there."""
    chosen = Settings(_env_file=None, **{**CHOSEN, **settings})
    server = {} if chosen.telegram_api_url else {"api": chat.base_url, "files": chat.base_file_url}
    async with (
        running(chosen, chat.token, data_dir, downloader=downloader, **server),
        httpx.AsyncClient(base_url=chat.address, timeout=PATIENCE) as http,
    ):
        yield Guest(http, 1001)


@asynccontextmanager
async def bot_in_local_chat(data_dir: Path, **settings: Any) -> AsyncIterator[Guest]:
    """The real bot, and a guest, in a local chat of their own."""
    async with LocalChat(flood_control=False) as chat, bot_in(chat, data_dir, **settings) as guest:
        yield guest
