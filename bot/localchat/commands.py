"""The commands that the bot has registered, and which of them a person sees."""

import re
from collections.abc import Iterator
from typing import Any

from bot.localchat.errors import bad_request

Command = dict[str, str]
Scope = tuple[str, int, int]

DEFAULT: Scope = ("default", 0, 0)
NAME = re.compile(r"[a-z0-9_]{1,32}")
COMMANDS = 100
DESCRIPTION = 256


class CommandBook:
    def __init__(self) -> None:
        self._commands: dict[tuple[Scope, str], list[Command]] = {}

    def set(self, scope: Scope, language: str, commands: list[Command]) -> None:
        for command in commands:
            _check(command)
        if len(commands) > COMMANDS:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        self._commands[scope, language] = commands

    def get(self, scope: Scope, language: str) -> list[Command]:
        return self._commands.get((scope, language), [])

    def delete(self, scope: Scope, language: str) -> None:
        self._commands.pop((scope, language), None)

    def seen_by(self, chat_id: int, user_id: int, language: str, *, administrator: bool) -> list[Command]:
        """The narrowest scope that has commands, in the person's language before any."""
        for scope in _scopes(chat_id, user_id, administrator=administrator):
            for code in (language.partition("-")[0].lower(), ""):
                if commands := self.get(scope, code):
                    return commands
        return []


def read_scope(scope: dict[str, Any] | None) -> Scope:
    scope = scope or {}
    return (str(scope.get("type", "default")), int(scope.get("chat_id", 0)), int(scope.get("user_id", 0)))


def _scopes(chat_id: int, user_id: int, *, administrator: bool) -> Iterator[Scope]:
    if chat_id > 0:
        yield from (("chat", chat_id, 0), ("all_private_chats", 0, 0), DEFAULT)
        return
    yield ("chat_member", chat_id, user_id)
    if administrator:
        yield ("chat_administrators", chat_id, 0)
    yield ("chat", chat_id, 0)
    if administrator:
        yield ("all_chat_administrators", 0, 0)
    yield from (("all_group_chats", 0, 0), DEFAULT)


def _check(command: Command) -> None:
    if not NAME.fullmatch(command.get("command", "").removeprefix("/")):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(command.get("description", "")) <= DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
