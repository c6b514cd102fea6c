"""What operators do with the galleries' folder, whether the bot is at work or not."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from bot.keys import key_of
from bot.settings import Settings
from core.store.backup import back_up, restore
from core.store.reseal import reseal
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
    resealing = commands.add_parser(
        "reseal", help="copy all galleries into a folder with another key, or none"
    )
    resealing.add_argument("folder", type=Path)
    new = resealing.add_mutually_exclusive_group(required=True)
    new.add_argument("--key-file", type=Path, help="of the key of the copy")
    new.add_argument("--plain", action="store_true", help="do not encrypt the copy")
    verifying = commands.add_parser("verify", help="check that all that is kept is whole")
    verifying.add_argument("folder", type=Path, nargs="?", help="DATA_DIR unless named")
    return parser


def do(chosen: argparse.Namespace, settings: Settings) -> int:
    """The exit code. Raises FolderError, DataKeyError, KeyUnreadableError or DiskError."""
    if chosen.command == "backup":
        return _back_up(settings.galleries_dir, chosen.file)
    if chosen.command == "reseal":
        return _reseal(chosen.folder, settings, None if chosen.plain else key_of(chosen.key_file))
    folder = chosen.folder or settings.galleries_dir
    if chosen.command == "restore":
        restore(chosen.file, folder)
    return _verify(folder, settings.key)


def _back_up(folder: Path, file: Path) -> int:
    backup = back_up(folder, file)
    _say(f"{file}: the database and {backup.files} files, {file.stat().st_size:,} bytes.")
    return _tell([f"{path}: it is gone" for path in backup.lost], "Nothing was missing.")


def _reseal(target: Path, settings: Settings, key: bytes | None) -> int:
    resealed = reseal(settings.galleries_dir, settings.key, target, key)
    _say(f"{target}: the database and {resealed.files} files.")
    return _tell([f"{path}: it is gone, or broken" for path in resealed.lost], "Nothing was missing.")


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
