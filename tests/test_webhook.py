"""Updates by webhook: the real bot, and posts as Telegram sends them."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.localchat.server import LocalChat
from bot.ports import PortTakenError
from bot.webhook import MOST_BYTES, SECRET_HEADER
from tests.chat import bot_in
from tests.ports import free_port

URL = "https://bot.example/hook"
SECRET = "s3cret_-"


async def test_a_post_is_answered(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    port = free_port()
    settings: dict[str, Any] = {"webhook_url": URL, "webhook_port": port, "webhook_secret": SECRET}
    async with (
        LocalChat(flood_control=False) as chat,
        bot_in(chat, tmp_path, workers=1, **settings) as guest,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http,
    ):
        assert chat.state.updates.webhook == URL
        assert chat.state.updates.allowed == ["message", "callback_query"]
        await guest.say("/help")
        (update,) = chat.state.updates._updates  # Telegram would post it
        secret = {SECRET_HEADER: SECRET}
        for wrong in ({}, {SECRET_HEADER: ""}, {SECRET_HEADER: "s3cret"}, {SECRET_HEADER: "ş"}):
            headers = {name.encode(): value.encode() for name, value in wrong.items()}
            assert (await http.post("/hook", json=update, headers=headers)).status_code == 403
        assert (await http.post("/", json=update, headers=secret)).status_code == 404
        assert (await http.get("/hook", headers=secret)).status_code == 405
        assert (await http.post("/hook", content=b"{", headers=secret)).status_code == 400
        assert (await http.post("/hook", content=b"[1]", headers=secret)).status_code == 400
        large = b" " * (MOST_BYTES + 1)
        assert (await http.post("/hook", content=large, headers=secret)).status_code == 413
        assert [one for one in (await guest.look(0))["messages"] if one["from"] == "bot"] == []
        assert (await http.post("/hook", json=update, headers=secret)).status_code == 200
        await guest.hears("/threshold")
        with pytest.raises(PortTakenError, match=f"Port {port} is taken.*WEBHOOK_PORT"):
            async with bot_in(chat, tmp_path / "other", workers=1, **settings):
                pass
    assert SECRET not in caplog.text


async def test_a_secret_is_made_where_none_is_set(tmp_path: Path) -> None:
    port = free_port()
    async with LocalChat(flood_control=False) as chat:
        chat.faults.add("setWebhook", "429")  # and tried again
        async with (
            bot_in(chat, tmp_path, workers=1, webhook_url=URL, webhook_port=port) as guest,
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http,
        ):
            assert chat.state.updates.webhook == URL
            await guest.say("/help")
            (update,) = chat.state.updates._updates
            assert (await http.post("/hook", json=update)).status_code == 403
        async with bot_in(chat, tmp_path, workers=1) as guest:  # polling again
            assert chat.state.updates.webhook == ""
            await guest.hears("/threshold")
