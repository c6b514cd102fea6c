"""How often a caption finds its photo: recall among the first 1, 5 and 10.

    python -m bench.text FOLDER [--model basic|NAME|words]

FOLDER holds images/ and captions.csv with the columns file and caption. A UForm model has to be cached.
"words" is the search by what files are called.
"""

import argparse
import csv
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from core.encoders.descriptions import Descriptions
from core.encoders.faces import FaceEncoder
from core.encoders.scores import DescriptionScores
from core.encoders.text import BASIC, load_text_encoder
from core.encoders.uform import UForm
from core.search.cut import shown
from core.search.folding import fold
from core.search.word_search import WordSearch
from core.store.photos import NewPhoto, SearchWords
from core.store.store import Store
from core.types import EncodedFaces, EncodedPhoto, RgbImage

PREVIEW = (1280, 1280)
BIG_FACE = 0.15
DEPTHS = (1, 5, 10)
WORDS = "words"
CHAT = 1
NOT_FOUND = 0

Search = Callable[[str], DescriptionScores]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", default=BASIC)
    arguments = parser.parse_args()
    captions = read_captions(arguments.folder / "captions.csv")
    files = list(dict.fromkeys(file for file, _ in captions))
    if arguments.model == WORDS:
        with tempfile.TemporaryDirectory() as folder:
            report(called(files, Path(folder)), captions, files)
        return
    search = prepare(arguments.model, [read_photo(arguments.folder / file) for file in files])
    report(search, captions, files)


def read_captions(file: Path) -> list[tuple[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return [(row["file"], row["caption"]) for row in csv.DictReader(lines)]


def read_photo(file: Path) -> RgbImage:
    with Image.open(file) as image:
        photo = ImageOps.exif_transpose(image).convert("RGB")
    photo.thumbnail(PREVIEW)
    return np.asarray(photo)


def called(files: Sequence[str], folder: Path) -> Search:
    """1 for the best, and less for each that follows; NOT_FOUND for photos that are not called so."""
    store = Store(folder)
    store.chats.ensure(CHAT)
    job = store.imports.begin(CHAT, "photos.zip", "en")
    nobody = EncodedFaces((), np.zeros((0, 1), np.float32))
    photos = [
        NewPhoto(
            str(i),
            Path(file).suffix,
            Path(file).name,
            "",
            _words(file),
            EncodedPhoto(1, 1, None, nobody, b""),
        )
        for i, file in enumerate(files)
    ]
    store.photos.add(CHAT, job.id, photos, "none")
    search = WordSearch(store)

    def score(caption: str) -> DescriptionScores:
        scores = np.full(len(files), NOT_FOUND, np.float32)
        for place, photo_id in enumerate(search.called(CHAT, caption).photo_ids):
            scores[photo_id - 1] = 1 / (1 + place)
        return DescriptionScores(scores)

    return score


def _words(file: str) -> SearchWords:
    return SearchWords(fold(Path(file).name), fold(Path(file).parent.name), "")


def prepare(name: str, photos: Sequence[RgbImage]) -> Search:
    model = load_text_encoder(name)
    start = time.perf_counter()
    vectors = model.encode_photos(photos)
    print(f"{model.identity}: {len(photos) / (time.perf_counter() - start):.0f} photos a second")
    if isinstance(model, UForm):
        return lambda caption: DescriptionScores(100 * (vectors @ model.encode_query(caption)))
    faces = count_faces(photos)
    descriptions = Descriptions()
    return lambda caption: descriptions.score(caption, vectors, faces)


def count_faces(photos: Sequence[RgbImage]) -> NDArray[np.float32]:
    encoder = FaceEncoder()
    sides = [[(f.box.width * f.box.height) ** 0.5 for f in encoder.encode(photo).faces] for photo in photos]
    rows = [(len(s), sum(side > BIG_FACE for side in s), max(s, default=0)) for s in sides]
    return np.array(rows, np.float32)


def report(search: Search, captions: Sequence[tuple[str, str]], files: Sequence[str]) -> None:
    start = time.perf_counter()
    found = [search(caption) for _, caption in captions]
    took = (time.perf_counter() - start) / len(captions)
    scores = np.array([one.raw for one in found])
    right = np.array([files.index(file) for file, _ in captions])
    own = scores[np.arange(len(right)), right]
    ranks = np.where(own == NOT_FOUND, len(files), (scores > own[:, None]).sum(axis=1))
    cut = np.array([shown(one) for one in found])
    print(f"{len(captions)} captions, {len(files)} photos, {1000 * took:.1f} ms a query")
    for depth in DEPTHS:
        print(f"recall at {depth:2}: {100 * (ranks < depth).mean():.1f}%")
    kept = 100 * (ranks < cut).mean()
    print(f"the default cut shows {cut.mean():.1f} photos, the right one among them in {kept:.1f}%")


if __name__ == "__main__":
    main()
