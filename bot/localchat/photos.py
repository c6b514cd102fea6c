"""Real photos to try and to test with: data files of three pinned packages, fetched once into a cache.

They are downloaded as packages by pip, which checks their hashes (photos.lock), and never installed.
"""

import logging
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

logger = logging.getLogger(__name__)

LOCK = Path(__file__).with_name("photos.lock")
CACHE = Path.home() / ".cache" / "photo-finder-bot" / "photos-1"

FOLDERS = ("tests/test_images/", "skimage/data/", "insightface/data/images/")
"""Where the packages keep them; of scikit-image and insightface a few are enough."""

NAMES = frozenset(
    (
        *("obama.jpg", "obama2.jpg", "obama3.jpg", "obama_partial_face.jpg", "obama_partial_face2.jpg"),
        *("biden.jpg", "32bit.png", "astronaut.png", "camera.png", "chelsea.png", "coffee.png"),
        *("rocket.jpg", "t1.jpg", "Tom_Hanks_54745.png"),
    )
)


def packaged_photos(cache: Path = CACHE) -> Path:
    """The folder with all of NAMES, fetched if it is not there yet.

    Raises RuntimeError where no package index can be reached.
    """
    if not cache.is_dir():
        cache.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache.parent) as folder:
            packages, photos = Path(folder, "packages"), Path(folder, "photos")
            _download(packages)
            _unpack(packages, photos)
            photos.rename(cache)
    return cache


def _download(packages: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pip",
        "--quiet",
        "--disable-pip-version-check",
        "download",
        "--no-deps",
        "--retries=1",
    ]
    # Only the source archive of face_recognition holds its photos; of the others a wheel does.
    kinds = ["--no-binary", "face_recognition", "--only-binary", "scikit-image,insightface"]
    arguments = ["--require-hashes", "--requirement", str(LOCK), "--dest", str(packages)]
    done = subprocess.run([*command, *kinds, *arguments], capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        logger.error("pip download failed: %s", done.stderr.strip())
        raise RuntimeError("The sample photos could not be fetched: is a package index within reach?")


def _unpack(packages: Path, photos: Path) -> None:
    photos.mkdir()
    for package in packages.iterdir():
        for member, data in _members(package):
            name = Path(member).name
            if name in NAMES and any(folder in member for folder in FOLDERS):
                (photos / name).write_bytes(data)
    missing = NAMES - {photo.name for photo in photos.iterdir()}
    if missing:
        raise RuntimeError(f"The packages hold no {', '.join(sorted(missing))}.")


def _members(package: Path) -> Iterator[tuple[str, bytes]]:
    if package.suffix == ".whl":
        with zipfile.ZipFile(package) as wheel:
            for name in wheel.namelist():
                if name.startswith(FOLDERS):
                    yield name, wheel.read(name)
    else:
        with tarfile.open(package) as archive:
            for entry in archive:
                if (file := archive.extractfile(entry)) and Path(entry.name).name in NAMES:
                    yield entry.name, file.read()
