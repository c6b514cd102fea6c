import httpx
import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    Update,
)
from telegram.error import ChatMigrated
from telegram.ext.filters import StatusUpdate

from bot.localchat.server import LocalChat
from tests.localchat.refusals import refused
from tests.person import Person


async def test_group_and_its_members(bot: Bot, group: Person) -> None:
    await Person(group.http, 6, chat_id=-77).say("hello")
    first, second = [update.message for update in await bot.get_updates()]
    assert first is not None
    assert second is not None
    assert (first.chat.type, first.chat.title, second.chat.id) == ("group", "Group", -77)
    assert (await bot.get_chat_member(-77, 5)).status == "creator"
    assert (await bot.get_chat_member(-77, 6)).status == "member"
    assert [member.user.id for member in await bot.get_chat_administrators(-77)] == [5]
    assert await bot.get_chat_member_count(-77) == 3
    with refused("User not found"):
        await bot.get_chat_member(-77, 1234)


async def test_status_can_be_set(bot: Bot, group: Person) -> None:
    body = {"chat_id": -77, "user_id": 6, "status": "administrator"}
    assert (await group.http.post("/chat/member", json=body)).is_success
    assert (await bot.get_chat_member(-77, 6)).status == "administrator"
    assert (await group.http.post("/chat/member", json=body | {"status": "king"})).status_code == 400


async def test_private_chat_has_no_administrators(bot: Bot, ann: Person) -> None:
    with refused("There are no administrators in the private chat"):
        await bot.get_chat_administrators(5)
    assert (await bot.get_chat_member(5, 5)).status == "member"
    assert (await bot.get_chat(5)).first_name == "Ann"


async def test_supergroup_counts_its_own_messages(bot: Bot, ann: Person) -> None:
    group = Person(ann.http, 5, chat_id=-1001234567890)
    assert [await group.say("one"), await group.say("two"), await ann.say("three")] == [1, 2, 2]
    assert (await bot.get_chat(-1001234567890)).type == "supergroup"


async def test_group_becomes_a_supergroup(chat: LocalChat, bot: Bot, group: Person) -> None:
    await Person(group.http, 6, chat_id=-77).say("hello")
    message = await bot.send_message(-77, "hello, both")
    answer = await group.http.post("/chat/upgrade", json={"chat_id": -77, "user_id": 5})
    new = Person(group.http, 5, chat_id=answer.raise_for_status().json()["chat_id"])
    to, from_ = [update.message for update in (await bot.get_updates())[-2:]]
    assert to is not None
    assert from_ is not None
    assert (to.chat.id, to.migrate_to_chat_id) == (-77, new.chat_id)
    assert (from_.chat.id, from_.chat.type, from_.migrate_from_chat_id) == (new.chat_id, "supergroup", -77)
    assert StatusUpdate.MIGRATE.check_update(Update(1, to))
    assert (await bot.get_chat_member(new.chat_id, 5)).status == "creator"
    assert (await bot.get_chat_member(new.chat_id, 6)).status == "member"
    assert await new.say("here we are") == from_.message_id + 1 == 2
    for call in (
        bot.send_message(-77, "too late"),
        bot.edit_message_text("too late", -77, message.message_id),
        bot.get_chat_member(-77, 5),
    ):
        with pytest.raises(ChatMigrated) as moved:
            await call
        assert moved.value.new_chat_id == new.chat_id
    for path, body in (("upgrade", {"chat_id": new.chat_id}), ("upgrade", {"chat_id": -77})):
        answer = await group.http.post(f"/chat/{path}", json=body | {"user_id": 5})
        assert answer.status_code == 400
    assert (
        await group.http.post("/chat/messages", data={"chat_id": -77, "user_id": 5, "text": "?"})
    ).is_error
    assert (await group.look())["messages"][-1][
        "text"
    ] == f"This group has become the supergroup {new.chat_id}."
    assert (await new.look())["messages"][0]["text"] == "This supergroup was the group -77."


async def test_others_messages_stay_unless_the_bot_is_administrator(
    chat: LocalChat, bot: Bot, group: Person
) -> None:
    with refused("Message can't be deleted"):
        await bot.delete_message(-77, 1)
    body = {"chat_id": -77, "user_id": bot.id, "status": "administrator"}
    await group.http.post("/chat/member", json=body)
    assert await bot.delete_message(-77, 1)


async def test_privacy_mode() -> None:
    async with (
        LocalChat(privacy_mode=True) as chat,
        Bot(chat.token, chat.base_url) as bot,
        httpx.AsyncClient(base_url=chat.address) as http,
    ):
        assert bot.can_read_all_group_messages is False
        group = Person(http, 5, chat_id=-77)
        await group.say("/start")
        sent = await bot.send_message(-77, "Hello")
        await group.say("just talking")
        await group.say("/find@other_bot")
        await group.say("/find@Photo_Finder_Bot now")
        await group.say("yes", reply_to=sent.message_id)
        await Person(http, 5).say("in private")
        texts = [update.message.text for update in await bot.get_updates() if update.message]
    assert texts == ["/start", "/find@Photo_Finder_Bot now", "yes", "in private"]


async def commands(http: httpx.AsyncClient, **query: str | int) -> list[str]:
    answer = await http.get("/chat/info", params=query)
    return [command["command"] for command in answer.json()["commands"]]


async def test_commands_by_scope_and_language(bot: Bot, ann: Person, group: Person) -> None:
    def named(name: str) -> list[BotCommand]:
        return [BotCommand(name, "Does it")]

    await bot.set_my_commands(named("plain"))
    await bot.set_my_commands(named("viet"), language_code="vi")
    http = ann.http
    assert await commands(http, chat_id=5, user_id=5, language="en") == ["plain"]
    assert await commands(http, chat_id=5, user_id=5, language="vi-VN") == ["viet"]
    await bot.set_my_commands(named("private"), BotCommandScopeAllPrivateChats())
    await bot.set_my_commands(named("group"), BotCommandScopeAllGroupChats())
    await bot.set_my_commands(named("admin"), BotCommandScopeAllChatAdministrators())
    assert await commands(http, chat_id=5, user_id=5, language="vi") == ["private"]
    assert await commands(http, chat_id=-77, user_id=5) == ["admin"]
    assert await commands(http, chat_id=-77, user_id=6) == ["group"]
    await bot.set_my_commands(named("here"), BotCommandScopeChat(5))
    assert await commands(http, chat_id=5) == ["here"]
    await bot.delete_my_commands(BotCommandScopeChat(5))
    assert await commands(http, chat_id=5) == ["private"]
    assert (await bot.get_my_commands())[0].command == "plain"


async def test_broken_commands(bot: Bot) -> None:
    with refused("Bot_command_invalid"):
        await bot.set_my_commands([("Big", "x")])


async def test_profile(bot: Bot, http: httpx.AsyncClient) -> None:
    await bot.set_my_name("Finder")
    await bot.set_my_description("Finds", language_code="en")
    await bot.set_my_short_description("Finds")
    await bot.set_chat_menu_button()
    assert (await bot.get_my_name()).name == "Finder"
    assert (await bot.get_my_description("en")).description == "Finds"
    assert (await http.get("/chat/info")).json()["bot"] == {"name": "Finder", "username": "photo_finder_bot"}
