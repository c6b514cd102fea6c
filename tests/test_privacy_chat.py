"""Consent, /privacy, /forget and /clear, and that nobody reaches what is another's."""

import asyncio
import re
import sqlite3
import tempfile
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image

from bot.buttons import BUTTONS
from bot.localchat.render import message_json
from bot.localchat.server import LocalChat
from bot.rate_limiter import Rate, RateLimiter
from core.search.face_search import Asked, FaceGallery, FaceSearch
from tests.chat import PATIENCE, Guest, Message, bot_in
from tests.conftest import PhotoPath
from tests.disk import files_with, files_with_number, watched
from tests.test_end_to_end import converted, everything_described
from tests.test_me_chat import OBAMA, few, results, selfie
from tests.zips import locked_zip_of, zip_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

FIRST_ID = 5_000_000_000
"""Of users: as large as Telegram's newest, so that nothing else on the disk looks like them."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chat() -> AsyncIterator[LocalChat]:
    async with LocalChat(flood_control=False, privacy_mode=True) as chat:
        yield chat


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bot's temporary folder."""
    return tmp_path_factory.mktemp("temporary")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(chat: LocalChat, folder: Path, scratch: Path) -> AsyncIterator[Guest]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.importing.EDIT_SECONDS", 0.2)
        patch.setattr("bot.app.RateLimiter", partial(RateLimiter, *[Rate(1000, 1.0)] * 3))
        patch.setattr(tempfile, "tempdir", str(scratch))
        patch.setenv("TMPDIR", str(scratch))  # of the worker processes
        async with bot_in(chat, folder, ask_consent=True) as person:
            yield person


@pytest.fixture
def someone(bot: Guest, request: pytest.FixtureRequest) -> Guest:
    """Somebody who has not agreed to anything yet."""
    return bot.other(FIRST_ID + abs(hash(request.node.name)) % 1_000_000_000)


@pytest.fixture
def group(someone: Guest) -> tuple[Guest, Guest]:
    """Two people in one group, of whom the first owns it."""
    one = Guest(someone.http, someone.user_id, -someone.user_id)
    return one, Guest(someone.http, someone.user_id + 1, one.chat_id)


async def send_few(someone: Guest, photos: PhotoPath, **more: Any) -> None:
    await someone.send([("party.zip", zip_of(few(photos)))], **more)


async def agree(someone: Guest) -> Message:
    question = await someone.hears("Do you agree?")
    await someone.press_button(question, "✅ I agree")
    return question


def of_their_own(someone: Guest, photos: PhotoPath, name: str) -> bytes:
    """A photo that nobody else sends: its vectors are no one else's either."""
    photo = Image.open(photos(name))
    return converted(photo.resize((photo.width - 1 - someone.user_id % 97, photo.height)), "jpeg")


async def send_own(someone: Guest, photos: PhotoPath, name: str, caption: str = "") -> None:
    await someone.send([(name, of_their_own(someone, photos, name))], "photo", caption=caption)


async def fill(someone: Guest, photos: PhotoPath, **more: Any) -> None:
    await send_few(someone, photos, **more)
    await agree(someone)
    await someone.hears("4 photos added")


def dump(folder: Path) -> list[str]:
    """All that the database holds."""
    with closing(sqlite3.connect(f"file:{folder / 'galleries.sqlite'}?mode=ro", uri=True)) as database:
        return list(database.iterdump())


def values(folder: Path, sql: str, *given: object) -> list[object]:
    with closing(sqlite3.connect(folder / "galleries.sqlite")) as database:
        return [row[0] for row in database.execute(sql, given)]


# Consent


