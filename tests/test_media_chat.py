"""Everything else that people send: each gets what is sensible, once, or a sentence that helps."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image
from telegram import Chat, Contact, Dice, Game, Location, Message, Update, VideoNote

from bot.app import handlers
from bot.handlers.other import hint
from bot.localchat.server import LocalChat
from tests.chat import Guest, bot_in
from tests.conftest import PhotoPath
from tests.test_end_to_end import converted, everything_described, import_party, shown

pytestmark = pytest.mark.asyncio(loop_scope="module")

ALBUM_SECONDS = 0.3
VIDEO, VOICE, PLACE = "can't look into videos", "I can't listen", "can't search by place"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chat() -> AsyncIterator[LocalChat]:
    async with LocalChat(flood_control=False) as chat:
        yield chat


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(chat: LocalChat, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Guest]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.albums.QUIET_SECONDS", ALBUM_SECONDS)
        async with bot_in(chat, tmp_path_factory.mktemp("data")) as guest:
            yield guest


@pytest.fixture
def someone(bot: Guest, request: pytest.FixtureRequest) -> Guest:
    """A person in a chat of their own."""
    return bot.other(abs(hash(request.node.name)) % 1_000_000 + 2000)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def searcher(bot: Guest, photos: PhotoPath) -> Guest:
    """A person who has a gallery, for all tests that leave it as it is."""
    person = bot.other(7501)
    await import_party(person, photos)
    await everything_described(person)
    return person


async def heard(guest: Guest, after: int) -> list[str]:
    """What the bot has said, once it had the time to answer a second time."""
    await guest.say("/language")
    await guest.hears("Which language")
    await asyncio.sleep(3 * ALBUM_SECONDS)
    messages = (await guest.look(after))["messages"]
    texts = [message["text"] or message["caption"] or "" for message in messages if message["from"] == "bot"]
    return [text for text in texts if text and "Which language" not in text]  # a contact sheet has none


async def hears_once(guest: Guest, after: int, words: str) -> None:
    """This, and nothing else."""
    await guest.hears(words)
    assert len(await heard(guest, after)) == 1


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("video", VIDEO),
        ("animation", VIDEO),
        ("voice", VOICE),
        ("audio", VOICE),
        ("sticker", "Nice sticker!"),
    ],
)
async def test_what_cannot_be_searched_with_gets_a_hint(someone: Guest, kind: str, words: str) -> None:
    (sent,) = await someone.send([("it", b"some bytes")], kind)
    await hears_once(someone, sent, words)


async def test_a_place_gets_a_hint(someone: Guest) -> None:
    sent = await someone.send([], "location", latitude=16.05, longitude=108.2)
    await hears_once(someone, sent[0], PLACE)


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ({"contact": Contact("1", "Ann")}, "media-contact"),
        ({"location": Location(1, 2)}, "media-location"),
        ({"video_note": VideoNote("a", "a", 240, 3)}, "media-video"),
        ({"dice": Dice(6, "🎲")}, "media-other"),
        ({"game": Game("Chess", "Play it", [])}, "media-other"),
    ],
)
async def test_hints_for_what_the_local_chat_does_not_have(content: dict[str, Any], key: str) -> None:
    message = Message(1, datetime.now(UTC), Chat(1, "private"), **content)
    assert hint(message) == key
    assert takers(Update(1, message=message)) == ["explain"]


def takers(update: Update) -> list[str]:
    """The handler that would take an update."""
    return [one.callback.__name__ for one in handlers() if one.check_update(update)][:1]


@pytest.mark.parametrize("text", ["/help", "a cat"])
async def test_edited_messages_are_ignored(text: str) -> None:
    message = Message(1, datetime.now(UTC), Chat(1, "private"), text=text)
    assert takers(Update(1, edited_message=message)) == []


async def test_in_groups_nothing_of_it_is_answered(bot: Guest, photos: PhotoPath) -> None:
    member = bot.other(7301)
    member.chat_id = -7300
    start = await member.say("hello everybody")
    for kind in ("video", "animation", "voice", "sticker", "document"):
        await member.send([("it.mp4", b"some bytes")], kind)
    await member.send([], "location", latitude=16.05, longitude=108.2)
    await member.send_photos(photos("obama.jpg"), photos("biden.jpg"))
    assert await heard(member, start) == []


async def test_a_forwarded_photo_is_a_search(searcher: Guest, photos: PhotoPath) -> None:
    await searcher.send([("biden.jpg", photos("biden.jpg").read_bytes())], "photo", forwarded="1")
    (match,) = await searcher.sees_album(1)
    assert shown(match["caption"])[2] == "biden.jpg"
    await searcher.hears("🎉")


async def test_plain_text_is_a_search(searcher: Guest) -> None:
    await searcher.say("speech")
    (match,) = await searcher.sees_album(1)
    assert match["caption"].endswith("🏷 speech · speech.JPG")
    await searcher.hears("🎉")


async def test_an_album_of_one_person_is_one_question(searcher: Guest, photos: PhotoPath) -> None:
    start = (await searcher.look(0))["messages"][-1]["id"]
    await searcher.send_photos(photos("obama3.jpg"), photos("obama.jpg"), photos("coffee.png"))
    assert {shown(one["caption"])[2] for one in await searcher.sees_album(3)} == {
        *("portrait.jpg", "speech.JPG", "half.jpg")
    }
    said = await heard(searcher, start)
    assert [text for text in said if "🎉" in text] == ["🎉 3 photos at 70% or more."]
    assert len(said) == 4


async def test_who_is_in_every_photo_of_an_album_is_meant(searcher: Guest, photos: PhotoPath) -> None:
    """A stranger beside them in one photo is there by chance; a caption is for the whole album."""
    with_stranger = beside(photos("obama3.jpg"), photos("biden.jpg"))
    files = [("a.jpg", with_stranger), ("b.jpg", photos("obama2.jpg").read_bytes())]
    await searcher.send(files, "photo", caption="-speech")
    assert {shown(one["caption"])[2] for one in await searcher.sees_album(2)} == {"portrait.jpg", "half.jpg"}
    await searcher.hears("🎉")


async def test_an_album_of_several_people_asks_once_who_is_meant(searcher: Guest, photos: PhotoPath) -> None:
    start = (await searcher.look(0))["messages"][-1]["id"]
    await searcher.send_photos(photos("obama3.jpg"), photos("biden.jpg"), photos("obama2.jpg"))
    question = await searcher.hears("There are 2 people in these pictures. Who do you mean?")
    assert len(await heard(searcher, start)) == 1
    await searcher.press_button(question, "2")
    question = await searcher.sees_button(question, "✓ 2")
    await searcher.press_button(question, "Find this person")
    (match,) = await searcher.sees_album(1)
    assert shown(match["caption"])[2] == "biden.jpg"
    await searcher.hears("🎉")


async def test_an_album_of_nobody_gets_one_sentence(searcher: Guest, photos: PhotoPath) -> None:
    start = (await searcher.look(0))["messages"][-1]["id"]
    await searcher.send_photos(photos("coffee.png"), photos("chelsea.png"))
    await hears_once(searcher, start, "can't find a face")


async def test_an_album_with_a_video_is_answered_once(searcher: Guest, photos: PhotoPath) -> None:
    start = (await searcher.look(0))["messages"][-1]["id"]
    await searcher.send([("a.mp4", b"video"), ("b.jpg", photos("biden.jpg").read_bytes())], "photo")
    await searcher.sees_album(1)
    await searcher.hears("🎉")
    assert [text for text in await heard(searcher, start) if "video" in text] == []
    start = (await searcher.look(0))["messages"][-1]["id"]
    await searcher.send([("a.mp4", b"video"), ("b.mp4", b"another")], "video")
    await hears_once(searcher, start, VIDEO)


async def test_an_album_with_find_is_one_question_in_a_group_too(bot: Guest, photos: PhotoPath) -> None:
    owner = bot.other(7401)
    owner.chat_id = -7400
    await owner.say("hello")
    await owner.send([("biden.jpg", photos("biden.jpg").read_bytes())], caption="/import")
    await owner.hears("1 photo added")
    start = (await owner.look(0))["messages"][-1]["id"]
    files = [("a.jpg", photos("obama3.jpg").read_bytes()), ("b.jpg", photos("obama2.jpg").read_bytes())]
    await owner.send(files, "photo", caption="/find")
    await hears_once(owner, start, "Not found at 70%")


async def test_files_of_an_album_are_one_import_and_what_is_none_is_said_once(
    someone: Guest, photos: PhotoPath
) -> None:
    files = {name: photos(name).read_bytes() for name in ("obama.jpg", "biden.jpg")}
    await someone.send_files(files)
    summary = await someone.hears("and 1 more: 2 photos added, 2 faces found")
    assert not summary["buttons"]
    start = summary["id"]
    await someone.send_files({"a.mp3": b"la", "b.pdf": b"%PDF"})
    await hears_once(someone, start, "can't use a.mp3, b.pdf")


async def test_a_selfie_sent_as_a_file_can_be_searched_with(someone: Guest, photos: PhotoPath) -> None:
    await import_party(someone, photos)
    selfie = ("me.jpg", photos("obama3.jpg").read_bytes())
    for words in ("1 photo added", "1 was already there"):
        (sent,) = await someone.send([selfie])
        summary = await someone.hears(words)
        assert summary["reply_to"] == sent
        await someone.press_button(summary, "🔍 Search with this photo, too")
        assert "speech.JPG" in {shown(one["caption"])[2] for one in await someone.sees_album(4)}
    await someone.send([("mug.png", photos("coffee.png").read_bytes() + b"\0")])
    summary = await someone.hears("1 photo added")
    await someone.press_button(summary, "🔍 Search")
    await someone.hears("can't find a face")
    await someone.send([("broken.jpg", b"nothing")])
    assert not (await someone.hears("1 file skipped"))["buttons"]


def beside(*photos: Path) -> bytes:
    """One photo of several, side by side."""
    images = [Image.open(photo).convert("RGB").resize((600, 800)) for photo in photos]
    both = Image.new("RGB", (600 * len(images), 800))
    for place, image in enumerate(images):
        both.paste(image, (600 * place, 0))
    return converted(both, "jpeg")
