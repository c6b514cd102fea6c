"""How much a gallery may hold, and whether the disk has room for more."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from core.errors import DiskFullError, UnreadablePhotoError


@dataclass(frozen=True, slots=True)
class GalleryLimits:
    photos: int = 100_000  # of one gallery
    total_bytes: int = 100_000_000_000  # of the originals of one gallery
    free_bytes: int = 1_000_000_000  # of the disk, that stay free


class Disk:
    """The disk that galleries are on, of which `reserve` bytes stay free."""

    def __init__(self, folder: Path, reserve: int) -> None:
        self._folder = folder
        self._reserve = reserve

    def require(self, needed: int = 0) -> None:
        """Raises DiskFullError where `needed` bytes more would not fit."""
        free = shutil.disk_usage(self._folder).free - self._reserve
        if needed > free or free <= 0:
            raise DiskFullError(needed, max(0, free))


class GalleryRoom:
    """What is left of a gallery's limits while an import fills it."""

    def __init__(self, limits: GalleryLimits, photos: int, size: int) -> None:
        """`photos` are there already, with originals of `size` bytes."""
        self._photos = limits.photos - photos
        self._bytes = limits.total_bytes - size

    def take(self, size: int) -> None:
        """Raises UnreadablePhotoError: "gallery_full"."""
        if self._photos < 1 or self._bytes < size:
            raise UnreadablePhotoError("gallery_full")
        self._photos -= 1
        self._bytes -= size

    def give_back(self, size: int) -> None:
        """It was no photo."""
        self._photos += 1
        self._bytes += size
