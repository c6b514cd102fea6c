"""Small web servers inside of the bot's loop."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.applications import Starlette

PAUSE = 0.005
GRACE_PAUSES = 400

KEEP_ALIVE_SECONDS = 75
"""Idle connections are the client's to close. httpx does so after 5 seconds, and uvicorn would, too: what is
sent on one that both give up at that moment fails, and nobody can tell whether it has arrived."""


@contextlib.asynccontextmanager
async def serving(app: Starlette, opened: socket.socket) -> AsyncIterator[None]:
    """Serve on what `listener` has opened, for as long as the context lasts."""
    server = GuestServer(app)
    work = asyncio.create_task(server.serve([opened]))
    await server.ready.wait()
    try:
        yield
    finally:
        server.stop()
        await work


def listener(host: str, port: int) -> socket.socket:
    """Raises OSError when the port is taken."""
    # asyncio sends small answers at once only on sockets that name their protocol: else each waits 40 ms.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
    except OSError:
        opened.close()
        raise
    return opened


class GuestServer(uvicorn.Server):
    """uvicorn as a guest in a running loop: signals stay the host's, and it stops when told."""

    def __init__(self, app: Starlette) -> None:
        # No access log: the paths hold the token. What fails, the routes log themselves.
        config = uvicorn.Config(
            app,
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            date_header=False,
            server_header=False,
        )
        super().__init__(config)
        self.ready = asyncio.Event()
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        self._stopping.set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        await self._stopping.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:  # noqa: ARG002
        """As uvicorn does it, but without its fixed pause, which adds up over many tests."""
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        await self._all_gone()
        for task in list(self.server_state.tasks):
            task.cancel()

    async def _all_gone(self) -> None:
        for _ in range(GRACE_PAUSES):
            if not self.server_state.connections and not self.server_state.tasks:
                break
            await asyncio.sleep(PAUSE)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
