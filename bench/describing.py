"""How fast photos are described by a model of UForm's size: `python -m bench.describing [--int8]`.

On one thread, with random weights (bench/vit.py): what onnxruntime takes alone, with tensors at hand, and
what the bot takes from a preview to its vector, in turns. `--int8`: the same weights in 8 bits, and how
differently they see photos; those of the real model are not random, so that is a hint, no more.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import cv2
import huggingface_hub
import numpy as np
from onnxruntime.quantization import QuantType, quantize_dynamic

from bench.vit import MODEL, SIZE, write_vit
from bot.localchat.photos import packaged_photos
from core.encoders.sessions import open_session
from core.encoders.uform import BATCH, UForm
from core.encoders.unit import unit
from core.intake.images import decode, preview
from core.pixels import decode_jpeg
from core.types import RgbImage, Vectors

ROUNDS = 7
PHOTOS = 4 * BATCH
NEAREST = 10


@dataclass(slots=True)
class Described:
    """Photos a second on one thread, each time."""

    bare: list[float] = field(default_factory=list)  # session.run alone
    vectors: list[float] = field(default_factory=list)  # from decoded previews
    whole: list[float] = field(default_factory=list)  # from previews as they lie on the disk

    @property
    def share(self) -> float:
        """Of the speed of onnxruntime alone that is left: the median of the rounds."""
        return median(whole / bare for bare, whole in zip(self.bare, self.whole, strict=True))


def measure(rounds: int = ROUNDS) -> Described:
    cv2.setNumThreads(1)  # as in the worker processes
    with tempfile.TemporaryDirectory() as folder:
        snapshot = _checkpoint(Path(folder))
        model = UForm(MODEL)
        session = open_session(snapshot / "image_encoder.onnx")
        files = _previews(PHOTOS)
        previews = [decode_jpeg(file) for file in files]
        tensors = [np.zeros((BATCH, 3, SIZE, SIZE), np.float32)] * (PHOTOS // BATCH)
        found = Described()
        for _ in range(rounds + 1):
            found.bare.append(_rate(lambda: [session.run(["embeddings"], {"images": t}) for t in tensors]))
            found.vectors.append(_rate(lambda: model.encode_photos(previews)))
            found.whole.append(_rate(lambda: model.encode_photos([decode_jpeg(file) for file in files])))
    for values in (found.bare, found.vectors, found.whole):
        del values[0]  # the first round is not like the others
    return found


def _checkpoint(hf_cache: Path) -> Path:
    snapshot = write_vit(hf_cache)
    huggingface_hub.constants.HF_HUB_CACHE = str(hf_cache)
    return snapshot


def _previews(count: int) -> list[bytes]:
    """Of photos of 12 megapixels."""
    source = cv2.imread(str(packaged_photos() / "t1.jpg"))
    _, data = cv2.imencode(".jpg", cv2.resize(source, (4000, 3000)))
    return [preview(decode(data.tobytes(), 12_000_000).pixels)] * count


def _rate(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return PHOTOS / (time.perf_counter() - start)


def compare_int8() -> None:
    photos = _different_photos()
    with tempfile.TemporaryDirectory() as folder:
        snapshot = _checkpoint(Path(folder))
        quantized = Path(folder, "int8.onnx")
        quantize_dynamic(
            snapshot / "image_encoder.onnx",
            quantized,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul"],
        )
        squares = UForm(MODEL)._squares  # noqa: SLF001
        tensors = [squares(photos[i : i + BATCH]) for i in range(0, len(photos), BATCH)]
        rates, vectors = [], []
        for file in (snapshot / "image_encoder.onnx", quantized):
            session = open_session(file)
            session.run(None, {"images": tensors[0]})
            start = time.perf_counter()
            parts = [session.run(["embeddings"], {"images": tensor})[0] for tensor in tensors]
            rates.append(len(photos) / (time.perf_counter() - start))
            vectors.append(unit(np.concatenate(parts)))
    print(f"32 bits: {rates[0]:.1f} photos a second; 8 bits: {rates[1]:.1f}, {rates[1] / rates[0]:.2f} times")
    print(f"cosine of the two vectors of a photo: {(vectors[0] * vectors[1]).sum(axis=1).mean():.4f}")
    print(f"of a photo's {NEAREST} nearest, the same: {_same_nearest(*vectors):.0%} of {len(photos)} photos")


def _different_photos() -> Sequence[RgbImage]:
    """Parts of the tests' photos."""
    parts = []
    for name in (
        "chelsea.png",
        "coffee.png",
        "rocket.jpg",
        "astronaut.png",
        "t1.jpg",
        "obama.jpg",
        "biden.jpg",
    ):
        photo = cv2.cvtColor(cv2.imread(str(packaged_photos() / name)), cv2.COLOR_BGR2RGB)
        height, width = photo.shape[0] // 3, photo.shape[1] // 3
        parts += [photo[y * height :, x * width :][:height, :width] for y in range(3) for x in range(3)]
    return parts


def _same_nearest(one: Vectors, other: Vectors) -> float:
    nearest = [np.argsort(-(v @ v.T), axis=1)[:, 1 : NEAREST + 1] for v in (one, other)]
    return float(np.mean([len(np.intersect1d(*rows)) / NEAREST for rows in zip(*nearest, strict=True)]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--int8", action="store_true", help="8 bits beside 32")
    if parser.parse_args().int8:
        compare_int8()
        return
    found = measure()
    print(f"onnxruntime alone: {median(found.bare):.2f} photos a second, on one thread")
    print(f"from decoded previews: {median(found.vectors):.2f}; from their files: {median(found.whole):.2f}")
    print(f"share: {found.share:.1%}")


if __name__ == "__main__":
    main()
