"""Words, names and faces together, and photos that look alike, as people ask for them in the chat."""

import asyncio
import io
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image, ImageEnhance, ImageFilter, ImageOps

from tests.chat import PATIENCE, Guest, Message, bot_in_local_chat
from tests.checkpoints import MODEL, use_cache, write_checkpoint
from tests.conftest import PhotoPath
from tests.test_end_to_end import everything_described, party
from tests.zips import zip_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Guest]:
    async with bot_in_local_chat(tmp_path_factory.mktemp("data")) as person:
        yield person


@pytest.fixture
def someone(bot: Guest, request: pytest.FixtureRequest) -> Guest:
    """A person in a chat of their own."""
    return bot.other(abs(hash(request.node.name)) % 1_000_000 + 2000)


def names(album: list[Message]) -> list[str]:
    return [(message["caption"] or "").split("\n")[0].rpartition(" · ")[2] for message in album]


def percents(album: list[Message]) -> list[int]:
    return [int(message["caption"].partition(". ")[2].partition("%")[0]) for message in album]


async def import_party(someone: Guest, photos: PhotoPath, **more: bytes) -> None:
    await someone.send_files({"party.zip": zip_of(party(photos) | more)})
    await someone.hears("photos added")
    await everything_described(someone)


async def find(someone: Guest, text: str, size: int) -> list[Message]:
    await someone.say(text)
    return await someone.sees_album(size)


async def send(someone: Guest, photos: PhotoPath, name: str, **more: object) -> None:
    await someone.send([(name, photos(name).read_bytes())], "photo", **more)


async def name_obama(someone: Guest, photos: PhotoPath) -> None:
    await send(someone, photos, "obama3.jpg", caption="/name Barack")
    await someone.hears("🏷 This is Barack. Try /text Barack")


async def test_a_selfie_gives_a_name_that_finds_photos(someone: Guest, photos: PhotoPath) -> None:
    await import_party(someone, photos)
    await name_obama(someone, photos)
    album = await find(someone, "/text barack", 3)
    assert set(names(album)) == {"portrait.jpg", "speech.JPG", "half.jpg"}
    assert "3 photos at 70%" in (await someone.hears("🎉"))["text"]
    await find(someone, "/text Barack -speech", 2)
    await someone.say("/text Barack in 1999")
    assert set(names(await someone.sees_album(3))) == {"portrait.jpg", "speech.JPG", "half.jpg"}
    assert "📅 No photo here is from that time" in (await someone.hears("🎉"))["text"]


async def test_a_date_that_no_photo_has(someone: Guest, photos: PhotoPath) -> None:
    """Whoever asks for nothing else is not told of another search, nor what it knows of pictures."""
    await import_party(someone, photos)
    await someone.say("/text in 1999")
    undated = "📅 No photo here is from that time, or their dates are not known"
    assert (await someone.hears("🤷 Not found"))["text"].splitlines()[1:] == [f"{undated}."]
    await someone.say("/text zzz in 1999")
    assert f"{undated}: I searched without it." in (await someone.hears("basic search"))["text"]


async def test_a_reply_to_a_result_names_who_is_in_it(someone: Guest, photos: PhotoPath) -> None:
    await import_party(someone, photos)
    await send(someone, photos, "biden.jpg")
    (match,) = await someone.sees_album(1)
    await someone.hears("🎉")
    await someone.say("/name Joe", reply_to=match["id"])
    await someone.hears("🏷 This is Joe")
    assert names(await find(someone, "Joe", 1)) == ["biden.jpg"]
    await someone.say("/name")
    listed = await someone.hears("I know one person by name")
    assert "• Joe" in listed["text"]
    await someone.press_button(listed, "✕ Joe")
    await someone.sees_edit(listed, "Reply to a photo of somebody with /name")


async def test_of_several_faces_one_is_chosen(someone: Guest, photos: PhotoPath) -> None:
    await import_party(someone, photos)
    (match,) = await find(someone, "/text six", 1)
    await someone.hears("🎉")
    await someone.say("/name Zoe", reply_to=match["id"])
    question = await someone.hears("Which of them is Zoe?")
    assert [button["text"] for row in question["buttons"] for button in row] == ["1", "2", "3", "4", "5", "6"]
    await someone.press_button(question, "4")
    await someone.hears("🏷 This is Zoe")
    assert names(await find(someone, "Zoe", 1)) == ["six.jpg"]


