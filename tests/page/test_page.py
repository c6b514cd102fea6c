"""The page, as people use it: the real bot and the real models behind it, in a real Chromium."""

import dataclasses
import io
import itertools
import re
from pathlib import Path
from statistics import median
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import expect

from bot.commands import COMMANDS
from tests.browser import Visits
from tests.chat import Guest
from tests.conftest import PhotoPath

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

CAPTIONS = [rf"{place}\. \d+% · (portrait|speech|half in the frame)\.jpg" for place in (1, 2, 3)]
PHONES = [(390, 844), (320, 568)]
fresh = itertools.count(3001)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def answered(bot: Guest, sample: Path) -> Guest:
    """A person whose chat has a gallery, and an album as the answer to a selfie."""
    guest = bot.other(next(fresh))
    await guest.send_files({"photos.zip": (sample / "photos.zip").read_bytes()})
    await guest.hears("9 photos added")
    await guest.send_photos(sample / "selfie.jpg")
    await guest.sees_album(3)
    await guest.hears("🎉")
    return guest


async def test_drop_a_zip_send_a_photo_and_press_a_button(visit: Visits, sample: Path) -> None:
    visitor = await visit(next(fresh))
    await visitor.drops(sample / "photos.zip")
    await visitor.sends_what_is_offered()
    status = await visitor.hears("photos.zip")
    await expect(status).to_contain_text("9 photos added, 11 faces found")
    await expect(visitor.said("Receiving")).to_have_count(0)
    await visitor.sees_photo(visitor.log.locator(".row.bot article .photo img"))

    await visitor.sends_photo(sample / "selfie.jpg")
    answer = await visitor.hears("3 photos at 70% or more")
    captions = await visitor.captions(visitor.album)
    assert len(captions) == len(CAPTIONS)
    assert all(re.fullmatch(form, caption) for form, caption in zip(CAPTIONS, captions, strict=True)), (
        captions
    )
    for photo in await visitor.album.get_by_role("img").all():
        await visitor.sees_photo(photo)

    await answer.get_by_role("button", name="+ 5").click()
    await expect(answer).to_contain_text("at 75% or more")
    await expect(answer.get_by_role("button", name="Faces 75%")).to_be_visible()


async def test_a_command_with_its_words_is_copied_by_a_tap(visit: Visits) -> None:
    visitor = await visit(next(fresh), permissions=["clipboard-read", "clipboard-write"])
    await visitor.writes("/threshold ten")
    said = await visitor.hears("is not a level")
    await said.get_by_role("button", name="/threshold text 30", exact=True).click()
    await expect(visitor.page.locator("#toast")).to_have_text("Copied")
    assert await visitor.page.evaluate("navigator.clipboard.readText()") == "/threshold text 30"
    await expect(visitor.log.locator("article")).to_have_count(2)


async def test_photos_open_large(visit: Visits, answered: Guest) -> None:
    visitor = await visit(answered.chat_id)
    large = visitor.page.get_by_role("dialog", name="Photo")
    second = visitor.album.get_by_role("button").nth(1)
    captions = await visitor.captions(visitor.album)
    await second.click()
    await expect(large).to_contain_text("2 of 3")
    await expect(large).to_contain_text(captions[1])
    await visitor.sees_photo(large.get_by_role("img"))
    await visitor.page.keyboard.press("ArrowRight")
    await expect(large).to_contain_text("3 of 3")
    await expect(large).to_contain_text(captions[2])
    await expect(large.get_by_role("button", name="Next photo")).to_be_hidden()
    await visitor.page.keyboard.press("Escape")
    await expect(large).to_be_hidden()
    await expect(second).to_be_focused()


async def test_the_sample(visit: Visits) -> None:
    visitor = await visit(next(fresh))
    await visitor.button("Try with sample photos").click()
    await visitor.button("Send the sample selfie").click()
    await visitor.hears("3 photos at 70% or more")
    await expect(visitor.album.get_by_role("img")).to_have_count(3)
    await expect(visitor.button("Send the sample selfie")).to_be_hidden()
    await expect(visitor.button("Try with sample photos")).to_be_hidden()


async def test_commands_are_offered_and_completed(visit: Visits) -> None:
    visitor = await visit(next(fresh))
    await visitor.box.press_sequentially("/")
    await expect(visitor.commands).to_have_count(len(COMMANDS))
    await visitor.box.press_sequentially("t")
    await expect(visitor.commands).to_have_text([re.compile("^/text"), re.compile("^/threshold")])
    await visitor.box.press("ArrowDown")
    await visitor.box.press("Tab")
    await expect(visitor.box).to_have_value("/threshold ")
    await expect(visitor.commands).to_have_count(0)
    await visitor.box.fill("/ga")
    await visitor.box.press("Enter")
    await expect(visitor.box).to_have_value("/gallery ")
    await visitor.box.press("Enter")
    await visitor.hears("This chat has no photos yet")


async def test_the_page_and_the_bot_in_vietnamese(visit: Visits) -> None:
    visitor = await visit(next(fresh), language="vi")
    await expect(visitor.page.locator("html")).to_have_attribute("lang", "vi")
    await expect(visitor.button("Thử với ảnh mẫu")).to_be_visible()
    await visitor.box.press_sequentially("/ga")
    await expect(visitor.commands).to_have_text(["/galleryKho ảnh này có gì"])
    await visitor.writes("/gallery ")
    await visitor.hears("chưa có ảnh")


