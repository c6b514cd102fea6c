from collections.abc import AsyncIterator, Callable
from io import BytesIO

import httpx
import pytest
from PIL import Image
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.localchat.server import LocalChat
from tests.person import Person

Picture = Callable[..., bytes]

# Clients are made without certificates: to load them takes longer than most of these tests.


@pytest.fixture(autouse=True)
def _retry_after_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it python-telegram-bot warns when RetryAfter.retry_after is read."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def chat() -> AsyncIterator[LocalChat]:
    async with LocalChat() as chat:
        yield chat


@pytest.fixture
async def http(chat: LocalChat) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=chat.address, timeout=30, verify=False) as http:
        yield http


@pytest.fixture
async def bot(chat: LocalChat) -> AsyncIterator[Bot]:
    calls, polls = (HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2))
    async with Bot(
        chat.token, chat.base_url, chat.base_file_url, request=calls, get_updates_request=polls
    ) as bot:
        yield bot


@pytest.fixture
async def ann(http: httpx.AsyncClient) -> Person:
    """Has written to the bot, so it may write to her."""
    ann = Person(http, 5, name="Ann")
    await ann.say("/start")
    return ann


@pytest.fixture
async def group(http: httpx.AsyncClient) -> Person:
    """Ann again, in a group that she owns."""
    ann = Person(http, 5, chat_id=-77, name="Ann")
    await ann.say("/start")
    return ann


@pytest.fixture
def picture() -> Picture:
    def make(width: int = 40, height: int = 30, kind: str = "JPEG", **options: object) -> bytes:
        buffer = BytesIO()
        Image.new("RGB", (width, height), "teal").save(buffer, kind, **options)
        return buffer.getvalue()

    return make
