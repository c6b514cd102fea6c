"""Commands with their words go out as code, which a tap copies; names that people write mark nothing."""

from pathlib import Path

import httpx
import pytest
from telegram import Message as TelegramMessage
from telegram import MessageEntity

from bot.client import Client, formatted
from bot.localchat.server import LocalChat
from bot.texts import CODE, LANGUAGES, texts_for
from tests.chat import Message, bot_in_local_chat
from tests.person import Person


def code(text: str, entities: list[MessageEntity]) -> list[str]:
    units = text.encode("utf-16-le")
    places = [(2 * one.offset, 2 * one.length) for one in entities if one.type == MessageEntity.CODE]
    return [units[start : start + length].decode("utf-16-le") for start, length in places]


def code_in(message: Message) -> list[str]:
    return code(message["text"], [MessageEntity(**one) for one in message["entities"]])


@pytest.mark.parametrize(
    ("text", "plain", "found"),
    [
        ("nothing", "nothing", []),
        ("", "", []),
        ("🎚 `/threshold 80`, say", "🎚 /threshold 80, say", ["/threshold 80"]),
        ("`🙂 a` and `b`", "🙂 a and b", ["🙂 a", "b"]),
        ("``", "", []),
        ("one ` alone", "one  alone", []),
        ("`a` and ` alone", "a and  alone", ["a"]),
    ],
)
def test_what_stands_between_marks_is_code(text: str, plain: str, found: list[str]) -> None:
    said, entities = formatted(text.replace("`", CODE))
    assert said == plain
    assert code(said, entities) == found


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_write_marks_nothing(language: str) -> None:
    said = formatted(texts_for(language)("name-given", name=f"An{CODE}na `<b>"))
    assert code(*said) == ["/text Anna `<b>"]


async def test_a_command_with_its_words_can_be_copied_whole(tmp_path: Path) -> None:
    async with bot_in_local_chat(tmp_path, workers=1) as someone:
        await someone.say("/threshold ten <b>`")
        said = await someone.hears("is not a level")
        assert "“ten <b>`”" in said["text"]
        assert code_in(said) == ["/threshold 80", "/threshold 80", "/threshold text 30"]
        assert [one["type"] for one in said["entities"]] == 3 * ["code"]
        await someone.say("/privacy")
        assert code_in(await someone.hears("How to delete it")) == ["/me forget"]


async def test_an_edited_message_has_its_code_too() -> None:
    async with LocalChat() as chat, httpx.AsyncClient(base_url=chat.address) as http:
        await Person(http, 5).say("hello")
        async with Client(chat.token, chat.base_url, chat.base_file_url) as client:
            sent = await client.send_message(5, f"Try {CODE}/me on{CODE}")
            edited = await sent.edit_text(f"Or {CODE}/me off{CODE}")
    assert isinstance(edited, TelegramMessage)
    assert [(one.text, code(one.text or "", list(one.entities))) for one in (sent, edited)] == [
        ("Try /me on", ["/me on"]),
        ("Or /me off", ["/me off"]),
    ]