async def test_names_that_cannot_be_given(someone: Guest, photos: PhotoPath) -> None:
    await import_party(someone, photos)
    usage = "Reply to a photo of somebody with /name"
    await someone.say("/name")
    await someone.hears(usage)
    await someone.say("/name Anna")
    await someone.hears(usage)
    await send(someone, photos, "obama3.jpg", caption="/name 🙂")
    await someone.hears(usage)
    await send(someone, photos, "astronaut.png", caption="/name Eileen")
    await someone.hears("I can't find anybody in this gallery who looks like this")
    await send(someone, photos, "t1.jpg", caption="/name Six")
    await someone.hears("There are several people in this picture")
    await send(someone, photos, "coffee.png", caption="/name Mug")
    await someone.hears("I can't find a face")


async def test_a_selfie_with_words(someone: Guest, photos: PhotoPath) -> None:
    await import_party(someone, photos)
    await send(someone, photos, "obama3.jpg", caption="-speech")
    assert set(names(await someone.sees_album(2))) == {"portrait.jpg", "half.jpg"}
    await send(someone, photos, "obama3.jpg", caption="chỉ mình tôi")
    assert "speech.JPG" in names(await someone.sees_album(3))
    await someone.say("/text only me")
    await someone.hears("I don't know who you are. Send a selfie")


async def test_what_must_not_be_alone(someone: Guest, photos: PhotoPath) -> None:
    await import_party(someone, photos)
    album = await find(someone, "/text -party", 4)
    assert {message["caption"].partition(". ")[2] for message in album} <= {
        *("six.jpg", "pet.png", "mug.png", "launch.jpg")
    }


@pytest.mark.parametrize("words", ["pizza", "families", "dog"])
async def test_what_no_photo_shows_is_not_promised(someone: Guest, photos: PhotoPath, words: str) -> None:
    await import_party(someone, photos)
    (cat,) = await find(someone, "/text cat", 1)
    assert percents([cat])[0] >= 80
    await someone.hears("🎉 1 photo")
    start = someone.read
    await someone.say(f"/text {words}")
    await someone.hears("stand")
    said = (await someone.look(start))["messages"]
    assert all(percent < 10 for percent in percents([message for message in said if message["media"]]))


async def test_after_what_is_called_so_comes_nothing_that_hardly_fits(
    someone: Guest, photos: PhotoPath
) -> None:
    await import_party(someone, photos, **{"Around/paris.jpg": photos("rocket.jpg").read_bytes() + b"\0"})
    await someone.say("/text paris")
    assert "🎉 1 photo stands out" in (await someone.hears("🎉"))["text"]


async def test_what_is_called_so_comes_first_and_the_answer_says_so(
    someone: Guest, photos: PhotoPath
) -> None:
    await import_party(someone, photos, **{"Around/cat.jpg": photos("rocket.jpg").read_bytes() + b"\0"})
    called, seen = await find(someone, "/text cat", 2)
    assert called["caption"] == "1. 🏷 cat · cat.jpg"
    assert percents([seen])[0] >= 80
    assert "First come those whose name, folder or date has your words" in (await someone.hears("🎉"))["text"]
    await find(someone, "/text coffee -cat", 1)
    assert "First come" not in (await someone.hears("🎉"))["text"]


async def count_after(someone: Guest, answer: Message, step: str) -> int:
    """How many photos the answer says that there are, once a level button was pressed."""
    pressed = await someone.press_button(answer, step)
    if "as far as it goes" in (pressed["text"] or ""):
        return int(re.findall(r"(\d+) photo", answer["text"])[0])
    changed = await someone.sees_button(answer, "Text ")
    async with asyncio.timeout(PATIENCE):
        while changed["text"] == answer["text"]:
            await asyncio.sleep(0.05)
            changed = await someone.sees_button(answer, "Text ")
    counts = re.findall(r"(\d+) photo", changed["text"])
    return int(counts[0]) if counts else 0


