"""What runs in the worker processes: bytes from strangers are decoded here, and models run here.

Whatever a codec or a model does, it does not do it to the bot.
"""

import functools
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2

from core import malloc
from core.encoders.basic_text import BasicText
from core.encoders.face_model import FaceModelNames
from core.encoders.faces import FaceEncoder
from core.encoders.fingerprint import fingerprint
from core.encoders.text import TextEncoder, load_text_encoder
from core.intake.images import decode, preview
from core.pixels import decode_jpeg
from core.types import EncodedPhoto, Vector, Vectors

LARGEST = 32 << 20  # bytes of an allocation that is not given back at once; glibc allows no more
FREE = 64 << 20  # bytes that may lie unused at the end of the heap
NICENESS = 5  # a third of the share of who is not nice
STDERR = 2


def start(memory: int | None) -> None:
    """Leave signals to the main process: a service manager sends them to all, in the middle of a batch.

    It ends the workers in its own time, by SIGKILL. `memory` is what a worker may take, in bytes.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    _give_way()
    cv2.setNumThreads(1)  # the other cores have workers of their own
    _keep_memory()
    if memory:
        _limit_memory(memory)


def _end_with_parent() -> None:
    """End once the main process was killed, in the middle of a photo too: nobody would stop one that hangs.

    It waits for the end of a pipe, which may have come before. PR_SET_PDEATHSIG would kill a worker with the
    thread that has started it, and Pebble starts the first ones in whichever thread asks first.
    """
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _give_way() -> None:
    """Let the main process go first where cores are few: it answers, and rests again at once."""
    if nice := getattr(os, "nice", None):
        nice(NICENESS)


def _keep_memory() -> None:
    """Let what one photo has taken serve the next, instead of going back to the system and coming again.

    A photo of 12 megapixels costs up to 2,900 page faults otherwise, 5% of its time. It is not more memory at
    the height of the work; a worker at rest keeps up to FREE of it.
    """
    malloc.set_option(malloc.MMAP_THRESHOLD, LARGEST)
    malloc.set_option(malloc.TRIM_THRESHOLD, FREE)


def _limit_memory(memory: int) -> None:
    """Let allocations fail beyond `memory` bytes more than now: a monster of a photo costs itself alone.

    What libraries have reserved at import does not count: it grows with the cores of the machine. RLIMIT_AS
    would count files that are mapped and address space that nothing is in, too. No limit but on Linux.
    """
    if sys.platform == "linux":
        import resource  # noqa: PLC0415 (only Unix has it)

        pages = int(Path("/proc/self/statm").read_text().split()[5])  # private and writable
        limit = memory + pages * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def ping() -> None:
    """Answer, to show that a worker can."""


@contextmanager
def _silence() -> Iterator[None]:
    """Keep to themselves what codecs say of a file: one can be made that has them fill the log with lines."""
    said = os.dup(STDERR)
    nothing = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, STDERR)
        yield
    finally:
        os.dup2(said, STDERR)
        os.close(said)
        os.close(nothing)


def face_identity(models: FaceModelNames) -> str:
    return _face_encoder(models).identity


def encode_photo(data: bytes, models: FaceModelNames, max_pixels: int) -> EncodedPhoto:
    """Raises UnreadablePhotoError."""
    with _silence():
        photo = decode(data, max_pixels)
    faces = _face_encoder(models).encode(photo.pixels)
    shown, same = preview(photo.pixels), fingerprint(photo.pixels)
    return EncodedPhoto(photo.width, photo.height, photo.taken_at, faces, shown, same)


def fingerprints(previews: list[bytes]) -> list[bytes]:
    return [fingerprint(decode_jpeg(data)) for data in previews]


def text_identity(model: str) -> str:
    """Raises WeightsMissingError."""
    return _text_encoder(model).identity


def encode_texts(previews: list[bytes], model: str) -> Vectors:
    return _text_encoder(model).encode_photos([decode_jpeg(data) for data in previews])


def encode_query(text: str, model: str) -> Vector:
    """Raises EmptyQueryError."""
    encoder = _text_encoder(model)
    if isinstance(encoder, BasicText):
        raise TypeError(f"{model} has no vectors for descriptions")
    return encoder.encode_query(text)


@functools.cache
def _face_encoder(models: FaceModelNames) -> FaceEncoder:
    return FaceEncoder(models.detector, models.model)


@functools.cache
def _text_encoder(model: str) -> TextEncoder:
    encoder = load_text_encoder(model)
    malloc.trim()  # loading a model of 340 MB leaves up to 250 MB in between, too scattered to be FREE
    return encoder
