"""Files that are whole under their names, after a loss of power too."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

from core.store.seals import Seal, SealedWriter


def write_file(
    path: Path, write: Callable[[BinaryIO], object], seal: Seal | None = None, place: str = ""
) -> None:
    """Write a file under a waiting name, and give it its own once the disk has it all.

    With a seal it is written in its pieces; `place`: where the file belongs, which is part of them.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = path.with_name(f".{path.name}")
    with waiting.open("wb") as file:
        if seal:
            with SealedWriter(file, seal, place) as sealed:
                write(cast("BinaryIO", sealed))
        else:
            write(file)
        file.flush()
        os.fsync(file.fileno())
    waiting.rename(path)


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names of the files in a folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