@pytest.mark.parametrize("words", ["cat", "a rocket", "pizza", "party"])
async def test_from_automatic_a_stricter_tap_shows_no_more_and_a_laxer_no_fewer(
    someone: Guest, photos: PhotoPath, words: str
) -> None:
    await import_party(someone, photos)
    for step in ("+ 5", "− 5"):
        await someone.say(f"/text {words}")
        answer = await someone.hears("🎉")
        shown = int(re.findall(r"(\d+) photo", answer["text"])[0])
        after = await count_after(someone, answer, step)
        assert after <= shown if step == "+ 5" else after >= shown


async def test_a_level_that_gives_nothing_is_not_offered(someone: Guest, photos: PhotoPath) -> None:
    await import_party(someone, photos)
    await find(someone, "/text cat", 1)
    await someone.hears("🎉")
    await someone.say("/threshold text 99")
    answer = await someone.hears("has 0 photos at this level")
    ((button,),) = answer["buttons"]
    assert button["text"].startswith("Show from ")
    await someone.press_button(answer, "Show from ")
    assert names(await someone.sees_album(1)) == ["pet.png"]
    await someone.say("/threshold")
    panel = await someone.hears("has 0 photos at this level")
    assert [row[0]["text"][:9] for row in panel["buttons"]] == ["− 5", "− 5", "Show from"]


def far(photos: PhotoPath) -> dict[str, bytes]:
    """Obama once more, small, blurred and mirrored."""
    with Image.open(photos("obama.jpg")) as image:
        small = ImageOps.mirror(image.convert("RGB"))
    small.thumbnail((240, 240))
    canvas = Image.new("RGB", (900, 700), (90, 120, 60))
    canvas.paste(small.filter(ImageFilter.GaussianBlur(2)), (160, 80))
    return {"Around/far.png": _png(canvas)}


async def test_who_was_given_a_name_has_it_for_certain(someone: Guest, photos: PhotoPath) -> None:
    await import_party(someone, photos, **far(photos))
    for name in ("portrait", "far"):
        (match,) = await find(someone, f'/text "{name}"', 1)
        await someone.hears("🎉")
        await someone.say("/name Barack", reply_to=match["id"])
        await someone.hears("🏷 This is Barack")
    album = await find(someone, "/text Barack", 4)
    assert percents(album) == [100, 100, 99, 99]
    assert names(album)[:2] == ["portrait.jpg", "far.png"]


async def test_faces_in_the_order_of_words_say_so(someone: Guest, photos: PhotoPath) -> None:
    await import_party(someone, photos, **far(photos))
    await someone.say("/threshold 5")
    await send(someone, photos, "obama3.jpg")
    plain = await someone.sees_album(4)
    assert names(plain)[-1] == "far.png"
    assert percents(plain) == sorted(percents(plain), reverse=True)
    assert "First come" not in (await someone.hears("🎉"))["text"]
    await send(someone, photos, "obama3.jpg", caption="far")
    album = await someone.sees_album(4)
    assert names(album)[0] == "far.png"
    assert percents(album)[0] < percents(album)[1]
    answer = await someone.hears("🎉")
    assert "First come those that your words fit best; the percentages are of the faces" in answer["text"]


async def test_vietnamese_words_get_an_honest_sentence(someone: Guest, photos: PhotoPath) -> None:
    await import_party(someone, photos, **{"Đà Nẵng/biển.jpg": photos("rocket.jpg").read_bytes() + b"\0"})
    vietnamese = someone.other(someone.user_id, "vi")
    vietnamese.read = someone.read
    await vietnamese.say("/text bãi biển Đà Nẵng")
    (match,) = await vietnamese.sees_album(1)
    assert match["caption"] == "1. 🏷 biển, Đà, Nẵng · biển.jpg"
    assert "chỉ hiểu tiếng Anh" in (await vietnamese.hears("🎉"))["text"]


