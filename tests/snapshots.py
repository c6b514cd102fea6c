"""Photos of one person in many places: no two nearly the same."""

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

WIDTH, HEIGHT = 900, 700
PATCHES = (7, 9)
FACE = 330  # pixels, of the pasted portrait


def snapshots(portrait: Path, count: int, first: int = 0) -> Iterator[bytes]:
    """JPEGs, the same ones for the same numbers."""
    person = Image.open(portrait).convert("RGB")
    person.thumbnail((FACE, FACE))
    for number in range(first, first + count):
        chance = np.random.default_rng(number)
        patches = chance.integers(0, 255, (*PATCHES, 3), np.uint8)
        place = Image.fromarray(patches).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
        corner = chance.integers(0, (WIDTH - person.width, HEIGHT - person.height))
        place.paste(person, tuple(corner.tolist()))
        written = io.BytesIO()
        place.save(written, "JPEG", quality=90)
        yield written.getvalue()
