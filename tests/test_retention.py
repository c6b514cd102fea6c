"""Galleries that nobody uses: warned of, kept by any use, deleted in the end."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.localchat.server import BOT_ID
from core.gallery import Galleries
from core.retention import Retention
from core.store.clock import ago, written
from core.store.store import Store
from tests.chat import PATIENCE, bot_in_local_chat
from tests.conftest import PhotoPath
from tests.made import begin_import, made_photo, put_photos
from tests.zips import zip_of

ANN, BOB, ZOE = 1, -1002, 3


class Calendar:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.time = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.time

    def after(self, days: float) -> None:
        self.time += timedelta(days=days)


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def retention(store: Store, galleries: Galleries, calendar: Calendar) -> Retention:
    for chat_id in (ANN, BOB):
        put_photos(store, chat_id, [made_photo(f"{chat_id}.jpg")])
    found = Retention(store, galleries, calendar)
    assert found.to_warn() == []
    return found


def warned(retention: Retention) -> list[int]:
    found = retention.to_warn()
    for unused in found:
        retention.note_warned(unused)
    return [unused.chat_id for unused in found]


def deleted(retention: Retention) -> list[int]:
    chats = [unused.chat_id for unused in retention.over()]
    for chat_id in chats:
        assert retention.delete(chat_id) is not None
    return chats


def set_used(
    folder: Path, days_ago: float, chats: Sequence[int] = (), warned_days_ago: float | None = None
) -> None:
    """As if nobody had used these galleries, or any, for so long."""
    times = [None if days is None else written(datetime.now(UTC) - timedelta(days=days))
             for days in (days_ago, warned_days_ago)]  # fmt: skip
    marks = ", ".join("?" * len(chats)) or "SELECT id FROM chats"
    with closing(sqlite3.connect(folder / "galleries.sqlite")) as other, other:
        other.execute(f"UPDATE chats SET used_at = ?, warned_at = ? WHERE id IN ({marks})", [*times, *chats])


def test_a_week_before_the_end_there_is_a_warning(
    store: Store, retention: Retention, calendar: Calendar
) -> None:
    calendar.after(82.9)
    assert warned(retention) == []
    calendar.after(0.1)
    unused = retention.to_warn()[0]
    assert (unused.chat_id, unused.use.photos, unused.use.kept_days) == (BOB, 1, 90)
    assert unused.deleted_on == (calendar.time + timedelta(days=7)).date()
    assert warned(retention) == [BOB, ANN]
    assert warned(retention) == []
    calendar.after(6.9)
    assert deleted(retention) == []
    calendar.after(0.1)
    assert deleted(retention) == [BOB, ANN]
    assert store.photos.count(ANN) == 0
    assert not store.files(ANN).vectors.exists()
    calendar.after(1000)
    assert (warned(retention), deleted(retention)) == ([], [])


def test_after_months_without_the_bot_the_warning_still_comes_first(
    retention: Retention, calendar: Calendar
) -> None:
    calendar.after(400)
    assert deleted(retention) == []
    assert retention.to_warn()[0].deleted_on == (calendar.time + timedelta(days=7)).date()
    assert warned(retention) == [BOB, ANN]
    calendar.after(6.9)
    assert deleted(retention) == []
    calendar.after(0.1)
    assert deleted(retention) == [BOB, ANN]


def test_older_releases_galleries_count_from_when_they_are_seen(
    store: Store, retention: Retention, calendar: Calendar, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "galleries.sqlite")) as other, other:
        other.execute("UPDATE chats SET used_at = NULL")
    calendar.after(200)
    assert warned(retention) == []
    calendar.after(82)
    assert warned(retention) == []
    calendar.after(1)
    assert warned(retention) == [BOB, ANN]


def test_each_chat_chooses(
    store: Store, galleries: Galleries, retention: Retention, calendar: Calendar
) -> None:
    galleries.set_kept_days(ANN, 30)
    galleries.set_kept_days(BOB, 0)
    calendar.after(23.1)
    assert warned(retention) == [ANN]
    calendar.after(10_000)
    assert warned(retention) == []
    assert deleted(retention) == [ANN]
    for days in (-1, 7, 91):
        with pytest.raises(ValueError):
            galleries.set_kept_days(ANN, days)


def test_what_has_no_photos_is_nobodys_gallery(
    store: Store, retention: Retention, calendar: Calendar
) -> None:
    store.chats.set_face_level(ZOE, 80)
    calendar.after(400)
    assert ZOE not in warned(retention)


@pytest.mark.parametrize("use", ["search", "keep", "import", "setting"])
def test_any_use_keeps_a_gallery_that_was_warned_of(  # noqa: PLR0917 (fixtures)
    store: Store, galleries: Galleries, retention: Retention, calendar: Calendar, tmp_path: Path, use: str
) -> None:
    set_used(tmp_path, 85)
    assert warned(retention) == [BOB, ANN]
    if use == "search":
        galleries.finder.words(ANN, "a cat")
    elif use == "keep":
        assert retention.keep(ANN) == 90
    elif use == "import":
        begin_import(store, ANN)
        store.chats.touch(ANN)
    else:
        galleries.set_kept_days(ANN, 365)
    calendar.after(8)
    assert [unused.chat_id for unused in retention.over()] == [BOB]
    assert retention.delete(ANN) is None
    assert store.photos.count(ANN) == 1


def test_who_searches_while_the_warning_is_sent_is_warned_again_before_the_end(
    galleries: Galleries, retention: Retention, calendar: Calendar, tmp_path: Path
) -> None:
    set_used(tmp_path, 85)
    sent = next(unused for unused in retention.to_warn() if unused.chat_id == ANN)
    galleries.finder.words(ANN, "a cat")
    retention.note_warned(sent)
    calendar.after(90)
    assert ANN not in [unused.chat_id for unused in retention.over()]
    assert ANN in warned(retention)


def test_use_is_written_once_an_hour(store: Store, retention: Retention, tmp_path: Path) -> None:
    def used() -> datetime:
        return next(use.used_at for use in store.chats.uses() if use.chat_id == ANN)

    for hours, is_written in ((0.5, False), (1.1, True)):
        set_used(tmp_path, hours / 24)
        before = used()
        store.chats.touch(ANN)
        assert (used() != before) == is_written


def test_nothing_is_there_to_keep(store: Store, retention: Retention) -> None:
    assert retention.keep(ZOE) is None
    store.chats.touch(ZOE)
    assert not store.chats.exists(ZOE)


async def test_a_chat_is_warned_and_may_keep_its_gallery(
    tmp_path: Path, photos: PhotoPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the warning to the end, as chats see it: one that keeps, one that does not, one that is gone."""
    monkeypatch.setattr("bot.retention.FIRST_SECONDS", 0.1)
    monkeypatch.setattr("bot.retention.EVERY_SECONDS", 0.2)
    async with bot_in_local_chat(tmp_path) as keeps:
        loses, gone = keeps.other(1002, "vi"), keeps.other(1003)
        for guest, done in ((keeps, "1 photo added"), (loses, "đã thêm 1 ảnh"), (gone, "1 photo added")):
            await guest.send_files({"a.zip": zip_of({"a.jpg": photos("biden.jpg").read_bytes()})})
            await guest.hears(done)
        await gone.http.post("/chat/member", json={"chat_id": 1003, "user_id": BOT_ID, "status": "kicked"})
        set_used(tmp_path, 85)
        warning = await keeps.hears("Nobody has used this gallery for a long time")
        ends = datetime.now(UTC) + timedelta(days=7)
        assert f"On {ends:%Y-%m-%d} I will delete its one photo" in warning["text"]
        await keeps.press_button(warning, "Keep it")
        await keeps.sees_edit(warning, "It is kept for 90 days")
        await loses.hears("tôi sẽ xóa 1 ảnh")
        await until(lambda: len(warned_chats(tmp_path)) == 2)
        set_used(tmp_path, 91, chats=(1002, 1003), warned_days_ago=7)
        await loses.hears("tôi đã xóa 1 ảnh")
        await until(lambda: chats_with_photos(tmp_path) == [1001])
        await loses.say("/gallery")
        await loses.hears("chưa có ảnh")
        await keeps.say("/gallery")
        await keeps.hears("1 photo, 1 face")
        set_used(tmp_path, 85)
        warning = await keeps.hears("Nobody has used this gallery for a long time")
        await keeps.send_photos(photos("biden.jpg"))
        await keeps.sees_album(1)
        assert warned_chats(tmp_path) == []


