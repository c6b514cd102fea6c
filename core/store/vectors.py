"""Vector segments: immutable .npy files."""

import uuid
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from core.store.durable import sync_folder, write_file
from core.types import Vectors


def write_segment(folder: Path, kind: str, vectors: Vectors) -> str:
    """Write vectors to a new file and give its name. It is whole before it has that name."""
    name = f"{kind}-{uuid.uuid4().hex}.npy"
    write_file(folder / name, lambda file: np.save(file, vectors, allow_pickle=False))
    sync_folder(folder)
    return name


def read_segments(folder: Path, names: Sequence[str]) -> Vectors:
    """The rows of all segments, one after the other: (n, dimensions); (0, 0) where there are none."""
    parts = [np.load(folder / name, allow_pickle=False) for name in names]
    return np.concatenate(parts) if parts else np.zeros((0, 0), np.float32)
