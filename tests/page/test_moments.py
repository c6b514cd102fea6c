"""The main moments as people see them on the page: who is meant, pages, boxes, originals, people, phones."""

import itertools
import re
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.browser import Visitor, Visits
from tests.chat import Guest
from tests.conftest import PhotoPath
from tests.snapshots import snapshots
from tests.zips import locked_zip_of, zip_of

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
fresh = itertools.count(5001)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def wedding(bot: Guest, photos: PhotoPath) -> Guest:
    """A chat with twelve photos of one person, three of another, and one of six."""
    guest = bot.other(next(fresh))
    files = {f"barack {i:02}.jpg": data for i, data in enumerate(snapshots(photos("obama.jpg"), 12))}
    files |= {f"joe {i}.jpg": data for i, data in enumerate(snapshots(photos("biden.jpg"), 3, first=20))}
    files |= {"six.jpg": photos("t1.jpg").read_bytes()}
    await guest.send_files({"wedding.zip": zip_of(files)})
    await guest.hears("16 photos added")
    return guest


@pytest.fixture
def portrait(photos: PhotoPath) -> Path:
    return photos("obama3.jpg")


async def find(visitor: Visitor, portrait: Path) -> None:
    """The chat may have the answers of other tests."""
    answers = visitor.said("12 photos at 70% or more")
    before = await answers.count()
    await visitor.sends_photo(portrait)
    await expect(answers).to_have_count(before + 1)


async def test_whom_do_you_mean(visit: Visits, wedding: Guest, photos: PhotoPath) -> None:
    visitor = await visit(wedding.chat_id)
    await visitor.sends_photo(photos("t1.jpg"))
    question = await visitor.hears("There are 6 people in this picture")
    await visitor.sees_photo(question.get_by_role("img"))
    await question.get_by_role("button", name="2", exact=True).click()
    await question.get_by_role("button", name="4", exact=True).click()
    await expect(question.get_by_role("button", name="✓ 4")).to_be_visible()
    await question.get_by_role("button", name="All together").click()
    answer = await visitor.hears("With the 2 people you chose together")
    await expect(answer).to_contain_text("1 photo at 70%")
    await expect(visitor.log.get_by_role("img", name=re.compile("six.jpg")).last).to_be_visible()


async def test_more_photos_with_a_counter(visit: Visits, wedding: Guest, portrait: Path) -> None:
    visitor = await visit(wedding.chat_id)
    await find(visitor, portrait)
    await expect(visitor.album.last.get_by_role("img")).to_have_count(10)
    await visitor.button("More · 10 of 12").last.click()
    await visitor.hears("Here are 11 to 12.")
    await expect(visitor.album.last.get_by_role("img")).to_have_count(2)


async def test_boxes_change_the_album_in_place(visit: Visits, wedding: Guest, portrait: Path) -> None:
    visitor = await visit(wedding.chat_id)
    await find(visitor, portrait)
    albums = await visitor.album.count()
    first = visitor.album.last.get_by_role("img").first
    before = await first.get_attribute("src")
    await visitor.button("☐ Boxes").last.click()
    await expect(visitor.button("☑ Boxes").last).to_be_visible()
    await expect(first).not_to_have_attribute("src", before or "")
    await visitor.sees_photo(first)
    assert await visitor.album.count() == albums


async def test_originals_come_as_zips(visit: Visits, wedding: Guest, portrait: Path) -> None:
    visitor = await visit(wedding.chat_id)
    await find(visitor, portrait)
    await visitor.button("⬇ Originals").last.click()
    await visitor.hears("all 12 photos sent")
    await expect(visitor.log.get_by_text("photos 1.zip").last).to_be_visible()


async def test_people_are_named(visit: Visits, wedding: Guest) -> None:
    visitor = await visit(wedding.chat_id)
    await visitor.writes("/people")
    sheet = await visitor.hears("8 people in this gallery")
    await visitor.sees_photo(sheet.get_by_role("img"))
    await sheet.get_by_role("button", name="2", exact=True).click()
    answer = await visitor.hears("3 photos of this person")
    await answer.get_by_role("button", name="🏷 Name").click()
    await visitor.hears("What is this person's name?")
    await expect(
        visitor.page.get_by_text("Reply to Photo Finder")
    ).to_be_visible()  # as Telegram's apps offer
    await visitor.writes("Joe")
    await visitor.hears("This is Joe")
    await visitor.writes("Joe")
    await visitor.hears("3 photos at 70%")


async def test_an_open_question_outlives_a_reload(visit: Visits, bot: Guest, photos: PhotoPath) -> None:
    guest = bot.other(next(fresh))
    visitor = await visit(guest.chat_id)
    bar = visitor.page.get_by_text("Reply to Photo Finder")
    await guest.send_files({"one.zip": zip_of({"a.jpg": photos("obama.jpg").read_bytes()})})
    await visitor.hears("1 photo added")
    await visitor.writes("/me")
    await visitor.hears("What do you look like?")
    await expect(bar).to_be_visible()
    await visitor.page.reload()
    await expect(bar).to_be_visible()
    await visitor.sends_photo(photos("obama3.jpg"))
    await visitor.hears("1 photo at 70% or more")
    await expect(bar).to_be_hidden()
    await visitor.page.reload()
    await visitor.hears("1 photo at 70% or more")
    await expect(bar).to_be_hidden()


async def test_while_a_zip_waits_for_its_password(visit: Visits, bot: Guest, photos: PhotoPath) -> None:
    """What the question says is done, however it is written: no reply is begun for its reader."""
    guest = bot.other(next(fresh))
    visitor = await visit(guest.chat_id)
    await guest.send_files({"open.zip": zip_of({"mug.png": photos("coffee.png").read_bytes()})})
    await visitor.hears("1 photo added")
    await guest.send_files({"locked.zip": locked_zip_of({"a.jpg": photos("obama.jpg").read_bytes()}, "a b")})
    await visitor.hears("To search, put /text before it")
    await visitor.writes("/text mug")
    await visitor.hears("1 photo stands out")
    await visitor.writes("a b")
    await visitor.hears("locked.zip: 1 photo added")
    await expect(visitor.log.get_by_text("a b", exact=True)).to_have_count(0)


async def test_all_of_it_on_a_phone_in_vietnamese(visit: Visits, wedding: Guest, portrait: Path) -> None:
    visitor = await visit(wedding.chat_id, language="vi", **PHONE)
    await Guest(wedding.http, wedding.user_id, language="vi").send_photos(portrait)
    answer = await visitor.hears("12 ảnh")
    await expect(answer.get_by_role("button", name="Xem thêm · 10 / 12")).to_be_visible()
    assert await visitor.overflow() <= 0
    await answer.get_by_role("button", name="Xem thêm").tap()
    await visitor.hears("Đây là ảnh từ 11 đến 12")
    await visitor.writes("/people")
    await visitor.hears("Có 8 người trong kho ảnh này")
    assert await visitor.overflow() <= 0
