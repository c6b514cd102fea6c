"""What operators do with the galleries' folder, whether the bot is at work or not."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from bot.settings import Settings
from core.store.backup import back_up, restore
from core.store.verify import verify

SHOWN = 20
"""Problems that are printed; the others are counted."""


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot", description="Starts the bot. With a command, does that instead."
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    backup = commands.add_parser("backup", help="write all galleries into one file; the bot may be at work")
    backup.add_argument("file", type=Path)
    restoring = commands.add_parser("restore", help="unpack a backup into a folder without galleries")
    restoring.add_argument("file", type=Path)
    restoring.add_argument("folder", type=Path, nargs="?", help="DATA_DIR unless named")
    verifying = commands.add_parser("verify", help="check that all that is kept is whole")
    verifying.add_argument("folder", type=Path, nargs="?", help="DATA_DIR unless named")
    return parser


def do(chosen: argparse.Namespace, settings: Settings) -> int:
    """Do what was asked for; the exit code. Raises FolderError, DataKeyError or DiskError."""
    if chosen.command == "backup":
        return _back_up(settings.galleries_dir, chosen.file)
    folder = chosen.folder or settings.galleries_dir
    if chosen.command == "restore":
        restore(chosen.file, folder)
    return _verify(folder, settings.key)


def _back_up(folder: Path, file: Path) -> int:
    backup = back_up(folder, file)
    _say(f"{file}: the database and {backup.files} files, {file.stat().st_size:,} bytes.")
    return _tell([f"{path}: it is gone" for path in backup.lost], "Nothing was missing.")


def _verify(folder: Path, key: bytes | None) -> int:
    found = verify(folder, key)
    _say(
        f"{folder}: {found.chats} chats, {found.photos} photos, {found.faces} faces, "
        f"{found.texts} descriptions."
    )
    if found.in_use:
        _say("The bot is at work there: files that no row names are left out.")
    return _tell(found.problems, "All is whole.")


def _tell(problems: Sequence[str], otherwise: str) -> int:
    for problem in problems[:SHOWN]:
        _say(problem)
    if len(problems) > SHOWN:
        _say(f"and {len(problems) - SHOWN} more")
    if not problems:
        _say(otherwise)
    return 1 if problems else 0


def _say(sentence: str) -> None:
    print(sentence)  # noqa: T201
