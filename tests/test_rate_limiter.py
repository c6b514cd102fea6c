"""What the rate limiter makes of Telegram's limits, against the local chat's flood control."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from PIL import Image
from telegram import InputMediaPhoto
from telegram.constants import ChatAction
from telegram.error import BadRequest, RetryAfter, TimedOut
from telegram.ext import ExtBot

from bot.localchat.flood import GROUP_MESSAGES, GROUP_SECONDS, FloodControl
from bot.localchat.server import LocalChat
from bot.rate_limiter import Rate, RateLimiter
from tests.chat import Guest, bot_in
from tests.conftest import PhotoPath
from tests.person import Person
from tests.zips import zip_of

Sender = ExtBot[None]

GROUP = -77
MANY = Rate(1000, 1.0)


@pytest.fixture
async def chat() -> AsyncIterator[LocalChat]:
    async with LocalChat() as chat:
        yield chat


@asynccontextmanager
async def sender(chat: LocalChat, limiter: RateLimiter) -> AsyncIterator[Sender]:
    """A bot with this limiter, known to person 5 and to a group of theirs."""
    bot = ExtBot(chat.token, chat.base_url, chat.base_file_url, rate_limiter=limiter)
    async with httpx.AsyncClient(base_url=chat.address) as http, bot:
        for chat_id in (5, GROUP):
            await Person(http, 5, chat_id).say("/start")
        yield bot


def said(chat: LocalChat, chat_id: int) -> list[str]:
    """The bot's messages in a chat, as they came."""
    messages = chat.state.chat(chat_id).messages.values()
    return [message.content.text for message in messages if message.sender.is_bot]


def fill(chat: LocalChat, seconds: float) -> None:
    """As if the group had just had its twenty messages: Telegram takes no more for so many seconds."""
    chat.flood._flows.pop(GROUP, None)
    chat.flood.admit(GROUP, GROUP_MESSAGES)
    began = time.monotonic() - GROUP_SECONDS + seconds
    chat.flood._flows[GROUP].sent = deque([began] * GROUP_MESSAGES)


async def test_a_group_that_is_refused_holds_up_no_other_chat(chat: LocalChat, tmp_path: Path) -> None:
    async with bot_in(chat, tmp_path, workers=1) as ann:
        group = Guest(ann.http, ann.user_id, GROUP)
        fill(chat, 5)
        await group.say("/help")
        await asyncio.sleep(0.5)
        await ann.say("/help")
        await ann.hears("/threshold")
        assert not said(chat, GROUP)
        await group.hears("/threshold")
        assert len(said(chat, GROUP)) == 1


async def test_edits_and_actions_pass_while_a_group_waits(chat: LocalChat) -> None:
    async with sender(chat, RateLimiter()) as bot:
        status = await bot.send_message(GROUP, "0%")
        fill(chat, 3)
        waiting = asyncio.create_task(bot.send_message(GROUP, "later"))
        await asyncio.sleep(0.3)
        for percent in range(1, 31):
            await status.edit_text(f"{percent}%")
            await bot.send_chat_action(GROUP, ChatAction.TYPING)
        assert not waiting.done()
        await waiting
        assert said(chat, GROUP) == ["30%", "later"]


@pytest.mark.parametrize(("asked", "action"), [("/privacy", "typing"), ("/text obama", "upload_photo")])
async def test_a_group_that_waits_sees_that_an_answer_comes(
    tmp_path: Path, photos: PhotoPath, monkeypatch: pytest.MonkeyPatch, asked: str, action: str
) -> None:
    """And whoever presses a button there is answered at once."""
    monkeypatch.setattr("bot.app.RateLimiter", lambda: RateLimiter(MANY, Rate(4, 6.0)))
    party = zip_of({"obama.jpg": photos("obama.jpg").read_bytes()})
    async with LocalChat(flood_control=False) as chat, bot_in(chat, tmp_path) as ann:
        group = Guest(ann.http, ann.user_id, GROUP)
        await group.send([("party.zip", party)], caption="/import")
        await group.hears("1 photo added")
        await asyncio.sleep(6)
        await group.say("/language")
        question = await group.hears("Which language")
        for _ in range(3):
            await group.say("/privacy")
            await group.hears("What I keep")
        before = len(said(chat, GROUP))
        await group.say(asked)
        await asyncio.sleep(2)
        began = time.monotonic()
        assert (await group.press_button(question, "English"))["text"]
        assert time.monotonic() - began < 1
        assert chat.state.chat(GROUP).action == action
        assert len(said(chat, GROUP)) == before
        await group.hears("obama.jpg" if action == "upload_photo" else "What I keep")


