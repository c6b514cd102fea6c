"""The interface that the page, scripts and tests use."""

import asyncio
import logging
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from bot.localchat.server import LocalChat
from tests.localchat.conftest import Picture
from tests.person import Person


async def test_messages_as_the_page_sees_them(bot: Bot, ann: Person, picture: Picture) -> None:
    button = InlineKeyboardMarkup([[InlineKeyboardButton("More", callback_data="more")]])
    await bot.send_message(5, "<b>Hi</b>", parse_mode="HTML", reply_markup=button)
    await bot.send_photo(5, picture(1000, 500), caption="Best")
    own, hi, photo = (await ann.look())["messages"]
    assert (own["from"], own["text"], own["edited"], own["deleted"]) == ("user", "/start", 0, False)
    assert hi["buttons"] == [[{"text": "More", "data": "more", "url": None}]]
    assert hi["entities"] == [{"type": "bold", "offset": 0, "length": 2}]
    assert (hi["from"], hi["caption"], photo["text"], photo["caption"]) == ("bot", None, None, "Best")
    (media,) = photo["media"]
    assert (media["kind"], media["width"], media["height"]) == ("photo", 1000, 500)
    full, small = [await ann.http.get(media[size]) for size in ("url", "thumbnail")]
    assert full.headers["content-type"] == "image/jpeg"
    assert full.headers["content-disposition"].startswith("inline")
    assert len(small.content) < len(full.content)


async def test_other_files_are_downloaded_not_shown(ann: Person) -> None:
    await ann.send([('Ünï "x".html', b"<script>")])
    media = (await ann.look(1))["messages"][0]["media"][0]
    assert (media["name"], media["size"]) == ('Ünï "x".html', 8)
    file = await ann.http.get(media["url"])
    assert file.headers["content-disposition"] == "attachment; filename*=utf-8''%C3%9Cn%C3%AF%20%22x%22.html"
    assert file.headers["x-content-type-options"] == "nosniff"
    assert (await ann.http.get("/chat/files/nothing")).status_code == 404


async def test_edits_and_deletions_are_seen(bot: Bot, ann: Person) -> None:
    first, second = [await bot.send_message(5, text) for text in ("one", "two")]
    seen = await ann.look(since_edit=0)
    await first.edit_text("one more")
    await second.delete()
    news = await ann.look(second.message_id, since_edit=seen["edits"])
    changes = [(message["text"], message["edited"], message["deleted"]) for message in news["messages"]]
    assert changes == [("one more", 1, False), ("two", 2, True)]
    assert news["edits"] == 2
    assert [message["text"] for message in (await ann.look())["messages"]] == ["/start", "one more"]
    assert (await ann.look(second.message_id, since_edit=2))["messages"] == []


async def test_wait_ends_with_news(bot: Bot, ann: Person) -> None:
    async def seconds(**more: Any) -> tuple[float, int]:
        begun = time.monotonic()
        news = await ann.look(**more)
        return time.monotonic() - begun, len(news["messages"])

    sent = await bot.send_message(5, "x")
    waiting = asyncio.create_task(seconds(after=sent.message_id, since_edit=0, wait=20))
    await asyncio.sleep(0.05)
    await sent.edit_text("y")
    assert (await waiting)[0] < 2
    took, count = await seconds(after=sent.message_id, wait=0.2)
    assert (took >= 0.2, count) == (True, 0)


async def test_typing(bot: Bot, ann: Person) -> None:
    waiting = asyncio.create_task(ann.look(1, wait=20))
    await asyncio.sleep(0.05)
    await bot.send_chat_action(5, "upload_photo")
    assert await waiting == {"messages": [], "edits": 0, "typing": "upload_photo"}
    assert (await ann.look(1, wait=20, typing=""))["typing"] == "upload_photo"
    await bot.send_message(5, "done")
    assert (await ann.look())["typing"] is None


async def test_typing_wears_off(chat: LocalChat, bot: Bot, ann: Person) -> None:
    await bot.send_chat_action(5, "typing")
    chat.state.chat(5)._action_until = time.monotonic() + 0.1
    begun = time.monotonic()
    assert (await ann.look(1, wait=20))["typing"] is None
    assert time.monotonic() - begun < 1


