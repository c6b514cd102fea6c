"""Files that another server on this machine hands over by their paths."""

import logging
import shutil
from pathlib import Path

logger = logging.getLogger(__name__)


def file_inside(folder: Path, path: str) -> Path:
    """The file at a path relative to a folder. Raises OSError for any that lies elsewhere, or is none."""
    file = Path(folder, path).resolve()
    if not file.is_relative_to(folder.resolve()):
        raise PermissionError(f"{path} lies outside of {folder}")
    if not file.is_file():
        raise FileNotFoundError(f"There is no file {path} in {folder}")
    return file


def take(file: Path, target: Path) -> None:
    """Move a file, or link it where its folder is not ours to change; copy it from another file system.

    Raises OSError.
    """
    try:
        _move_or_link(file, target)
    except OSError:
        shutil.copyfile(file, target)
        _remove(file)


def take_bytes(file: Path) -> bytes:
    """What a file holds, which is not there afterwards, even if it cannot be read. Raises OSError."""
    try:
        return file.read_bytes()
    finally:
        _remove(file)


def _remove(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError as error:  # its folder is not ours to change
        logger.warning("What the Bot API server was sent stays in its folder: %s", error.strerror)


def _move_or_link(file: Path, target: Path) -> None:
    try:
        file.replace(target)
    except PermissionError:
        target.hardlink_to(file)
