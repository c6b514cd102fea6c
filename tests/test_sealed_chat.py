"""The bot with a key: all of it works, and its folder shows no photo and no face."""

import io
import logging
import zipfile
from base64 import b64encode
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio

from bot import taps
from bot.handlers import originals
from bot.localchat.server import LocalChat
from bot.logs import configure_logging
from bot.rate_limiter import Rate, RateLimiter
from bot.settings import Settings
from tests.chat import Guest, Message, bot_in
from tests.conftest import PhotoPath
from tests.disk import files_with
from tests.test_end_to_end import everything_described
from tests.test_me_chat import OBAMA, few, results, selfie
from tests.zips import zip_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

KEY = b64encode(bytes(range(32))).decode()
PERSONAL = ("Xylographer", "zirconium.jpg", "quagmire", "Wolfeschlegel", "mnemonic.zip")
"""A person, a file, a search, a name in Telegram, a zip."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chat() -> AsyncIterator[LocalChat]:
    async with LocalChat(flood_control=False) as chat:
        yield chat


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def log(chat: LocalChat) -> io.StringIO:
    """All that the bot logs at DEBUG, as it sets logging up."""
    return io.StringIO()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(chat: LocalChat, folder: Path, log: io.StringIO) -> AsyncIterator[Guest]:
    root = logging.getLogger()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.importing.EDIT_SECONDS", 0.2)
        patch.setattr("bot.app.RateLimiter", partial(RateLimiter, *[Rate(1000, 1.0)] * 3))
        patch.setattr(root, "handlers", [])
        configure_logging(Settings(_env_file=None, log_level="DEBUG", telegram_bot_token=chat.token))
        written = logging.StreamHandler(log)
        root.addHandler(written)
        async with bot_in(chat, folder, data_key=KEY, log_level="DEBUG") as person:
            yield person
    root.setLevel(logging.WARNING)


@pytest.fixture
def someone(bot: Guest, request: pytest.FixtureRequest) -> Guest:
    person = bot.other(abs(hash(request.node.name)) % 1_000_000 + 2000)
    person.name = "Wolfeschlegel"
    return person


async def fetched(someone: Guest, message: Message) -> bytes:
    return (await someone.http.get(message["media"][0]["url"])).raise_for_status().content


async def test_all_of_it_works_and_nothing_is_plain(
    someone: Guest, folder: Path, photos: PhotoPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    await someone.send_files({"party.zip": zip_of(few(photos))})
    await someone.hears("4 photos added")
    assert (await someone.hears(""))["media"]  # the contact sheet
    await everything_described(someone)
    await selfie(someone, photos, "obama3.jpg")
    found, line = await results(someone, 3)
    assert found == OBAMA
    monkeypatch.setattr(taps, "SECONDS", 0.0)  # the same button again is no double tap
    await someone.press_button(line, "☐ Boxes")
    await someone.press_button(line, "⬇ Originals")
    await someone.hears("all 3 photos sent")
    wanted = {name.partition("/")[2]: data for name, data in few(photos).items()}
    sent = [one for one in (await someone.look(line["id"]))["messages"] if one["media"]]
    for message in sent:
        assert await fetched(someone, message) == wanted[message["media"][0]["name"]]
    assert len(sent) == 3
    monkeypatch.setattr(originals, "FEW", 1)
    await someone.press_button(line, "⬇ Originals")
    await someone.hears("all 3 photos sent")
    said = (await someone.look(line["id"]))["messages"]
    (zipped,) = [one for one in said if "photos 1.zip" in str(one["media"])]
    with zipfile.ZipFile(io.BytesIO(await fetched(someone, zipped))) as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    assert packed == {name: wanted[name] for name in OBAMA}
    await selfie(someone, photos, "obama3.jpg", caption="/me")
    assert (await results(someone, 3))[0] == OBAMA
    await someone.say("/people")
    await someone.hears("in this gallery")
    await someone.send_files({"mug.png": photos("coffee.png").read_bytes()})
    await someone.hears("1 photo added")

    kept = list((folder / "chats").rglob("*.*"))
    assert len(kept) > 10
    for path in kept:
        data = path.read_bytes()
        assert b"JFIF" not in data[:4096]
        assert not data.startswith((b"\xff\xd8", b"\x89PNG", b"\x93NUMPY", b"PK"))
    for data in wanted.values():
        assert files_with(folder, data[len(data) // 2 :][:64]) == []
    assert [path for path in kept if path.suffix == ".zip"] == []


async def test_privacy_says_so(someone: Guest) -> None:
    await someone.say("/privacy")
    text = (await someone.hears("📍 Where"))["text"]
    assert "AES-256-GCM" in text
    assert "names of files, folders and people, dates, ids, links, where faces are" in text


async def test_a_file_that_somebody_has_changed_costs_itself(
    someone: Guest, folder: Path, photos: PhotoPath
) -> None:
    await someone.send_files({"party.zip": zip_of(few(photos))})
    await someone.hears("4 photos added")
    await everything_described(someone)
    for preview in (folder / "chats" / str(someone.chat_id) / "previews").iterdir():
        preview.write_bytes(preview.read_bytes()[:-1] + b"!")
    await selfie(someone, photos, "obama3.jpg")
    await someone.hears("Sorry, something went wrong on my side")
    await someone.say("/status")
    await someone.hears("This chat: 4 photos.")


async def test_what_people_send_is_in_no_log(
    chat: LocalChat, someone: Guest, log: io.StringIO, photos: PhotoPath
) -> None:
    data = {"zirconium.jpg": photos("obama.jpg").read_bytes(), "bad_zirconium.jpg": b"no photo"}
    await someone.send_files({"mnemonic.zip": zip_of(data)})
    await someone.hears("1 photo added")
    await selfie(someone, photos, "obama3.jpg", caption="/name Xylographer")
    await someone.hears("This is Xylographer")
    await someone.say("/text quagmire Xylographer")
    await someone.hears("")
    await someone.say("/threshold quagmire")
    await someone.hears("is not a level")
    for method in ("getFile", "sendMessage"):
        chat.faults.add(method, "connection_lost")
    await someone.send_files({"mnemonic.zip": b"no zip"})
    await someone.say("/text quagmire")
    await someone.say("/status")
    await someone.hears("This chat: 1 photo.")
    said = log.getvalue()
    assert "Import" in said
    assert "Traceback" in said  # of what was lost: a log that says nothing proves nothing
    assert [word for word in (*PERSONAL, chat.token) if word.lower() in said.lower()] == []