async def test_clearing_the_view(bot: Bot, ann: Person) -> None:
    sent = await bot.send_message(5, "x")
    assert (await ann.http.request("DELETE", "/chat/messages", json={"chat_id": 5})).is_success
    await sent.edit_text("the bot still may")
    assert (await ann.look(since_edit=0))["messages"] == []


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"user_id": 5}, "Write something, or add a file."),
        ({"text": "x"}, "chat_id and user_id are needed."),
        ({"user_id": "me", "text": "x"}, "user_id must be a whole number."),
    ],
)
async def test_mistakes_are_told_in_words(
    http: httpx.AsyncClient, data: dict[str, object], sentence: str
) -> None:
    answer = await http.post("/chat/messages", data=data)
    assert (answer.status_code, answer.json()) == (400, {"error": sentence})


async def test_photo_that_cannot_be_read(http: httpx.AsyncClient) -> None:
    files = [("files", ("a.jpg", b"no photo"))]
    answer = await http.post("/chat/messages", data={"user_id": 5, "as": "photo"}, files=files)
    sentence = "a.jpg cannot be read as a photo. Send it as a file."
    assert (answer.status_code, answer.json()) == (400, {"error": sentence})


async def test_sample(tmp_path: Path) -> None:
    (tmp_path / "photos.zip").write_bytes(b"PK")
    (tmp_path / "other.txt").write_bytes(b"secret")
    async with LocalChat(sample=tmp_path) as chat, httpx.AsyncClient(base_url=chat.address) as http:
        info = (await http.get("/chat/info?chat_id=5&user_id=5")).json()
        assert info["sample"] == [{"name": "photos.zip", "url": "/sample/photos.zip", "as": "document"}]
        assert (await http.get("/sample/photos.zip")).content == b"PK"
        assert (await http.get("/sample/other.txt")).status_code == 404
        assert (await http.get("/sample/selfie.jpg")).status_code == 404


async def test_page_and_assets(http: httpx.AsyncClient) -> None:
    page = await http.get("/")
    assert page.headers["content-type"].startswith("text/html")
    script = await http.get("/page/main.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert script.headers["cache-control"] == "no-cache"
    assert (await http.get("/page/..%2fserver.py")).status_code == 404
    assert (await http.get("/page/nothing.js")).status_code == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 403),
        ({"Host": "127.0.0.1.evil.example:80"}, 403),
        ({"Host": "localhost:1234"}, 200),
        ({"Host": "[::1]:1234"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "localhost:1234", "Origin": "http://localhost:1234"}, 200),
    ],
)
async def test_other_sites_are_kept_out(
    http: httpx.AsyncClient, headers: dict[str, str], status: int
) -> None:
    answer = await http.post("/chat/messages", data={"user_id": 5, "text": "x"}, headers=headers)
    assert answer.status_code == status


async def test_port_in_use(chat: LocalChat) -> None:
    with pytest.raises(OSError, match="in use"):
        await LocalChat(port=chat.port).__aenter__()


async def test_files_in_a_given_folder(tmp_path: Path) -> None:
    async with LocalChat(data_dir=tmp_path / "new") as chat, httpx.AsyncClient(base_url=chat.address) as http:
        await Person(http, 5).send([("a.txt", b"same"), ("b.txt", b"same")])
    (file,) = (tmp_path / "new").iterdir()
    assert file.read_bytes() == b"same"


async def test_own_failures_are_logged_without_the_token(
    chat: LocalChat, bot: Bot, ann: Person, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG, "bot")
    caplog.set_level(logging.DEBUG, "uvicorn")
    monkeypatch.setattr(chat.state, "post", None)
    async with httpx.AsyncClient() as http:
        url = f"{chat.base_url}{chat.token}/sendMessage"
        answer = await http.post(url, data={"chat_id": 5, "text": "x"})
    assert (answer.status_code, answer.json()["error_code"]) == (500, 500)
    logged = [record for record in caplog.records if record.name.startswith(("bot", "uvicorn"))]
    assert "The local chat failed at sendMessage" in caplog.text
    assert all(chat.token not in record.getMessage() for record in logged)
