"""Answers and the buttons under them, as people use them: pages, boxes, originals, levels."""

import asyncio
import io
import sqlite3
import zipfile
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio
from PIL import Image

from bot.handlers import originals
from bot.localchat.server import LocalChat
from core.boxes import GREEN
from tests.chat import Guest, Message, bot_in, bot_in_local_chat
from tests.conftest import PhotoPath
from tests.snapshots import snapshots
from tests.zips import zip_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

PHOTOS = 23


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chat() -> AsyncIterator[LocalChat]:
    async with LocalChat(flood_control=False) as chat:
        yield chat


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(chat: LocalChat, data_dir: Path, photos: PhotoPath) -> AsyncIterator[Guest]:
    """A chat with many photos of one person."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.app.READ_SECONDS", 8.0)  # a test waits for all of them
        async with bot_in(chat, data_dir) as guest:
            await import_many(guest, photos)
            yield guest


async def import_many(guest: Guest, photos: PhotoPath, count: int = PHOTOS) -> None:
    files = {f"{i:02}.jpg": data for i, data in enumerate(snapshots(photos("obama.jpg"), count))}
    await guest.send_files({"many.zip": zip_of(files)})
    await guest.hears(f"{count} photos added")


async def find(guest: Guest, photos: PhotoPath, size: int = 10) -> tuple[list[Message], Message]:
    """An album, and the message under it."""
    guest.read = max(message["id"] for message in (await guest.look())["messages"])
    await guest.send_photos(photos("obama3.jpg"))
    album = await guest.sees_album(size)
    return album, await guest.hears("🎉")


def names(album: list[Message]) -> list[str]:
    return [(message["caption"] or "").rpartition(" · ")[2] for message in album]


def buttons(message: Message) -> list[str]:
    return [button["text"] for row in message["buttons"] or [] for button in row]


def urls(album: list[Message]) -> list[str]:
    return [message["media"][0]["url"] for message in album]


async def fetched(guest: Guest, message: Message) -> bytes:
    answer = await guest.http.get(message["media"][0]["url"])
    return answer.raise_for_status().content


async def greenness(guest: Guest, message: Message) -> int:
    """Pixels in the colour of boxes."""
    picture = np.asarray(Image.open(io.BytesIO(await fetched(guest, message))).convert("RGB")).astype(int)
    return int((np.abs(picture - GREEN).max(axis=2) < 12).sum())


async def test_more_shows_all_photos_page_by_page(bot: Guest, photos: PhotoPath) -> None:
    first, line = await find(bot, photos)
    assert f"{PHOTOS} photos at 70%" in line["text"]
    assert "Here are the best 10" in line["text"]
    assert buttons(line)[0] == f"More · 10 of {PHOTOS}"
    await bot.press_button(line, "More")
    second = await bot.sees_album(10)
    assert second[0]["caption"].startswith("11. ")
    next_line = await bot.hears("Here are 11 to 20.")
    assert buttons(next_line)[0] == f"More · 20 of {PHOTOS}"
    await bot.press_button(next_line, "More")
    third = await bot.sees_album(3)
    last = await bot.hears(f"Here are 21 to {PHOTOS}.")
    assert not any(text.startswith("More") for text in buttons(last))
    assert sorted(names(first) + names(second) + names(third)) == [f"{i:02}.jpg" for i in range(PHOTOS)]
    assert not buttons(await bot.sees_edit(line, "🎉"))


async def test_two_taps_on_more_send_one_page(bot: Guest, photos: PhotoPath) -> None:
    _, line = await find(bot, photos)
    data = next(
        button["data"] for row in line["buttons"] for button in row if button["text"].startswith("More")
    )
    await asyncio.gather(*(bot.press(line["id"], data) for _ in range(3)))
    await bot.sees_album(10)
    line = await bot.hears("Here are 11 to 20")
    await asyncio.sleep(0.5)
    said = (await bot.look(line["id"]))["messages"]
    assert [message for message in said if message["from"] == "bot"] == []


async def test_two_taps_on_originals_send_them_once(bot: Guest, photos: PhotoPath) -> None:
    someone = bot.other(33)
    await import_many(someone, photos, 2)
    _, line = await find(someone, photos, 2)
    pressed = await asyncio.gather(*(someone.press_button(line, "⬇ Originals") for _ in range(2)))
    assert sorted(one["text"] for one in pressed) == ["", "⏳ It is already on its way."]
    done = await someone.hears("all 2 photos sent")
    await someone.press_button(line, "⬇ Originals")
    await asyncio.sleep(0.5)
    said = (await someone.look(line["id"]))["messages"]
    assert [len(message["media"]) for message in said if message["media"]] == [1, 1]
    assert max(message["id"] for message in said if message["text"]) == done["id"]


async def test_photos_that_were_sent_before_are_not_uploaded_again(bot: Guest, photos: PhotoPath) -> None:
    first, _ = await find(bot, photos)
    again, _ = await find(bot, photos)
    assert urls(first) == urls(again)


async def test_boxes_come_and_go_in_the_album_itself(bot: Guest, photos: PhotoPath) -> None:
    album, line = await find(bot, photos)
    plain = [await greenness(bot, message) for message in album]
    await bot.press_button(line, "☐ Boxes")
    framed = await edited(bot, album, urls(album))
    for before, message in zip(plain, framed, strict=True):
        assert await greenness(bot, message) > before + 300
    assert [message["caption"] for message in framed] == [message["caption"] for message in album]
    line = await bot.sees_edit(line, "🎉")
    assert "☑ Boxes" in buttons(line)
    await bot.press_button(line, "More")
    for message in await bot.sees_album(10):
        assert await greenness(bot, message) > 300
    line = await bot.hears("Here are 11")
    await bot.press_button(line, "☑ Boxes")
    await bot.sees_edit(line, "Here are 11")


async def edited(guest: Guest, album: list[Message], before: list[str]) -> list[Message]:
    """The album again, once all of its photos are others."""
    async with asyncio.timeout(30):
        while True:
            messages = (await guest.look(album[0]["id"] - 1))["messages"][: len(album)]
            if not set(urls(messages)) & set(before):
                return messages
            await asyncio.sleep(0.05)


async def test_a_level_is_that_of_one_search(bot: Guest, photos: PhotoPath) -> None:
    _, line = await find(bot, photos)
    await bot.press_button(line, "+ 5")
    line = await bot.sees_edit(line, "75%")
    assert [text for text in buttons(line) if text.startswith("Show")]
    await bot.press_button(line, "Show")
    await bot.sees_album(10)
    await bot.hears("photos at 75%")
    await bot.say("/threshold")
    assert "Faces: 70%" in (await bot.hears("How close"))["text"]


async def test_few_originals_come_as_files(bot: Guest, photos: PhotoPath) -> None:
    someone = bot.other(31)
    data = list(snapshots(photos("obama.jpg"), 3, first=50))
    files = {f"{name}.jpg": one for name, one in zip("abc", data, strict=True)}
    await someone.send_files({"few.zip": zip_of(files)})
    await someone.hears("3 photos added")
    _, line = await find(someone, photos, 3)
    await someone.press_button(line, "⬇ Originals")
    done = await someone.hears("all 3 photos sent")
    said = (await someone.look(line["id"]))["messages"]
    sent = [message for message in said if message["media"]]
    assert {message["media"][0]["name"]: await fetched(someone, message) for message in sent} == files
    assert done["reply_to"] is None


async def test_many_originals_come_as_zips_that_are_small_enough(
    bot: Guest, photos: PhotoPath, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, line = await find(bot, photos)
    sizes = {f"{i:02}.jpg": data for i, data in enumerate(snapshots(photos("obama.jpg"), PHOTOS))}
    limit = sum(map(len, sizes.values())) // 3 + 5_000
    monkeypatch.setattr(originals, "LIMIT", limit)
    await bot.press_button(line, "⬇ Originals")
    await bot.hears(f"all {PHOTOS} photos sent")
    sent = [message for message in (await bot.look(line["id"]))["messages"] if message["media"]]
    assert [message["media"][0]["name"] for message in sent] == [
        f"photos {i}.zip" for i in range(1, len(sent) + 1)
    ]
    assert len(sent) >= 3
    found: dict[str, bytes] = {}
    for message in sent:
        data = await fetched(bot, message)
        assert len(data) <= limit
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found |= {name: archive.read(name) for name in archive.namelist()}
    assert found == sizes
    assert zips_in(data_dir) == []


def zips_in(folder: Path) -> list[Path]:
    return list(folder.rglob("*.zip"))


async def test_originals_too_big_to_send_are_named(
    bot: Guest, photos: PhotoPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    someone = bot.other(32)
    small, large = snapshots(photos("obama.jpg"), 2, first=70)
    await someone.send_files({"two.zip": zip_of({"small.jpg": small, "large.jpg": large + bytes(500_000)})})
    await someone.hears("2 photos added")
    _, line = await find(someone, photos, 2)
    monkeypatch.setattr(originals, "LIMIT", len(small) + 10_000)
    await someone.press_button(line, "⬇ Originals")
    assert "large.jpg" in (await someone.hears("1 photo sent"))["text"]


async def test_a_time_out_does_not_send_an_album_twice(
    chat: LocalChat, bot: Guest, photos: PhotoPath
) -> None:
    chat.faults.add("sendMediaGroup", "timeout_after_success")
    start = bot.read
    _, line = await find(bot, photos)
    said = (await bot.look(start))["messages"]
    assert len({message["album"] for message in said if message["album"]}) == 1
    assert buttons(line)[0].startswith("More")


async def test_telegram_says_wait(chat: LocalChat, bot: Guest, photos: PhotoPath) -> None:
    chat.faults.add("sendMediaGroup", "429")
    await find(bot, photos)


async def test_a_lost_connection_is_said_and_the_next_try_works(
    chat: LocalChat, bot: Guest, photos: PhotoPath
) -> None:
    _, line = await find(bot, photos)
    chat.faults.add("sendMediaGroup", "connection_lost")
    await bot.press_button(line, "More")
    await bot.hears("Sorry, something went wrong")
    await bot.press_button(line, "More")
    assert (await bot.sees_album(10))[0]["caption"].startswith("11. ")


async def test_what_a_button_sends_counts_as_a_search(photos: PhotoPath, tmp_path: Path) -> None:
    async with bot_in_local_chat(tmp_path, workers=1, user_searches_per_minute=3) as someone:
        await import_many(someone, photos, 12)
        _, line = await find(someone, photos)
        await someone.press_button(line, "+ 5")  # only says how many there would be
        line = await someone.sees_button(line, "Show 12")
        await someone.press_button(line, "Show 12")
        await someone.sees_album(10)
        line = await someone.hears("12 photos at 75%")
        await someone.press_button(line, "⬇ Originals")
        await someone.hears("all 12 photos sent")
        for text in ("More", "☐ Boxes"):
            await someone.press_button(line, text)
            await someone.hears("a lot of searches")
        await someone.send_photos(photos("t1.jpg"))
        await someone.hears("a lot of searches")
    async with bot_in_local_chat(tmp_path, workers=1, user_searches_per_minute=1) as someone:
        await someone.send_photos(photos("t1.jpg"))
        await someone.press_button(await someone.hears("There are 6 people"), "Any of them")
        await someone.hears("a lot of searches")


async def test_buttons_of_old_searches_say_so(bot: Guest, photos: PhotoPath, data_dir: Path) -> None:
    _, line = await find(bot, photos)
    with closing(sqlite3.connect(data_dir / "galleries.sqlite")) as database, database:
        database.execute("UPDATE searches SET created_at = '2001-01-01T00:00:00+00:00'")
    for text in ("More", "☐ Boxes", "⬇ Originals", "− 5", "🔍 Like this"):
        answer = await bot.press_button(line, text)
        assert answer["alert"]
        assert "has expired" in answer["text"]


async def test_another_chat_cannot_press_them(chat: LocalChat, bot: Guest, photos: PhotoPath) -> None:
    """With data of its own making, under a message in a chat of its own."""
    _, line = await find(bot, photos)
    search_id = next(button["data"] for row in line["buttons"] for button in row).split(":")[1]
    eve = bot.other(666)
    await import_many(eve, photos, 2)
    _, own = await find(eve, photos, 2)
    for data in (f"more:{search_id}:10", f"originals:{search_id}", f"boxes:{search_id}", f"at:1:{search_id}"):
        keyboard = {"inline_keyboard": [[{"text": "forged", "callback_data": data}]]}
        chat.state.chat(eve.chat_id).messages[own["id"]].markup = keyboard
        answer = await eve.press(own["id"], data)
        assert (answer["alert"], "has expired" in answer["text"]) == (True, True)


async def test_answers_survive_a_restart(tmp_path: Path, photos: PhotoPath) -> None:
    """The files that Telegram has may be gone as well: then they are uploaded again."""
    async with LocalChat(flood_control=False) as chat:
        async with bot_in(chat, tmp_path) as guest:
            await import_many(guest, photos, 12)
            _, line = await find(guest, photos)
        async with bot_in(chat, tmp_path) as guest:
            guest.read = line["id"]
            await guest.press_button(line, "More")
            await guest.sees_album(2)
    async with LocalChat(flood_control=False) as chat, bot_in(chat, tmp_path) as guest:
        await guest.say("/help")
        await guest.hears("Commands:")
        await find(guest, photos)
