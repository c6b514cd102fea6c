"""/me: profiles of people, as they use them in their own chats and in groups."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.localchat.server import LocalChat
from tests.chat import Guest, Message, bot_in
from tests.conftest import PhotoPath
from tests.test_end_to_end import everything_described, party, shown
from tests.zips import zip_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

OBAMA = {"portrait.jpg", "speech.JPG", "half.jpg"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chat() -> AsyncIterator[LocalChat]:
    async with LocalChat(flood_control=False, privacy_mode=True) as chat:
        yield chat


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(chat: LocalChat, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Guest]:
    async with bot_in(chat, tmp_path_factory.mktemp("data")) as person:
        yield person


@pytest.fixture
def someone(bot: Guest, request: pytest.FixtureRequest) -> Guest:
    """A person in a chat of their own."""
    return bot.other(abs(hash(request.node.name)) % 1_000_000 + 2000)


@pytest.fixture
def group(someone: Guest) -> tuple[Guest, Guest]:
    """Two people in one group, of whom the first owns it, and only the second reads Vietnamese."""
    group_id = -someone.user_id
    one = Guest(someone.http, someone.user_id, group_id)
    return one, Guest(someone.http, someone.user_id + 1, group_id, language="vi")


def few(photos: PhotoPath) -> dict[str, bytes]:
    """Of the party, the photos of Obama and that of Biden."""
    return {name: data for name, data in party(photos).items() if name.startswith("Party/")}


async def import_few(someone: Guest, photos: PhotoPath, **more: Any) -> None:
    await someone.send([("party.zip", zip_of(few(photos)))], **more)
    await someone.hears("4 photos added")


async def selfie(someone: Guest, photos: PhotoPath, *names: str, **more: Any) -> None:
    await someone.send([(name, photos(name).read_bytes()) for name in names], "photo", **more)


async def results(someone: Guest, size: int) -> tuple[set[str], Message]:
    """The names of an album of results, and the message under it."""
    album = await someone.sees_album(size)
    return {shown(message["caption"])[2] for message in album}, await someone.hears("🎉")


def buttons(message: Message) -> list[str]:
    return [button["text"] for row in message["buttons"] for button in row]


def catch_up(one: Guest, other: Guest) -> None:
    """Both read the same group."""
    other.read = one.read = max(one.read, other.read)


async def test_selfies_make_a_profile_and_me_alone_finds_it(someone: Guest, photos: PhotoPath) -> None:
    await import_few(someone, photos)
    await selfie(someone, photos, "obama3.jpg", caption="/me")
    await someone.hears("I know you here from one selfie")
    assert (await results(someone, 3))[0] == OBAMA
    await someone.say("/me")
    found, answer = await results(someone, 3)
    assert found == OBAMA
    assert "3 photos at 70%" in answer["text"]
    assert {"✅ Yes, me", "🚫 Not me", "🔕 Tell me about new photos"} <= set(buttons(answer))
    await selfie(someone, photos, "obama3.jpg")  # without the caption it is a search like any other
    assert "✅ Yes, me" not in buttons((await results(someone, 3))[1])
    await someone.say("/me forget")
    await someone.hears("Deleted: I no longer know what you look like here")
    pressed = await someone.press_button(answer, "✅ Yes, me")
    assert "has expired" in pressed["text"]  # nor is what was found with it
    await someone.say("/me forget")
    await someone.hears("You have no profile here")
    await someone.say("/me on")
    await someone.hears("Reply to this message with a selfie")


async def test_an_album_of_selfies(someone: Guest, photos: PhotoPath) -> None:
    await import_few(someone, photos)
    await selfie(someone, photos, *["obama3.jpg"] * 6, caption="/me")
    await someone.hears("no more than 5 selfies")
    await selfie(
        someone, photos, "t1.jpg", "obama3.jpg", "biden.jpg", "coffee.png", "obama2.jpg", caption="/me"
    )
    said = (await someone.hears("I know you here from 2 selfies"))["text"]
    assert "Photo 1: 🙂 There are several people in this picture" in said
    assert "Photo 3: 🤨 This does not look like you" in said
    assert "Photo 4: 🙂 I can't find a face" in said
    assert "Photo 2" not in said
    assert (await results(someone, 3))[0] == OBAMA


async def test_what_is_no_selfie_makes_no_profile(someone: Guest, photos: PhotoPath) -> None:
    await import_few(someone, photos)
    await selfie(someone, photos, "t1.jpg", caption="/me")
    await someone.hears("I can't tell which of them is you")
    await selfie(someone, photos, "coffee.png", caption="/me")
    await someone.hears("I can't find a face")
    await someone.say("/me")
    await someone.hears("Reply to this message with a selfie")


async def test_a_photo_that_replies_to_the_question_is_a_selfie(someone: Guest, photos: PhotoPath) -> None:
    await import_few(someone, photos)
    await someone.say("/me")
    question = await someone.hears("Reply to this message with a selfie")
    await selfie(someone, photos, "obama3.jpg", "obama2.jpg", reply_to=question["id"])
    await someone.hears("I know you here from 2 selfies")
    assert (await results(someone, 3))[0] == OBAMA


async def test_a_reply_of_me_to_a_photo_and_a_selfie_as_a_file(someone: Guest, photos: PhotoPath) -> None:
    await import_few(someone, photos)
    (sent,) = await someone.send([("a.jpg", photos("obama3.jpg").read_bytes())], "photo")
    await results(someone, 3)
    await someone.say("/me", reply_to=sent)
    await someone.hears("I know you here from one selfie")
    await someone.send([("b.jpg", photos("obama2.jpg").read_bytes())], caption="/me")
    await someone.hears("I know you here from 2 selfies")
    await someone.say("/gallery")
    await someone.hears("4 photos")  # it was not imported


async def test_yes_me_and_not_me(someone: Guest, photos: PhotoPath) -> None:
    await import_few(someone, photos)
    await selfie(someone, photos, "obama3.jpg", caption="/me")
    album = await someone.sees_album(3)
    answer = await someone.hears("🎉")
    place, _, name = shown(album[2]["caption"])
    pressed = await someone.press_button(answer, "🚫 Not me")
    assert pressed["text"] == "Which of these photos does not show you?"
    answer = await someone.sees_button(answer, "🚫 1")
    assert buttons(answer)[-3:] == ["🚫 1", "🚫 2", "🚫 3"]
    assert "not you" in (await someone.press_button(answer, f"🚫 {place}"))["text"]
    await someone.press_button(answer, "✅ Yes, me")
    answer = await someone.sees_button(answer, "✅ 1")
    assert buttons(answer)[-3:] == ["✅ 1", "✅ 2", "✅ 3"]
    for other in ("✅ 1", "✅ 2"):
        assert "this is you" in (await someone.press_button(answer, other))["text"]
    await someone.say("/me")
    found, again = await results(someone, 2)
    assert found == OBAMA - {name}
    await someone.press_button(again, "🚫 Not me")
    await someone.press_button(await someone.sees_button(again, "🚫 2"), "🚫 2")
    await someone.say("/me")
    (only,), again = await results(someone, 1)
    assert "not you" in (await someone.press_button(again, "🚫 Not me"))["text"]  # of one nobody is asked
    await someone.press_button(answer, f"✅ {place}")
    await someone.say("/me")
    assert (await results(someone, 1))[0] == {name} != {only}


async def test_me_in_words(someone: Guest, photos: PhotoPath) -> None:
    await import_few(someone, photos)
    await everything_described(someone)
    await someone.say("/text only me")
    await someone.hears("I don't know who you are")
    await selfie(someone, photos, "obama3.jpg", caption="/me -speech")
    assert (await results(someone, 2))[0] == OBAMA - {"speech.JPG"}
    await someone.say('me "speech"')
    assert (await results(someone, 1))[0] == {"speech.JPG"}
    await someone.say("/text only me")
    assert (await results(someone, 3))[0] <= OBAMA
    await selfie(someone, photos, "t1.jpg", caption="only me")
    assert (await results(someone, 3))[0] <= OBAMA
    await someone.say('/me "portrait"')
    assert (await results(someone, 1))[0] == {"portrait.jpg"}


async def test_two_people_in_a_group_have_a_profile_each(
    group: tuple[Guest, Guest], photos: PhotoPath
) -> None:
    one, two = group
    await import_few(one, photos, reply_to=await first_words(one))
    await selfie(one, photos, "obama3.jpg", caption="/me")
    found, answer = await results(one, 3)
    assert found == OBAMA
    catch_up(one, two)
    await two.say("/me")
    question = await two.hears("Bạn trông thế nào?")  # the other's profile is not theirs
    await two.say("/me forget")
    await two.hears("Bạn chưa có hồ sơ ở đây")
    for button in ("✅ Yes, me", "🚫 Not me", "🔕 Tell me"):
        pressed = await two.press_button(answer, button)
        assert (pressed["text"], pressed["alert"]) == ("Những nút này chỉ dành cho chủ hồ sơ.", True)
    catch_up(one, two)
    await selfie(one, photos, "biden.jpg", reply_to=question["id"])  # it was not this one who was asked
    await one.say("/me")
    assert (await results(one, 3))[0] == OBAMA
    assert "🤨" not in str(await one.look())  # so it was not taken for one of that one's selfies
    catch_up(one, two)
    await selfie(two, photos, "biden.jpg", reply_to=question["id"])
    await two.hears("Tôi nhận ra bạn ở đây qua 1 tấm selfie")
    assert (await results(two, 1))[0] == {"biden.jpg"}
    pressed = await two.press_button(answer, "✅ Yes, me")
    assert pressed["alert"] is True  # a profile, but not that of this search
    catch_up(one, two)
    await one.press_button(answer, "✅ Yes, me")
    answer = await one.sees_button(answer, "✅ 1")
    assert (await two.press_button(answer, "✅ 1"))["alert"] is True
    assert (await one.press_button(answer, "✅ 1"))["alert"] is False
    await two.say("/me forget")
    await two.hears("Đã xóa")
    await one.say("/me")
    assert (await results(one, 3))[0] == OBAMA
    alone = Guest(one.http, one.user_id)
    await import_few(alone, photos)
    await alone.say("/me")
    await alone.hears("Reply to this message with a selfie")  # another chat, another profile


async def test_forged_buttons_reach_no_profile(
    chat: LocalChat, group: tuple[Guest, Guest], photos: PhotoPath
) -> None:
    """Whoever makes up a button's data gets no further than with buttons that there are."""
    one, two = group
    await import_few(one, photos, reply_to=await first_words(one))
    await selfie(one, photos, "obama3.jpg", caption="/me")
    answer = (await results(one, 3))[1]
    search = next(b["data"] for row in answer["buttons"] for b in row if b["text"] == "🚫 Not me").split(":")[
        2
    ]
    forged = (f"judge:no:{search}:1", f"judge:yes:{search}:1", f"mine:no:{search}", f"tell:{search}")
    alone = Guest(one.http, two.user_id)
    await alone.say("/start")
    for guest, message in ((two, answer), (alone, await alone.hears("Hello!"))):
        for data in forged:
            keyboard = {"inline_keyboard": [[{"text": "?", "callback_data": data}]]}
            chat.state.chat(guest.chat_id).messages[message["id"]].markup = keyboard
            assert (await guest.press(message["id"], data))["alert"] is True
    await one.say("/me")
    found, again = await results(one, 3)
    assert found == OBAMA
    assert "🔕 Tell me about new photos" in buttons(again)


