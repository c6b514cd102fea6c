"""Presses of buttons that wait for the bot's answer."""

import asyncio
import contextlib
import secrets
import time
from dataclasses import dataclass

from bot.localchat.errors import bad_request

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@dataclass(frozen=True)
class Answer:
    text: str = ""
    alert: bool = False
    url: str = ""


class Callbacks:
    def __init__(self) -> None:
        self.patience = 10.0
        """Seconds that a person's app waits for the answer."""
        self.lifetime = 15.0
        """Seconds that the bot may take; after that an answer is refused."""
        self._open: dict[str, tuple[float, asyncio.Future[Answer | None]]] = {}

    def open(self) -> tuple[str, asyncio.Future[Answer | None]]:
        self._forget_old()
        query_id = str(secrets.randbelow(1 << 62))
        future: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()
        self._open[query_id] = (time.monotonic(), future)
        return query_id, future

    async def wait(self, future: asyncio.Future[Answer | None]) -> Answer | None:
        with contextlib.suppress(TimeoutError):
            return await asyncio.wait_for(asyncio.shield(future), self.patience)
        return None

    def answer(self, query_id: str, answer: Answer) -> None:
        self._forget_old()
        if query_id not in self._open:
            raise bad_request(TOO_OLD)
        _, future = self._open.pop(query_id)
        future.set_result(answer)

    def close(self) -> None:
        for _, future in self._open.values():
            future.set_result(None)
        self._open.clear()

    def _forget_old(self) -> None:
        oldest = time.monotonic() - self.lifetime
        for query_id in [query_id for query_id, (opened, _) in self._open.items() if opened < oldest]:
            self._open.pop(query_id)[1].set_result(None)
