"""/status, as a chat reads it: the real bot in the local chat, and a hub on this machine."""

import asyncio
import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.replies.status import status_text
from bot.texts import LANGUAGES, texts_for
from core.encoders.face_model import FaceModelNames
from core.encoders.text import BASIC
from core.status import Status
from core.text_model import UFORM
from core.text_weights import Download
from tests.chat import PATIENCE, Guest, bot_in_local_chat
from tests.checkpoints import MODEL, checkpoint_files, use_cache
from tests.conftest import PhotoPath
from tests.hub import Hub, Trouble, serving, use_hub
from tests.zips import zip_of

NAME = MODEL.rpartition("/")[2]
LARGE = "image_encoder.onnx"
MEGABYTES = 20


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """It has the small model, and a large file of the tokenizer's beside it, so that there is progress."""
    use_cache(tmp_path / "hub", monkeypatch)
    monkeypatch.setattr("huggingface_hub.constants.DOWNLOAD_CHUNK_SIZE", 1_000_000)
    files = checkpoint_files()
    files["tokenizer.json"] += b" " * (MEGABYTES * 1_000_000)
    with serving(Hub(MODEL, files)) as opened:
        use_hub(opened.address, monkeypatch)
        yield opened


async def reads(guest: Guest, words: str) -> str:
    """What /status says once it has these words."""
    said = ""
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                await guest.say("/status")
                if words in (said := (await guest.hears("🙂"))["text"]):
                    return said
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"No {words!r} in {said!r}") from None


async def test_a_bot_as_it_comes(tmp_path: Path, photos: PhotoPath) -> None:
    async with bot_in_local_chat(tmp_path) as guest:
        await guest.say("/status")
        assert (await guest.hears("🙂"))["text"].splitlines() == [
            "🙂 Faces: the embedded model.",
            "🔎 Descriptions: the basic search.",
            "🖼 This chat: no photos.",
        ]
        await guest.send_files({"one.zip": zip_of({"a.png": photos("chelsea.png").read_bytes()})})
        await guest.hears("1 photo added")
        assert "This chat: 1 photo." in await reads(guest, "🖼")
        other = guest.other(1002, "vi")
        await other.say("/status")
        assert "chưa có ảnh" in (await other.hears("🙂"))["text"]


async def test_an_import_that_is_running(tmp_path: Path, photos: PhotoPath) -> None:
    picture = photos("t1.jpg").read_bytes()
    many = {f"{number}.jpg": picture + bytes([number]) for number in range(40)}
    async with bot_in_local_chat(tmp_path, workers=1) as guest:
        await guest.send_files({"many.zip": zip_of(many)})
        status = await guest.hears("many.zip")
        await reads(guest, "📥 1 import is running.")
        await guest.sees_edit(status, "40 photos added")
        assert "running" not in await reads(guest, "This chat: 40 photos.")


async def test_a_download_is_seen_and_then_used(
    tmp_path: Path, hub: Hub, photos: PhotoPath, caplog: pytest.LogCaptureFixture
) -> None:
    hub.troubles["tokenizer.json"] = "slow"
    hub.seconds = 0.15
    with caplog.at_level(logging.INFO):
        async with bot_in_local_chat(tmp_path / "data", text_model=MODEL) as guest:
            said = await reads(guest, f"of {MEGABYTES} MB")
            assert f"🔎 Descriptions: the basic search, until {NAME} is ready." in said
            await guest.send_files({"one.zip": zip_of({"a.png": photos("chelsea.png").read_bytes()})})
            await guest.hears("1 photo added")
            said = await reads(guest, f"🔎 Descriptions: {NAME}, by UForm.")
            assert "downloaded" not in said
    logged = [record.getMessage() for record in caplog.records if record.name == "bot.text_weights"]
    steps = [line for line in logged if re.fullmatch(rf"Fetching {MODEL}: \d+ of {MEGABYTES} MB", line)]
    assert 5 <= len(steps) <= 11
    assert logged[-1] == f"{MODEL} is there"


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ("breaks", "the connection broke off"),
        ("wrong", "what arrived is damaged"),
        ("404", "the model hub does not have it"),
    ],
)
async def test_a_download_that_fails_is_said_and_tried_again(  # noqa: PLR0917
    tmp_path: Path,
    hub: Hub,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    trouble: Trouble,
    words: str,
) -> None:
    monkeypatch.setattr("bot.text_weights.TRY_AGAIN", timedelta(seconds=1))
    hub.troubles["tokenizer.json"] = trouble
    async with bot_in_local_chat(tmp_path / "data", text_model=MODEL, workers=1) as guest:
        said = await reads(guest, words)
        assert re.search(rf"⚠️ Its download failed: {words}\. I will try again at \d\d:\d\d \S+\.", said)
        del hub.troubles["tokenizer.json"]
        await reads(guest, f"🔎 Descriptions: {NAME}, by UForm.")
    warned = [record.getMessage() for record in caplog.records if record.name == "bot.text_weights"]
    assert any(re.search(r"answers until then; trying again at \d\d:\d\d\.$", line) for line in warned)
    assert not [record for record in caplog.records if record.exc_info]


async def test_a_hub_where_nobody_listens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_cache(tmp_path / "hub", monkeypatch)
    use_hub("http://127.0.0.1:9", monkeypatch)
    async with bot_in_local_chat(tmp_path / "data", text_model=MODEL, workers=1) as guest:
        await reads(guest, "Its download failed: the model hub cannot be reached. I will try again at ")


STATES = {
    "DeepFace's": Status(FaceModelNames("retinaface", "Facenet"), UFORM, UFORM, None, 5, 0, 2, 0),
    "described by the basic one so far": Status(FaceModelNames(), BASIC, UFORM, None, 2, 2, 0, 3),
    "about to be fetched": Status(FaceModelNames(), BASIC, UFORM, Download(), 0, 0, 0, 0),
    "failed": Status(
        FaceModelNames("embedded", "ArcFace"),
        *(BASIC, UFORM, Download(1, 2, "no_space", datetime(2026, 1, 2, 3, 4, tzinfo=UTC))),
        *(1, 1, 1, 1),
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_is_one_short_message(language: str) -> None:
    said = {name: status_text(texts_for(language), state) for name, state in STATES.items()}
    assert max(map(len, said.values())) < 500
    if language == "en":
        assert "Faces: Facenet, by DeepFace, found by retinaface." in said["DeepFace's"]
        assert "uform3-image-text-multilingual-base, by UForm" in said["DeepFace's"]
        assert "2 photos are still being looked at again" in said["DeepFace's"]
        assert "until uform3-image" in said["described by the basic one so far"]
        assert "3 imports are running" in said["described by the basic one so far"]
        assert "about to start" in said["about to be fetched"]
        assert "the disk is full" in said["failed"]


def test_every_reason_has_its_words() -> None:
    for reason in ("unreachable", "not_found", "broken_off", "damaged", "no_space", "other"):
        for language in LANGUAGES:
            assert texts_for(language)(f"weights-{reason}")
