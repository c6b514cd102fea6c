"""What many tests share."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.localchat.photos import packaged_photos
from core.indexer import Indexer

PhotoPath = Callable[[str], Path]


@pytest.fixture(scope="session")
def photos() -> PhotoPath:
    """Real photos by name, out of pinned packages."""
    folder = packaged_photos()
    return lambda name: folder / name


@pytest.fixture(scope="session")
def indexer() -> Iterator[Indexer]:
    """Two worker processes with the embedded models."""
    opened = Indexer(2)
    yield opened
    opened.close()