async def test_all_of_it_with_uform(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, photos: PhotoPath
) -> None:
    """The same, with a small checkpoint of UForm's form, which knows colours, in Vietnamese too."""
    write_checkpoint(tmp_path / "hub")
    use_cache(tmp_path / "hub", monkeypatch)
    frames = {}
    for place, colour in enumerate(("red", "green", "blue")):
        canvas = Image.new("RGB", (1800, 1200), colour)
        with Image.open(photos("obama2.jpg" if colour == "blue" else "obama.jpg")) as portrait:
            canvas.paste(portrait.convert("RGB").resize((220, 280)), (40 + 700 * place, 40 + 400 * place))
        frames[f"In front of/{colour}.png"] = canvas
    for number in range(12):
        frames[f"Walls/{number}.png"] = Image.new("RGB", (600, 400), (120 + number, 118, 122))
    frames["Walls/a lawn.png"] = Image.new("RGB", (600, 400), (30, 130, 40))
    async with bot_in_local_chat(tmp_path / "data", text_model=MODEL) as someone:
        await someone.send_files({"walls.zip": zip_of({n: _png(image) for n, image in frames.items()})})
        await someone.hears("photos added")
        await everything_described(someone)
        assert names(await find(someone, "màu đỏ", 1)) == ["red.png"]
        assert "basic" not in (await someone.hears("🎉"))["text"]
        assert set(names(await find(someone, "/text green", 2))) == {"green.png", "a lawn.png"}
        assert set(names(await find(someone, '/text "in front of" -blue', 2))) == {"red.png", "green.png"}
        await name_obama(someone, photos)
        assert names(await find(someone, "/text Barack in front of something blue", 3))[0] == "blue.png"
        await send(someone, photos, "obama3.jpg", caption="màu lục")
        assert names(await someone.sees_album(3))[0] == "green.png"
        (lawn,) = await find(someone, '/text "a lawn"', 1)
        await someone.hears("🎉")
        await someone.say("/like", reply_to=lawn["id"])
        assert names(await someone.sees_album(1)) == ["green.png"]
        await someone.say("/status")
        await someone.hears("by UForm")


def _png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "png")
    return file.getvalue()


async def test_more_like_a_result(someone: Guest, photos: PhotoPath) -> None:
    with Image.open(photos("chelsea.png")) as image:
        turned = io.BytesIO()
        image.convert("RGB").rotate(12).crop((60, 40, 380, 260)).save(turned, "jpeg")
    await import_party(someone, photos, **{"Around/again.jpg": turned.getvalue()})
    await find(someone, '/text "pet"', 1)
    answer = await someone.hears("🎉")
    await someone.press_button(answer, "🔍 Like this")
    assert "again.jpg" in names(await someone.sees_album(1))
    (match,) = await find(someone, '/text "again"', 1)
    await someone.hears("🎉")
    await someone.say("/like", reply_to=match["id"])
    assert "pet.png" in names(await someone.sees_album(1))
    await someone.hears("looks like it")
    await someone.say("/like")
    await someone.hears("Reply to a photo I found with /like")


async def test_like_which_of_several(someone: Guest, photos: PhotoPath) -> None:
    await import_party(someone, photos)
    await send(someone, photos, "obama3.jpg")
    await someone.sees_album(3)
    answer = await someone.hears("🎉")
    pressed = await someone.press_button(answer, "🔍 Like this")
    assert pressed["text"] == "Like which of these photos?"
    async with asyncio.timeout(PATIENCE):
        while True:
            someone.read = answer["id"] - 1
            answer = await someone.hears("🎉")
            if answer["buttons"][-1][0]["text"] == "1":
                break
    assert [button["text"] for button in answer["buttons"][-1]] == ["1", "2", "3"]
    await someone.press_button(answer, "2")
    await someone.hears("look")


async def test_near_duplicates_are_shown_once(someone: Guest, photos: PhotoPath) -> None:
    copies = {}
    with Image.open(photos("obama.jpg")) as image:
        for number, factor in enumerate((0.8, 1.1, 1.2)):
            file = io.BytesIO()
            ImageEnhance.Brightness(image.convert("RGB")).enhance(factor).resize((500, 620)).save(
                file, "jpeg"
            )
            copies[f"Copies/{number}.jpg"] = file.getvalue()
    await import_party(someone, photos, **copies)
    await send(someone, photos, "obama3.jpg")
    album = await someone.sees_album(3)
    heads = [message for message in album if "+ 3 similar" in message["caption"]]
    assert len(heads) == 1
    answer = await someone.hears("6 photos at 70%")
    place = heads[0]["caption"].partition(".")[0]
    await someone.press_button(answer, f"{place}. + 3")
    hidden = names(await someone.sees_album(3))
    assert len({*hidden, *names(heads)} & {"portrait.jpg", "0.jpg", "1.jpg", "2.jpg"}) == 4
