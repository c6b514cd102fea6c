import httpx
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)

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