async def test_items_of_albums_count_for_a_group(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "bot.rate_limiter")
    chat = LocalChat()
    chat.flood = FloodControl(clock=lambda: time.monotonic() * 40)  # a minute takes 1.5 s
    async with chat, sender(chat, RateLimiter(group=Rate(20, 2.0))) as bot:
        Image.new("RGB", (40, 30)).save(tmp_path / "photo.png")
        photo = (await bot.send_photo(5, tmp_path / "photo.png")).photo[0]
        began = time.monotonic()
        for _ in range(2):
            await bot.send_media_group(GROUP, [InputMediaPhoto(photo)] * 10)
        assert time.monotonic() - began < 1.5
        await bot.send_message(GROUP, "after the albums")
        assert time.monotonic() - began >= 2
    assert "refused" not in caplog.text


async def test_a_burst_passes_and_then_one_message_a_second(
    chat: LocalChat, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "bot.rate_limiter")
    async with sender(chat, RateLimiter()) as bot:
        began = time.monotonic()
        for number in range(7):
            await bot.send_message(5, f"{number}")
            if number == 4:
                assert time.monotonic() - began < 0.9
    assert 2 <= time.monotonic() - began < 4
    assert "refused" not in caplog.text


async def test_all_chats_together_keep_to_the_overall_rate(chat: LocalChat) -> None:
    chat.flood.enabled = False
    async with sender(chat, RateLimiter(MANY, MANY, Rate(4, 0.5))) as bot:
        began = time.monotonic()
        await asyncio.gather(*(bot.send_message(to, "x") for to in (5, GROUP) for _ in range(6)))
        assert 1 <= time.monotonic() - began < 2


async def test_a_refused_message_comes_once_and_in_its_place(chat: LocalChat) -> None:
    async with sender(chat, RateLimiter()) as bot:
        chat.faults.add("sendMessage", "429")
        await asyncio.gather(*(bot.send_message(5, f"{number}") for number in range(4)))
        assert said(chat, 5) == ["0", "1", "2", "3"]


async def test_after_enough_tries_the_refusal_comes_through(chat: LocalChat) -> None:
    async with sender(chat, RateLimiter(tries=2)) as bot:
        for _ in range(2):
            chat.faults.add("sendMessage", "429")
        with pytest.raises(RetryAfter):
            await bot.send_message(5, "lost")
        await bot.send_message(5, "heard")
        assert said(chat, 5) == ["heard"]


async def test_nobody_waits_longer_than_the_patience(chat: LocalChat) -> None:
    async with sender(chat, RateLimiter(patience=10)) as bot:
        fill(chat, 30)
        began = time.monotonic()
        with pytest.raises(RetryAfter):
            await bot.send_message(GROUP, "lost")
        assert time.monotonic() - began < 5


async def test_what_may_have_arrived_is_not_sent_again(chat: LocalChat) -> None:
    async with sender(chat, RateLimiter()) as bot:
        chat.faults.add("sendMessage", "timeout_after_success")
        with pytest.raises(TimedOut):
            await bot.send_message(5, "once", read_timeout=0.3)
        await bot.send_message(5, "next")
        assert said(chat, 5) == ["once", "next"]


async def test_other_errors_come_through(chat: LocalChat) -> None:
    async with sender(chat, RateLimiter()) as bot:
        with pytest.raises(BadRequest, match="Message text is empty"):
            await bot.send_message(5, "")


async def test_idle_chats_are_forgotten(chat: LocalChat) -> None:
    limiter = RateLimiter(Rate(2, 0.2), Rate(2, 60.0))
    async with sender(chat, limiter) as bot:
        await bot.send_message(5, "x")
        await bot.send_message(GROUP, "x")
        await asyncio.sleep(0.3)
        with pytest.raises(BadRequest, match="not found"):
            await bot.send_message(6, "nobody there")
        assert set(limiter._chats) == {str(GROUP), "6"}  # the group's minute is not over


async def test_a_stop_waits_for_no_limit(chat: LocalChat) -> None:
    limiter = RateLimiter(group=Rate(1, 600.0))
    async with sender(chat, limiter) as bot:
        await bot.send_message(GROUP, "one")
        late = asyncio.create_task(bot.send_message(GROUP, "two"))
        await asyncio.sleep(0.1)
        assert not late.done()
        limiter.stop()
        await asyncio.wait_for(late, 5)
    assert said(chat, GROUP) == ["one", "two"]