async def test_a_selfie_from_the_camera(visit: Visits, answered: Guest) -> None:
    visitor = await visit(answered.chat_id)
    await visitor.button("Take a selfie").click()
    camera = visitor.page.get_by_role("dialog", name="Take a selfie")
    await camera.get_by_role("button", name="Take the photo").click()
    await camera.get_by_role("button", name="Send").click()
    await expect(camera).to_be_hidden()
    await visitor.hears("I can't find a face in this picture")


@pytest.mark.parametrize(("width", "height"), PHONES)
async def test_a_phone(visit: Visits, answered: Guest, width: int, height: int) -> None:
    phone: dict[str, Any] = {
        "viewport": {"width": width, "height": height},
        "is_mobile": True,
        "has_touch": True,
    }
    visitor = await visit(answered.chat_id, **phone)
    assert await visitor.overflow() <= 0
    await expect(visitor.page.locator("#composer")).to_be_in_viewport(ratio=1)
    for name in ("Attach", "Commands", "Take a selfie", "Send"):
        await expect(visitor.button(name)).to_be_in_viewport(ratio=1)
    for photo in await visitor.album.get_by_role("button").all():
        box = await photo.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    await visitor.album.get_by_role("button").first.tap()
    await expect(visitor.page.get_by_role("dialog", name="Photo")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_light_and_dark(visit: Visits, answered: Guest, scheme: str) -> None:
    visitor = await visit(answered.chat_id, color_scheme=scheme)
    screen = Image.open(io.BytesIO(await visitor.page.screenshot())).convert("L")
    brightness = median(screen.resize((64, 64)).tobytes())
    assert (brightness < 64) == (scheme == "dark")


async def test_clear_with_its_button(visit: Visits, bot: Guest, photos: PhotoPath) -> None:
    guest = bot.other(next(fresh))
    await guest.send_files({"cat.png": photos("chelsea.png").read_bytes()})
    await guest.hears("1 photo added")
    visitor = await visit(guest.chat_id)
    await visitor.writes("/clear")
    question = await visitor.hears("Delete 1 photo of this chat")
    await question.get_by_role("button", name="Delete everything").click()
    await expect(question).to_contain_text("Deleted: 1 photo")
    await expect(question.get_by_role("button", name="Keep")).to_have_count(0)
    await visitor.writes("/gallery")
    await visitor.hears("This chat has no photos yet")


async def test_two_tabs_see_their_own_chats(visit: Visits) -> None:
    one = await visit(next(fresh))
    two = await visit.tab(one.page.context, next(fresh))
    await one.writes("/text boats")
    await one.hears("This chat has no photos yet")
    await two.writes("/help")
    await two.hears("Send me a zip of photos")
    await expect(two.log.get_by_role("article")).to_have_count(2)
    await expect(one.log.get_by_role("article")).to_have_count(2)
    await expect(two.log).not_to_contain_text("boats")


async def test_in_a_group_mine_is_what_i_sent_not_what_my_namesake_sent(visit: Visits, bot: Guest) -> None:
    me, namesake, group = next(fresh), next(fresh), -next(fresh)
    visitor = await visit(group, user_id=me)
    await visitor.writes("From me")
    other = dataclasses.replace(bot, user_id=namesake, chat_id=group, name=f"User {me}")
    await other.say("From my namesake")
    await expect(visitor.log.locator(".row.user")).to_have_text([re.compile("^You: From me")])
    await expect(visitor.log.get_by_text("From my namesake")).to_be_visible()
    await visitor.page.reload()
    await expect(visitor.log.locator(".row.user")).to_have_text([re.compile("^You: From me")])


async def test_every_button_has_a_name(visit: Visits, answered: Guest, sample: Path) -> None:
    visitor = await visit(answered.chat_id)
    await expect(visitor.log).to_have_attribute("aria-live", "polite")
    assert await visitor.nameless_buttons() == []
    await visitor.button("Attach").click()
    assert await visitor.nameless_buttons() == []
    await visitor.page.keyboard.press("Escape")
    await visitor.drops(sample / "photos.zip", sample / "selfie.jpg")
    await expect(visitor.page.get_by_role("dialog")).to_be_visible()
    assert await visitor.nameless_buttons() == []
    await visitor.button("Cancel").click()
    await visitor.button("Take a selfie").click()
    await expect(visitor.button("Take the photo")).to_be_visible()
    assert await visitor.nameless_buttons() == []
    await visitor.button("Cancel").click()
    await visitor.album.get_by_role("button").first.click()
    await expect(visitor.page.get_by_role("dialog", name="Photo")).to_be_visible()
    assert await visitor.nameless_buttons() == []


async def test_by_keyboard_alone(visit: Visits, answered: Guest) -> None:
    visitor = await visit(answered.chat_id)
    keyboard = visitor.page.keyboard
    await visitor.tabs_to(visitor.button("Commands"))
    await keyboard.press("Enter")
    await expect(visitor.commands).to_have_count(len(COMMANDS))
    await keyboard.type("thr")
    await keyboard.press("Enter")
    await expect(visitor.box).to_have_value("/threshold ")
    await keyboard.press("Enter")
    panel = await visitor.hears("How close does a match have to be?")
    await visitor.tabs_to(panel.get_by_role("button", name="+ 5").last, "Shift+Tab")
    await keyboard.press("Enter")
    await expect(panel).to_contain_text("Descriptions: 25%")
    await visitor.tabs_to(visitor.album.get_by_role("button").last, "Shift+Tab")
    await keyboard.press("Enter")
    await expect(visitor.page.get_by_role("dialog", name="Photo")).to_contain_text("3 of 3")
    await keyboard.press("Escape")
    await expect(visitor.album.get_by_role("button").last).to_be_focused()
