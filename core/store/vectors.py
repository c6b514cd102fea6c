"""Vector segments: immutable .npy files."""

import hashlib
import re
import uuid
from collections.abc import Sequence

import numpy as np

from core.store.durable import sync_folder
from core.store.files import ChatFiles
from core.types import Vectors

_CHECKED = re.compile(r"\w+-\w+-(\w+)\.npy")
"""Names that end in a checksum of the vectors; those of earlier releases do not."""


def write_segment(files: ChatFiles, kind: str, vectors: Vectors) -> str:
    """Write vectors to a new file and give its name. It is whole before it has that name."""
    name = f"{kind}-{uuid.uuid4().hex}-{_checksum(vectors)}.npy"
    files.fill(files.segment(name), lambda file: np.save(file, vectors, allow_pickle=False))
    sync_folder(files.vectors)
    return name


def read_segments(files: ChatFiles, names: Sequence[str]) -> Vectors:
    """The rows of all segments, one after the other: (n, dimensions); (0, 0) where there are none."""
    parts = [read_segment(files, name) for name in names]
    return np.concatenate(parts) if parts else np.zeros((0, 0), np.float32)


def read_segment(files: ChatFiles, name: str) -> Vectors:
    """Raises OSError or ValueError for one that is broken."""
    with files.open(files.segment(name)) as file:
        vectors: Vectors = np.load(file, allow_pickle=False)
    return vectors


def is_as_written(name: str, vectors: Vectors) -> bool:
    """Whether a segment's vectors are those that it was written with, as far as its name tells."""
    checked = _CHECKED.fullmatch(name)
    return checked is None or checked[1] == _checksum(vectors)


def _checksum(vectors: Vectors) -> str:
    return hashlib.sha256(vectors.tobytes()).hexdigest()[:16]
