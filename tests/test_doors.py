"""Whom the bot serves, and how often."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot import limits
from bot.doors import MOST, Doors
from bot.limits import Limits
from bot.localchat.server import LocalChat
from tests.chat import Guest, Message, bot_in
from tests.conftest import PhotoPath
from tests.disk import files_with_number
from tests.test_privacy_chat import forge
from tests.zips import zip_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

LISTED, UNLISTED, OPERATOR = 5_000_000_001, 5_000_000_002, 5_000_000_003
GROUP, OTHER_GROUP = -5_000_000_010, -5_000_000_011


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chat() -> AsyncIterator[LocalChat]:
    async with LocalChat(flood_control=False) as chat:
        yield chat


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(chat: LocalChat, folder: Path) -> AsyncIterator[Guest]:
    async with bot_in(
        chat,
        folder,
        workers=1,
        allowed_users=f"{LISTED}",
        allowed_chats=f"{GROUP}, -77",
        admin_ids=f"{OPERATOR}",
        user_searches_per_minute=2,
        chat_searches_per_minute=3,
        user_imports_per_minute=1,
        chat_imports_per_minute=1,
    ) as person:
        yield person


async def said(person: Guest, after: int = 0) -> list[str]:
    messages: list[Message] = (await person.look(after))["messages"]
    return [one["text"] or "" for one in messages if one["from"] == "bot"]


async def test_a_chat_that_is_not_listed_gets_one_sentence_and_nothing_of_it_is_stored(
    chat: LocalChat, bot: Guest, folder: Path, photos: PhotoPath
) -> None:
    listed, stranger = bot.other(LISTED), bot.other(UNLISTED)
    await stranger.send_files({"one.zip": zip_of({"a.jpg": photos("obama.jpg").read_bytes()})})
    told = await stranger.hears(f"give them the number of this chat: {UNLISTED}")
    for words in ("/start", "/help", "/gallery", "/language vi", "a cat"):
        await stranger.say(words)
    await stranger.send_photos(photos("obama.jpg"))
    pressed = await forge(chat, stranger, told, "set:language:vi")
    assert (pressed["alert"], str(pressed["text"])[:15]) == (True, "🔒 Sorry, I only")
    await listed.say("/help")
    await listed.hears("Commands:")  # who is listed is served, and all that came before has been seen to
    assert len(await said(stranger)) == 1
    assert files_with_number(folder, UNLISTED) == []


async def test_groups_are_listed_by_themselves(bot: Guest) -> None:
    """Who is listed is served in private; a group, with everybody in it."""
    for group, user in ((GROUP, UNLISTED), (GROUP, LISTED)):
        person = Guest(bot.http, user, group)
        await person.say("/help")
        await person.hears("Commands:")
    elsewhere = Guest(bot.http, LISTED, OTHER_GROUP)
    await elsewhere.say("/help")
    await elsewhere.hears("I only work for people and groups")
    operator = bot.other(OPERATOR)
    await operator.say("/help")
    await operator.hears("Commands:")


async def test_nobody_is_turned_away_where_nobody_is_listed() -> None:
    doors = Doors(frozenset(), frozenset(), frozenset({1}))
    assert doors.are_open_to(5)
    assert doors.are_open_to(-5)


async def test_that_many_were_told_does_not_pile_up() -> None:
    doors = Doors(frozenset({1}), frozenset(), frozenset())
    assert all(doors.is_first(number) for number in range(MOST + 5))
    assert not doors.is_first(MOST + 4)
    assert len(doors._told) <= MOST


# How often


async def test_who_searches_too_often_is_told_how_long_to_wait(bot: Guest, photos: PhotoPath) -> None:
    one, two = Guest(bot.http, LISTED, GROUP), Guest(bot.http, UNLISTED, GROUP)
    for _ in range(2):
        await one.say("/text a cat")
        await one.hears("no photos yet")
    await one.say("/text a cat")
    answer = await one.hears("a lot of searches")
    seconds = int(answer["text"].split("in ")[-1].split()[0])
    assert 30 < seconds <= 60
    two.read = one.read
    await two.say("/text a dog")  # another user may; the group has had three then
    await two.hears("no photos yet")
    await two.say("/text a dog")
    await two.hears("a lot of searches")
    alone = Guest(bot.http, LISTED)
    await alone.say("/text a cat")  # the user has had theirs, wherever they ask
    await alone.hears("a lot of searches")
    await alone.say("/help")
    await alone.hears("Commands:")


async def test_who_imports_too_often_is_told_how_long_to_wait(bot: Guest, photos: PhotoPath) -> None:
    """Photos that come together are one import."""
    someone = bot.other(LISTED)
    data = photos("obama.jpg").read_bytes()
    await someone.send_files({"a.jpg": data, "b.jpg": photos("biden.jpg").read_bytes()})
    await someone.hears("2 photos added")
    await someone.send_files({"c.zip": zip_of({"c.jpg": data})})
    answer = await someone.hears("a lot of imports")
    assert answer["text"].endswith(("seconds.", "second."))


async def test_who_runs_the_bot_is_not_counted(bot: Guest) -> None:
    operator = bot.other(OPERATOR)
    for _ in range(5):
        await operator.say("/text a cat")
        await operator.hears("no photos yet")


async def test_after_a_minute_there_is_room_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MINUTE", 0.2)
    counted = Limits({"search": 2, "import": 0}, {"search": 3, "import": 0})
    assert [counted.take("search", 1, 1) for _ in range(3)] == [0, 0, 1]
    assert [counted.take("import", 1, 1) for _ in range(30)] == [0] * 30
    assert counted.take("search", 2, 2) == 0
    await asyncio.sleep(0.21)
    assert [counted.take("search", 1, 1) for _ in range(3)] == [0, 0, 1]


async def test_what_is_refused_is_not_counted() -> None:
    counted = Limits({"search": 1, "import": 1}, {"search": 5, "import": 5})
    assert counted.take("search", 1, -1) == 0
    assert all(counted.take("search", 1, -1) for _ in range(10))
    assert [counted.take("search", user, -1) for user in (2, 3, 4, 5)] == [0] * 4
    assert counted.take("search", 6, -1) > 0


async def test_people_who_are_gone_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MINUTE", 0.01)
    monkeypatch.setattr(limits, "MOST", 50)
    counted = Limits({"search": 1, "import": 1}, {"search": 0, "import": 0})
    for user_id in range(500):
        counted.take("search", user_id, user_id)
        if not user_id % 50:
            await asyncio.sleep(0.011)
    assert len(counted._windows) <= 100
