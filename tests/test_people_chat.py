"""/people: a sheet of faces, and what somebody says of them."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.chat import Guest, Message, bot_in_local_chat
from tests.conftest import PhotoPath
from tests.snapshots import snapshots
from tests.test_results_chat import buttons, fetched, names
from tests.zips import zip_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Guest]:
    async with bot_in_local_chat(tmp_path_factory.mktemp("data")) as person:
        yield person


@pytest.fixture
def someone(bot: Guest, request: pytest.FixtureRequest) -> Guest:
    return bot.other(abs(hash(request.node.name)) % 1_000_000 + 2000)


async def import_family(someone: Guest, photos: PhotoPath) -> None:
    """Barack in five photos, Joe in three, six more in one."""
    files = {f"barack {i}.jpg": data for i, data in enumerate(snapshots(photos("obama.jpg"), 3))}
    files |= {f"barack {i + 3}.jpg": photos(f"obama{i + 2}.jpg").read_bytes() for i in range(2)}
    files |= {f"joe {i}.jpg": data for i, data in enumerate(snapshots(photos("biden.jpg"), 3, first=20))}
    files |= {"six.jpg": photos("t1.jpg").read_bytes(), "mug.png": photos("coffee.png").read_bytes()}
    await someone.send_files({"family.zip": zip_of(files)})
    await someone.hears("photos added")


async def people(someone: Guest) -> Message:
    await someone.say("/people")
    return await someone.hears("in this gallery")


async def test_people_come_as_a_sheet_and_a_tap_shows_their_photos(someone: Guest, photos: PhotoPath) -> None:
    await import_family(someone, photos)
    sheet = await people(someone)
    assert "8 people in this gallery" in sheet["caption"]
    assert sheet["caption"].split("\n")[1:3] == ["1. 5 photos", "2. 3 photos"]
    assert buttons(sheet) == ["1", "2", "3", "4", "5", "6", "7", "8"]
    assert len(await fetched(someone, sheet)) > 10_000
    await someone.press_button(sheet, "1")
    album = await someone.sees_album(5)
    assert {name[:6] for name in names(album)} == {"barack"}
    line = await someone.hears("5 photos of this person")
    assert {"☐ Boxes", "⬇ Originals", "🏷 Name", "🔗 Same as …", "✂ Two people"} <= set(buttons(line))


async def test_a_name_given_to_a_person_finds_them_by_words(someone: Guest, photos: PhotoPath) -> None:
    await import_family(someone, photos)
    await someone.press_button(await people(someone), "2")
    await someone.press_button(await someone.hears("3 photos of this person"), "🏷 Name")
    question = await someone.hears("What is this person's name?")
    await someone.say("🙂", reply_to=question["id"])
    await someone.hears("A name needs at least one letter")
    await someone.say("Joe", reply_to=question["id"])
    await someone.hears("This is Joe")
    assert "2. Joe · 3 photos" in (await people(someone))["caption"]
    await someone.say("/text joe")
    assert {name[:3] for name in names(await someone.sees_album(3))} == {"joe"}
    await someone.hears("🎉")
    more = {f"joe {i}.jpg": data for i, data in enumerate(snapshots(photos("biden.jpg"), 2, first=30))}
    await someone.send_files({"more.zip": zip_of(more)})
    await someone.hears("2 photos added")
    assert "Joe · 5 photos" in (await people(someone))["caption"]


async def test_a_name_given_to_a_photo_is_the_persons(someone: Guest, photos: PhotoPath) -> None:
    await import_family(someone, photos)
    await people(someone)
    await someone.send([("selfie.jpg", photos("obama3.jpg").read_bytes())], "photo", caption="/name Barack")
    await someone.hears("This is Barack")
    assert "1. Barack · 5 photos" in (await people(someone))["caption"]


async def test_two_are_one_and_one_is_two_again(someone: Guest, photos: PhotoPath) -> None:
    await import_family(someone, photos)
    await someone.press_button(await people(someone), "1")
    await someone.press_button(await someone.hears("5 photos of this person"), "🔗 Same as")
    others = await someone.hears("Which of these is the same person?")
    assert others["caption"].split("\n")[1] == "1. 3 photos"
    await someone.press_button(others, "1")
    question = await someone.sees_edit(others, "Are these the same person?")
    assert question["caption"].split("\n")[1:] == ["1. 5 photos", "2. 3 photos"]
    await asyncio.gather(*(someone.press_button(question, "✅ Yes") for _ in range(2)))
    assert buttons(await someone.sees_edit(question, "They are one person now")) == []
    line = await someone.hears("8 photos of this person")
    await someone.press_button(line, "✂ Two people")
    question = await someone.hears("Are these two people?")
    assert question["caption"].split("\n")[1:] == ["1. 8 photos"]
    await asyncio.gather(*(someone.press_button(question, "✂ Yes") for _ in range(2)))
    halves = await someone.sees_edit(question, "I split them into two people")
    assert sorted(row[3:] for row in halves["caption"].split("\n")[1:]) == ["3 photos", "5 photos"]
    await someone.press_button(halves, "2")
    assert {name[:3] for name in names(await someone.sees_album(3))} == {"joe"}
    await someone.hears("3 photos of this person")
    await someone.press_button(halves, "Undo")
    await someone.hears("8 photos of this person")
    assert "7 people in this gallery" in (await people(someone))["caption"]


async def test_nothing_is_merged_or_split_without_a_yes(someone: Guest, photos: PhotoPath) -> None:
    await import_family(someone, photos)
    await someone.press_button(await people(someone), "1")
    line = await someone.hears("5 photos of this person")
    await someone.press_button(line, "🔗 Same as")
    others = await someone.hears("Which of these is the same person?")
    await someone.press_button(others, "1")
    question = await someone.sees_edit(others, "Are these the same person?")
    await someone.press_button(question, "✕ No")
    assert buttons(await someone.sees_edit(others, "Which of these is the same person?"))[0] == "1"
    await someone.press_button(line, "✂ Two people")
    question = await someone.hears("Are these two people?")
    await someone.press_button(question, "✕ No")
    assert buttons(await someone.sees_edit(question, "Nothing was changed")) == []
    sheet = await people(someone)
    assert sheet["caption"].split("\n")[1:3] == ["1. 5 photos", "2. 3 photos"]


async def test_who_is_one_with_a_hidden_person_is_shown(someone: Guest, photos: PhotoPath) -> None:
    await import_family(someone, photos)
    await someone.press_button(await people(someone), "1")
    line = await someone.hears("5 photos of this person")
    await someone.press_button(line, "🙈 Hide")
    await someone.press_button(line, "🔗 Same as")
    others = await someone.hears("Which of these is the same person?")
    await someone.press_button(others, "1")
    question = await someone.sees_edit(others, "Are these the same person?")
    assert question["caption"].split("\n")[1:] == ["1. 5 photos", "2. 3 photos"]
    await someone.press_button(question, "✅ Yes")
    line = await someone.hears("8 photos of this person")
    assert "1. 8 photos" in (await people(someone))["caption"]
    await someone.press_button(line, "🙈 Hide")
    await someone.press_button(line, "✂ Two people")
    question = await someone.hears("Are these two people?")
    await someone.press_button(question, "✂ Yes")
    halves = await someone.sees_edit(question, "I split them into two people")
    assert sorted(row[3:] for row in halves["caption"].split("\n")[1:]) == ["3 photos", "5 photos"]
    assert "6 people" in (await people(someone))["caption"]  # both are still hidden


async def test_a_name_that_a_hidden_person_has_shows_both(someone: Guest, photos: PhotoPath) -> None:
    await import_family(someone, photos)
    sheet = await people(someone)
    for number, count in (("1", 5), ("2", 3)):
        await someone.press_button(sheet, number)
        line = await someone.hears(f"{count} photos of this person")
        await someone.press_button(line, "🏷 Name")
        question = await someone.hears("What is this person's name?")
        await someone.say("Barack", reply_to=question["id"])
        await someone.hears("This is Barack")
        if number == "1":
            await someone.press_button(line, "🙈 Hide")
    assert "1. Barack · 8 photos" in (await people(someone))["caption"]


async def test_somebody_can_be_hidden(someone: Guest, photos: PhotoPath) -> None:
    await import_family(someone, photos)
    await someone.press_button(await people(someone), "1")
    line = await someone.hears("5 photos of this person")
    assert "does not show" in (await someone.press_button(line, "🙈 Hide"))["text"]
    sheet = await people(someone)
    assert "7 people" in sheet["caption"]
    await someone.press_button(sheet, "🙈 Hidden people")
    hidden = await someone.sees_edit(sheet, "One hidden person")
    await someone.press_button(hidden, "1")
    line = await someone.hears("5 photos of this person")
    assert "shows this person again" in (await someone.press_button(line, "🙈 Hide"))["text"]
    await someone.press_button(hidden, "◂ Everybody")
    await someone.sees_edit(hidden, "8 people in this gallery")


async def test_a_gallery_without_people(someone: Guest, photos: PhotoPath) -> None:
    await someone.say("/people")
    await someone.hears("This chat has no photos yet")
    await someone.send_files({"mug.zip": zip_of({"mug.png": photos("coffee.png").read_bytes()})})
    await someone.hears("1 photo added")
    await someone.say("/people")
    await someone.hears("I don't know anybody in this gallery yet")


async def test_a_person_who_is_gone(someone: Guest, photos: PhotoPath) -> None:
    await import_family(someone, photos)
    sheet = await people(someone)
    await someone.press_button(sheet, "8")
    line = await someone.hears("1 photo of this person")
    assert (await someone.press_button(line, "✂ Two people"))["alert"]
    await someone.say("/clear")
    question = await someone.hears("This cannot be undone")
    await someone.press_button(question, "Delete")
    await someone.sees_edit(question, "Deleted:")
    for text in ("1", "7"):
        assert "no longer there" in (await someone.press_button(sheet, text))["text"]
