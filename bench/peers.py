"""What the bot is measured against: DeepFace with dlib, and decoding alone. Runs in processes of its own."""

import functools
import importlib.util
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import numpy as np
from PIL import Image

WEIGHTS = ("shape_predictor_5_face_landmarks.dat", "dlib_face_recognition_resnet_model_v1.dat")


class Rate(Protocol):
    def __call__(self, photos: Sequence[Path], *, one_by_one: bool = False) -> float:
        """Photos a second, on all cores; `one_by_one`: as in a loop of one program."""


@contextmanager
def decoding(processes: int) -> Iterator[Rate]:
    """JPEGs decoded at half scale, which libjpeg does fastest, and nothing else."""
    with _pool(processes, _nothing) as pool:
        list(pool.map(_wait, range(processes)))
        yield functools.partial(_rate, pool, decode)


@contextmanager
def deepface(processes: int, home: Path) -> Iterator[Rate]:
    """DeepFace.represent with dlib's detector and dlib's net; a call takes one photo, and one core."""
    weights = home / ".deepface" / "weights"
    weights.mkdir(parents=True)
    package = importlib.util.find_spec("face_recognition_models")
    if package is None or package.origin is None:
        raise RuntimeError("The group `bench` of packages is not installed: run `make bench`")
    for name in WEIGHTS:
        (weights / name).symlink_to(Path(package.origin).parent / "models" / name)
    os.environ["DEEPFACE_HOME"] = str(home)
    os.environ["DEEPFACE_LOG_LEVEL"] = "40"
    with _pool(processes, _load_deepface) as pool:
        list(pool.map(_wait, range(processes)))
        yield functools.partial(_rate, pool, represent)


def decode(file: Path) -> int:
    """How many pixels wide the decoded photo is."""
    with Image.open(file) as image:
        image.draft("RGB", (image.width // 2, image.height // 2))
        image.load()
        return image.width


def represent(file: Path) -> int:
    """How many faces DeepFace finds."""
    from deepface import DeepFace  # noqa: PLC0415 (takes seconds; here it is wanted)

    faces = DeepFace.represent(str(file), model_name="Dlib", detector_backend="dlib", enforce_detection=False)
    return sum(face["face_confidence"] > 0 for face in faces)


def shrunk(file: Path, long_side: int, folder: Path) -> Path:
    with Image.open(file) as image:
        image.thumbnail((long_side, long_side), Image.Resampling.LANCZOS)
        small = folder / f"{long_side}-{file.name}"
        image.save(small, quality=95)
    return small


def _pool(processes: int, prepare: Callable[[], None]) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(processes, mp_context=context, initializer=prepare)


def _rate(
    pool: ProcessPoolExecutor,
    function: Callable[[Path], int],
    photos: Sequence[Path],
    *,
    one_by_one: bool = False,
) -> float:
    start = time.perf_counter()
    if one_by_one:
        for photo in photos:
            pool.submit(function, photo).result()
    else:
        list(pool.map(function, photos))
    return len(photos) / (time.perf_counter() - start)


def _load_deepface() -> None:
    from deepface import DeepFace  # noqa: PLC0415

    nobody = np.zeros((160, 160, 3), np.uint8)
    DeepFace.represent(nobody, model_name="Dlib", detector_backend="dlib", enforce_detection=False)


def _nothing() -> None:
    pass


def _wait(_: int) -> None:
    """Keep a process busy until all have started."""
    time.sleep(1)
