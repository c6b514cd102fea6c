"""Settings, logging, then the bot: on Telegram, or in the local chat when there is no token."""

import argparse
import asyncio
import errno
import logging
import os
import sys

from pydantic import ValidationError
from telegram.error import InvalidToken

from bot import upkeep
from bot.app import running
from bot.keys import KeyUnreadableError
from bot.local import running_locally
from bot.logs import configure_logging
from bot.ports import PortTakenError
from bot.settings import Settings
from bot.stopping import until_signal
from core.errors import DataKeyError, DiskError, FolderError, UnknownModelError, WeightsMissingError

logger = logging.getLogger(__name__)


async def serve(settings: Settings) -> None:
    token = settings.telegram_bot_token
    if token is None:
        async with running_locally(settings) as address:
            print(f"\n  Open {address} in your browser. Ctrl+C stops the bot.\n", flush=True)  # noqa: T201
            await asyncio.Event().wait()
    else:
        async with running(settings, token.get_secret_value(), settings.galleries_dir) as bot:
            logger.info("@%s is ready", bot.bot.username)
            await asyncio.Event().wait()


def main() -> int:
    os.umask(0o077)  # what is kept of people is for this user alone
    chosen = upkeep.parser().parse_args()
    try:
        settings = Settings()
    except ValidationError as error:
        return _refuse(f"A setting is not right:\n{error}")
    configure_logging(settings)
    return _do(chosen, settings)


def _do(chosen: argparse.Namespace, settings: Settings) -> int:
    try:
        if chosen.command:
            return upkeep.do(chosen, settings)
        asyncio.run(until_signal(serve(settings)))
    except InvalidToken:
        return _refuse("Telegram does not know this TELEGRAM_BOT_TOKEN. @BotFather gives new ones.")
    except (
        DataKeyError,
        FolderError,
        KeyUnreadableError,
        PortTakenError,
        UnknownModelError,
        WeightsMissingError,
    ) as error:
        return _refuse(str(error))
    except DiskError as error:
        return _refuse(f"The disk is full, or cannot be written: {error}.")
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        port = settings.local_chat_port
        return _refuse(f"Port {port} is taken: is the bot running already? LOCAL_CHAT_PORT sets another.")
    return 0


def _refuse(sentence: str) -> int:
    """Say what the operator can mend; the exit code."""
    print(sentence, file=sys.stderr)  # noqa: T201
    return 2


if __name__ == "__main__":
    sys.exit(main())
