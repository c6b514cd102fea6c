"""Logging, without secrets, and with the id of the update that each line is about."""

import json
import logging
from datetime import UTC, datetime

from bot.requests import request_id
from bot.settings import Settings

FORMAT = "%(asctime)s %(levelname)-7s [%(request)s] %(name)s: %(message)s"


class AddRequest(logging.Filter):
    """Gives every record the id of the update that is being handled where it was logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request = request_id.get()
        return True


class HideToken(logging.Filter):
    """Blanks the bot's token out of every record, tracebacks included."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = token

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = self._blank(_message(record)), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = self._blank(record.exc_text)
        if record.stack_info:
            record.stack_info = self._blank(record.stack_info)
        return True

    def _blank(self, text: str) -> str:
        return text.replace(self._token, "***")


class JsonFormatter(logging.Formatter):
    """One object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request": getattr(record, "request", "-"),
            "message": _message(record),
        }
        if record.exc_info and not record.exc_text:
            record.exc_text = self.formatException(record.exc_info)
        if record.exc_text:
            line["exception"] = record.exc_text
        if record.stack_info:
            line["stack"] = record.stack_info
        return json.dumps(line, ensure_ascii=False)


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError, LookupError):  # values that do not fit must not stop who logs them
        return f"{record.msg} {record.args}"


def configure_logging(settings: Settings) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter() if settings.log_format == "json" else logging.Formatter(FORMAT))
    handler.addFilter(AddRequest())
    # What libraries say at DEBUG has whole messages in it, names and texts included.
    others = "INFO" if settings.log_level == "DEBUG" else settings.log_level
    logging.basicConfig(level=others, handlers=[handler])
    for ours in ("bot", "core"):
        logging.getLogger(ours).setLevel(settings.log_level)
    # httpx logs every request's address at INFO, and the address holds the token; httpcore logs at DEBUG
    # where redirects lead, and such links are secrets of those who shared them.
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # At DEBUG the library writes whole messages, and one may be the password of a zip.
    logging.getLogger("telegram").setLevel(max(logging.INFO, logging.getLogger().level))
    if settings.telegram_bot_token:
        hide_token(settings.telegram_bot_token.get_secret_value())


def hide_token(token: str) -> None:
    """Blank a token out of everything that is logged from here on."""
    for handler in logging.getLogger().handlers:
        handler.addFilter(HideToken(token))
