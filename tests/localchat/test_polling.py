"""Updates, presses of buttons, and a whole Application."""

import asyncio
import time
from typing import Any

import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, Conflict, InvalidToken, NetworkError, RetryAfter, TimedOut
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes

from bot.localchat.server import LocalChat
from tests.localchat.refusals import refused
from tests.person import Person

BUTTON = InlineKeyboardMarkup(
    [[InlineKeyboardButton("More", callback_data="more"), InlineKeyboardButton("Site", url="https://e.org")]]
)


async def test_long_poll_ends_with_the_update(bot: Bot, ann: Person) -> None:
    (first,) = await bot.get_updates(timeout=10)
    poll = asyncio.create_task(bot.get_updates(offset=first.update_id + 1, timeout=10))
    await asyncio.sleep(0.05)
    await ann.say("hello")
    (second,) = await asyncio.wait_for(poll, 1)
    assert second.update_id == first.update_id + 1
    assert await bot.get_updates(offset=second.update_id + 1) == ()


async def test_limit_and_negative_offset(bot: Bot, ann: Person) -> None:
    for text in ("one", "two"):
        await ann.say(text)
    assert len(await bot.get_updates(limit=1)) == 1
    (last,) = await bot.get_updates(offset=-1)
    assert last.message is not None
    assert last.message.text == "two"


async def test_allowed_updates(bot: Bot, ann: Person) -> None:
    await bot.get_updates(offset=-1, allowed_updates=["callback_query"])
    await bot.delete_webhook(drop_pending_updates=True)
    await ann.say("hello")
    assert await bot.get_updates() == ()


async def test_two_pollers_conflict(chat: LocalChat, bot: Bot) -> None:
    async with Bot(chat.token, chat.base_url) as other:
        first = asyncio.create_task(bot.get_updates(timeout=10))
        await asyncio.sleep(0.05)
        second = asyncio.create_task(other.get_updates(timeout=1))
        text = "terminated by other getUpdates request; make sure that only one bot instance is running"
        with refused(f"Conflict: {text}", Conflict):
            await first
        assert await second == ()


async def test_webhook_conflicts_with_polling(bot: Bot) -> None:
    await bot.set_webhook("https://example.org/hook")
    assert (await bot.get_webhook_info()).url == "https://example.org/hook"
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_wrong_token(chat: LocalChat) -> None:
    with pytest.raises(InvalidToken):
        async with Bot("1:wrong", chat.base_url):
            pass
    async with httpx.AsyncClient() as http:
        answer = await http.get(f"{chat.base_url}1:wrong/getMe")
    assert answer.status_code == 401
    assert answer.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_unknown_method_and_any_case(chat: LocalChat, http: httpx.AsyncClient) -> None:
    answer = await http.post(f"{chat.base_url}{chat.token}/getNothing")
    assert (answer.status_code, answer.json()["description"]) == (404, "Not Found")
    assert (await http.get(f"{chat.base_url}{chat.token}/getme")).json()["ok"]


@pytest.mark.parametrize("form", ["params", "data", "json"])
async def test_parameters_in_any_form(chat: LocalChat, ann: Person, form: str) -> None:
    values: Any = {"chat_id": 5, "text": "hello"}
    answer = await ann.http.post(f"{chat.base_url}{chat.token}/sendMessage", **{form: values})
    assert answer.json()["result"]["text"] == "hello"


async def test_broken_parameters(chat: LocalChat, ann: Person) -> None:
    values = {"chat_id": 5, "text": "x", "reply_markup": "{"}
    answer = await ann.http.post(f"{chat.base_url}{chat.token}/sendMessage", data=values)
    assert answer.json()["description"] == "Bad Request: can't parse reply markup JSON object"


async def test_press_is_answered(bot: Bot, ann: Person) -> None:
    sent = await bot.send_message(5, "Found 30", reply_markup=BUTTON)
    press = asyncio.create_task(ann.press(sent.message_id, "more"))
    update = (await bot.get_updates(offset=-1, timeout=1))[0]
    while update.callback_query is None:
        update = (await bot.get_updates(offset=update.update_id + 1, timeout=1))[0]
    query = update.callback_query
    assert query.message is not None
    assert (query.data, query.from_user.id, query.message.message_id) == ("more", 5, sent.message_id)
    await query.answer("Next ten", show_alert=True)
    assert await press == {"answered": True, "text": "Next ten", "alert": True, "url": ""}
    with pytest.raises(BadRequest) as error:
        await query.answer("Again")
    expected = "Query is too old and response timeout expired or query id is invalid"
    assert error.value.message == expected


