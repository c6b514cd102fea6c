"""What many tests share."""

from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from bot.localchat.photos import packaged_photos
from bot.rate_limiter import Rate
from core.face_models import FaceModels
from core.gallery import Galleries
from core.indexer import Indexer
from core.store.store import Store
from core.text_model import TextModel
from core.types import RgbImage
from tests.chat import hurry
from tests.made import FACES

PhotoPath = Callable[[str], Path]


def rgb(photo: Path) -> RgbImage:
    """The pixels of a photo."""
    pixels = cv2.imread(str(photo))
    assert pixels is not None
    return np.ascontiguousarray(pixels[..., ::-1])


@pytest.fixture(scope="session", autouse=True)
def _hurried() -> Iterator[None]:
    """Tests that are about pauses set them."""
    with pytest.MonkeyPatch.context() as patch:
        hurry(patch, edit_seconds=0.1, quiet_seconds=0.5, rate=Rate(1000, 1.0))
        yield


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


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def galleries(store: Store, indexer: Indexer) -> Galleries:
    return Galleries(store, indexer, TextModel("basic", indexer), FaceModels(store, indexer, FACES))


@pytest.fixture
def one_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    """All photos of an import come in together, at its end."""
    monkeypatch.setattr("core.importer.BATCH_SECONDS", 60.0)
    monkeypatch.setattr("core.importer.BATCH_PHOTOS", 1000)


@pytest.fixture
def selfie(photos: PhotoPath) -> bytes:
    return photos("obama3.jpg").read_bytes()
