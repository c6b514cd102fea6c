"""Starting where Telegram is not always there, and buttons that nobody knows any more."""

import asyncio
from pathlib import Path

import pytest
from telegram.error import InvalidToken

from bot import app
from bot.localchat.server import LocalChat
from bot.settings import Settings
from tests.chat import bot_in


@pytest.mark.parametrize("method", ["getMe", "setMyCommands", "deleteWebhook"])
async def test_a_lost_connection_delays_the_start(
    method: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "RETRY_SECONDS", 0.01)
    async with LocalChat(flood_control=False) as chat:
        chat.faults.add(method, "connection_lost")
        async with bot_in(chat, tmp_path, workers=1) as guest:
            assert chat.faults.take(method) is None
            await guest.say("/help")
            await guest.hears("/threshold")


@pytest.mark.parametrize("method", ["getMe", "deleteWebhook"])
async def test_stopping_while_telegram_is_away(method: str, tmp_path: Path) -> None:
    async with LocalChat(flood_control=False) as chat:
        for _ in range(100):
            chat.faults.add(method, "connection_lost")
        starting = asyncio.create_task(started(chat, chat.token, tmp_path))
        while len(chat.faults._faults[method.lower()]) > 99:
            assert not starting.done()
            await asyncio.sleep(0.05)
        starting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await starting


async def test_a_wrong_token_is_said_at_once(tmp_path: Path) -> None:
    async with LocalChat(flood_control=False) as chat:
        with pytest.raises(InvalidToken):
            await asyncio.wait_for(started(chat, "1:wrong", tmp_path), app.RETRY_SECONDS)


async def test_a_button_that_nobody_knows_is_answered(tmp_path: Path) -> None:
    async with LocalChat(flood_control=False) as chat, bot_in(chat, tmp_path, workers=1) as guest:
        await guest.say("/help")
        message = chat.state.chat(guest.chat_id).messages[(await guest.hears("/threshold"))["id"]]
        message.markup = {"inline_keyboard": [[{"text": "?", "callback_data": "of:a:former:version"}]]}
        pressed = await guest.press(message.id, "of:a:former:version")
        assert pressed["text"].startswith("This search has expired")
        assert pressed["alert"]


async def test_a_button_under_a_message_that_is_too_old_is_answered(tmp_path: Path) -> None:
    async with LocalChat(flood_control=False) as chat, bot_in(chat, tmp_path, workers=1):
        query_id, answer = chat.callbacks.open()
        query = {
            "id": query_id,
            "from": {"id": 1001, "first_name": "Ann", "is_bot": False},
            "message": {"chat": {"id": 1001, "type": "private"}, "message_id": 1, "date": 0},  # all it tells
            "chat_instance": "1",
            "data": "clear:no",
        }
        chat.state.updates.add("callback_query", query)
        assert await chat.callbacks.wait(answer) is not None


async def started(chat: LocalChat, token: str, data_dir: Path) -> None:
    settings = Settings(_env_file=None, text_model="basic", workers=1)
    async with app.running(settings, token, data_dir, api=chat.base_url, files=chat.base_file_url):
        pass