async def test_the_first_import_and_search_wait_for_one_answer(
    someone: Guest, folder: Path, photos: PhotoPath
) -> None:
    await someone.say("/privacy")
    await someone.hears("What I keep")  # nothing has to be agreed to for that
    await send_few(someone, photos)
    question = await someone.hears("I look for faces in the photos")
    await someone.send_files({"astronaut.jpg": photos("astronaut.png").read_bytes()})
    await someone.say("/gallery")
    await someone.hears("still open")
    assert files_with_number(folder, someone.user_id) == []
    await someone.press_button(question, "✅ I agree")
    await someone.sees_edit(question, "Thank you. I am on it")
    await someone.hears("4 photos added")
    await someone.hears("1 photo added")
    await selfie(someone, photos, "obama3.jpg")
    assert (await results(someone, 3))[0] == OBAMA
    said = [message["text"] or "" for message in (await someone.look(0))["messages"]]
    assert len([text for text in said if "Do you agree?" in text]) == 0  # it was edited, and is asked once
    assert values(
        folder, "SELECT count(*) FROM users WHERE id = ? AND consented_at > '2'", someone.user_id
    ) == [1]


async def test_an_album_of_selfies_waits_whole(someone: Guest, photos: PhotoPath) -> None:
    await selfie(someone, photos, "obama3.jpg", "obama.jpg", caption="/me")
    await agree(someone)
    await someone.hears("I know you here from 2 selfies")


async def test_comparing_and_naming_ask_as_well(someone: Guest, photos: PhotoPath) -> None:
    await selfie(someone, photos, "obama.jpg", "obama3.jpg", caption="/compare")
    question = await someone.hears("Do you agree?")
    await selfie(someone, photos, "obama.jpg", caption="/name Barack")
    await someone.press_button(question, "✅ I agree")
    await someone.hears("same person")
    someone.read = question["id"]  # whichever came first
    await someone.hears("no photos yet")  # to the name


async def test_in_a_group_each_answers_for_themselves(group: tuple[Guest, Guest], photos: PhotoPath) -> None:
    one, two = group
    await fill(one, photos, caption="/import")
    two.read = one.read
    await selfie(two, photos, "obama3.jpg", caption="/find")
    question = await two.hears("Do you agree?")
    pressed = await one.press_button(question, "✅ I agree")
    assert (pressed["alert"], pressed["text"]) == (True, "This question is for somebody else.")
    await two.press_button(question, "✅ I agree")
    assert (await results(two, 3))[0] == OBAMA


async def test_who_writes_in_a_group_s_name_agrees_for_it_as_its_administrator(
    chat: LocalChat, group: tuple[Guest, Guest], photos: PhotoPath
) -> None:
    one, two = group
    await fill(one, photos, caption="/import")
    (sent,) = await one.send([("obama3.jpg", photos("obama3.jpg").read_bytes())], "photo")
    anonymous = message_json(chat.state, chat.state.chat(one.chat_id).messages[sent])
    anonymous |= {
        "from": {"id": 1_087_968_824, "is_bot": True, "first_name": "Group"},
        "sender_chat": anonymous["chat"],
        "caption": "/find",
        "caption_entities": [{"type": "bot_command", "offset": 0, "length": 5}],
    }
    chat.state.updates.add("message", anonymous)
    question = await one.hears("Do you agree?")
    assert (await two.press_button(question, "✅ I agree"))["alert"] is True  # a member, no more
    await one.press_button(question, "✅ I agree")
    assert (await results(one, 3))[0] == OBAMA
    chat.state.updates.add("message", anonymous)
    assert (await results(one, 3))[0] == OBAMA


async def test_guests_are_asked_too(someone: Guest, photos: PhotoPath) -> None:
    await fill(someone, photos)
    await someone.say("/invite")
    link = (await someone.hears("?start="))["caption"].partition("?start=")[2].split()[0]
    guest = someone.other(someone.user_id + 1)
    await guest.say(f"/start {link}")
    await guest.hears("Welcome!")
    await selfie(guest, photos, "obama3.jpg")
    await agree(guest)
    assert (await results(guest, 3))[0] == OBAMA


async def test_who_answers_after_a_restart_is_asked_to_send_it_again(
    chat: LocalChat, someone: Guest, photos: PhotoPath
) -> None:
    await someone.say("/help")
    message = await someone.hears("Commands:")
    await forge(chat, someone, message, f"agree:{someone.user_id}")
    await someone.sees_edit(message, "Please send your request again")
    await selfie(someone, photos, "obama3.jpg")
    await someone.hears("no photos yet")  # and no question


