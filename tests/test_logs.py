"""The token never reaches a log."""

import io
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.logs import FORMAT, HideToken

TOKEN = "123456:AAE-this_is-a_secret"


@pytest.fixture
def log() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """A logger as the bot has it, and what it writes."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logging.Formatter(FORMAT))
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
