"""While something takes longer than a moment, the chat shows what the bot does; then no longer."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio

from bot.localchat.server import LocalChat
from tests.chat import PATIENCE, Guest, bot_in
from tests.conftest import PhotoPath
from tests.test_end_to_end import import_party
from tests.zips import zip_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

AGAIN = 0.1  # seconds

Ask = Callable[[Guest, PhotoPath], Awaitable[None]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chat() -> AsyncIterator[LocalChat]:
    async with LocalChat(flood_control=False) as chat:
        yield chat


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def someone(
    chat: LocalChat, tmp_path_factory: pytest.TempPathFactory, photos: PhotoPath
) -> AsyncIterator[Guest]:
    """A person who has a gallery."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.replies.outlet.MOMENT", 0.1)
        patch.setattr("bot.replies.outlet.AGAIN", AGAIN)
        async with bot_in(chat, tmp_path_factory.mktemp("data")) as guest:
            await import_party(guest, photos)
            yield guest


async def gallery(someone: Guest, photos: PhotoPath) -> None:
    await someone.say("/gallery")


async def selfie(someone: Guest, photos: PhotoPath) -> None:
    await someone.send_photos(photos("obama3.jpg"))


async def group_photo(someone: Guest, photos: PhotoPath) -> None:
    await someone.send_photos(photos("t1.jpg"))


async def compare(someone: Guest, photos: PhotoPath) -> None:
    files = [(name, photos(name).read_bytes()) for name in ("obama.jpg", "obama2.jpg")]
    await someone.send(files, "photo", caption="/compare")


async def new_name(someone: Guest, photos: PhotoPath) -> None:
    await someone.send([("me.jpg", photos("obama3.jpg").read_bytes())], "photo", caption="/name Barack")


async def more_photos(someone: Guest, photos: PhotoPath) -> None:
    await someone.send_files({"more.zip": zip_of({"cat.png": photos("chelsea.png").read_bytes()})})


async def photo_as_file(someone: Guest, photos: PhotoPath) -> None:
    await someone.send_files({"cat.png": photos("chelsea.png").read_bytes()})


@pytest.mark.parametrize(
    ("ask", "method", "action", "answer"),
    [
        (gallery, "sendPhoto", "upload_photo", "8 photos"),
        (selfie, "getFile", "typing", "🎉 3 photos"),
        (group_photo, "sendPhoto", "upload_photo", "There are 6 people"),
        (compare, "getFile", "upload_photo", "same person"),
        (compare, "sendMediaGroup", "upload_photo", "same person"),
        (new_name, "getFile", "typing", "This is Barack"),
        (more_photos, "getFile", "typing", "1 was already there"),
        (photo_as_file, "getFile", "typing", "1 was already there"),
    ],
)
async def test_what_takes_long_is_shown(  # noqa: PLR0917 (parameters)
    chat: LocalChat, someone: Guest, photos: PhotoPath, ask: Ask, method: str, action: str, answer: str
) -> None:
    """Telegram refuses a call for a second, and the bot waits."""
    chat.faults.add(method, "429")
    await ask(someone, photos)
    await shows(someone, action)
    await someone.hears(answer)
    await shows_nothing(someone)


async def test_originals_on_their_way_are_shown(chat: LocalChat, someone: Guest, photos: PhotoPath) -> None:
    await selfie(someone, photos)
    found = await someone.hears("🎉 3 photos")
    chat.faults.add("sendMediaGroup", "429")
    await someone.press_button(found, "⬇ Originals")
    await shows(someone, "upload_document")
    await someone.hears("all 3 photos sent")
    await shows_nothing(someone)


async def test_what_takes_a_moment_is_not(someone: Guest, photos: PhotoPath) -> None:
    await someone.say("/threshold")
    await someone.hears("Faces: 70%")
    await shows_nothing(someone)


async def shows(someone: Guest, action: str | None) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            if (await someone.look(someone.read))["typing"] == action:
                return
            await asyncio.sleep(0.02)


async def shows_nothing(someone: Guest) -> None:
    """Soon, for Telegram shows an action until a message comes, or for some seconds; and from then on."""
    await shows(someone, None)
    for _ in range(10):
        assert (await someone.look(someone.read))["typing"] is None
        await asyncio.sleep(AGAIN / 2)
