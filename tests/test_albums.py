"""Albums, whose messages come one by one."""

import asyncio
from datetime import UTC, datetime

import pytest
from telegram import Chat, Message

from bot.albums import Albums


def message(message_id: int, album: str | None, chat_id: int = 1) -> Message:
    return Message(message_id, datetime.now(UTC), Chat(chat_id, "private"), media_group_id=album)


@pytest.fixture
def albums(monkeypatch: pytest.MonkeyPatch) -> Albums:
    monkeypatch.setattr("bot.albums.QUIET_SECONDS", 0.2)
    return Albums()


async def test_a_message_of_no_album_is_told_at_once(albums: Albums) -> None:
    alone = message(1, None)
    async with asyncio.timeout(0.1):
        assert await albums.whole(alone) == [alone]


async def test_every_message_is_told_of_all_that_come_without_a_pause(albums: Albums) -> None:
    waiting = []
    for message_id in (3, 1, 2):
        waiting.append(asyncio.create_task(albums.whole(message(message_id, "a"))))
        await asyncio.sleep(0.1)  # longer in all than the pause that ends an album
    for album in await asyncio.gather(*waiting):
        assert [one.message_id for one in album] == [1, 2, 3]


async def test_who_asks_again_is_told_at_once(albums: Albums) -> None:
    messages = [message(1, "a"), message(2, "a")]
    first = await asyncio.gather(*map(albums.whole, messages))
    async with asyncio.timeout(0.1):
        assert await asyncio.gather(*map(albums.whole, messages)) == first == [messages, messages]


async def test_albums_and_chats_are_kept_apart(albums: Albums) -> None:
    messages = [message(1, "a"), message(2, "b"), message(1, "a", chat_id=2)]
    assert await asyncio.gather(*map(albums.whole, messages)) == [[one] for one in messages]


async def test_one_who_stops_waiting_does_not_stop_the_others(albums: Albums) -> None:
    first = asyncio.create_task(albums.whole(message(1, "a")))
    second = asyncio.create_task(albums.whole(message(2, "a")))
    await asyncio.sleep(0)
    first.cancel()
    assert [one.message_id for one in await second] == [1, 2]
