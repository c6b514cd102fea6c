"""How surely copies of a photo are told from other photos: `python -m bench.copies FOLDER...`.

For every photo in the folders, copies are made as messengers, editors and bursts make them. For each way to
tell them: the distance at which so few pairs of different photos would be taken for copies, and which part of
the copies that it finds there.
"""

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from core.encoders.basic_text import CLASSES, BasicText
from core.encoders.fingerprint import LIMIT, fingerprint
from core.encoders.unit import unit
from core.pixels import decode_jpeg, encode_jpeg, shrink
from core.types import RgbImage

SIDE = 1280
FALSE_RATES = (1e-4, 1e-5)
Distances = NDArray[np.float32]
Way = tuple[Callable[[RgbImage], NDArray[np.generic]], Callable[..., Distances]]


def _resized(photo: RgbImage, side: int) -> RgbImage:
    return shrink(photo, side)


def _cropped(photo: RgbImage, part: float) -> RgbImage:
    height, width = photo.shape[:2]
    return photo[int(height * part) : int(height * (1 - part)), int(width * part) : int(width * (1 - part))]


def _moved(photo: RgbImage, angle: float, shift: float, blur: float) -> RgbImage:
    """As by a hand that does not hold still."""
    height, width = photo.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    matrix[:, 2] += shift * width, shift * height
    moved = cv2.warpAffine(photo, matrix, (width, height), borderMode=cv2.BORDER_REFLECT)
    return cv2.GaussianBlur(moved, (0, 0), blur) if blur else moved


def _brighter(photo: RgbImage, by: float) -> RgbImage:
    return np.clip(photo * by, 0, 255).astype(np.uint8)


def _warmer(photo: RgbImage) -> RgbImage:
    return np.clip(photo * np.array([1.1, 1, 0.85]), 0, 255).astype(np.uint8)


COPIES: dict[str, Callable[[RgbImage], RgbImage]] = {
    "800 pixels": lambda photo: _resized(photo, 800),
    "160 pixels": lambda photo: _resized(photo, 160),
    "JPEG of quality 30": lambda photo: decode_jpeg(encode_jpeg(photo, 30)),
    "brighter by a quarter": lambda photo: _brighter(photo, 1.25),
    "darker by a quarter": lambda photo: _brighter(photo, 0.75),
    "warmer": _warmer,
    "grey": lambda photo: cv2.cvtColor(cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB),
    "3% cut off all around": lambda photo: _cropped(photo, 0.03),
    "6% cut off all around": lambda photo: _cropped(photo, 0.06),
    "turned by a degree": lambda photo: _moved(photo, 1, 0, 0),
    "shifted by 2%, blurred": lambda photo: _moved(photo, 0.5, 0.02, 1),
    "a quarter cut off (another)": lambda photo: _cropped(photo, 0.12),
    "mirrored (another)": lambda photo: np.ascontiguousarray(photo[:, ::-1]),
}


def _hash(name: str) -> Callable[[RgbImage], NDArray[np.uint8]]:
    hasher = getattr(cv2.img_hash, f"{name}_create")()
    return lambda photo: hasher.compute(cv2.cvtColor(photo, cv2.COLOR_RGB2BGR))[0]


def _bits(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> Distances:
    return np.bitwise_count(one[:, None] ^ other[None]).sum(axis=2).astype(np.float32)


def _angles(one: NDArray[np.float32], other: NDArray[np.float32]) -> Distances:
    return 1 - one @ other.T


def _ways() -> dict[str, Way]:
    basic = BasicText()

    def classes(photo: RgbImage) -> NDArray[np.float32]:
        return unit(np.sqrt(basic.encode_photos([photo])[:, :CLASSES]))[0]

    hashes = ("AverageHash", "PHash", "BlockMeanHash", "MarrHildrethHash")
    return {
        "this project's": (lambda photo: np.frombuffer(fingerprint(photo), np.uint8), _bits),
        **{name: (_hash(name), _bits) for name in hashes},
        "what the classifier sees": (classes, _angles),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", type=Path, nargs="+")
    cv2.setNumThreads(1)
    photos = list(_photos(parser.parse_args().folders))
    print(f"{len(photos)} photos, {len(photos) * (len(photos) - 1) // 2} pairs of different ones")
    for name, (describe, distances) in _ways().items():
        start = time.perf_counter()
        originals = np.stack([describe(photo) for photo in photos])
        milliseconds = 1000 * (time.perf_counter() - start) / len(photos)
        strangers = distances(originals, originals)[np.triu_indices(len(photos), 1)]
        print(f"\n{name}: {milliseconds:.1f} ms a photo")
        copies = {
            kind: distances(originals, np.stack([describe(make(photo)) for photo in photos])).diagonal()
            for kind, make in COPIES.items()
        }
        limits = [float(np.quantile(strangers, rate, method="lower")) for rate in FALSE_RATES]
        limits += [LIMIT] if name == "this project's" else []
        _report(copies, strangers, limits)


def _report(copies: dict[str, Distances], strangers: Distances, limits: Sequence[float]) -> None:
    rates = [f"{(strangers <= limit).mean():.1e} at {limit:.3g}" for limit in limits]
    print(f"  {'false':28} " + " ".join(f"{rate:>16}" for rate in rates))
    for kind, distances in copies.items():
        shares = [f"{(distances <= limit).mean():.1%}" for limit in limits]
        print(f"  {kind:28} " + " ".join(f"{share:>16}" for share in shares))


def _photos(folders: Sequence[Path]) -> Iterator[RgbImage]:
    for folder in folders:
        for file in sorted(folder.rglob("*.jpg")):
            yield shrink(cv2.cvtColor(cv2.imread(str(file)), cv2.COLOR_BGR2RGB), SIDE)


if __name__ == "__main__":
    main()
