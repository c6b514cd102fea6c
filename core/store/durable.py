"""Files that are whole under their names, after a loss of power too."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

from core.store.refusals import telling_refusals
from core.store.seals import Seal, SealedWriter


def write_file(
    path: Path, write: Callable[[BinaryIO], object], seal: Seal | None = None, place: str = ""
) -> None:
    """Write a file under a waiting name, and give it its own once the disk has it all.

    With a seal it is written in its pieces; `place`: where the file belongs, which is part of them. Raises
    DiskError where the disk is full, or cannot be written; nothing of the file is left then, nor after any
    other error.
    """
    waiting = path.with_name(f".{path.name}")
    try:
        with telling_refusals():
            path.parent.mkdir(parents=True, exist_ok=True)
            with waiting.open("wb") as file:
                if seal:
                    with SealedWriter(file, seal, place) as sealed:
                        write(cast("BinaryIO", sealed))
                else:
                    write(file)
                file.flush()
                os.fsync(file.fileno())
            waiting.rename(path)
    except BaseException:
        with suppress(OSError):  # where nothing can be written, there is nothing to remove
            waiting.unlink()
        raise


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names of the files in a folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
