"""The zips of many chats: photos of the size that messengers make, each with a code of its own.

A chat's photos show its own people. Which photo shows whom follows from the numbers alone.
"""

import functools
import multiprocessing
import os
import zipfile
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.random import Generator

from bench.load.codes import Code, write
from bench.load.people import Person, pixels
from bench.photos import BACKGROUNDS, Pixels, Values, background, paste, portrait_of
from bot.localchat.photos import packaged_photos
from core.pixels import encode_jpeg

SIZE = 1280, 960
FACE_HEIGHT = (110, 200)  # pixels
LEAST_PART = 0.3  # of a background: no two photos of a chat look nearly the same
FACES = (0.15, 0.35, 0.3, 0.2)  # how many photos have none, one, two, three
GRAIN = 4.0


@dataclass(frozen=True, slots=True)
class Party:
    """A chat's photos."""

    chat: int
    people: tuple[Person, ...]
    photos: int
    zip: Path

    @property
    def word(self) -> str:
        """Is the name of the folder that this chat's photos are in, and of no other's."""
        return f"party{self.chat:03}"

    def shown(self, photo: int) -> list[int]:
        """Who is in a photo, by their places among the chat's people."""
        chance = _chance(self.chat, photo)
        count = int(chance.choice(len(FACES), p=FACES))
        return [int(one) for one in chance.permutation(len(self.people))[:count]]

    def of(self, person: int) -> set[int]:
        """The photos that somebody is in."""
        return {photo for photo in range(self.photos) if person in self.shown(photo)}


def make(parties: Sequence[Party]) -> None:
    """Write all zips, on all cores."""
    # A fork would copy the locks of this process's threads as they are.
    with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn")) as pool:
        for _ in pool.map(_write, parties):
            pass


def _write(party: Party) -> None:
    cv2.setNumThreads(1)
    with zipfile.ZipFile(party.zip, "w") as archive:
        for photo in range(party.photos):
            data = encode_jpeg(_photo(party, photo))
            archive.writestr(f"{party.word}/c{party.chat:03}-{photo:03}.jpg", data)


def _photo(party: Party, number: int) -> Pixels:
    chance = _chance(party.chat, number, 1)
    place = _background(BACKGROUNDS[int(chance.integers(len(BACKGROUNDS)))])
    photo = background(chance, place, SIZE, LEAST_PART)
    for column, person in enumerate(party.shown(number)):
        portraits = party.people[person].portraits
        file, face = portraits[int(chance.integers(len(portraits)))]
        height = int(chance.integers(*FACE_HEIGHT))
        paste(chance, photo, portrait_of(_source(file), face, height), column)
    photo += np.roll(_grain(), chance.integers(0, SIZE[0], 2), axis=(0, 1))
    write(photo, Code(party.chat, number))
    return np.clip(photo, 0, 255).astype(np.uint8)


def _chance(*numbers: int) -> Generator:
    return np.random.default_rng(numbers)


def _background(name: str) -> Pixels:
    return _source(packaged_photos() / name)


@functools.cache
def _source(file: Path) -> Pixels:
    return pixels(file)


@functools.cache
def _grain() -> Values:
    noise = _chance(0).standard_normal((SIZE[1], SIZE[0], 3), np.float32)
    return GRAIN * cv2.GaussianBlur(noise, (0, 0), 0.6)


def largest(parties: Iterable[Party]) -> int:
    """Bytes of the largest zip."""
    return max(party.zip.stat().st_size for party in parties)
