"""The main job, as a person sees it: the real bot, the real models, real photos, over HTTP."""

import asyncio
import io
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
import pytest_asyncio
from PIL import Image, ImageFilter

from bot.localchat.server import LocalChat
from tests.chat import PATIENCE, Guest, Message, bot_in, bot_in_local_chat
from tests.checkpoints import MODEL, use_cache, write_checkpoint
from tests.conftest import PhotoPath
from tests.zips import many, zip_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Guest]:
    async with bot_in_local_chat(tmp_path_factory.mktemp("data")) as person:
        yield person


@pytest.fixture
def someone(bot: Guest, request: pytest.FixtureRequest) -> Guest:
    """A person in a chat of their own."""
    return bot.other(abs(hash(request.node.name)) % 1_000_000 + 2000)


def party(photos: PhotoPath) -> dict[str, bytes]:
    """Obama in three photos, once half in the frame; one of six strangers, one of Biden, three of nobody."""
    files = {
        "Party/portrait.jpg": "obama.jpg",
        "Party/speech.JPG": "obama2.jpg",
        "Party/half.jpg": "obama_partial_face2.jpg",
        "Party/biden.jpg": "biden.jpg",
        "Friends/six.jpg": "t1.jpg",
        "Around/pet.png": "chelsea.png",
        "Around/mug.png": "coffee.png",
        "Around/launch.jpg": "rocket.jpg",
    }
    return {name: photos(photo).read_bytes() for name, photo in files.items()}


async def import_party(someone: Guest, photos: PhotoPath) -> None:
    await someone.send_files({"party.zip": zip_of(party(photos))})
    await someone.hears("8 photos added")


async def everything_described(someone: Guest) -> None:
    """Descriptions follow the faces, in the background."""
    async with asyncio.timeout(PATIENCE):
        while True:
            await someone.say("/gallery")
            if "looked at" not in (await someone.hears("photos"))["caption"]:
                return


def shown(caption: str) -> tuple[int, int, str]:
    """Place, score and name out of "1. 97% · speech.JPG"."""
    place, _, rest = caption.partition(". ")
    score, _, name = rest.partition("% · ")
    return int(place), int(score), name


async def test_a_welcome_is_short_and_help_has_all(someone: Guest) -> None:
    await someone.say("/start")
    assert len((await someone.hears("Send me a zip of photos"))["text"].splitlines()) == 4
    await someone.say("/help")
    assert "/forget" in (await someone.hears("Commands:"))["text"]


async def test_a_command_that_there_is_not(someone: Guest) -> None:
    await someone.say("/foo bar")
    answer = await someone.hears("I don't know /foo. /help says")
    assert "bar" not in answer["text"]


async def test_zip_and_selfie_give_an_album_of_that_person(someone: Guest, photos: PhotoPath) -> None:
    await import_party(someone, photos)
    await someone.send_photos(photos("obama3.jpg"))
    album = [shown(message["caption"]) for message in await someone.sees_album(3)]
    assert [place for place, _, _ in album] == [1, 2, 3]
    assert {name for _, _, name in album} == {"portrait.jpg", "speech.JPG", "half.jpg"}
    scores = [score for _, score, _ in album]
    assert scores == sorted(scores, reverse=True)
    assert all(70 <= score <= 100 for score in scores)
    assert "3 photos at 70%" in (await someone.hears("🎉"))["text"]


async def test_contact_sheets_show_photos_from_everywhere(someone: Guest) -> None:
    shades = [Image.new("L", (80, 80), shade) for shade in range(0, 200, 2)]
    files = {f"{i:03}.png": converted(image, "png") for i, image in enumerate(shades)}
    await someone.send_files({"shades.zip": zip_of(files)})
    await someone.hears("100 photos added")
    assert await shades_of(someone, await someone.hears("")) == [0, 198]
    await someone.say("/gallery")
    assert await shades_of(someone, await someone.hears("100 photos, 0 faces")) == [0, 198]


