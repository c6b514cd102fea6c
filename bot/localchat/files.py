"""Files on disk, one copy of each content, under ids as opaque as Telegram's."""

import base64
import hashlib
import mimetypes
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

PREFIXES = {
    "photo": "AgAC",
    "video": "BAAC",
    "document": "BQAC",
    "sticker": "CAAC",
    "audio": "CQAC",
    "animation": "CgAC",
    "voice": "AwAC",
    "thumbnail": "AAMC",
}
FOLDERS = {"photo": "photos", "voice": "voice", "audio": "music"}
SUFFIXES = {"voice": ".oga", "sticker": ".webp"}
CHUNK = 1 << 20
NAME_LENGTH = 255


@dataclass(frozen=True)
class StoredFile:
    id: str
    unique_id: str
    kind: str
    path: Path
    """Where the bytes are."""
    remote: str
    """`file_path` of the Bot API."""
    name: str
    mime_type: str
    size: int
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class LocalMode:
    """How a Bot API server hands files over to a bot on its machine."""

    folder: Path
    """Where it puts them, below the bot's token."""
    called: Path
    """What it calls that folder; a bot may find it elsewhere."""

    def hand_over(self, file: StoredFile, token: str) -> str:
        place = self.folder / token / file.remote
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file.path, place)
        return str(self.called / token / file.remote)


class FileStore:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._by_id: dict[str, StoredFile] = {}
        self._by_remote: dict[str, StoredFile] = {}

    def keep(self, source: BinaryIO) -> Path:
        """Copy to disk in chunks; the name is the content's hash, so the same bytes are kept once."""
        digest = hashlib.sha256()
        with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as target:
            for chunk in _chunks(source):
                digest.update(chunk)
                target.write(chunk)
        return Path(target.name).replace(self._folder / digest.hexdigest())

    def keep_bytes(self, data: bytes) -> Path:
        return self.keep(BytesIO(data))

    def register(  # noqa: PLR0913
        self, path: Path, kind: str, name: str, mime_type: str = "", *, width: int = 0, height: int = 0
    ) -> StoredFile:
        name = clean_name(name)
        file = StoredFile(
            id=PREFIXES[kind] + secrets.token_urlsafe(48),
            unique_id="AQAD" + _short_hash(kind + path.name),
            kind=kind,
            path=path,
            remote=self._remote(kind, name),
            name=name,
            mime_type=guess_type(name) or mime_type or "application/octet-stream",
            size=path.stat().st_size,
            width=width,
            height=height,
        )
        self._by_id[file.id] = self._by_remote[file.remote] = file
        return file

    def by_id(self, file_id: str) -> StoredFile | None:
        return self._by_id.get(file_id)

    def by_remote(self, remote: str) -> StoredFile | None:
        return self._by_remote.get(remote)

    def _remote(self, kind: str, name: str) -> str:
        folder = FOLDERS.get(kind, f"{kind}s")
        suffix = SUFFIXES.get(kind, Path(name).suffix)
        return f"{folder}/file_{len(self._by_remote)}{suffix if suffix.isascii() else ''}"


def clean_name(name: str) -> str:
    """The last part of a path, of bearable length; browsers write a quotation mark as %22."""
    return name.replace("\\", "/").rsplit("/", 1)[-1].replace("%22", '"')[-NAME_LENGTH:] or "file"


def guess_type(name: str) -> str:
    return mimetypes.guess_type(name, strict=False)[0] or ""


def _chunks(source: BinaryIO) -> Iterator[bytes]:
    while chunk := source.read(CHUNK):
        yield chunk


def _short_hash(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()[:9]).decode()
