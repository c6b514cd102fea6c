"""What people do with the bot within an hour. A scene raises AssertionError where an answer is missing."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.localchat.photos import packaged_photos
from tests.chat import Guest, Message
from tests.snapshots import snapshots
from tests.zips import locked_zip_of, numbered_parts, zip_of

CLEARED_EVERY = 4  # hours, in which those who come back begin anew
FIRST_PHOTOS, MORE_PHOTOS = 10, 3
PASSWORD = "open sesame"
EXPIRED = "has expired"
TRIES = 60


@dataclass
class Regular:
    """Somebody who comes every hour."""

    guest: Guest
    offset: int  # decides in which hours they begin anew
    photos: int = 0  # in their gallery, as it was sent
    line: Message | None = None  # under an answer of the hour before


@dataclass
class Group:
    owner: Guest
    member: Guest
    visitor: Guest  # who comes by an invitation, in a private chat
    photos: int = 0
    visits: int = field(default=0)


async def stays(guest: Guest, hour: int) -> None:
    """Uses all there is to use, and never comes back: the gallery ends with its days."""
    await _import(guest, "all.zip", _gallery(hour, FIRST_PHOTOS), consent=True)
    await guest.say("/settings")
    settings = await guest.hears("⚙️")
    await guest.press_button(settings, "🖼 4")
    await guest.press_button(settings, "🗓 30 days")
    await _selfie(guest)
    album = await guest.sees_album(4)
    line = await guest.hears("🎉")
    await guest.press_button(line, "☐ Boxes")
    await guest.sees_button(line, "☑ Boxes")
    await guest.press_button(line, "More")
    await guest.sees_album(4)
    line = await guest.hears("Here are 5 to 8")
    await guest.press_button(line, "⬇ Originals")
    await guest.hears("photos sent.")
    await _like(guest, album[0])
    await guest.say("/text a cat")
    await guest.hears("ℹ️")
    await _people(guest)
    await _profile(guest)


async def clears(guest: Guest, hour: int) -> None:
    """Sends what is broken, and what is no photo; and deletes the gallery in the end."""
    files = {**_gallery(hour, 3), "broken.jpg": b"\xff\xd8 no photo", "notes.txt": b"notes"}
    await guest.send_files({"bad.zip": b"no zip at all"})
    await guest.press_button(await guest.hears("Do you agree?"), "✅ I agree")
    await guest.hears("bad.zip is not a zip I can read")
    await _import(guest, "some.zip", files, added=3 + OTHERS)
    await guest.send_files({"loose.jpg": packaged_photos().joinpath("Tom_Hanks_54745.png").read_bytes()})
    await guest.hears("1 photo added")
    await guest.send([("sticker.webp", b"sticker")], "sticker")
    await guest.hears("Nice sticker")
    await guest.send([("mug.png", _bytes("coffee.png"))], "photo")
    await guest.hears("can't find a face")
    await clear(guest)


async def forgets(guest: Guest, hour: int) -> None:
    """Sends a locked zip and its password, compares, and is forgotten with the gallery."""
    await guest.send_files({"locked.zip": locked_zip_of(_gallery(hour, 3), PASSWORD)})
    await guest.press_button(await guest.hears("Do you agree?"), "✅ I agree")
    question = await guest.hears("What is the password of locked.zip?")
    await guest.say("swordfish", reply_to=question["id"])
    guest.read = question["id"]
    question = await guest.hears("What is the password of locked.zip?")
    await guest.say(PASSWORD, reply_to=question["id"])
    guest.read = 0
    await guest.hears("locked.zip: ")
    guest.read = question["id"]
    await guest.send(
        [(name, _bytes(name)) for name in ("obama.jpg", "obama2.jpg")], "photo", caption="/compare"
    )
    await guest.hears("same person")
    await _profile(guest)
    await forget(guest)


async def gives_up(guest: Guest, hour: int) -> None:
    """Never says the password of a zip, and sends one of three parts of another."""
    await guest.send_files({"locked.zip": locked_zip_of(_gallery(hour, 1), PASSWORD)})
    await guest.press_button(await guest.hears("Do you agree?"), "✅ I agree")
    await guest.hears("What is the password of locked.zip?")
    data = zip_of(_gallery(hour, 3))
    name, part = next(iter(numbered_parts("cut.zip", data, len(data) // 3 + 1).items()))
    await guest.send_files({name: part})
    await guest.hears("comes in parts")
    guest.read = 0
    await guest.hears("locked.zip was left out: nobody told me its password")


async def returns(regular: Regular, hour: int) -> None:
    """Adds some photos, and searches in all ways; buttons of the hour before have expired."""
    guest = regular.guest
    if regular.line is not None:
        pressed = await guest.press_button(regular.line, "☐ Boxes")
        assert EXPIRED in pressed["text"], pressed
    if regular.photos and hour % CLEARED_EVERY == regular.offset:
        await clear(guest)
        regular.photos = 0
    count = MORE_PHOTOS if regular.photos else FIRST_PHOTOS
    is_new = hour == 1 and not regular.photos
    files = _gallery(hour * 10 + regular.offset, count)
    await _import(guest, f"hour {hour}.zip", files, consent=is_new, added=None)
    regular.photos += count
    await _group_photo(guest)
    await guest.send([("me.jpg", _bytes("obama3.jpg"))], "photo", caption="/name Barack")
    await guest.hears("This is Barack")
    await guest.say("/text Barack")
    await guest.hears("🎉")
    for command, answer in (("/gallery", "photos"), ("/status", "🙂"), ("/threshold", "🎚"), ("/help", "/me")):
        await guest.say(command)
        await guest.hears(answer)
    await guest.say("/text zanzibarquux")
    await guest.hears("ℹ️")
    await _selfie(guest)
    regular.line = await guest.hears("🎉")


async def meets(group: Group, hour: int) -> None:
    """A group's owner adds photos and invites, a member searches, somebody comes by the invitation."""
    owner, member, visitor = group.owner, group.member, group.visitor
    if group.visits:  # the invitation of the hour before is over
        await visitor.say("/gallery")
        await visitor.hears("Your invitation to the gallery has ended")
    if group.photos and hour % CLEARED_EVERY == 0:
        await clear(owner)
        group.photos = 0
    count = MORE_PHOTOS if group.photos else FIRST_PHOTOS
    files = _gallery(hour * 10 + 9, count)
    await owner.send([("group.zip", zip_of(files))], caption="/import")
    if not group.visits:
        await owner.press_button(await owner.hears("Do you agree?"), "✅ I agree")
    await owner.hears("added, ")
    await owner.say("/invite")
    link = (await owner.hears("?start="))["caption"].partition("?start=")[2].split()[0]
    member.read = owner.read
    await member.send([("who.jpg", _bytes("obama3.jpg"))], "photo", caption="/find")
    if not group.visits:
        await member.press_button(await member.hears("Do you agree?"), "✅ I agree")
    await member.hears("🎉")
    owner.read = member.read
    await visitor.say(f"/start {link}")
    await visitor.hears("Welcome!")
    await _selfie(visitor)
    if not group.visits:
        await visitor.press_button(await visitor.hears("Do you agree?"), "✅ I agree")
    await visitor.hears("🎉")
    group.photos += count
    group.visits += 1


