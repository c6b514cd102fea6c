"""The bot with a clock that is moved: `python -m bench.soak.bot_process FOLDER CHAT TOKEN`.

CHAT is the address of a local chat in another process. It writes a line once it is at work; then, for each
line that it reads, the clock goes on by as many seconds as that says, and it answers what is in its memory.
"""

import asyncio
import gc
import json
import re
import sys
import threading
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

from bot import app, importing, locked, retention
from bot.logs import configure_logging
from bot.rate_limiter import Rate, RateLimiter
from bot.settings import Settings
from bot.stopping import until_signal
from core.store import clock

LOOKING = 1.0  # seconds between two looks for unused galleries: a day of the moved clock may be as short
LOCKED = 5.0  # seconds that a zip waits for its password, as long as a day
EDITING = 0.2
FAST = Rate(1000, 1.0)
"""What Telegram would slow down is no part of this."""

POOLED = re.compile(r"[a-z]+_\d+")
"""How threads of pools are called: these come one by one, whenever all others are at work, up to a bound."""

SETTINGS: dict[str, Any] = {
    "text_model": "basic",
    "workers": 2,
    **dict.fromkeys(("user_searches_per_minute", "chat_searches_per_minute"), 0),
    **dict.fromkeys(("user_imports_per_minute", "chat_imports_per_minute"), 0),
}


class MovedTime(datetime):
    """Like the real one, but later."""

    ahead = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return datetime.now(tz) + cls.ahead


async def serve(folder: Path, address: str, token: str) -> None:
    settings = Settings(_env_file=None, **SETTINGS)
    configure_logging(settings)
    async with app.running(settings, token, folder, api=f"{address}/bot", files=f"{address}/file/bot"):
        _say("at work")
        lines = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(lines), sys.stdin
        )
        while line := await lines.readline():
            MovedTime.ahead += timedelta(seconds=float(line))
            _say(json.dumps(_state()))


def _state() -> dict[str, int]:
    """Blocks of memory, not `gc.get_objects`: that would hold what other threads are just making."""
    gc.collect()
    pooled = [one for one in threading.enumerate() if POOLED.fullmatch(one.name)]
    return {"tasks": len(asyncio.all_tasks()), "blocks": sys.getallocatedblocks(), "pooled": len(pooled)}


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _hurry() -> None:
    clock.datetime = MovedTime  # type: ignore[attr-defined]
    retention.FIRST_SECONDS = retention.EVERY_SECONDS = LOOKING
    locked.LOCKED_SECONDS, importing.EDIT_SECONDS = LOCKED, EDITING
    app.RateLimiter = lambda: RateLimiter(FAST, FAST, FAST)  # type: ignore[misc,assignment,attr-defined]


if __name__ == "__main__":
    _hurry()
    asyncio.run(until_signal(serve(Path(sys.argv[1]), *sys.argv[2:])))
