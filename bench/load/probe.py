"""/help, asked for all the time: the simplest thing that a bot does, and never to wait behind what is not."""

import asyncio
import time
from collections.abc import Sequence

from bench.load.records import Asked
from bench.load.visitor import Visitor, words

HELP = "help"
EVERY = 0.5  # seconds
PROBERS = 4
"""As many as it takes for each to be sent no more than Telegram allows: a message a second."""


async def probe(visitors: Sequence[Visitor], began: float, answers: list[Asked]) -> None:
    """Ask in turns until it is cancelled."""
    asking: set[asyncio.Task[None]] = set()
    number = 0
    while True:
        task = asyncio.create_task(_ask(visitors[number % len(visitors)], began, answers))
        asking.add(task)
        task.add_done_callback(asking.discard)
        number += 1
        await asyncio.sleep(EVERY)


async def _ask(visitor: Visitor, began: float, answers: list[Asked]) -> None:
    asked = time.monotonic()
    sent = await visitor.person.say("/help")
    answer = await visitor.until(lambda _: True, sent)
    seconds = visitor.heard[answer["id"]] - asked
    answers.append(Asked(HELP, visitor.person.chat_id, asked - began, seconds, words(answer)))
