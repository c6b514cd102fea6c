"""The methods that set how the bot presents itself."""

from bot.localchat.call import Call
from bot.localchat.commands import read_scope
from bot.localchat.errors import bad_request
from bot.localchat.render import Json
from bot.localchat.state import State


async def set_my_commands(state: State, call: Call) -> bool:
    commands = call.json("commands", "commands")
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    commands = [{**command, "command": command["command"].removeprefix("/")} for command in commands]
    state.commands.set(
        read_scope(call.object("scope", "BotCommandScope")), call.text("language_code"), commands
    )
    return True


async def get_my_commands(state: State, call: Call) -> list[dict[str, str]]:
    return state.commands.get(read_scope(call.object("scope", "BotCommandScope")), call.text("language_code"))


async def delete_my_commands(state: State, call: Call) -> bool:
    state.commands.delete(read_scope(call.object("scope", "BotCommandScope")), call.text("language_code"))
    return True


async def set_my_name(state: State, call: Call) -> bool:
    if not call.text("language_code") and call.text("name"):
        state.bot.first_name = call.text("name")
    return _set(state, call, "name")


async def get_my_name(state: State, call: Call) -> Json:
    return {"name": _get(state, call, "name") or state.bot.first_name}


async def set_my_description(state: State, call: Call) -> bool:
    return _set(state, call, "description")


async def get_my_description(state: State, call: Call) -> Json:
    return {"description": _get(state, call, "description")}


async def set_my_short_description(state: State, call: Call) -> bool:
    return _set(state, call, "short_description")


async def get_my_short_description(state: State, call: Call) -> Json:
    return {"short_description": _get(state, call, "short_description")}


async def set_chat_menu_button(state: State, call: Call) -> bool:
    state.menu_button = call.object("menu_button", "menu button") or {"type": "default"}
    return True


async def get_chat_menu_button(state: State, _call: Call) -> Json:
    return state.menu_button


def _set(state: State, call: Call, what: str) -> bool:
    state.profile[what, call.text("language_code")] = call.text(what)
    return True


def _get(state: State, call: Call, what: str) -> str:
    """In the language asked for, else in none."""
    language = call.text("language_code")
    return state.profile.get((what, language)) or state.profile.get((what, ""), "")