async def test_who_has_agreed_is_not_asked_after_a_restart(tmp_path: Path, photos: PhotoPath) -> None:
    async with LocalChat(flood_control=False) as chat:
        async with bot_in(chat, tmp_path, ask_consent=True, workers=1) as someone:
            await selfie(someone, photos, "obama3.jpg")
            await agree(someone)
            await someone.hears("no photos yet")
        async with bot_in(chat, tmp_path, ask_consent=True, workers=1) as again:
            again.read = someone.read
            await selfie(again, photos, "obama3.jpg")
            await again.hears("no photos yet")
            said = (await again.look(0))["messages"]
            assert not any("Do you agree?" in (message["text"] or "") for message in said)


# Privacy


async def test_privacy_says_what_where_how_long_and_how_to_delete(someone: Guest) -> None:
    await someone.say("/privacy")
    text = (await someone.hears("What I keep"))["text"]
    for words in ("You: the number", "📍 Where", "90 days; /settings", "/me forget", "/forget", "/clear"):
        assert words in text
    assert "They are not encrypted there" in text
    assert "AES" not in text
    vietnamese = someone.other(someone.user_id + 1, "vi")
    await vietnamese.say("/privacy")
    assert "không được mã hóa" in (await vietnamese.hears("Tôi lưu những gì"))["text"]