async def shades_of(someone: Guest, message: Message) -> list[int]:
    """Of the first and the last tile of a contact sheet, of which no place is empty."""
    answer = await someone.http.get(message["media"][0]["url"])
    sheet = np.asarray(Image.open(io.BytesIO(answer.content)).convert("L")).astype(float)
    return [round(sheet[place, place] / 2) * 2 for place in (50, -50)]


async def test_one_match_comes_as_a_photo_not_as_an_album(someone: Guest, photos: PhotoPath) -> None:
    await import_party(someone, photos)
    await someone.send_photos(photos("biden.jpg"))
    (match,) = await someone.sees_album(1)
    assert match["album"] is None
    assert shown(match["caption"])[2] == "biden.jpg"


async def test_of_several_people_some_are_chosen(someone: Guest, photos: PhotoPath) -> None:
    await import_party(someone, photos)
    await someone.send_photos(photos("t1.jpg"))
    question = await someone.hears("There are 6 people in this picture")
    assert [len(row) for row in question["buttons"]] == [3, 3, 1]
    await someone.press_button(question, "2")
    question = await someone.sees_button(question, "✓ 2")
    await someone.press_button(question, "5")
    question = await someone.sees_button(question, "✓ 5")
    assert [button["text"] for row in question["buttons"] for button in row] == [
        *("1", "✓ 2", "3", "4", "✓ 5", "6", "Any of them", "All together", "Only them")
    ]
    await someone.press_button(question, "All together")
    (match,) = await someone.sees_album(1)
    assert shown(match["caption"])[2] == "six.jpg"
    assert "With the 2 people you chose together" in (await someone.hears("🎉"))["text"]
    await someone.press_button(question, "Only them")
    await someone.hears("Not found at 70%")
    await someone.press_button(question, "✓ 2")
    question = await someone.sees_button(question, "Find this")
    await someone.press_button(question, "Find this person")
    await someone.sees_album(1)


async def test_two_taps_on_any_of_them_send_one_album(someone: Guest, photos: PhotoPath) -> None:
    await import_party(someone, photos)
    await someone.send_photos(photos("t1.jpg"))
    question = await someone.hears("There are 6 people in this picture")
    await asyncio.gather(*(someone.press_button(question, "Any of them") for _ in range(2)))
    line = await someone.hears("at least one of the 6 people")
    await someone.press_button(question, "Any of them")
    await asyncio.sleep(0.5)
    said = (await someone.look(question["id"]))["messages"]
    assert [message["text"] for message in said if message["text"]] == [line["text"]]


async def test_taps_that_come_at_once_all_count(someone: Guest, photos: PhotoPath) -> None:
    await import_party(someone, photos)
    await someone.send_photos(photos("t1.jpg"))
    question = await someone.hears("There are 6 people in this picture")
    taps = ("2", "5", "3")
    await asyncio.gather(*(someone.press_button(question, who) for who in taps))
    for who in taps:
        question = await someone.sees_button(question, f"✓ {who}")
    assert [button["text"] for row in question["buttons"] for button in row] == [
        *("1", "✓ 2", "✓ 3", "4", "✓ 5", "6", "Any of them", "All together", "Only them")
    ]


async def test_a_stranger_is_not_found(someone: Guest, photos: PhotoPath) -> None:
    await import_party(someone, photos)
    await someone.send_photos(photos("astronaut.png"))
    assert "The closest photo has" in (await someone.hears("Not found at 70%"))["text"]


async def test_a_button_lowers_the_level_to_the_best_photo(someone: Guest, photos: PhotoPath) -> None:
    await import_party(someone, photos)
    face = Image.open(photos("obama3.jpg")).convert("RGB").crop((382, 50, 1174, 842)).resize((200, 200))
    blurred = face.filter(ImageFilter.GaussianBlur(3))
    await someone.send([("blurred.png", converted(blurred, "png"))], "photo")
    answer = await someone.hears("Not found at 70%")
    await someone.press_button(answer, "Show from")
    place, score, _ = shown((await someone.hears("1. "))["caption"])
    assert (place, score < 70) == (1, True)
    assert f"photo has {score}%" in answer["text"]


