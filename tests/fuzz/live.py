"""What the bot does with presses and messages: the real bot, handed one update after the other."""

import asyncio
import itertools
import logging
import re
import tempfile
import threading
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import strategies as st
from PIL import Image
from telegram import Update

from bot.app import TO_QUESTIONS, running
from bot.buttons import BUTTONS
from bot.commands import COMMANDS
from bot.localchat.photos import packaged_photos
from bot.localchat.render import message_json
from bot.localchat.server import LocalChat
from bot.rate_limiter import Rate
from bot.settings import Settings
from core.store.questions import Question
from tests.chat import CHOSEN, Guest, hurry
from tests.fuzz.target import Run, Target
from tests.test_images import saved
from tests.zips import locked_zip_of, zip_of

ANN, BEN, GROUP = 1001, 1002, -77
PATIENCE = 60.0  # seconds for one update
WATCHED = ("bot.errors", "bot.worker", "asyncio", "telegram")
"""Who logs what nobody has expected."""

Json = dict[str, Any]


class _Complaints(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.startswith(WATCHED):
            self.found.append(logging.Formatter().format(record))


class LiveBot:
    """The bot in a loop of its own, with a gallery in Ann's chat and messages of every kind."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._stack = AsyncExitStack()
        self._complaints = _Complaints()
        self._numbers = itertools.count(1_000_000)
        self.shown: list[Json] = []  # messages of the bot
        self.files: list[Json] = []  # documents that can be fetched
        self.photos: list[Json] = []

    def open(self) -> None:
        self._thread.start()
        self._do(self._open(), 2 * PATIENCE)
        logging.getLogger().addHandler(self._complaints)

    def close(self) -> None:
        logging.getLogger().removeHandler(self._complaints)
        self._do(self._stack.aclose(), PATIENCE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def press(self, data: str, place: int, user_id: int) -> None:
        message = self.shown[place % len(self.shown)]
        query = {"id": "1", "from": _user(user_id), "message": message, "chat_instance": "1", "data": data}
        self._handle({"callback_query": query})

    def tell(self, message: Json, chat_id: int, user_id: int, replied: int | None) -> None:
        kind = "private" if chat_id > 0 else "group"
        body = {"message_id": next(self._numbers), "date": 1_700_000_000, **self._with_files(message)}
        body["chat"] = {"id": chat_id, "type": kind, "title": "Group"}
        if user_id:
            body["from"] = _user(user_id)
        else:
            body["sender_chat"] = {"id": chat_id, "type": kind, "title": "Group"}
        if replied is not None:
            body["reply_to_message"] = self.shown[replied % len(self.shown)]
        self._handle({"message": body})

    def _with_files(self, message: Json) -> Json:
        """With files that the chat has in place of those that it has not."""
        if "document" in message:
            chosen = self.files[message["document"]["at"] % len(self.files)]
            return message | {"document": chosen | message["document"]}
        if "photo" in message:
            return message | {"photo": self.photos[message["photo"] % len(self.photos)]}
        return message

    def _handle(self, body: Json) -> None:
        self._do(self._process(body), PATIENCE)
        if self._complaints.found:
            found, self._complaints.found = "\n".join(self._complaints.found), []
            raise AssertionError(found)

    async def _process(self, body: Json) -> None:
        update = Update.de_json({"update_id": next(self._numbers), **body}, self._bot.bot)
        await self._bot.process_update(update)

    def _do(self, work: Coroutine[Any, Any, None], seconds: float) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    async def _open(self) -> None:
        patch = self._stack.enter_context(pytest.MonkeyPatch.context())
        hurry(patch, edit_seconds=0.0, quiet_seconds=0.01, rate=Rate(1_000_000, 1.0))
        chat = await self._stack.enter_async_context(LocalChat(flood_control=False))
        chosen = Settings(_env_file=None, **{**CHOSEN, "workers": 1})
        self._bot = await self._stack.enter_async_context(
            running(chosen, chat.token, self._folder, api=chat.base_url, files=chat.base_file_url)
        )
        http = await self._stack.enter_async_context(
            httpx.AsyncClient(base_url=chat.address, timeout=PATIENCE)
        )
        ann = Guest(http, ANN)
        await _furnish(ann)
        await Guest(http, ANN, GROUP).say("hello")
        await Guest(http, BEN).say("hello")
        self._remember(chat)

    def _remember(self, chat: LocalChat) -> None:
        state = chat.state
        for message in list(state.chat(ANN).messages.values()):
            body = message_json(state, message)
            if message.sender is state.bot:
                self.shown.append(body)
            elif "document" in body:
                self.files.append(body["document"])
            elif "photo" in body:
                self.photos.append(body["photo"])
        kinds = itertools.cycle((*TO_QUESTIONS, "selfie"))
        for body, kind in zip(self.shown, kinds, strict=False):  # as if each had asked something
            self._bot.bot_data.galleries.ask(ANN, body["message_id"], Question(kind, 1))


async def _furnish(ann: Guest) -> None:
    folder = packaged_photos()
    names = ("obama.jpg", "biden.jpg", "t1.jpg", "coffee.png")
    files = {name: (folder / name).read_bytes() for name in names}
    await ann.send_files({"party.zip": zip_of(files)})
    await ann.hears("photos added")
    for words in ("/settings", "/threshold", "/people", "/name", "/language", "/text coffee"):
        await ann.say(words)
        await ann.answers(ann.read)
    for name in ("biden.jpg", "t1.jpg"):
        await ann.send([(name, (folder / name).read_bytes())], "photo")
    await ann.hears("There are 6 people")
    tiny = saved(Image.new("RGB", (8, 8)), "png")
    locked = locked_zip_of({"a.png": tiny}, "hunter2")
    await ann.send_files({"tiny.png": tiny, "broken.jpg": tiny[:50]})
    await ann.send_files({"locked.zip": locked})
    await ann.hears("What is the password")


def _user(user_id: int) -> Json:
    return {
        "id": user_id,
        "is_bot": False,
        "first_name": "Ann",
        "language_code": "vi" if user_id == BEN else "en",
    }


@contextmanager
def live_bot() -> Iterator[LiveBot]:
    with tempfile.TemporaryDirectory() as folder:
        bot = LiveBot(Path(folder))
        bot.open()
        try:
            yield bot
        finally:
            bot.close()


@contextmanager
def opened_to_presses() -> Iterator[Run]:
    with live_bot() as bot:
        yield lambda value: bot.press(*value)


@contextmanager
def opened_to_messages() -> Iterator[Run]:
    with live_bot() as bot:
        yield lambda value: bot.tell(*value)


NUMBERS = st.integers(0, 12).map(str) | st.integers(-5, 10**16).map(str)
KINDS = sorted({button.pattern.strip("^$").partition(":")[0] for button in BUTTONS})
DATA = (
    st.one_of([st.from_regex(button.pattern, fullmatch=True) for button in BUTTONS])
    | st.lists(
        NUMBERS | st.sampled_from(("yes", "no", "any", "all", "face", "text", "auto", "")), max_size=4
    ).flatmap(lambda values: st.sampled_from(KINDS).map(lambda kind: ":".join((kind, *values))))
    | st.text(max_size=64)
).filter(lambda data: data != "clear:yes")  # a gallery that is gone is dull
PLACES = st.integers(0, 1000)

TEXT = st.text(st.characters(codec="utf-8"), max_size=40) | st.sampled_from(
    (
        "80",
        "text auto",
        "on",
        "forget",
        "Anna",
        "only me",
        '"a -b "c',
        "9" * 300,
        "x" * 4000,
        "hunter2",
        "\u202e\u200f",
    )
)
COMMAND = st.builds(
    lambda name, at, text: f"/{name}{at} {text}".rstrip(),
    st.sampled_from([command.name for command in COMMANDS] + ["nonsense"]),
    st.sampled_from(("", "", "@photo_finder_bot", "@other_bot")),
    TEXT,
)
WORDS = COMMAND | TEXT


def _entities(text: str) -> list[Json]:
    command = re.match(r"/[A-Za-z0-9_]{1,32}(@[A-Za-z0-9_]+)?", text)  # what Telegram takes for one
    return [{"type": "bot_command", "offset": 0, "length": command.end()}] if command else []


def _texted(text: str) -> Json:
    return {"text": text or "x", "entities": _entities(text)}


def _captioned(media: Json, text: str) -> Json:
    return media | ({"caption": text, "caption_entities": _entities(text)} if text else {})


FILE = {"file_id": "x", "file_unique_id": "x", "file_size": 5}
OTHERS: list[Json] = [
    {"sticker": FILE | {"type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}},
    {"voice": FILE | {"duration": 1}},
    {"video": FILE | {"width": 1, "height": 1, "duration": 1}},
    {"animation": FILE | {"width": 1, "height": 1, "duration": 1}, "document": FILE | {"at": 0}},
    {"location": {"latitude": 1.0, "longitude": -1.0}},
    {"contact": {"phone_number": "1", "first_name": "x"}},
    {"dice": {"emoji": "x", "value": 1}},
    {"new_chat_members": [_user(BEN)]},
    {"pinned_message": {"message_id": 1, "date": 0, "chat": {"id": ANN, "type": "private"}}},
    {},
]
FILE_NAMES = TEXT | st.builds(
    str.__add__,
    st.sampled_from(("a", "../a", "a\u202eb", "", "a" * 300)),
    st.sampled_from((".zip", ".jpg", ".zip.001", ".z01", ".zip.999", ".7z", ".rar", ".tar.gz", ".HEIC", ".")),
)
DOCUMENT = st.fixed_dictionaries(
    {"at": PLACES},
    optional={
        "file_name": FILE_NAMES,
        "mime_type": st.sampled_from(("application/zip", "image/jpeg", "video/mp4", "", "x/y;z")),
        "file_size": st.sampled_from((0, 1, 20_000_000, 20_000_001, 2**40)),
    },
).map(lambda document: {"document": document})
MESSAGE = (
    WORDS.map(_texted)
    | WORDS.map(_texted)
    | st.builds(_captioned, DOCUMENT, st.just("") | WORDS)
    | st.builds(_captioned, PLACES.map(lambda at: {"photo": at}), st.just("") | WORDS)
    | st.sampled_from(OTHERS)
)

PRESSES = Target("callback", st.tuples(DATA, PLACES, st.sampled_from((ANN, BEN))), opened_to_presses)
MESSAGES = Target(
    "update",
    st.tuples(
        MESSAGE, st.sampled_from((ANN, ANN, BEN, GROUP)), st.sampled_from((ANN, BEN, 0)), st.none() | PLACES
    ),
    opened_to_messages,
)