async def test_a_selfie_is_never_written(
    someone: Guest, folder: Path, scratch: Path, photos: PhotoPath
) -> None:
    await fill(someone, photos)
    await everything_described(someone)
    sent = photos("obama3.jpg").read_bytes()
    with watched(folder, scratch) as written:
        await selfie(someone, photos, "obama3.jpg")
        await results(someone, 3)
        await selfie(someone, photos, "obama3.jpg", caption="/me")
        await results(someone, 3)
        await selfie(someone, photos, "obama3.jpg", "obama.jpg", caption="/compare")
        await someone.hears("same person")
    assert {"galleries.sqlite-wal"} <= written <= {f"galleries.sqlite{end}" for end in ("", "-wal", "-shm")}
    for start in range(0, len(sent) - 64, len(sent) // 8):
        assert files_with(folder, sent[start : start + 64]) == []
    original = photos("obama.jpg").read_bytes()
    assert files_with(folder, original[:4096]) != []  # which is how one would be found


async def test_what_a_search_is_made_of_is_not_kept(someone: Guest, folder: Path, photos: PhotoPath) -> None:
    """Only /me keeps what a face looks like."""
    await fill(someone, photos)
    await send_own(someone, photos, "obama3.jpg")
    await results(someone, 3)
    before = dump(folder)
    await send_own(someone, photos, "obama3.jpg", "/me")
    await results(someone, 3)
    (vector,) = values(
        folder,
        "SELECT vector FROM profile_selfies JOIN profiles ON profiles.id = profile_id WHERE user_id = ?",
        someone.user_id,
    )
    assert isinstance(vector, bytes)
    assert len(vector) >= 4 * 128
    assert vector.hex().upper() not in "".join(before).upper()
    assert vector.hex().upper() in "".join(dump(folder)).upper()


# Forgetting


async def introduce(one: Guest, owner: Guest, photos: PhotoPath) -> None:
    """Let somebody send a selfie for `/me` to a group that its owner has filled."""
    await fill(owner, photos, caption="/import")
    one.read = owner.read
    await send_own(one, photos, "obama3.jpg", "/me")
    await agree(one)


async def test_forget_leaves_nothing_of_a_user_in_any_chat(
    group: tuple[Guest, Guest], folder: Path, photos: PhotoPath
) -> None:
    """Of somebody who has a profile in a group, is a guest there, and has a gallery of their own."""
    one, two = group
    await introduce(two, one, photos)
    await results(two, 3)
    alone = Guest(two.http, two.user_id)
    await alone.say("/language vi")
    await alone.hears("Từ giờ")
    await alone.say("/language en")
    await alone.hears("in English")
    await send_few(alone, photos)
    await alone.hears("4 photos added")
    await alone.say("/me")
    await alone.hears("Reply to this message with a selfie")
    await send_own(alone, photos, "obama2.jpg", "/me")
    await results(alone, 3)
    await selfie(alone, photos, "obama3.jpg")
    await results(alone, 3)
    await one.say("/invite")
    link = (await one.hears("?start="))["caption"].partition("?start=")[2].split()[0]
    await alone.say(f"/start {link}")
    await alone.hears("Welcome!")
    vectors = values(
        folder,
        "SELECT vector FROM profile_selfies JOIN profiles ON profiles.id = profile_id WHERE user_id = ?",
        two.user_id,
    )
    assert len(vectors) == 2
    assert files_with_number(folder, two.user_id) != []
    theirs = others_than(two, one, folder)

    await alone.say("/forget")
    question = await alone.hears("with 4 photos")
    assert (await one_presses(one, alone, question, "Forget me"))["alert"] is True
    await alone.press_button(question, "Forget me, and delete")
    await alone.sees_edit(question, "4 photos of your gallery are deleted")
    for vector in vectors:
        assert isinstance(vector, bytes)
        assert files_with(folder, vector) == []
    assert files_with_number(folder, two.user_id) == []
    assert others_than(two, one, folder) == theirs
    assert len(theirs) > 10

    await alone.say("/gallery")
    await alone.hears("This chat has no photos yet")  # a guest no more
    await selfie(alone, photos, "obama3.jpg")
    await alone.hears("Do you agree?")


def others_than(gone: Guest, one: Guest, folder: Path) -> list[str]:
    """What the database has of somebody, but for the profile of another, and what was found by it."""
    lines = [line for line in dump(folder) if f"{one.user_id}" in line and f"{gone.user_id}" not in line]
    return [line for line in lines if 'INTO "searches"' not in line]


async def one_presses(one: Guest, other: Guest, message: Message, text: str) -> dict[str, object]:
    """Press a button of another's chat: what only a changed app can do."""
    forger = Guest(one.http, one.user_id, other.chat_id)
    return await forger.press_button(message, text)


async def test_forget_can_leave_one_s_gallery_and_can_be_left(
    someone: Guest, folder: Path, photos: PhotoPath
) -> None:
    await fill(someone, photos)
    await selfie(someone, photos, "obama3.jpg", caption="/me")
    await results(someone, 3)
    await someone.confirm("/forget", "with 4 photos", "Keep", "Nothing was deleted")
    assert values(folder, "SELECT count(*) FROM profiles WHERE user_id = ?", someone.user_id) == [1]
    await someone.confirm("/forget", "with 4 photos", "Forget me", "I know nothing about you any more.")
    assert values(folder, "SELECT count(*) FROM profiles WHERE user_id = ?", someone.user_id) == [0]
    assert values(folder, "SELECT count(*) FROM users WHERE id = ?", someone.user_id) == [0]
    assert values(folder, "SELECT count(*) FROM searches WHERE asked_in = ?", someone.user_id) == [0]
    await someone.say("/gallery")
    assert (await someone.hears("4 photos"))["media"]
    await someone.say("/me")
    await agree(someone)
    await someone.hears("Reply to this message with a selfie")


async def test_forget_where_nothing_is_known(someone: Guest, folder: Path) -> None:
    await someone.say("/forget")
    question = await someone.hears("Shall I forget you?")
    assert "gallery" not in str(question["buttons"])
    await someone.press_button(question, "Forget me")
    await someone.sees_edit(question, "I know nothing about you any more.")
    assert files_with_number(folder, someone.user_id) == []


async def test_clear_leaves_nothing_of_a_gallery_on_the_disk(
    someone: Guest, folder: Path, photos: PhotoPath
) -> None:
    names = ("obama.jpg", "obama2.jpg", "obama_partial_face2.jpg", "biden.jpg")
    files = {f"Zanzibarquux/{name}": of_their_own(someone, photos, name) for name in names}
    await someone.send_files({"quuxparty.zip": zip_of(files)})
    await agree(someone)
    await someone.hears("4 photos added")
    await selfie(someone, photos, "obama3.jpg", caption="/name Wombatina")
    await someone.hears("This is Wombatina")
    await someone.say("/text wombatina")
    await someone.sees_album(3)
    await someone.hears("🎉")
    await everything_described(someone)
    secrets = (b"zanzibarquux", b"Zanzibarquux", b"quuxparty", b"Wombatina", b"wombatina")
    segments = list((folder / "chats" / str(someone.chat_id) / "vectors").iterdir())
    kept = [path.read_bytes()[-256:] for path in segments]
    assert kept
    assert all(files_with(folder, secret) for secret in (*secrets, *kept))
    await someone.confirm("/clear", "This cannot be undone", "Delete", "Deleted: 4 photos")
    assert [secret for secret in (*secrets, *kept) if files_with(folder, secret)] == []
    assert not (folder / "chats" / str(someone.chat_id)).exists()
    tables = ("chats", "photos", "imports", "people", "segments", "searches", "profiles", "invites")
    for table in tables:
        column = "id" if table == "chats" else "chat_id"
        assert values(folder, f"SELECT count(*) FROM {table} WHERE {column} = ?", someone.chat_id) == [0]
    assert values(folder, "SELECT count(*) FROM sent WHERE chat_id = ?", someone.chat_id) == [0]


class Pause:
    """Lets a selfie that is looked at wait."""

    def __init__(self) -> None:
        self.reached, self.over = threading.Event(), threading.Event()

    async def is_reached(self) -> None:
        assert await asyncio.to_thread(self.reached.wait, PATIENCE)


@pytest.fixture
def pause(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pause]:
    paused, real = Pause(), FaceSearch.asked

    def asked(self: FaceSearch, gallery: FaceGallery, data: bytes) -> Asked:
        paused.reached.set()
        assert paused.over.wait(PATIENCE)
        return real(self, gallery, data)

    monkeypatch.setattr(FaceSearch, "asked", asked)
    yield paused
    paused.over.set()


@pytest.mark.parametrize("caption", ["", "/me"])
async def test_what_is_looked_at_while_its_sender_is_forgotten_leaves_nothing(
    someone: Guest, folder: Path, photos: PhotoPath, pause: Pause, caption: str
) -> None:
    await fill(someone, photos)
    await send_own(someone, photos, "obama3.jpg", caption)
    await pause.is_reached()
    deleted = "4 photos of your gallery are deleted"
    await someone.confirm("/forget", "Your own gallery", "Forget me, and delete", deleted)
    pause.over.set()
    await someone.hears("deleted, or closed to you")
    assert files_with_number(folder, someone.user_id) == []


async def test_a_selfie_that_is_looked_at_while_its_profile_is_forgotten_makes_no_new_one(
    someone: Guest, folder: Path, photos: PhotoPath, pause: Pause
) -> None:
    await fill(someone, photos)
    await send_own(someone, photos, "obama3.jpg", "/me")
    await pause.is_reached()
    await someone.say("/me forget")
    await someone.hears("You have no profile here")
    pause.over.set()
    await someone.hears("deleted, or closed to you")
    assert values(folder, "SELECT count(*) FROM profiles WHERE user_id = ?", someone.user_id) == [0]
    await send_own(someone, photos, "obama3.jpg", "/me")  # which was sent since
    assert (await results(someone, 3))[0] == OBAMA


async def test_what_is_looked_at_in_a_group_while_its_sender_is_forgotten_leaves_nothing(
    group: tuple[Guest, Guest], folder: Path, photos: PhotoPath, pause: Pause
) -> None:
    one, two = group
    await introduce(two, one, photos)
    await pause.is_reached()
    alone = Guest(two.http, two.user_id)
    await alone.confirm("/forget", "Shall I forget you?", "Forget me", "I know nothing about you any more.")
    pause.over.set()
    await two.hears("deleted, or closed to you")
    assert files_with_number(folder, two.user_id) == []


async def test_what_is_looked_at_while_its_gallery_is_cleared_leaves_nothing(
    someone: Guest, folder: Path, photos: PhotoPath, pause: Pause
) -> None:
    await fill(someone, photos)
    await send_own(someone, photos, "obama3.jpg", "/me")
    await pause.is_reached()
    await someone.confirm("/clear", "This cannot be undone", "Delete", "Deleted: 4 photos")
    pause.over.set()
    await someone.hears("deleted, or closed to you")
    for table, column in (("chats", "id"), ("profiles", "chat_id"), ("searches", "chat_id")):
        assert values(folder, f"SELECT count(*) FROM {table} WHERE {column} = ?", someone.chat_id) == [0]


# One chat, and another


FORGED = (
    *("more:{search}:0", "boxes:{search}", "originals:{search}", "level:5:{search}", "at:1:{search}"),
    *(
        "at:auto:{search}",
        "pick:{search}:1",
        "who:any:{search}:1",
        "who:all:{search}:1",
        "who:only:{search}:1",
    ),
    *("like:{search}", "alike:{search}:1", "same:{search}:{photo}", "mine:yes:{search}", "mine:no:{search}"),
    *("judge:yes:{search}:1", "judge:no:{search}:1", "tell:{search}", "person:{person}", "rename:{person}"),
    *("merge:{person}", "join:{person}:{other}", "split:{person}", "hide:{person}", "name:{photo}:500:500"),
    *("one:{person}:{other}", "halve:{person}"),
    *("forget:{person}", "until:always:{invite}", "revoke:{invite}", "agree:{user}", "agree:{chat}"),
    *("forgetme:me:{user}", "forgetme:all:{user}", "leaveout:{import}"),
)
"""What the buttons of a gallery hold, in the hands of somebody whom it does not belong to."""

OWN = (
    *(
        "selfie",
        "panel:face:5",
        "people:0:0:0",
        "people:0:1:{person}",
        "clear:yes",
        "invite",
        "leave",
        "keep",
    ),
    *("set:face:5", "set:album:4", "set:boxes:1", "set:days:0", "set:private:1", "set:language:en"),
    *("language:en", "forgetme:no:{user}", "whole"),
)
"""What names no chat's things: it does what it does to the chat that it is pressed in."""


async def test_every_button_there_is_is_tried() -> None:
    samples = [one.format_map(dict.fromkeys(NAMES, "12")) for one in (*FORGED, *OWN)]
    assert [
        button.pattern for button in BUTTONS if not any(re.match(button.pattern, one) for one in samples)
    ] == []


NAMES = ("search", "photo", "person", "other", "invite", "import", "user", "chat")


async def test_no_button_link_or_path_reaches_another_chat(
    chat: LocalChat, someone: Guest, folder: Path, photos: PhotoPath
) -> None:
    owner, thief = someone, someone.other(someone.user_id + 1)
    await fill(owner, photos)
    await selfie(owner, photos, "obama3.jpg", caption="/name Barack")
    await owner.hears("This is Barack")
    await owner.say("/people")
    await owner.hears("in this gallery")
    await selfie(owner, photos, "obama3.jpg", caption="/me")
    await results(owner, 3)
    await owner.say("/invite")
    await owner.hears("?start=")
    await owner.send_files({"locked.zip": locked_zip_of({"mug.png": b"x"}, "hunter2")})
    await owner.hears("What is the password")
    await thief.send_files({"mug.zip": zip_of({"mug.png": photos("coffee.png").read_bytes()})})
    await agree(thief)
    await thief.hears("1 photo added")
    await thief.hears("")  # the contact sheet
    await thief.say("/help")
    message = await thief.hears("Commands:")

    ids = {
        name: values(folder, f"SELECT max(id) FROM {table} WHERE chat_id = ?", owner.chat_id)[0]
        for name, table in {
            "search": "searches",
            "photo": "photos",
            "person": "people",
            "invite": "invites",
            "import": "imports",
        }.items()
    }
    others = values(folder, "SELECT min(id) FROM people WHERE chat_id = ?", owner.chat_id)
    ids |= {"other": others[0], "user": owner.user_id, "chat": owner.chat_id}
    assert all(isinstance(number, int) for number in ids.values())
    before, mine = owned(folder, owner), owned(folder, thief)
    assert len(before) > 20

    for data in (*FORGED, *OWN):
        if data in {"clear:yes", "selfie"}:
            continue  # what these do in a chat of one's own is tried elsewhere
        await thief.say("/help")  # a press may change its message
        await forge(chat, thief, await thief.hears("Commands:"), data.format_map(ids))
    for payload in (f"r{ids['search']}", f"i{owner.chat_id}", f"i{ids['invite']}", f"i{owner.user_id}", "i"):
        await thief.say(f"/start {payload}")
    await thief.say("/text barack")
    await thief.hears("Not found")
    theirs = {f"../../{owner.chat_id}/photos/{name}": b"x" for name in stored(folder, owner)}
    await thief.send_files({"paths.zip": zip_of({**theirs, "/etc/a.jpg": b"x", "..\\..\\b.jpg": b"x"})})
    await thief.hears("no photo could be added")
    await thief.say("/status")
    await thief.hears("This chat: 1 photo.")

    shown = [one for one in (await thief.look(message["id"]))["messages"] if one["from"] == "bot"]
    assert [one for one in shown if one["media"] and (one["caption"] or "")[:1].isdigit()] == []
    names = [name.rpartition("/")[2] for name in few(photos)]
    assert [name for name in (*names, "Barack") if name in str([one["text"] for one in shown])] == []
    assert owned(folder, owner) == before
    assert {row for row in owned(folder, thief) if 'INTO "photos"' in row} == {
        row for row in mine if 'INTO "photos"' in row
    }


async def test_a_file_that_telegram_has_is_searched_with_and_opens_nothing(
    chat: LocalChat, someone: Guest, folder: Path, photos: PhotoPath
) -> None:
    """Under which name Telegram has a photo of a gallery: the bot sends it to the gallery's chat alone."""
    await fill(someone, photos)
    await selfie(someone, photos, "obama3.jpg")
    await results(someone, 3)
    names = values(
        folder, "SELECT sent_as FROM photos WHERE chat_id = ? AND sent_as IS NOT NULL", someone.chat_id
    )
    assert len(names) == 3
    thief = someone.other(someone.user_id + 1)
    await thief.say(str(names[0]))
    await thief.hears("no photos yet")
    await thief.say(f"/start {names[0]}")
    await thief.hears("This link does not open a gallery")
    assert not any(one["media"] for one in (await thief.look(0))["messages"])


async def forge(chat: LocalChat, person: Guest, message: Message, data: str) -> dict[str, object]:
    """Press a button that the bot never made: what a changed app can do."""
    keyboard = {"inline_keyboard": [[{"text": "?", "callback_data": data}]]}
    chat.state.chat(person.chat_id).messages[message["id"]].markup = keyboard
    return await person.press(message["id"], data)


def owned(folder: Path, owner: Guest) -> set[str]:
    """Everything that the database has of somebody, and the files of their chat."""
    rows = {row for row in dump(folder) if str(owner.user_id) in row and "paths.zip" not in row}
    return rows | {f"{path} {path.stat().st_mtime_ns}" for path in below(folder, owner)}


def below(folder: Path, owner: Guest) -> list[Path]:
    return [path for path in (folder / "chats" / str(owner.chat_id)).rglob("*") if path.is_file()]


def stored(folder: Path, owner: Guest) -> list[str]:
    return [path.name for path in below(folder, owner) if path.parent.name == "photos"]