async def test_press_without_an_answer(chat: LocalChat, bot: Bot, ann: Person) -> None:
    chat.callbacks.patience, chat.callbacks.lifetime = 0.05, 0.1
    sent = await bot.send_message(5, "Found 30", reply_markup=BUTTON)
    assert (await ann.press(sent.message_id, "more"))["answered"] is False
    await asyncio.sleep(0.1)
    query = (await bot.get_updates(offset=-1))[0].callback_query
    assert query is not None
    with pytest.raises(BadRequest, match="Query is too old"):
        await query.answer()
    with refused("Message_too_long"):
        await query.answer("x" * 201)


async def test_press_of_a_button_that_is_not_there(bot: Bot, ann: Person) -> None:
    sent = await bot.send_message(5, "Found 30", reply_markup=BUTTON)
    for message_id, data in ((sent.message_id, "less"), (99, "more")):
        body = {"chat_id": 5, "user_id": 5, "message_id": message_id, "data": data}
        answer = await ann.http.post("/chat/buttons", json=body)
        assert (answer.status_code, answer.json()) == (400, {"error": "This message has no such button."})


async def test_too_many_requests_on_purpose(chat: LocalChat, bot: Bot, ann: Person) -> None:
    chat.faults.add("sendMessage", "429")
    with pytest.raises(RetryAfter):
        await bot.send_message(5, "x")
    assert await bot.send_message(5, "x")
    assert len((await ann.look(1))["messages"]) == 1


async def test_time_out_after_success(chat: LocalChat, bot: Bot, ann: Person) -> None:
    chat.faults.add("sendMessage", "timeout_after_success")
    with pytest.raises(TimedOut):
        await bot.send_message(5, "x", read_timeout=0.1)
    assert [message["text"] for message in (await ann.look(1))["messages"]] == ["x"]


async def test_connection_lost(chat: LocalChat, bot: Bot, ann: Person) -> None:
    chat.faults.add("sendMessage", "connection_lost")
    with pytest.raises(NetworkError, match="RemoteProtocolError"):
        await bot.send_message(5, "x")
    assert (await ann.look(1))["messages"] == []
    with pytest.raises(ValueError, match="No such fault"):
        chat.faults.add("sendMessage", "nonsense")  # type: ignore[arg-type]


async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    await update.message.reply_text("Hello", reply_markup=BUTTON)


async def more(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.callback_query is not None
    await update.callback_query.answer("Here")
    await update.callback_query.edit_message_text("Here are more")


async def test_application(chat: LocalChat, http: httpx.AsyncClient) -> None:
    builder = (
        Application.builder().token(chat.token).base_url(chat.base_url).base_file_url(chat.base_file_url)
    )
    app = builder.build()
    app.add_handlers([CommandHandler("start", start), CallbackQueryHandler(more)])
    ben = Person(http, 8)
    async with app:
        assert app.updater is not None
        await app.updater.start_polling()
        await app.start()
        asked = await ben.say("/start")
        (answer,) = await ben.answers(asked)
        assert (answer["text"], answer["buttons"][0][0]["data"]) == ("Hello", "more")
        assert (await ben.press(answer["id"], "more"))["text"] == "Here"
        await app.updater.stop()
        await app.stop()
    seen = await ben.look(answer["id"], since_edit=0)
    assert [message["text"] for message in seen["messages"]] == ["Here are more"]


async def test_closing_ends_all_waits_at_once() -> None:
    async with LocalChat() as chat, httpx.AsyncClient(base_url=chat.address, timeout=30) as http:
        ann = Person(http, 5)
        await ann.say("/start")
        waits = [asyncio.create_task(ann.look(99, wait=20))]
        waits.append(asyncio.create_task(_poll(chat, http)))
        chat.faults.add("getMe", "timeout_after_success")
        waits.append(asyncio.create_task(_get_me(chat, http)))
        await asyncio.sleep(0.1)
        begun = time.monotonic()
        chat.state.close()
        await asyncio.gather(*waits)
    assert time.monotonic() - begun < 1


async def _poll(chat: LocalChat, http: httpx.AsyncClient) -> dict[str, Any]:
    url = f"{chat.base_url}{chat.token}/getUpdates"
    return dict((await http.post(url, data={"timeout": 20, "offset": 1 << 40})).json())


async def _get_me(chat: LocalChat, http: httpx.AsyncClient) -> dict[str, Any]:
    return dict((await http.post(f"{chat.base_url}{chat.token}/getMe")).json())


async def test_exit_with_open_waits() -> None:
    async with httpx.AsyncClient(timeout=30) as http:
        async with LocalChat() as chat:
            poll = asyncio.create_task(_poll(chat, http))
            await asyncio.sleep(0.1)
            begun = time.monotonic()
        assert time.monotonic() - begun < 1
        assert (await poll)["result"] == []