async def test_parts_of_zips_that_nobody_completes_go_after_a_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without photos there is no gallery whose days could end, and no other part may ever come."""
    monkeypatch.setattr("bot.retention.FIRST_SECONDS", 0.1)
    monkeypatch.setattr("bot.retention.EVERY_SECONDS", 0.2)
    async with bot_in_local_chat(tmp_path, workers=1) as guest:
        await guest.send_files({"cut.zip.001": b"the first of three"})
        await guest.hears("cut.zip comes in parts")
        (part,) = (tmp_path / "chats" / "1001" / "incoming").iterdir()
        with closing(sqlite3.connect(tmp_path / "galleries.sqlite")) as other, other:
            other.execute("UPDATE parts SET added_at = ?", [ago(timedelta(days=1, minutes=1))])
        await until(lambda: not part.exists())
        assert ids(tmp_path, "SELECT count(*) FROM parts") == [0]


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not is_so():  # noqa: ASYNC110 (another program's file)
            await asyncio.sleep(0.05)


def warned_chats(folder: Path) -> list[int]:
    return ids(folder, "SELECT id FROM chats WHERE warned_at IS NOT NULL")


def chats_with_photos(folder: Path) -> list[int]:
    return ids(folder, "SELECT DISTINCT chat_id FROM photos")


def ids(folder: Path, sql: str) -> list[int]:
    with closing(sqlite3.connect(folder / "galleries.sqlite")) as other:
        return [row[0] for row in other.execute(sql)]