async def first_words(one: Guest) -> int:
    """A message of the bot's in a group, to reply to: of other messages it sees commands only."""
    await one.say("/status")
    return int((await one.hears("🖼"))["id"])


async def test_people_are_told_of_new_photos_in_private(
    group: tuple[Guest, Guest], photos: PhotoPath
) -> None:
    one, two = group
    reply_to = await first_words(one)
    await one.send([("first.zip", zip_of({"a.jpg": photos("biden.jpg").read_bytes()}))], reply_to=reply_to)
    await one.hears("1 photo added")
    await selfie(one, photos, "obama3.jpg", caption="/me")
    await one.hears("I know you here from one selfie")
    await one.hears("Not found")
    await one.say("/me on")
    await one.hears("I will tell you in our private chat")
    catch_up(one, two)
    await selfie(two, photos, "biden.jpg", caption="/me")
    answer = (await results(two, 1))[1]
    pressed = await two.press_button(answer, "🔕 Báo tôi")
    assert "cuộc trò chuyện riêng" in pressed["text"]
    await two.sees_button(answer, "🔔 Ảnh mới: sẽ báo cho bạn")
    alone, other = Guest(one.http, one.user_id), Guest(one.http, two.user_id, language="vi")
    await alone.say("/start")
    await alone.hears("Hello!")
    catch_up(one, two)
    await one.send([("party.zip", zip_of(few(photos)))], reply_to=reply_to)
    await one.hears("party.zip: 3 photos added")
    news = await alone.hears("You are in 3 new photos from party.zip")
    await alone.press_button(news, "Show 3 photos")
    assert (await results(alone, 3))[0] == OBAMA
    assert (await other.look())["messages"] == []  # none is new, and they have never written to the bot
    more = {"more.jpg": photos("coffee.png").read_bytes() + b"\0"}
    await one.send([("more.zip", zip_of(more))], reply_to=reply_to)
    await one.hears("more.zip: 1 photo added")
    await one.say("/me off")
    await one.hears("no longer tell you")
    again = {
        "b.jpg": photos("obama2.jpg").read_bytes() + b"\0",
        "c.jpg": photos("biden.jpg").read_bytes() + b"\0",
    }
    await one.send([("again.zip", zip_of(again))], reply_to=reply_to)
    await one.hears("again.zip: 2 photos added")  # the other may not be written to: that is no trouble
    await one.say("/status")
    await one.hears("7 photos")
    assert not [one for one in (await alone.look())["messages"] if "more.zip" in str(one)]
    assert not [one for one in (await alone.look())["messages"] if "again.zip" in str(one)]


