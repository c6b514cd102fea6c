"""Milliseconds from a selfie to its answer, in a gallery of thousands of photos."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np

from bench.searching import FACES_A_PHOTO, gallery, milliseconds
from core.encoders.face_model import FaceModelNames
from core.face_models import FaceModels
from core.gallery import Galleries
from core.indexer import Indexer
from core.search.answers import Answer
from core.store.imports import Step
from core.store.photos import NewPhoto, SearchWords
from core.store.store import Store
from core.text_model import TextModel
from core.types import EncodedFaces, EncodedPhoto

CHAT = 1
BATCH = 1000
RIGHT = 20  # photos that show the person of the selfie
LIKE_THE_SELFIE = 0.9


@dataclass(frozen=True, slots=True)
class SelfieTimes:
    """Milliseconds. Decoding and the models are in all of them, and the ranked list is ready after them."""

    first: float  # the gallery's vectors are loaded for it
    median: float
    nineteen_of_twenty: float
    encoding: float  # of which it takes, from bytes to vectors
    shown: int  # photos that the answer has at the default level


def measure(indexer: Indexer, selfie: Path, photos: int, repeats: int, folder: Path) -> SelfieTimes:
    data = selfie.read_bytes()
    with _galleries(indexer, data, photos, folder) as galleries:
        indexer.encode(data)
        first = milliseconds(galleries.finder.faces, CHAT, data)
        found = [milliseconds(galleries.finder.faces, CHAT, data) for _ in range(repeats)]
        encoded = [milliseconds(indexer.encode, data) for _ in range(repeats)]
        answer = galleries.finder.faces(CHAT, data)
    if not isinstance(answer, Answer):
        raise TypeError("A selfie shows one person")
    late = sorted(found)[min(repeats - 1, repeats * 19 // 20)]
    return SelfieTimes(first, median(found), late, median(encoded), answer.total)


@contextmanager
def _galleries(indexer: Indexer, selfie: bytes, photos: int, folder: Path) -> Iterator[Galleries]:
    store = Store(folder / "galleries")
    models = FaceModels.load(store, indexer, FaceModelNames())
    try:
        _fill(store, models.chosen.identity, indexer.encode(selfie), photos)
        text_model = TextModel("basic", indexer)
        yield Galleries(store, indexer, text_model, models)
    finally:
        store.close()


def _fill(store: Store, face_model: str, selfie: EncodedPhoto, photos: int) -> None:
    """Photos of made-up people, and RIGHT of the selfie's, all with the selfie's preview."""
    store.chats.ensure(CHAT)
    job = store.imports.begin(CHAT, "photos.zip", "en")
    files = store.files(CHAT)
    files.write(files.preview("0"), selfie.preview)
    face = selfie.faces.faces[0]
    vectors, _ = gallery(photos * FACES_A_PHOTO, selfie.faces.vectors.shape[1])
    own = vectors[: RIGHT * FACES_A_PHOTO : FACES_A_PHOTO]
    own *= (1 - LIKE_THE_SELFIE**2) ** 0.5
    own += LIKE_THE_SELFIE * selfie.faces.vectors[0]
    own /= np.linalg.norm(own, axis=1, keepdims=True)
    for start in range(0, photos, BATCH):
        numbers = range(start, min(start + BATCH, photos))
        batch = []
        for number in numbers:
            files.preview(f"{number:064x}").hardlink_to(files.preview("0"))
            mine = vectors[number * FACES_A_PHOTO :][:FACES_A_PHOTO]
            encoded = EncodedPhoto(
                4000, 3000, None, EncodedFaces((face,) * FACES_A_PHOTO, mine), selfie.preview
            )
            name = f"{number:05}.jpg"
            batch.append(NewPhoto(f"{number:064x}", ".jpg", name, "", SearchWords(name, "", ""), encoded))
        store.append(CHAT, job.id, batch, Step(numbers.stop, 0, ()), face_model)
    store.finish_import(job, "done")
