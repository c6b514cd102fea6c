"""/compare, as a person sees it: the real bot, the real models, real photos, over HTTP."""

import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image

from bot.localchat.server import LocalChat
from tests.chat import Guest, Message, bot_in
from tests.conftest import PhotoPath

pytestmark = pytest.mark.asyncio(loop_scope="module")

COMPARE = "/compare"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chat() -> AsyncIterator[LocalChat]:
    async with LocalChat(flood_control=False) as chat:
        yield chat


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(chat: LocalChat, data_dir: Path) -> AsyncIterator[Guest]:
    async with bot_in(chat, data_dir) as person:
        yield person


@pytest.fixture
def someone(bot: Guest, request: pytest.FixtureRequest) -> Guest:
    """A person in a chat of their own."""
    return bot.other(abs(hash(request.node.name)) % 1_000_000 + 2000)


async def send(someone: Guest, *photos: Path, kind: str = "photo", **more: Any) -> list[int]:
    return await someone.send([(photo.name, photo.read_bytes()) for photo in photos], kind, **more)


async def sees_both(someone: Guest, words: str) -> list[Message]:
    """The next album with these words below it, of two pictures."""
    first = await someone.hears(words)
    messages = (await someone.look(first["id"] - 1))["messages"]
    album = [message for message in messages if message["album"] == first["album"]]
    assert len(album) == 2
    assert all(message["media"][0]["kind"] == "photo" for message in album)
    return album


async def bot_messages(someone: Guest) -> list[Message]:
    return [message for message in (await someone.look(0))["messages"] if message["from"] == "bot"]


async def test_an_album_of_two_photos_of_one_person(someone: Guest, photos: PhotoPath) -> None:
    await send(someone, photos("obama.jpg"), photos("obama2.jpg"), caption=COMPARE)
    album = await sees_both(someone, "same person, very likely")
    assert album[0]["caption"].partition("%")[0].isdigit()
    assert album[1]["caption"] in {None, ""}
    assert len(await bot_messages(someone)) == 2  # neither photo was searched for


async def test_a_reply_to_a_photo_with_another_photo(someone: Guest, photos: PhotoPath) -> None:
    (first,) = await send(someone, photos("obama.jpg"))
    await someone.hears("no photos yet")  # alone, it is a search
    await send(someone, photos("biden.jpg"), caption=COMPARE, reply_to=first)
    first_shown, second_shown = await sees_both(someone, "different people, very likely")
    assert shape(first_shown) == pytest.approx(910 / 1137, abs=0.01)
    assert shape(second_shown) == pytest.approx(970 / 2204, abs=0.01)


def shape(message: Message) -> float:
    media = message["media"][0]
    return float(media["width"] / media["height"])


async def test_the_same_photo_twice(someone: Guest, photos: PhotoPath) -> None:
    await send(someone, photos("obama.jpg"), photos("obama.jpg"), caption=COMPARE)
    await sees_both(someone, "100%: same person, very likely")


async def test_several_people_are_listed(someone: Guest, photos: PhotoPath) -> None:
    await send(someone, photos("t1.jpg"), photos("t1.jpg"), caption=COMPARE)
    caption = (await sees_both(someone, "6 people are in both photos"))[0]["caption"]
    assert caption.splitlines()[1] == "1. 100%: same person, very likely"
    assert len(caption.splitlines()) == 7
    await send(someone, photos("t1.jpg"), photos("obama.jpg"), caption=COMPARE)
    await sees_both(someone, "Nobody seems to be in both photos")


async def test_photos_as_files_are_compared_and_not_imported(someone: Guest, photos: PhotoPath) -> None:
    (first,) = await send(someone, photos("obama.jpg"), kind="document", caption=COMPARE)
    await someone.hears("I compare two photos")
    await send(someone, photos("obama2.jpg"), kind="document", caption=COMPARE, reply_to=first)
    await sees_both(someone, "same person, very likely")
    await send(someone, photos("obama.jpg"), photos("biden.jpg"), kind="document", caption=COMPARE)
    await sees_both(someone, "different people, very likely")
    await someone.say("/gallery")
    await someone.hears("no photos yet")


