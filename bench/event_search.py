"""A made event search: labelled portraits hidden among group photos of strangers.

Data (not part of the project): `lfw_dev`, folders of photos named by person, with pairs.csv; and `wider_dev`,
images of groups. Each person with two photos or more is searched for with their first one; the right answers
are their others, among everybody else's photos and the groups. The best face of a photo speaks for it.
"""

import csv
import hashlib
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from core.encoders.faces import FaceEncoder
from core.types import EncodedFaces, Face, RgbImage, Vectors

Cosines = NDArray[np.float32]
Truth = NDArray[np.bool_]
NO_FACE = -1.0  # the cosine of a photo in which no face was found


@dataclass(frozen=True, slots=True)
class Collection:
    """The faces of all photos: `photo[i]` is the photo of row i; `central` the middle face's row by photo."""

    names: list[str]
    vectors: Vectors
    photo: NDArray[np.int64]
    central: dict[str, int]


@dataclass(frozen=True, slots=True)
class Search:
    """(queries, photos): the cosine of each photo's best face, and whether the photo shows the person.

    A query's own photo is left out: its cosine is not a number.
    """

    cosines: Cosines
    right: Truth


def encoded(encoder: FaceEncoder, data: Path) -> Collection:
    """Every photo, encoded once and kept in the temporary folder under the encoder's identity."""
    files = sorted((data / "lfw_dev").glob("*/*.jpg")) + sorted((data / "wider_dev" / "images").glob("*.jpg"))
    names = [file.relative_to(data).as_posix() for file in files]
    key = hashlib.sha256("\n".join([encoder.identity, *names]).encode()).hexdigest()[:16]
    cache = Path(tempfile.gettempdir(), f"photo-finder-bench-{key}.npz")
    if not cache.is_file():
        rows = [(i, *row) for i, file in enumerate(files) for row in _rows(encoder.encode(_read(file)))]
        photo, middle, vectors = (np.array(column) for column in zip(*rows, strict=True))
        np.savez(cache, photo=photo, middle=middle, vectors=vectors)
    kept = np.load(cache)
    central = {names[kept["photo"][row]]: int(row) for row in np.flatnonzero(kept["middle"])}
    return Collection(names, kept["vectors"], kept["photo"], central)


def lfw_pairs(faces: Collection, data: Path) -> tuple[Cosines, Truth]:
    """(1000,) cosines of the official development pairs, and whether each is one person's."""
    with (data / "lfw_dev" / "pairs.csv").open() as file:
        pairs = list(csv.DictReader(file))
    cosines = [_pair_cosine(faces, pair["file_x"], pair["file_y"]) for pair in pairs]
    return np.array(cosines, np.float32), np.array([pair["same"] == "1" for pair in pairs])


def search(faces: Collection) -> Search:
    photos_of = defaultdict(list)
    for name in faces.names:
        if name.startswith("lfw_dev/"):
            photos_of[name.split("/")[1]].append(faces.names.index(name))
    several = [photos for photos in photos_of.values() if len(photos) > 1]
    queries = [photos for photos in several if faces.names[photos[0]] in faces.central]
    vectors = faces.vectors[[faces.central[faces.names[photos[0]]] for photos in queries]]
    cosines = np.full((len(queries), len(faces.names)), NO_FACE, np.float32)
    for face, column in enumerate((vectors @ faces.vectors.T).T):
        photo = faces.photo[face]
        cosines[:, photo] = np.maximum(cosines[:, photo], column)
    right = np.zeros(cosines.shape, bool)
    for row, photos in enumerate(queries):
        right[row, photos[1:]] = True
        cosines[row, photos[0]] = np.nan
    return Search(cosines, right)


def mean_average_precision(found: Search) -> float:
    """Averaged over queries; of one query, the precision at the place of each right photo, averaged."""
    return float(np.mean([_average_precision(*row) for row in zip(found.cosines, found.right, strict=True)]))


def recall_at_precision(cosines: Cosines, right: Truth, precision: float) -> tuple[float, float]:
    """The largest part of the right results at one level for all queries, and that level.

    (0, 2) where no level is as precise.
    """
    order = np.argsort(-cosines)
    hits = np.cumsum(right[order])
    good = np.flatnonzero(hits / np.arange(1, len(order) + 1) >= precision)
    if not good.size:
        return 0.0, 2.0
    return float(hits[good[-1]] / right.sum()), float(cosines[order][good[-1]])


def pair_accuracy(cosines: Cosines, same: Truth, folds: int = 10) -> float:
    """With the level that is best on the other nine tenths, as the LFW protocol asks."""
    fold = np.arange(len(cosines)) % folds
    correct = 0
    for tested in range(folds):
        level = _best_level(cosines[fold != tested], same[fold != tested])
        correct += int(((cosines >= level) == same)[fold == tested].sum())
    return correct / len(cosines)


def _best_level(cosines: Cosines, same: Truth) -> float:
    levels = np.unique(cosines)
    correct = [((cosines >= level) == same).mean() for level in levels]
    return float(levels[int(np.argmax(correct))])


def _average_precision(cosines: Cosines, right: Truth) -> float:
    order = np.argsort(-np.nan_to_num(cosines, nan=-2))
    places = np.flatnonzero(right[order]) + 1
    return float(np.mean(np.arange(1, len(places) + 1) / places))


def _pair_cosine(faces: Collection, one: str, other: str) -> float:
    rows = [faces.central.get(f"lfw_dev/{name}") for name in (one, other)]
    if None in rows:
        return NO_FACE
    return float(faces.vectors[rows[0]] @ faces.vectors[rows[1]])


def _rows(found: EncodedFaces) -> Iterator[tuple[bool, NDArray[np.float32]]]:
    """Whether a face is the one in the middle, and its vector."""
    middle = min(found.faces, key=_distance_from_centre, default=None)
    return ((face is middle, vector) for face, vector in zip(found.faces, found.vectors, strict=True))


def _distance_from_centre(face: Face) -> float:
    return abs(face.box.x + face.box.width / 2 - 0.5) + abs(face.box.y + face.box.height / 2 - 0.5)


def _read(file: Path) -> RgbImage:
    return np.asarray(cv2.cvtColor(cv2.imread(str(file)), cv2.COLOR_BGR2RGB))
