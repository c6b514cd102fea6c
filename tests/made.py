"""Photos that were never taken, with the faces and vectors that a test wants."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from core.encoders.face_model import FaceModel, FaceModelNames
from core.pixels import encode_jpeg
from core.search.dates import date_words
from core.search.folding import fold
from core.store.imports import Import, Step
from core.store.photos import NewPhoto, SearchWords
from core.store.store import Store
from core.types import Box, EncodedFaces, EncodedPhoto, Face, GalleryFaces, Vectors

MODEL = "made@1"
FACES = FaceModel.named(FaceModelNames(), MODEL)
NO_FACES: Vectors = np.zeros((0, 8), np.float32)


def directions(seed: int, count: int, dimensions: int = 8) -> Vectors:
    """Random vectors of length 1."""
    vectors = np.random.default_rng(seed).normal(size=(count, dimensions)).astype(np.float32)
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def made_photo(
    path: str,
    faces: Vectors = NO_FACES,
    *,
    taken_at: datetime | None = None,
    colour: tuple[int, int, int] = (90, 120, 150),
) -> NewPhoto:
    """A photo in one colour; `faces`: one row a face. Its face number i has the box x = i / 100."""
    folder, _, name = path.rpartition("/")
    found = tuple(Face(Box(i / 100, 0.2, 0.3, 0.4), ((0.1, 0.2),) * 5, 0.9, 0.8) for i in range(len(faces)))
    preview = encode_jpeg(np.full((30, 40, 3), colour, np.uint8))
    words = SearchWords(fold(name), fold(folder), date_words(taken_at) if taken_at else "")
    encoded = EncodedPhoto(400, 300, taken_at, EncodedFaces(found, faces), preview)
    return NewPhoto(hashlib.sha256(path.encode()).hexdigest(), ".jpg", name, folder, words, encoded)


def begin_import(
    store: Store, chat_id: int, name: str = "made.zip", url: str | None = None, user_id: int | None = None
) -> Import:
    store.chats.ensure(chat_id)
    return store.imports.begin(chat_id, name, "en", url=url, user_id=user_id)


def write_files(store: Store, chat_id: int, photos: Sequence[NewPhoto]) -> None:
    files = store.files(chat_id)
    for photo in photos:
        path = f"{photo.folder}/{photo.name}".removeprefix("/")
        files.write(files.original(photo.sha256, photo.suffix), path.encode())
        files.write(files.preview(photo.sha256), photo.encoded.preview)


def put_photos(store: Store, chat_id: int, photos: Sequence[NewPhoto], model: str = MODEL) -> list[int]:
    """Add photos as an import would; their ids."""
    job = begin_import(store, chat_id)
    write_files(store, chat_id, photos)
    assert store.append(chat_id, job.id, photos, Step(len(photos), 0, ()), model)
    store.imports.finish(job.id, "done")
    return store.photos.ids(chat_id, job.id)


def gallery_faces(
    vectors: Vectors, photo_ids: NDArray[np.int64], qualities: NDArray[np.float32] | None = None
) -> GalleryFaces:
    """Faces of a gallery, the first with the id 1000."""
    count = len(vectors)
    qualities = np.ones(count, np.float32) if qualities is None else qualities
    return GalleryFaces(vectors, photo_ids, qualities, np.arange(1000, 1000 + count))
