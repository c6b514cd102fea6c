"""What a message can carry, made from uploaded bytes as Telegram makes it."""

import asyncio
import contextlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from bot.localchat.errors import bad_request
from bot.localchat.files import FileStore, StoredFile, clean_name, guess_type
from bot.localchat.limits import Limits
from bot.localchat.pictures import NotAPictureError, Picture, dimensions, photo_sizes, thumbnail

NAMELESS = frozenset({"photo", "voice", "sticker"})
"""Telegram forgets the file name of these."""


@dataclass(frozen=True)
class Media:
    kind: str
    files: tuple[StoredFile, ...] = ()
    """One file, or for a photo its sizes, smallest first."""
    thumbnail: StoredFile | None = None
    details: dict[str, Any] = field(default_factory=dict)
    """Duration, emoji, latitude and the like."""

    @property
    def file(self) -> StoredFile:
        return self.files[-1]


@dataclass(frozen=True)
class Upload:
    stream: BinaryIO
    name: str
    mime_type: str = ""


class MediaStore:
    """Makes media out of uploads, and finds it again by any of its file ids."""

    def __init__(self, files: FileStore, limits: Limits) -> None:
        self.files = files
        self._limits = limits
        self._by_file_id: dict[str, Media] = {}
        self._photos: dict[Path, list[tuple[Path, Picture]]] = {}

    def by_file_id(self, file_id: str) -> Media | None:
        return self._by_file_id.get(file_id)

    async def photo_from_bot(self, upload: Upload) -> Media:
        path = await asyncio.to_thread(self.files.keep, upload.stream)
        self._limits.photo_bytes(path.stat().st_size)
        try:
            self._limits.photo_sides(*await asyncio.to_thread(dimensions, path))
            return await self._photo(path)
        except NotAPictureError as error:
            raise bad_request("IMAGE_PROCESS_FAILED") from error

    async def photo_from_user(self, upload: Upload) -> Media:
        """Without limits, as a person's app shrinks a photo before it sends it; raises NotAPictureError."""
        return await self._photo(await asyncio.to_thread(self.files.keep, upload.stream))

    async def file(self, kind: str, upload: Upload, details: dict[str, Any] | None = None) -> Media:
        path = await asyncio.to_thread(self.files.keep, upload.stream)
        file = self.files.register(path, kind, upload.name, upload.mime_type)
        return self._known(Media(kind, (file,), await self._thumbnail(file), details or {}))

    async def _photo(self, path: Path) -> Media:
        # The same bytes give the same sizes: what is sent to many chats is encoded once.
        if path not in self._photos:
            self._photos[path] = await asyncio.to_thread(self._sizes, path)
        files = tuple(self._register(kept, picture, "photo") for kept, picture in self._photos[path])
        return self._known(Media("photo", files))

    def _sizes(self, path: Path) -> list[tuple[Path, Picture]]:
        sizes = photo_sizes(path)
        return [(self.files.keep_bytes(size.data), Picture(b"", size.width, size.height)) for size in sizes]

    async def _thumbnail(self, file: StoredFile) -> StoredFile | None:
        if not file.mime_type.startswith("image/"):
            return None
        with contextlib.suppress(NotAPictureError):
            picture = await asyncio.to_thread(thumbnail, file.path)
            kept = await asyncio.to_thread(self.files.keep_bytes, picture.data)
            return self._register(kept, picture, "thumbnail")
        return None

    def _register(self, path: Path, picture: Picture, kind: str) -> StoredFile:
        name = f"{kind}.jpg"
        return self.files.register(path, kind, name, width=picture.width, height=picture.height)

    def _known(self, media: Media) -> Media:
        for file in media.files:
            self._by_file_id[file.id] = media
        return media


def kind_of(name: str, mime_type: str) -> str:
    """What a person's app makes of a file that is not sent "as a file"."""
    main = (guess_type(clean_name(name)) or mime_type).split("/")[0]
    return main if main in {"video", "audio"} else "photo"