async def clear(guest: Guest) -> None:
    await guest.say("/clear")
    question = await guest.hears("Delete ")
    await guest.press_button(question, "Delete everything")
    await guest.sees_edit(question, "Nothing of this gallery is left")


async def forget(guest: Guest) -> None:
    """With the gallery, where there is one."""
    await guest.say("/forget")
    question = await guest.hears("Shall I forget you?")
    texts = [button["text"] for row in question["buttons"] for button in row]
    await guest.press_button(question, next(text for text in reversed(texts) if text.startswith("Forget me")))
    await guest.sees_edit(question, "I know nothing about you any more")


OTHERS = 2
"""Photos in every gallery that show somebody else, or nobody."""


def _gallery(number: int, count: int) -> dict[str, bytes]:
    """Photos of one person, as many as asked for and never the same, and OTHERS."""
    files = snapshots(packaged_photos() / "obama.jpg", count, 1000 * number)
    return {
        **{f"{number}-{place}.jpg": data for place, data in enumerate(files)},
        "six.jpg": _bytes("t1.jpg"),
        "cat.png": _bytes("chelsea.png"),
    }


async def _import(
    guest: Guest, name: str, files: Mapping[str, bytes], *, consent: bool = False, added: int | None = -1
) -> None:
    """`added`: how many photos are new; -1: all, None: some."""
    await guest.send_files({name: zip_of(files)})
    if consent:
        await guest.press_button(await guest.hears("Do you agree?"), "✅ I agree")
    count = len(files) if added == -1 else added
    await guest.hears(f"{name}: {count} photos added" if count is not None else f"✅ {name}: ")


async def _selfie(guest: Guest) -> None:
    await guest.send([("selfie.jpg", _bytes("obama3.jpg"))], "photo")


async def _like(guest: Guest, photo: Message) -> None:
    """Photos are described in the background: before that the bot asks for a moment."""
    for _ in range(TRIES):
        await guest.say("/like", reply_to=photo["id"])
        answer = await guest.hears(" ")
        if "not described yet" not in (answer["text"] or ""):
            return
        await asyncio.sleep(1)
    raise AssertionError("The photo was not described")


async def _people(guest: Guest) -> None:
    await guest.say("/people")
    sheet = await guest.hears("in this gallery")
    await guest.press_button(sheet, "1")
    await guest.hears("photos of this person")


async def _profile(guest: Guest) -> None:
    await guest.send([("me.jpg", _bytes("obama3.jpg"))], "photo", caption="/me")
    await guest.hears("I know you here from one selfie")
    await guest.say("/me")
    line = await guest.hears("🎉")
    guest.read = max(guest.read, line["id"])


async def _group_photo(guest: Guest) -> None:
    await guest.send([("six.jpg", _bytes("t1.jpg"))], "photo")
    question = await guest.hears("There are 6 people")
    await guest.press_button(question, "2")
    question = await guest.sees_button(question, "✓ 2")
    await guest.press_button(question, "Find this person")
    await guest.hears("🎉")


def _bytes(name: str) -> bytes:
    return packaged_photos().joinpath(name).read_bytes()
