"""What waits for consent, and what has changed when it is given: an invitation ended, a right taken away."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image

from bot.arrivals import Kind
from bot.consents import MOST_HELD
from bot.localchat.server import LocalChat
from tests.chat import Guest, Message, bot_in
from tests.conftest import PhotoPath
from tests.test_groups_chat import invitation, set_status
from tests.test_images import saved
from tests.test_me_chat import OBAMA, results, selfie
from tests.test_privacy_chat import FIRST_ID, agree, fill, send_few, values
from tests.zips import many, zip_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

ALBUM_SECONDS = 0.3


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(folder: Path) -> AsyncIterator[Guest]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.albums.QUIET_SECONDS", ALBUM_SECONDS)
        async with (
            LocalChat(flood_control=False, privacy_mode=True) as chat,
            bot_in(chat, folder, ask_consent=True) as person,
        ):
            yield person


@pytest.fixture
def someone(bot: Guest, request: pytest.FixtureRequest) -> Guest:
    """Somebody who has not agreed to anything yet."""
    return bot.other(FIRST_ID + abs(hash(request.node.name)) % 1_000_000_000)


@pytest_asyncio.fixture(loop_scope="module")
async def group(someone: Guest, photos: PhotoPath) -> tuple[Guest, Guest]:
    """The owner of a group that has photos, and an administrator who has not agreed yet."""
    one = Guest(someone.http, someone.user_id, -someone.user_id)
    two = Guest(someone.http, someone.user_id + 1, one.chat_id)
    await fill(one, photos, caption="/import")
    two.read = one.read
    await set_status(two, "administrator")
    return one, two


async def visiting(someone: Guest, photos: PhotoPath) -> tuple[Guest, Message]:
    """A guest who has not agreed yet, and what their host was shown of the invitation."""
    await fill(someone, photos)
    shown, payload = await invitation(someone)
    guest = someone.other(someone.user_id + 1)
    await guest.say(f"/start {payload}")
    await guest.hears("Welcome!")
    return guest, shown


async def photos_shown(person: Guest) -> int:
    """How many the bot has sent, once it has answered one more command."""
    await person.say("/help")
    await person.hears("Commands:")
    said = (await person.look(0))["messages"]
    return sum(1 for one in said if one["from"] == "bot" and one["media"])


@pytest.mark.parametrize("caption", ["", "/find", "/me"])
async def test_a_guest_whose_invitation_ends_meanwhile_sees_nothing(
    someone: Guest, photos: PhotoPath, caption: str
) -> None:
    guest, shown = await visiting(someone, photos)
    await selfie(guest, photos, "obama3.jpg", caption=caption)
    question = await guest.hears("Do you agree?")
    await someone.press_button(shown, "✕ Revoke")
    await someone.sees_edit(shown, "revoked")
    await guest.press_button(question, "✅ I agree")
    await guest.hears("no photos yet")  # of their own
    assert await photos_shown(guest) == 0


async def test_a_guest_who_moves_on_meanwhile_searches_where_they_are(
    someone: Guest, photos: PhotoPath, folder: Path
) -> None:
    guest, _ = await visiting(someone, photos)
    await selfie(guest, photos, "obama3.jpg", caption="/me")
    question = await guest.hears("Do you agree?")
    host = someone.other(someone.user_id + 2)
    await fill(host, photos)
    _, payload = await invitation(host)
    await guest.say(f"/start {payload}")
    await guest.hears("Welcome!")
    await guest.press_button(question, "✅ I agree")
    assert (await results(guest, 3))[0] == OBAMA
    profiles = values(folder, "SELECT chat_id FROM profiles WHERE user_id = ?", guest.user_id)
    assert profiles == [host.chat_id]


@pytest.mark.parametrize("text", ["yes", "/text a cat", "/people", "/gallery"])
async def test_who_writes_while_their_first_zip_waits_is_not_told_to_send_one(
    someone: Guest, photos: PhotoPath, text: str
) -> None:
    await send_few(someone, photos)
    question = await someone.hears("Do you agree?")
    await someone.say(text)
    hint = await someone.hears("still open")
    assert hint["reply_to"] == question["id"]
    await someone.press_button(question, "✅ I agree")
    await someone.hears("4 photos added")
    said = str((await someone.look(0))["messages"])
    assert "no photos yet" not in said
    assert "still open" not in said


@pytest.mark.usefixtures("one_batch")
async def test_a_selfie_that_waits_behind_the_first_zip_is_not_told_that_there_is_none(
    someone: Guest, photos: PhotoPath
) -> None:
    await someone.send_files({"many.zip": many(photos("obama.jpg"), 100)})
    question = await someone.hears("Do you agree?")
    await selfie(someone, photos, "obama3.jpg")
    await asyncio.sleep(ALBUM_SECONDS + 0.5)
    await someone.press_button(question, "✅ I agree")
    assert "send this again" in (await someone.hears("The first photos are still coming in"))["text"]
    someone.read = question["id"]
    await someone.hears("100 photos added")
    assert "no photos yet" not in str((await someone.look(0))["messages"])


async def test_a_selfie_that_waits_behind_the_first_photos_sent_as_files(
    someone: Guest, photos: PhotoPath
) -> None:
    await someone.send_files({"obama.jpg": photos("obama.jpg").read_bytes()})
    question = await someone.hears("Do you agree?")
    await selfie(someone, photos, "obama3.jpg")
    await asyncio.sleep(ALBUM_SECONDS + 0.5)
    await someone.press_button(question, "✅ I agree")
    await someone.hears("The first photos are still coming in")


async def test_who_is_no_administrator_any_more_imports_nothing(
    group: tuple[Guest, Guest], photos: PhotoPath, folder: Path
) -> None:
    one, two = group
    await two.send([("two.zip", zip_of({"new.png": photos("chelsea.png").read_bytes()}))], caption="/import")
    question = await two.hears("Do you agree?")
    await set_status(two, "member")
    await two.press_button(question, "✅ I agree")
    await two.hears("Only this group's administrators")
    assert values(folder, "SELECT count(*) FROM photos WHERE chat_id = ?", one.chat_id) == [4]
    assert values(folder, "SELECT count(*) FROM imports WHERE chat_id = ?", one.chat_id) == [1]


async def test_who_is_no_administrator_any_more_names_nobody(
    group: tuple[Guest, Guest], photos: PhotoPath, folder: Path
) -> None:
    one, two = group
    await selfie(two, photos, "obama3.jpg", caption="/name Barack")
    question = await two.hears("Do you agree?")
    await set_status(two, "member")
    await two.press_button(question, "✅ I agree")
    await two.hears("Only this group's administrators")
    assert values(folder, "SELECT name FROM people WHERE chat_id = ? AND name NOT NULL", one.chat_id) == []


async def test_who_still_is_one_is_not_asked_twice(group: tuple[Guest, Guest], photos: PhotoPath) -> None:
    _, two = group
    await send_few(two, photos, caption="/import")
    await agree(two)
    await two.hears("no new photos")
    said = [message["text"] or "" for message in (await two.look(0))["messages"]]
    assert len([text for text in said if "Thank you" in text]) == 2  # the owner's, and theirs
    assert not any("Do you agree?" in text for text in said)


async def test_an_album_is_still_one_question_much_later(someone: Guest, photos: PhotoPath) -> None:
    guest, _ = await visiting(someone, photos)
    await selfie(guest, photos, "obama3.jpg", "obama.jpg")
    question = await guest.hears("Do you agree?")
    await asyncio.sleep(4 * ALBUM_SECONDS)  # nobody remembers the album otherwise
    await guest.press_button(question, "✅ I agree")
    assert (await results(guest, 3))[0] == OBAMA
    assert await photos_shown(guest) == 3


async def test_more_than_a_hundred_photos_sent_as_files_wait_as_a_whole(someone: Guest, folder: Path) -> None:
    files = [(f"{i}.png", saved(Image.new("RGB", (64, 48), (i, 90, 120)), "png")) for i in range(150)]
    for file in files:
        await someone.send([file])
    await agree(someone)
    await someone.hears("and 149 more: 150 photos added")
    assert "left out" not in str(await someone.look(0))


async def test_what_is_too_much_to_wait_is_said_once(
    someone: Guest, photos: PhotoPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(MOST_HELD, Kind.FILE, 2)
    names = ("obama.jpg", "obama2.jpg", "biden.jpg", "half.jpg")
    for name in names[:2] + names[:2]:
        await someone.send([(name, photos(name).read_bytes())])
    question = await someone.hears("Do you agree?")
    await someone.hears("what came last was left out")
    await someone.press_button(question, "✅ I agree")
    await someone.hears("and 1 more: 2 photos added")
    assert str(await someone.look(0)).count("left out") == 1


async def test_who_writes_on_is_pointed_at_the_question(
    someone: Guest, photos: PhotoPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    await selfie(someone, photos, "obama3.jpg")
    question = await someone.hears("Do you agree?")
    await selfie(someone, photos, "obama3.jpg")  # at once
    monkeypatch.setattr("bot.consents.REMIND_SECONDS", 0.0)
    for _ in range(3):
        await selfie(someone, photos, "obama3.jpg")
    hint = await someone.hears("This question is still open: press “✅ I agree”")
    assert hint["reply_to"] == question["id"]
    assert str((await someone.look(0))["messages"]).count("still open") == 1
    await someone.press_button(question, "✅ I agree")
    for _ in range(5):
        await someone.hears("no photos yet")
    said = str(await someone.look(0))
    assert (said.count("still open"), said.count("Do you agree?")) == (0, 0)  # nothing is, any more


async def test_what_has_waited_counts_once(photos: PhotoPath, tmp_path: Path) -> None:
    async with (
        LocalChat(flood_control=False) as chat,
        bot_in(chat, tmp_path, ask_consent=True, workers=1, user_searches_per_minute=1) as someone,
    ):
        await selfie(someone, photos, "obama.jpg", "obama3.jpg", caption="/compare")
        await agree(someone)
        await someone.hears("same person")
        await selfie(someone, photos, "obama.jpg", "obama3.jpg", caption="/compare")
        await someone.hears("a lot of searches")
