"""Takes the README's pictures from the running page: `python -m tools.pictures`.

The real bot answers in the local chat with the sample photos, Chromium shows the page, and
the main moments are written to docs/pictures. Needs the test tools, Chromium and a colour
emoji font (Debian: apt install chromium fonts-liberation fonts-noto-color-emoji).
"""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from bot.localchat.photos import packaged_photos
from bot.localchat.sample import write_sample
from bot.localchat.server import LocalChat
from tests.browser import NO_CHROMIUM, Visitor, Visits, chromium, chromium_path
from tests.chat import Guest, Message, bot_in

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
SCREEN: dict[str, Any] = {"viewport": {"width": 1000, "height": 996}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
PART: dict[str, Any] = {"viewport": {"width": 620, "height": 930}}
SELFIE_SIDE = 222  # pixels; with it, selfie, album and answer are in view together
PAINT_AT_ONCE = "image => { image.loading = 'eager'; image.decoding = 'sync'; return image.decode() }"
SHADE = 4


@asynccontextmanager
async def answered_selfie(folder: Path) -> AsyncIterator[Guest]:
    """Somebody whose chat has the sample's gallery, and the album that answers the sample's selfie."""
    await asyncio.to_thread(write_sample, folder)
    async with LocalChat(flood_control=False) as chat, bot_in(chat, folder / "data") as guest:
        await guest.send_files({"photos.zip": (folder / "photos.zip").read_bytes()})
        await guest.hears("9 photos added")
        await guest.hears("")  # the contact sheet
        await guest.send([("selfie.jpg", selfie(folder / "selfie.jpg"))], "photo")
        await guest.hears("🎉")
        yield guest


def selfie(photo: Path) -> bytes:
    """The sample's selfie, small enough for the pictures."""
    buffer = BytesIO()
    with Image.open(photo) as image:
        image.resize((SELFIE_SIDE, SELFIE_SIDE), reducing_gap=3).save(buffer, "jpeg", quality=95)
    return buffer.getvalue()


async def picture(visitor: Visitor) -> Image.Image:
    """The newest of the chat, once every photo is painted, which the page leaves to a moment without work."""
    for photo in await visitor.log.get_by_role("img").all():
        await photo.evaluate(PAINT_AT_ONCE)
    return Image.open(BytesIO(await visitor.page.screenshot(animations="disabled"))).convert("RGB")


def write(image: Image.Image, path: Path) -> None:
    """As a PNG that loads fast: in coarser shades, which pack better and cannot be told apart by eye."""
    shades = [min(SHADE * round(value / SHADE), 255) for value in range(256)]
    image.point(shades * 3).save(path, optimize=True)


async def ask_who(guest: Guest, photos: Path) -> Message:
    await guest.send_photos(photos / "t1.jpg")
    question = await guest.hears("Who do you mean?")
    for number in ("2", "5"):
        await guest.press_button(question, number)
        question = await guest.sees_button(question, f"✓ {number}")
    return question


async def box_both(guest: Guest, question: Message) -> None:
    await guest.press_button(question, "All together")
    answer = await guest.hears("you chose together")
    await guest.press_button(answer, "☐ Boxes")
    await guest.sees_edit(answer, "you chose together")
    await asyncio.sleep(1)  # until the photo above it is another


async def show_people(guest: Guest, photos: Path) -> None:
    await guest.send([("selfie.jpg", (photos / "obama3.jpg").read_bytes())], "photo", caption="/name Barack")
    await guest.hears("This is Barack")
    await guest.say("/people")
    await guest.hears("in this gallery")


async def invite(group: Guest) -> None:
    await group.say("/invite")
    await group.hears("t.me/")


async def take_pictures(executable: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    photos = packaged_photos()
    with tempfile.TemporaryDirectory() as folder:
        async with answered_selfie(Path(folder)) as guest, chromium(executable) as browser:
            visits = Visits(browser, str(guest.http.base_url))

            async def take(name: str, device: dict[str, Any], chat_id: int) -> None:
                visitor = await visits(chat_id, user_id=guest.user_id, **device)
                write(await picture(visitor), FOLDER / name)

            await take("chat.png", SCREEN, guest.chat_id)
            await take("phone.png", PHONE, guest.chat_id)
            question = await ask_who(guest, photos)
            await take("who.png", PART, guest.chat_id)
            await box_both(guest, question)
            await take("boxes.png", PART, guest.chat_id)
            await show_people(guest, photos)
            await take("people.png", PART, guest.chat_id)
            group = Guest(guest.http, guest.user_id, -guest.chat_id)
            await invite(group)
            await take("invite.png", PART, group.chat_id)


if __name__ == "__main__":
    sys.exit(asyncio.run(take_pictures(found)) if (found := chromium_path()) else NO_CHROMIUM)
