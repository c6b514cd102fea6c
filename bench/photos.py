"""Photos as a camera makes them, for measuring: 12 megapixels, three faces, 3 to 5 MB, no two alike.

Made from the photos that the tests use, too: real faces before a real background, enlarged, under the grain
of a sensor. The same everywhere and every time, as far as the libraries that enlarge and compress are.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image

from bot.localchat.photos import CACHE, packaged_photos

MADE = CACHE.with_name("bench-1")
WIDTH, HEIGHT = 4000, 3000
QUALITY = 90
FACES = 3
FACE_HEIGHT = (250, 700)  # pixels
GRAIN = 7.0  # standard deviation of a grey value in the middle of the scale
GRAIN_SIZE = 0.6  # pixels: what demosaicing makes of noise that has no size
GRAINS = 4  # frames of noise, each of which is shifted and turned for many photos

BACKGROUNDS = ("coffee.png", "rocket.jpg", "chelsea.png")

Rectangle: TypeAlias = tuple[int, int, int, int]
PEOPLE: tuple[tuple[str, Rectangle], ...] = (
    ("obama.jpg", (370, 91, 242, 328)),
    ("biden.jpg", (436, 188, 277, 380)),
    ("obama3.jpg", (646, 275, 264, 343)),
    ("astronaut.png", (178, 63, 89, 113)),
    ("t1.jpg", (466, 267, 103, 144)),
    ("t1.jpg", (906, 59, 100, 143)),
    ("t1.jpg", (61, 268, 107, 128)),
    ("t1.jpg", (267, 151, 106, 126)),
    ("t1.jpg", (751, 346, 94, 125)),
)
"""Photos, and where in them a face is: x, y, width, height."""

LEAST_PART = 0.7  # of a photo's width: what a background shows
MARGIN = 0.45  # what is shown around a face, in parts of its height

Pixels: TypeAlias = NDArray[np.uint8]
Values: TypeAlias = NDArray[np.float32]


def made_photos(count: int, cache: Path = MADE) -> list[Path]:
    """So many photos, made where they are not there yet."""
    cache.mkdir(parents=True, exist_ok=True)
    files = [cache / f"{number:03}.jpg" for number in range(count)]
    if missing := [number for number, file in enumerate(files) if not file.exists()]:
        sources = _sources()
        grains = list(_grains())
        for number in missing:
            photo = Image.fromarray(_photo(number, sources, grains))
            waiting = files[number].with_suffix(".part")
            photo.save(waiting, "jpeg", quality=QUALITY)
            waiting.rename(files[number])
    return files


def selfie() -> Path:
    """A photo of the first of PEOPLE, as large as Telegram makes photos."""
    return packaged_photos() / "obama.jpg"


def _sources() -> dict[str, Pixels]:
    folder = packaged_photos()
    names = {*BACKGROUNDS, *(name for name, _ in PEOPLE)}
    return {name: np.asarray(Image.open(folder / name).convert("RGB")) for name in names}


def _photo(number: int, sources: dict[str, Pixels], grains: list[Values]) -> Pixels:
    random = np.random.default_rng(number)
    photo = background(random, sources[BACKGROUNDS[number % len(BACKGROUNDS)]], (WIDTH, HEIGHT))
    people = random.choice(len(PEOPLE), FACES, replace=False)
    for place, person in enumerate(people):
        name, face = PEOPLE[person]
        paste(random, photo, portrait_of(sources[name], face, int(random.integers(*FACE_HEIGHT))), place)
    grain = np.roll(grains[number % GRAINS], random.integers(0, WIDTH, 2), axis=(0, 1))
    # Photon noise: strongest in the light, and then compressed by the gamma curve, so that shadows show it.
    strength = 1.5 - photo / 255
    return np.clip(np.rint(photo + grain[:, :: random.choice((1, -1))] * strength), 0, 255).astype(np.uint8)


def background(random: Generator, source: Pixels, size: tuple[int, int], least: float = LEAST_PART) -> Values:
    """A part of a photo, in the shape of `size`, which is width and height, and enlarged to it."""
    height, width = source.shape[:2]
    wide = min(width, height * size[0] // size[1]) * random.uniform(least, 1)
    tall = wide * size[1] / size[0]
    x, y = random.uniform(0, width - wide), random.uniform(0, height - tall)
    part = source[int(y) : int(y + tall), int(x) : int(x + wide)]
    enlarged: Values = cv2.resize(part, size, interpolation=cv2.INTER_CUBIC).astype(np.float32)
    return enlarged


def portrait_of(source: Pixels, face: Rectangle, face_height: int) -> Pixels:
    x, y, width, height = face
    margin = int(height * MARGIN)
    part = source[max(0, y - margin) : y + height + margin, max(0, x - margin) : x + width + margin]
    scale = face_height / height
    portrait: Pixels = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    return portrait


def paste(random: Generator, photo: Values, portrait: Pixels, place: int) -> None:
    """Somewhere in one of FACES columns, fading into what is behind."""
    height, width = portrait.shape[:2]
    tall, wide = photo.shape[:2]
    column = wide // FACES
    x = place * column + int(random.integers(0, max(1, column - width)))
    x, y = min(x, wide - width), int(random.integers(0, tall - height))
    across, down = np.linspace(-1, 1, width), np.linspace(-1, 1, height)
    distance = np.hypot(across[None], down[:, None])
    share = np.clip((1.15 - distance) / 0.15, 0, 1)[..., None].astype(np.float32)
    behind = photo[y : y + height, x : x + width]
    behind += share * (portrait - behind)


def _grains() -> Iterator[Values]:
    for number in range(GRAINS):
        random = np.random.default_rng(1000 + number)
        noise = random.standard_normal((HEIGHT, WIDTH, 3), np.float32)
        grain = cv2.GaussianBlur(noise, (0, 0), GRAIN_SIZE)
        yield grain * np.float32(GRAIN / grain.std())