async def test_a_photo_of_nobody(someone: Guest, photos: PhotoPath) -> None:
    await import_party(someone, photos)
    await someone.send_photos(photos("coffee.png"))
    await someone.hears("can't find a face")


async def test_words_find_what_photos_show(someone: Guest, photos: PhotoPath) -> None:
    await import_party(someone, photos)
    await everything_described(someone)
    await someone.say("/text a cat")
    assert shown((await someone.sees_album(1))[0]["caption"])[2] == "pet.png"
    await someone.hears("basic search")
    await someone.say("/text a flibbertigibbet cat")
    await someone.hears("did not understand: flibbertigibbet")


async def test_words_find_names_and_folders(someone: Guest, photos: PhotoPath) -> None:
    await import_party(someone, photos)
    await someone.say("/text biden")
    assert "🏷" in (await someone.sees_album(1))[0]["caption"]
    assert "not understand" not in (await someone.hears("🎉"))["text"]


async def test_threshold(someone: Guest, photos: PhotoPath) -> None:
    await import_party(someone, photos)
    await someone.send_photos(photos("obama3.jpg"))
    await someone.sees_album(3)
    await someone.say("/threshold")
    panel = await someone.hears("Faces: 70%")
    assert "has 3 photos at this level" in panel["text"]
    await someone.press_button(panel, "+ 5")
    await someone.sees_edit(panel, "Faces: 75%")
    await someone.say("/threshold 80")
    await someone.hears("Faces: 80% or more")
    await someone.say("/threshold text 30")
    await someone.hears("Descriptions: 30% or more")
    await someone.say("/threshold auto")
    await someone.hears("Descriptions: automatic")
    await someone.say("/threshold face 60%")
    await someone.hears("Faces: 60% or more")
    for nonsense in ("0", "100", "12.5", "high", "text many", "1_0"):
        await someone.say(f"/threshold {nonsense}")
        await someone.hears("is not a level")