async def test_who_has_left_a_group_is_not_told(group: tuple[Guest, Guest], photos: PhotoPath) -> None:
    one, two = group
    alone = Guest(one.http, two.user_id)
    await alone.say("/start")
    await alone.hears("Hello!")
    reply_to = await first_words(one)
    catch_up(one, two)
    await selfie(two, photos, "obama3.jpg", caption="/me")
    await two.hears("Tôi nhận ra bạn")
    await two.say("/me on")
    await two.hears("🔔")
    body = {"chat_id": one.chat_id, "user_id": two.user_id, "status": "left"}
    assert (await one.http.post("/chat/member", json=body)).is_success
    catch_up(one, two)
    await import_few(one, photos, reply_to=reply_to)
    await one.say("/status")
    await one.hears("4 photos")
    assert "party.zip" not in str(await alone.look())


async def test_guests_have_a_profile_and_are_told_as_long_as_they_are_guests(
    someone: Guest, photos: PhotoPath
) -> None:
    await import_few(someone, photos)
    await someone.say("/invite")
    link = (await someone.hears("?start="))["caption"].partition("?start=")[2].split()[0]
    guest = someone.other(someone.user_id + 1)
    await guest.say(f"/start {link}")
    welcome = await guest.hears("Welcome! You are a guest")
    await selfie(guest, photos, "obama3.jpg", caption="/me")
    assert (await results(guest, 3))[0] == OBAMA
    await someone.say("/me")
    await someone.hears("Reply to this message with a selfie")  # the profile is the guest's
    await guest.say("/me on")
    await guest.hears("🔔")
    more = {"more.jpg": photos("obama.jpg").read_bytes() + b"\0"}
    await someone.send_files({"more.zip": zip_of(more)})
    news = await guest.hears("You are in 1 new photo from more.zip")
    await guest.press_button(news, "Show 1 photo")
    assert (await results(guest, 1))[0] == {"more.jpg"}
    await guest.press(welcome["id"], "leave")
    await guest.hears("back in your own gallery")
    await someone.hears("more.zip: 1 photo added")
    await guest.say("/me")
    await guest.hears("no photos yet")
    again = {"again.jpg": photos("obama2.jpg").read_bytes() + b"\0"}
    await someone.send_files({"again.zip": zip_of(again)})
    await someone.hears("again.zip: 1 photo added")
    await someone.say("/status")
    await someone.hears("6 photos")
    assert "again.zip" not in str(await guest.look())


