"""The local chat as one object: `async with LocalChat() as chat`, then point the bot at chat.base_url."""

import asyncio
import contextlib
import secrets
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from starlette.applications import Starlette
from starlette.middleware import Middleware

from bot.localchat.api import BotApi
from bot.localchat.callbacks import Callbacks
from bot.localchat.faults import Faults
from bot.localchat.files import LocalMode
from bot.localchat.flood import FloodControl
from bot.localchat.guard import Guard
from bot.localchat.limits import Limits
from bot.localchat.page import Page
from bot.localchat.state import State, User
from bot.serving import GuestServer, listener

HOST = "127.0.0.1"
BOT_ID = 7_000_000_001


class LocalChat:
    """A Bot API server and a chat page on the loopback interface.

    Messages are kept in memory and files in `data_dir`, or in a folder that goes with the chat.
    Raises OSError when the port is taken.
    """

    def __init__(  # noqa: PLR0913
        self,
        port: int = 0,
        data_dir: Path | None = None,
        *,
        limits: bool = True,
        flood_control: bool = True,
        privacy_mode: bool = False,
        sample: Path | None = None,
        local_mode: LocalMode | None = None,
        last_id: int = 0,
        bot_name: str = "Photo Finder",
        bot_username: str = "photo_finder_bot",
    ) -> None:
        """`last_id`: that of the last message of the local chat before, whose messages a bot may know."""
        self.token = f"{BOT_ID}:{secrets.token_urlsafe(26)}"
        self.limits = Limits(enabled=limits)
        self.flood = FloodControl(enabled=flood_control)
        self.port = port
        self._bot = User(BOT_ID, bot_name, is_bot=True, username=bot_username)
        self._data_dir = data_dir
        self._privacy_mode = privacy_mode
        self._sample = sample
        self._local_mode = local_mode
        self._last_id = last_id
        self._stack = contextlib.ExitStack()

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def base_url(self) -> str:
        return f"{self.address}/bot"

    @property
    def base_file_url(self) -> str:
        return f"{self.address}/file/bot"

    @property
    def faults(self) -> Faults:
        return self.state.faults

    @property
    def callbacks(self) -> Callbacks:
        return self.state.callbacks

    async def __aenter__(self) -> Self:
        opened = listener(HOST, self.port)
        self.port = opened.getsockname()[1]
        self.state = State(
            self._bot,
            self.token,
            self._folder(),
            self.limits,
            self.flood,
            privacy_mode=self._privacy_mode,
            sample=self._sample,
            local_mode=self._local_mode,
            last_id=self._last_id,
        )
        self._server = GuestServer(application(self.state))
        self._serving = asyncio.create_task(self._server.serve([opened]))
        await self._server.ready.wait()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.state.close()
        self._server.stop()
        await self._serving
        self._stack.close()

    def _folder(self) -> Path:
        if self._data_dir is None:
            return Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="local-chat-")))
        self._data_dir.mkdir(parents=True, exist_ok=True)
        return self._data_dir


def application(state: State) -> Starlette:
    return Starlette(routes=[*BotApi(state).routes, *Page(state).routes], middleware=[Middleware(Guard)])
