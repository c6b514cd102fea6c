"""The files of one chat: originals named by their sha256, previews, vectors, and what is being received."""

import os
import shutil
import uuid
from contextlib import suppress
from pathlib import Path

from core.store.durable import sync_folder, write_file

REMOVED = ".removed-"
"""How the names of folders begin that are being removed."""


class ChatFiles:
    """Paths below `chats/<chat id>`. Every file is written whole or not at all."""

    def __init__(self, data_dir: Path, chat_id: int) -> None:
        self.folder = data_dir / "chats" / str(chat_id)
        self.vectors = self.folder / "vectors"

    @property
    def outgoing(self) -> Path:
        """Where zips of originals are packed that are being sent."""
        return self.folder / "outgoing"

    def original(self, sha256: str, suffix: str) -> Path:
        return self.folder / "photos" / f"{sha256}{suffix}"

    def preview(self, sha256: str) -> Path:
        return self.folder / "previews" / f"{sha256}.jpg"

    @property
    def coming(self) -> Path:
        """Where zips are, and parts of zips, until they are read."""
        return self.folder / "incoming"

    def incoming(self, import_id: int) -> Path:
        """The zip that import `import_id` reads."""
        return self.coming / f"{import_id}.zip"

    def write(self, path: Path, data: bytes) -> None:
        write_file(path, lambda file: file.write(data))

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
        self.incoming(import_id).unlink(missing_ok=True)

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