async def test_in_a_chat_of_ones_own_the_news_come_there(someone: Guest, photos: PhotoPath) -> None:
    await selfie(someone, photos, "obama3.jpg", caption="/me")
    await someone.hears("I know you here from one selfie")
    await someone.hears("no photos yet")
    await someone.say("/me on")
    await someone.hears("I will tell you here")
    await import_few(someone, photos)
    news = await someone.hears("You are in 3 new photos from party.zip")
    await someone.press_button(news, "Show 3 photos")
    assert (await results(someone, 3))[0] == OBAMA
    await someone.say("/clear")
    question = await someone.hears("Delete all 4 photos")
    await someone.press_button(question, "Delete")
    await someone.sees_edit(question, "Deleted: 4 photos")
    await someone.say("/me forget")
    await someone.hears("You have no profile here")


async def test_profiles_outlive_a_restart(tmp_path: Path, photos: PhotoPath) -> None:
    async with LocalChat(flood_control=False) as chat:
        async with bot_in(chat, tmp_path) as guest:
            await import_few(guest, photos)
            await guest.say("/me")
            question = await guest.hears("Reply to this message")
        async with bot_in(chat, tmp_path) as guest:
            await selfie(guest, photos, "obama3.jpg", reply_to=question["id"])
            assert (await results(guest, 3))[0] == OBAMA
        async with bot_in(chat, tmp_path) as guest:
            await guest.say("/me")
            assert (await results(guest, 3))[0] == OBAMA