async def test_every_kind_of_photo_and_what_is_none(someone: Guest, photos: PhotoPath) -> None:
    portrait = Image.open(photos("obama2.jpg")).convert("RGB").resize((400, 500))
    files = {f"a folder/{kind}.{kind}".upper(): converted(portrait, kind) for kind in KINDS}
    jpeg = converted(portrait, "jpeg")
    files |= {
        "sideways.jpg": turned(portrait),
        "again.jpeg": jpeg,
        "cut off.jpg": jpeg[: len(jpeg) // 2],
        "wrong.png": b"not a picture at all",
        "notes.txt": b"hello",
        "__MACOSX/a folder/._jpeg.jpg": b"resource fork",
        ".hidden.jpg": jpeg,
    }
    await someone.send_files({"kinds.zip": zip_of(files)})
    summary = (await someone.hears("✅"))["text"]
    assert f"{len(KINDS) + 1} photos added, {len(KINDS) + 1} faces found" in summary
    assert "1 was already there" in summary
    assert "3 files skipped" in summary
    assert "cut off.jpg: damaged" in summary
    assert "wrong.png: not a photo" in summary
    assert "notes.txt: not a photo" in summary


KINDS = ("jpeg", "png", "webp", "heic", "gif", "bmp", "tiff")


def converted(image: Image.Image, kind: str) -> bytes:
    buffer = io.BytesIO()
    if kind == "heic":
        pillow_heif.from_pillow(image).save(buffer)
    else:
        image.save(buffer, kind)
    return buffer.getvalue()


def turned(image: Image.Image) -> bytes:
    """Lying on its side, with the EXIF that says so."""
    exif = Image.Exif()
    exif[0x0112] = 6
    buffer = io.BytesIO()
    image.transpose(Image.Transpose.ROTATE_90).save(buffer, "jpeg", exif=exif)
    return buffer.getvalue()


async def test_a_second_zip_adds_and_counts_what_is_there(someone: Guest, photos: PhotoPath) -> None:
    await import_party(someone, photos)
    files = {"new.png": photos("astronaut.png").read_bytes(), "old.jpg": photos("biden.jpg").read_bytes()}
    await someone.send_files({"more.zip": zip_of(files)})
    summary = (await someone.hears("more.zip: 1 photo added"))["text"]
    assert "1 was already there" in summary
    await someone.say("/gallery")
    await someone.hears("9 photos")


async def test_loose_photos_sent_as_files_are_added_together(someone: Guest, photos: PhotoPath) -> None:
    await someone.send_files(
        {"one.jpg": photos("obama.jpg").read_bytes(), "two.png": photos("chelsea.png").read_bytes()}
    )
    await someone.hears("2 photos added")
    await someone.say("/gallery")
    await someone.hears("2 photos")


async def test_files_that_are_no_gallery(someone: Guest) -> None:
    await someone.send_files({"broken.zip": b"PK\x03\x04 and then nothing"})
    await someone.hears("is not a zip I can read")
    await someone.send_files({"empty.zip": zip_of({})})
    await someone.hears("no photo in empty.zip")
    await someone.send_files({"song.mp3": b"la la la"})
    await someone.hears("can't use song.mp3")
    await someone.send_files({"large.zip": bytes(20_000_001)})
    await someone.hears("split it into several smaller zips")


async def test_an_empty_chat_says_what_to_do(someone: Guest, photos: PhotoPath) -> None:
    for command in ("/gallery", "/clear", "/text a cat"):
        await someone.say(command)
        await someone.hears("no photos yet")
    await someone.send_photos(photos("obama.jpg"))
    await someone.hears("no photos yet")
    await someone.say("/text")
    await someone.hears("no photos yet")


async def test_clear_asks_then_deletes(someone: Guest, photos: PhotoPath) -> None:
    await import_party(someone, photos)
    await someone.say("/clear")
    question = await someone.hears("Delete all 8 photos")
    await someone.press_button(question, "Keep")
    await someone.sees_edit(question, "Nothing was deleted")
    await someone.say("/clear")
    question = await someone.hears("Delete all 8 photos")
    await someone.press_button(question, "Delete")
    await someone.sees_edit(question, "Deleted: 8 photos")
    await someone.say("/gallery")
    await someone.hears("no photos yet")


async def test_two_chats_at_once_never_mix(bot: Guest, photos: PhotoPath) -> None:
    one, two = bot.other(5001), bot.other(5002, "vi")
    await asyncio.gather(
        one.send_files({"one.zip": zip_of({"obama.jpg": photos("obama.jpg").read_bytes()})}),
        two.send_files({"two.zip": zip_of({"biden.jpg": photos("biden.jpg").read_bytes()})}),
    )
    await asyncio.gather(one.hears("1 photo added"), two.hears("đã thêm 1 ảnh"))
    await asyncio.gather(one.send_photos(photos("biden.jpg")), two.send_photos(photos("biden.jpg")))
    _, (match,) = await asyncio.gather(one.hears("Not found at 70%"), two.sees_album(1))
    assert shown(match["caption"])[2] == "biden.jpg"
    await one.say("/threshold 80")
    await one.hears("80%")
    await two.say("/threshold")
    await two.hears("Khuôn mặt: 70%")


async def test_restart_keeps_everything(tmp_path: Path, photos: PhotoPath) -> None:
    async with bot_in_local_chat(tmp_path) as person:
        await import_party(person, photos)
        await person.say("/threshold 60")
        await person.hears("60%")
    async with bot_in_local_chat(tmp_path) as person:
        await person.say("/gallery")
        await person.hears("8 photos")
        await person.send_photos(photos("obama3.jpg"))
        await person.sees_album(3)
        await person.hears("at 60% or more")


async def test_restart_in_the_middle_of_an_import(tmp_path: Path, photos: PhotoPath) -> None:
    async with LocalChat(flood_control=False) as chat:
        async with bot_in(chat, tmp_path, workers=1) as guest:
            await guest.send_files({"many.zip": many(photos("obama.jpg"), 80)})
            status = await guest.hears("of 80 photos")
        async with bot_in(chat, tmp_path) as guest:
            summary = (await guest.sees_edit(status, "✅"))["text"]
            assert "80 photos added, 80 faces found" in summary
            assert "already there" not in summary
            await guest.say("/gallery")
            await guest.hears("80 photos, 80 faces")


async def test_photos_that_another_face_model_has_seen_are_looked_at_again(
    tmp_path: Path, photos: PhotoPath
) -> None:
    """As after a release with another model: meanwhile answers say so, and then people are found again."""
    coffee = Image.open(photos("coffee.png")).convert("RGB")
    files = {f"{i}.jpg": converted(coffee.crop((0, 0, 600 - i, 400)), "jpeg") for i in range(80)}
    async with LocalChat(flood_control=False) as chat:
        async with bot_in(chat, tmp_path) as guest:
            await guest.send_files({"many.zip": zip_of(files)})
            await guest.hears("80 photos added")
            await import_party(guest, photos)
        with closing(sqlite3.connect(tmp_path / "galleries.sqlite")) as connection:
            connection.execute("UPDATE segments SET model = 'old' WHERE kind = 'faces'")
            connection.execute("UPDATE photos SET face_model = 'old'")
            connection.execute("UPDATE chats SET face_model = 'old'")
            connection.commit()
        async with bot_in(chat, tmp_path, workers=1) as guest:
            await guest.send_photos(photos("obama3.jpg"))
            answer = (await guest.hears("Not found so far"))["text"]
            assert "photos are still being looked at again, with a newer model." in answer
            await everything_looked_at(guest)
            await guest.send_photos(photos("obama3.jpg"))
            album = [shown(message["caption"])[2] for message in await guest.sees_album(3)]
            assert set(album) == {"portrait.jpg", "speech.JPG", "half.jpg"}
            assert "looked at again" not in (await guest.hears("🎉"))["text"]


async def everything_looked_at(someone: Guest) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            await someone.say("/gallery")
            if "looked at again" not in (await someone.hears("88 photos, "))["caption"]:
                return


async def test_words_with_uform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_checkpoint(tmp_path / "hub")
    use_cache(tmp_path / "hub", monkeypatch)
    colours = ("red", "green", "blue", "white", "black")
    files = {f"{n}.png": converted(Image.new("RGB", (300, 200), c), "png") for n, c in enumerate(colours)}
    async with bot_in_local_chat(tmp_path / "data", text_model=MODEL) as guest:
        await guest.send_files({"colours.zip": zip_of(files)})
        await guest.hears("5 photos added")
        await everything_described(guest)
        await guest.say("/text something red")
        assert shown((await guest.sees_album(1))[0]["caption"])[2] == "0.png"
        assert "basic search" not in (await guest.hears("stands out"))["text"]
        await guest.say("/text biển")  # the sea
        assert shown((await guest.sees_album(1))[0]["caption"])[2] == "2.png"


async def test_photos_get_their_uform_vectors_once_the_weights_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_cache(tmp_path / "hub", monkeypatch)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    files = {f"{c}.png": converted(Image.new("RGB", (300, 200), c), "png") for c in ("red", "blue")}
    async with bot_in_local_chat(tmp_path / "data", text_model=MODEL) as guest:
        await guest.send_files({"colours.zip": zip_of(files)})
        await guest.hears("2 photos added")
        await everything_described(guest)
        await guest.say("/text red")
        await guest.hears("basic search")
    write_checkpoint(tmp_path / "hub")
    async with bot_in_local_chat(tmp_path / "data", text_model=MODEL) as guest:
        await everything_described(guest)
        await guest.say("/text sky")
        assert shown((await guest.sees_album(1))[0]["caption"])[2] == "blue.png"
        assert "basic search" not in (await guest.hears("stands out"))["text"]
