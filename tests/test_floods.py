"""One who asks for more than the bot can do keeps nobody else waiting."""

from pathlib import Path

import pytest
from PIL import Image

from bot.arrivals import Kind
from bot.localchat.server import LocalChat
from bot.rate_limiter import Rate, RateLimiter
from bot.requests import MOST_UPDATES, MOST_WAITING, PERSONS_UPDATES
from tests.chat import Guest, bot_in
from tests.conftest import PhotoPath
from tests.test_images import saved
from tests.test_me_chat import import_few
from tests.test_scans import with_scans
from tests.test_supergroups import local_chat, upgraded
from tests.zips import zip_of

NO_FACE = "can't find a face"

SEARCHES = 10
SCANS = 20
"""They take most of a second."""


async def test_slow_searches_of_one_hold_up_nobody_elses(tmp_path: Path, photos: PhotoPath) -> None:
    """All of them have come when the bot begins with the first."""
    slow = with_scans(saved(Image.new("L", (8_000, 8_000)), "jpeg", progressive=True), SCANS)
    async with local_chat() as (chat, http):
        someone, other = Guest(http, 1001), Guest(http, 2002)
        async with bot_in(chat, tmp_path):
            for guest in (someone, other):
                await import_few(guest, photos)
        for number in range(SEARCHES):
            await other.send([(f"{number}.jpg", slow)], caption="/find")
        async with bot_in(chat, tmp_path, workers=2):
            await other.hears(NO_FACE)
            await someone.send_photos(photos("obama3.jpg"))
            await someone.sees_album(3)
            # In the order they came it would be all of the eight that the bot has, or all but one.
            assert await said(other, NO_FACE) < SEARCHES - 3
            for _ in range(SEARCHES - 1):
                await other.hears(NO_FACE)


async def test_one_persons_imports_hold_up_nobody_elses(
    tmp_path: Path, photos: PhotoPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While they wait for each other, their galleries can be deleted, and can move; and they go on."""
    monkeypatch.setattr("bot.worker.PERSONS_IMPORTS", 1)
    slow = with_scans(saved(Image.new("L", (8_000, 8_000)), "jpeg", progressive=True), SCANS)
    zips = {
        "slow.zip": zip_of({f"{number}.jpg": slow + bytes([number]) for number in range(60)}),
        "few.zip": zip_of({"a.png": photos("chelsea.png").read_bytes()}),
    }
    async with LocalChat(flood_control=False) as chat, bot_in(chat, tmp_path, workers=2) as someone:
        busy, cleared, moved = (Guest(someone.http, someone.user_id, chat_id) for chat_id in (-5, -6, -7))
        for group, name in ((busy, "slow.zip"), (cleared, "few.zip"), (moved, "few.zip")):
            await group.say("/start")  # who writes first owns it
            await group.send([(name, zips[name])], caption="/import")
            await group.hears("of 60 photos" if group is busy else "few.zip waits for its turn")
        other = someone.other(2002)
        await other.send_files({"few.zip": zips["few.zip"]})
        await other.hears("1 photo added")
        new = await upgraded(moved)
        status = await new.hears("few.zip waits for its turn")
        for group in (cleared, busy):
            waiting = group.read
            await group.confirm("/clear", "This cannot be undone", "Delete", "Deleted")
            group.read = waiting - 1
            await group.hears("was cancelled: the gallery was deleted")
        await new.sees_edit(status, "1 photo added")


async def test_one_persons_flood_keeps_nobody_elses_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each chat may be sent two messages, and no more for an hour: all other handlers wait."""
    monkeypatch.setattr("bot.app.RateLimiter", lambda: RateLimiter(Rate(2, 7200.0)))
    async with LocalChat(flood_control=False) as chat, bot_in(chat, tmp_path, workers=1) as someone:
        other = someone.other(2002)
        for _ in range(MOST_UPDATES + 50):
            await other.say("/start")
        await someone.say("/privacy")
        await someone.hears("/forget")
        assert await said(other, "") == 2


async def test_who_sends_too_fast_is_told_so_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.app.RateLimiter", lambda: RateLimiter(Rate(4, 2.0)))
    monkeypatch.setitem(MOST_WAITING, Kind.TEXT, 0)
    async with LocalChat(flood_control=False) as chat, bot_in(chat, tmp_path, workers=1) as someone:
        other = someone.other(2002)
        for _ in range(40):
            await someone.say("/start")
        await other.say("/start")
        await other.hears("Then send a selfie")
        await someone.hears("what came last was left out")
        assert await said(someone, "left out") == await said(other, "left out") == 0


async def test_a_press_too_many_is_answered_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with LocalChat(flood_control=False) as chat, bot_in(chat, tmp_path, workers=1) as someone:
        await someone.say("/language")
        question = await someone.hears("Which language")
        monkeypatch.setitem(MOST_WAITING, Kind.PRESS, -PERSONS_UPDATES)
        pressed = await someone.press_button(question, "✓ English")
        assert (pressed["alert"], "left out" in pressed["text"]) == (True, True)
        assert await said(someone, "") == 0


async def test_who_is_not_served_is_told_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MOST_WAITING, Kind.TEXT, -PERSONS_UPDATES)
    async with (
        LocalChat(flood_control=False) as chat,
        bot_in(chat, tmp_path, workers=1, allowed_users="2002") as someone,
    ):
        other = someone.other(2002)
        for guest in (someone, other):
            await guest.say("/start")
        await other.hears("what came last was left out")
        assert await said(someone, "") == 0


@pytest.mark.parametrize("together", [True, False])
async def test_a_hundred_photos_sent_as_files_are_no_flood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, together: bool
) -> None:
    monkeypatch.setattr("bot.loose_photos.QUIET_SECONDS", 3.0)
    files = [(f"{i}.png", saved(Image.new("RGB", (64, 48), (i, 90, 120)), "png")) for i in range(100)]
    async with LocalChat(flood_control=False) as chat, bot_in(chat, tmp_path, workers=2) as someone:
        for batch in [files] if together else [[file] for file in files]:
            await someone.send(batch)
        await someone.hears("and 99 more: 100 photos added")


async def said(guest: Guest, words: str) -> int:
    """How many of the bot's messages have these words, of those not heard yet."""
    messages = (await guest.look(guest.read))["messages"]
    return sum(message["from"] == "bot" and words in (message["text"] or "") for message in messages)
