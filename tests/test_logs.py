"""What is logged: never the token, and always for which update."""

import asyncio
import io
import json
import logging
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.localchat.server import LocalChat
from bot.logs import FORMAT, AddRequest, HideToken, JsonFormatter
from bot.requests import request_id
from bot.stop import Stop
from bot.worker import Lane, Worker
from tests.chat import bot_in
from tests.conftest import PhotoPath
from tests.test_worker import Person
from tests.zips import zip_of

TOKEN = "123456:AAE-this_is-a_secret"


@pytest.fixture
def log() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """A logger as the bot has it, and what it writes."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logging.Formatter(FORMAT))
    handler.addFilter(AddRequest())
    handler.addFilter(HideToken(TOKEN))
    logger = logging.getLogger("tests.logs")
    logger.propagate = False
    logger.setLevel(logging.DEBUG)
    logger.addHandler(handler)
    yield logger, written
    logger.removeHandler(handler)


class Address:
    def __str__(self) -> str:
        return f"https://api.example/bot{TOKEN}/getMe"


def test_in_a_message(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, written = log
    logger.info(f"POST /bot{TOKEN}/getMe")  # noqa: G004
    logger.info("POST %s", f"/bot{TOKEN}/getMe")
    logger.info("%s and %r", Address(), {"token": TOKEN})
    logger.info("nothing of it: %s%%", 5)
    assert TOKEN not in written.getvalue()
    assert written.getvalue().count("***") == 4
    assert "nothing of it: 5%" in written.getvalue()


def test_in_an_exception_and_its_cause(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, written = log
    error = RuntimeError(str(Address()))
    error.__cause__ = ValueError(f"bad token {TOKEN}")
    logger.error("It failed", exc_info=error)
    text = written.getvalue()
    assert TOKEN not in text
    assert "bad token ***" in text
    assert "RuntimeError: https://api.example/bot***/getMe" in text
    assert "direct cause" in text


def test_in_a_stack(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, written = log
    place = (__file__, 1, "here", (), None, "test")
    logger.handle(logger.makeRecord("tests.logs", logging.INFO, *place, sinfo=f"Stack: {Address()}"))
    assert "Stack" in written.getvalue()
    assert TOKEN not in written.getvalue()


def test_a_record_that_is_put_together_wrongly_harms_nobody(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, written = log
    raised, logging.raiseExceptions = logging.raiseExceptions, False
    try:
        logger.info("%d photos", "no")
        logger.info("next")
    finally:
        logging.raiseExceptions = raised
    assert "next" in written.getvalue()


SCRIPT = """
import logging
from bot.logs import configure_logging
from bot.settings import Settings
settings = Settings(_env_file=None)
configure_logging(settings)
token = settings.telegram_bot_token.get_secret_value()
print(settings)
logging.getLogger("httpx").info("HTTP Request: POST https://api.example/bot%s/getMe", token)
logging.getLogger("httpx").warning("slow: https://api.example/bot%s/getMe", token)
logging.getLogger("telegram.ext").info("a new bot %s", token)
try:
    raise ValueError(token)
except ValueError:
    logging.getLogger("anything").exception("failed")
"""


def test_logging_as_the_bot_sets_it_up() -> None:
    environment = {"TELEGRAM_BOT_TOKEN": TOKEN, "LOG_LEVEL": "DEBUG"}
    root = Path(__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment, cwd=root, capture_output=True, text=True, check=True
    )
    assert TOKEN not in done.stdout + done.stderr
    assert "HTTP Request" not in done.stderr
    assert "slow: https://api.example/bot***/getMe" in done.stderr
    assert "ValueError: ***" in done.stderr


def test_lines_of_json() -> None:
    environment = {"TELEGRAM_BOT_TOKEN": TOKEN, "LOG_FORMAT": "json"}
    root = Path(__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment, cwd=root, capture_output=True, text=True, check=True
    )
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["level"] for line in lines] == ["WARNING", "INFO", "ERROR"]
    assert lines[0]["message"] == "slow: https://api.example/bot***/getMe"
    assert lines[0]["request"] == "-"
    assert lines[-1]["exception"].endswith("ValueError: ***")
    assert datetime.fromisoformat(lines[0]["time"]).tzinfo is not None
    assert TOKEN not in done.stderr


async def test_threads_know_the_update_that_they_work_for(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, written = log
    worker = Worker()

    def search(log: Callable[..., None], *arguments: object) -> Awaitable[None]:
        return worker.search(Person(1, 1), log, *arguments)

    def download(log: Callable[..., None], *arguments: object) -> Awaitable[None]:
        return worker.download(1, Stop(), log, *arguments)

    async def handle(name: str) -> None:
        request_id.set(name)
        for call in (worker.run, search, worker.run_long, download):
            await call(logger.info, "one of %s", name)
        done = asyncio.Event()

        async def job(_is_stopped: object) -> None:
            await worker.run_long(logger.info, "job of %s", name)
            done.set()

        worker.start_job(1, Lane.IMPORT, job)
        await done.wait()

    await asyncio.gather(*(asyncio.create_task(handle(name)) for name in ("u1", "u2")))
    await worker.close()
    lines = written.getvalue().splitlines()
    assert len(lines) == 10
    for line in lines:
        assert f"[{line[-2:]}] tests.logs: " in line


async def test_all_lines_of_an_update_have_its_id(tmp_path: Path, photos: PhotoPath) -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(AddRequest())
    loggers = [logging.getLogger(name) for name in ("bot", "core")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    try:
        async with LocalChat(flood_control=False) as chat, bot_in(chat, tmp_path, workers=1) as guest:
            first = chat.state.updates._next_id
            await guest.say("/help")
            await guest.hears("📦")
            await guest.send_files({"one.zip": zip_of({"a.jpg": photos("biden.jpg").read_bytes()})})
            await guest.hears("1 photo added")
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.removeHandler(handler)
            logger.setLevel(level)
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    of_import = [line["request"] for line in lines if line["message"].startswith("Import 1 into chat")]
    assert of_import == [f"u{first + 1}"]
