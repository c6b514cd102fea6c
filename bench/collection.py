"""Labelled photos, encoded: what made searches are put together from.

Data (not part of the project): `lfw_dev`, folders of photos named by person, with pairs.csv; `wider_dev` and
`coco_dev`, images of strangers. LFW's photos are there five times: as they are, and four times made worse, as
the faces of an event are: smaller, blurred, compressed.
"""

import csv
import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from core.encoders.faces import FaceEncoder
from core.types import Face, RgbImage, Vectors

Cosines = NDArray[np.float32]
Truth = NDArray[np.bool_]
NO_FACE = -1.0  # the cosine of a photo in which no face was found

COPIES = 5
FACE_SIDE = 105  # pixels, of LFW's faces
LEAST_SIDE, MOST_SIDE = 22, 90  # of the faces of copies
CANVAS = 700  # pixels: a small face is small in its photo, too


@dataclass(frozen=True, slots=True)
class Collection:
    """The faces of all photos: row i of `vectors`, `photo` and `quality` belongs to one face."""

    names: list[str]  # of the photos
    people: list[str]  # whom each photo shows; "" where nobody knows
    copies: NDArray[np.int64]  # (photos,) 0 for a photo as it is
    vectors: Vectors
    photo: NDArray[np.int64]
    quality: NDArray[np.float32]
    central: dict[str, int]  # the middle face's row, by name: of photos as they are


def encoded(encoder: FaceEncoder, data: Path) -> Collection:
    """Every photo, encoded once and kept in the temporary folder under the encoder's identity.

    Of LFW's photos the middle face alone: who else is in them, no label says.
    """
    files = _files(data)
    names = [f"{file.relative_to(data).as_posix()}#{copy}" for file, copy in files]
    key = hashlib.sha256("\n".join([encoder.identity, *names]).encode()).hexdigest()[:16]
    cache = Path(tempfile.gettempdir(), f"photo-finder-bench-{key}.npz")
    if not cache.is_file():
        rows = [(i, *row) for i, one in enumerate(files) for row in _rows(encoder, *one)]
        photo, quality, vectors = (np.array(column) for column in zip(*rows, strict=True))
        np.savez(cache, photo=photo, quality=quality, vectors=vectors)
    kept = np.load(cache)
    people = [file.parent.name if _is_labelled(file) else "" for file, _ in files]
    copies = np.array([copy for _, copy in files])
    first = {names[photo]: row for row, photo in reversed(list(enumerate(kept["photo"].tolist())))}
    central = {name.removesuffix("#0"): row for name, row in first.items() if name.endswith("#0")}
    return Collection(
        names, people, copies, kept["vectors"], kept["photo"], kept["quality"].astype(np.float32), central
    )


def lfw_pairs(faces: Collection, data: Path) -> tuple[Cosines, Truth]:
    """(1000,) cosines of the official development pairs, and whether each is one person's."""
    with (data / "lfw_dev" / "pairs.csv").open() as file:
        pairs = list(csv.DictReader(file))
    cosines = [_pair_cosine(faces, pair["file_x"], pair["file_y"]) for pair in pairs]
    return np.array(cosines, np.float32), np.array([pair["same"] == "1" for pair in pairs])


def worse(photo: RgbImage, copy: int, seed: int) -> RgbImage:
    """The same photo with a small face in a large grey frame, perhaps blurred, and compressed."""
    chance = np.random.default_rng([copy, seed])
    side = chance.uniform(LEAST_SIDE, MOST_SIDE)
    small = cv2.resize(photo, None, fx=side / FACE_SIDE, fy=side / FACE_SIDE, interpolation=cv2.INTER_AREA)
    if chance.random() < 0.5:
        small = cv2.GaussianBlur(small, (0, 0), chance.uniform(0.3, side / 30))
    _, data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, int(chance.uniform(50, 90))])
    small = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR))
    frame = np.full((CANVAS, CANVAS, 3), 90, np.uint8)
    top, left = (CANVAS - small.shape[0]) // 2, (CANVAS - small.shape[1]) // 2
    frame[top : top + small.shape[0], left : left + small.shape[1]] = small
    return frame


def _files(data: Path) -> list[tuple[Path, int]]:
    """Each file, and which copy of it."""
    labelled = sorted((data / "lfw_dev").glob("*/*.jpg"))
    strangers = sorted((data / "wider_dev").rglob("*.jpg")) + sorted((data / "coco_dev").rglob("*.jpg"))
    return [(file, copy) for copy in range(COPIES) for file in labelled] + [(file, 0) for file in strangers]


def _is_labelled(file: Path) -> bool:
    return file.parent.parent.name == "lfw_dev"


def _rows(encoder: FaceEncoder, file: Path, copy: int) -> Iterator[tuple[float, NDArray[np.float32]]]:
    """Quality and vector of each face, the middle one first."""
    photo = np.asarray(cv2.cvtColor(cv2.imread(str(file)), cv2.COLOR_BGR2RGB))
    if copy:
        seed = int.from_bytes(hashlib.sha256(file.name.encode()).digest()[:4])
        photo = worse(photo, copy, seed)
    found = encoder.encode(photo)
    order = sorted(range(len(found.faces)), key=lambda row: _distance_from_centre(found.faces[row]))
    kept = order[:1] if _is_labelled(file) else order
    return ((found.faces[row].quality, found.vectors[row]) for row in kept)


def _distance_from_centre(face: Face) -> float:
    return abs(face.box.x + face.box.width / 2 - 0.5) + abs(face.box.y + face.box.height / 2 - 0.5)


def _pair_cosine(faces: Collection, one: str, other: str) -> float:
    rows = [faces.central.get(f"lfw_dev/{name}") for name in (one, other)]
    if None in rows:
        return NO_FACE
    return float(faces.vectors[rows[0]] @ faces.vectors[rows[1]])