@pytest.mark.parametrize(
    ("first", "second", "where"),
    [
        ("coffee.png", "obama.jpg", "the first of"),
        ("obama.jpg", "coffee.png", "the second of"),
        ("chelsea.png", "coffee.png", "either of"),
    ],
)
async def test_a_photo_without_a_face(
    someone: Guest, photos: PhotoPath, first: str, second: str, where: str
) -> None:
    await send(someone, photos(first), photos(second), caption=COMPARE)
    await someone.hears(f"can't find a face in {where} these photos")


async def test_a_file_that_is_no_photo(someone: Guest, photos: PhotoPath) -> None:
    (broken,) = await someone.send([("broken.jpg", b"not a picture")], "document")
    await someone.hears("not a photo")
    await send(someone, photos("obama.jpg"), caption=COMPARE, reply_to=broken)
    await someone.hears("could not read one of these photos (not a photo)")


async def test_what_is_no_comparison_says_how_to_ask_for_one(someone: Guest, photos: PhotoPath) -> None:
    await someone.say(COMPARE)
    await someone.hears("I compare two photos")
    await send(someone, photos("obama.jpg"), caption=COMPARE)
    await someone.hears("I compare two photos")
    await send(someone, *map(photos, ("obama.jpg", "obama2.jpg", "biden.jpg")), caption=COMPARE)
    await someone.hears("I compare two photos")
    text = await someone.say("hello")
    await someone.hears("no photos yet")
    await send(someone, photos("obama.jpg"), caption=COMPARE, reply_to=text)
    await someone.hears("I compare two photos")
    assert len(await bot_messages(someone)) == 5  # and no photo was searched for


async def test_an_album_without_the_command_is_a_search(someone: Guest, photos: PhotoPath) -> None:
    await send(someone, photos("obama.jpg"), photos("biden.jpg"), caption="Who is this? /compare")
    await someone.hears("no photos yet")


async def test_a_command_for_another_bot_is_not_for_this_one(
    someone: Guest, chat: LocalChat, photos: PhotoPath
) -> None:
    info = (await someone.http.get("/chat/info", params={"chat_id": someone.chat_id})).json()
    two = photos("obama.jpg"), photos("obama2.jpg")
    await send(someone, *two, caption=f"/compare@{info['bot']['username'].upper()}")
    await sees_both(someone, "same person")
    await send(someone, *two, caption="/compare@another_bot")
    await someone.hears("no photos yet")


async def test_anybody_in_a_group_may_compare(bot: Guest, photos: PhotoPath) -> None:
    founder, member = Guest(bot.http, 7001, -7000), Guest(bot.http, 7002, -7000, language="vi")
    await founder.say("hello")
    (first,) = await send(founder, photos("obama.jpg"))
    (asked,) = await send(member, photos("obama2.jpg"), caption=COMPARE, reply_to=first)
    album = await sees_both(member, "rất có thể là cùng một người")
    assert album[0]["reply_to"] == asked


async def test_nothing_of_a_comparison_is_stored(someone: Guest, data_dir: Path, photos: PhotoPath) -> None:
    before = files(data_dir)
    await send(someone, photos("obama.jpg"), photos("obama2.jpg"), caption=COMPARE)
    await sees_both(someone, "same person")
    assert files(data_dir) == before


def files(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_size for path in folder.rglob("*") if path.is_file()}


async def test_a_file_larger_than_telegram_gives_to_bots(someone: Guest, photos: PhotoPath) -> None:
    (first,) = await send(someone, photos("obama.jpg"))
    large = io.BytesIO()
    Image.new("RGB", (2700, 2600)).save(large, "bmp")
    await someone.send([("large.bmp", large.getvalue())], "document", caption=COMPARE, reply_to=first)
    await someone.hears("larger than 20 MB")


async def test_help_and_the_menu_name_the_command(someone: Guest) -> None:
    await someone.say("/help")
    await someone.hears("/compare — ")
    info = (await someone.http.get("/chat/info", params={"chat_id": someone.chat_id})).json()
    assert "compare" in {command["command"] for command in info["commands"]}
