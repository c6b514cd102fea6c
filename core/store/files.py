"""The files of one chat: originals named by their sha256, previews, vectors, and what comes and goes."""

import io
import os
import re
import shutil
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

from core.errors import FolderError
from core.store.durable import sync_folder, write_file
from core.store.seals import PIECE, Seal, SealedReader, plain_size

REMOVED = ".removed-"
"""How the names of folders begin that are being removed."""

_NAME = re.compile(r"-?[0-9A-Za-z][0-9A-Za-z.-]{0,199}")
"""What the bot calls its files and folders. In a backup from somebody else rows may name anything: what leads
out of the folder is neither read nor written nor removed."""


class ChatFiles:
    """Paths below `chats/<home>`. Every file is written whole or not at all, and sealed, if any is."""

    def __init__(self, data_dir: Path, home: int, seal: Seal | None = None) -> None:
        """`home`: the id that the chat had when its gallery began.

        This, and whatever names a file, raises FolderError where it is no name that the bot gives.
        """
        self.folder = _inside(data_dir / "chats", str(home))
        self.vectors = self.folder / "vectors"
        self._seal = seal

    def outgoing(self) -> Path:
        """A new name for a zip of originals that is being sent."""
        return self.folder / "outgoing" / f"{uuid.uuid4().hex}.zip"

    def original(self, sha256: str, suffix: str) -> Path:
        return _inside(self.folder / "photos", f"{sha256}{suffix}")

    def preview(self, sha256: str) -> Path:
        return _inside(self.folder / "previews", f"{sha256}.jpg")

    def segment(self, name: str) -> Path:
        return _inside(self.vectors, name)

    @property
    def coming(self) -> Path:
        """Where zips are, and parts of zips, until they are read."""
        return self.folder / "incoming"

    def part(self, name: str) -> Path:
        return _inside(self.coming, name)

    def incoming(self, import_id: int) -> Path:
        """The zip that import `import_id` reads."""
        return _inside(self.coming, f"{import_id}.zip")

    def arriving(self, import_id: int) -> Path:
        """What has come so far of that zip, as it comes."""
        return _inside(self.coming, f"{import_id}.arriving")

    def write(self, path: Path, data: bytes) -> None:
        self.fill(path, lambda file: file.write(data))

    def fill(self, path: Path, write: Callable[[BinaryIO], object]) -> None:
        """Write a file with what is given one, which it can neither seek in nor read."""
        write_file(path, write, self._seal, _place(path))

    def fill_from(self, path: Path, source: BinaryIO) -> None:
        """Write a file with what another one holds from where it is on."""
        self.fill(path, lambda file: shutil.copyfileobj(source, file, PIECE))

    def take(self, arrived: Path, path: Path) -> None:
        """Give a file that was written as it is its own name, and seal it: at no moment is it half there."""
        if self._seal is None:
            arrived.rename(path)
            return
        with arrived.open("rb") as file:
            self.fill_from(path, file)
        arrived.unlink()

    def copy(self, path: Path, target: Path) -> None:
        """The same content under another name: without a seal the same file."""
        if self._seal is None:
            target.hardlink_to(path)
        else:
            with self.open(path) as file:
                self.fill_from(target, file)

    def open(self, path: Path) -> BinaryIO:
        """A file to read from anywhere in it. Its reads raise BrokenSealError, which is an OSError."""
        file = path.open("rb")
        if self._seal is None:
            return file
        try:
            return cast("BinaryIO", io.BufferedReader(SealedReader(file, self._seal, _place(path))))
        except BaseException:
            file.close()
            raise

    def read(self, path: Path) -> bytes:
        with self.open(path) as file:
            return file.read()

    def size(self, path: Path) -> int:
        """Bytes that `read` gives."""
        size = path.stat().st_size
        return plain_size(size) if self._seal else size

    def originals_size(self) -> int:
        """Bytes of all originals."""
        try:
            with os.scandir(self.folder / "photos") as files:
                return sum(file.stat().st_size for file in files)
        except FileNotFoundError:  # there are none yet, or one was deleted meanwhile, with its gallery
            return 0

    def sync(self) -> None:
        """Wait until the disk has the names of all photos and previews: call it before rows name them."""
        for name in ("photos", "previews"):
            with suppress(FileNotFoundError):  # the gallery was deleted meanwhile
                sync_folder(self.folder / name)

    def remove(self) -> None:
        """Remove the chat's folder with all that is in it.

        It is moved aside first: whoever still writes, by its name, does not get in the way.
        """
        aside = self.folder.with_name(f"{REMOVED}{uuid.uuid4().hex}")
        try:
            self.folder.rename(aside)
        except FileNotFoundError:  # nothing was ever kept
            return
        shutil.rmtree(aside, ignore_errors=True)
        if aside.exists():  # a file came while the others went: its writer had found the folder before
            shutil.rmtree(aside)

    def remove_incoming(self, import_id: int) -> None:
        for path in (self.incoming(import_id), self.arriving(import_id)):
            path.unlink(missing_ok=True)

    def remove_strays(self, named: set[Path]) -> None:
        """Remove everything that is not among `named`."""
        for folder in self.folder.iterdir():
            for path in folder.iterdir() if folder.is_dir() else ():
                if path in named:
                    continue
                if path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink()


def size_of(folder: Path) -> int:
    """Bytes of all files below a folder."""
    size = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):  # it was removed meanwhile
                size += Path(parent, name).stat().st_size
    return size


def _inside(folder: Path, name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise FolderError(
            f"The database names {name!r}, which is none of the bot's files. Somebody has changed it: "
            "restore a backup of your own."
        )
    return folder / name


def _place(path: Path) -> str:
    """What a file is in its chat's folder."""
    return f"{path.parent.name}/{path.name}"
