"""Who is in the photos, and the selfies with which they are looked for: other photos of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from bench.photos import PEOPLE, Pixels, Rectangle
from bot.localchat.photos import packaged_photos
from core.encoders.faces import FaceEncoder
from core.pixels import encode_jpeg

Portrait = tuple[Path, Rectangle]
"""A photo, and where in it the face is."""

LABELLED_FACE: Rectangle = (78, 72, 94, 112)  # in LFW's photos, which are all cut alike
MOST_PORTRAITS = 3
SELFIE_MARGIN = 0.7  # around the face, in parts of its height
SELFIE_HEIGHT = 640


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    portraits: tuple[Portrait, ...]  # that are put into photos
    selfie: Portrait  # if there is only one photo of somebody, that is cut otherwise

    def selfie_jpeg(self) -> bytes:
        """As people hold their phones: larger, lighter, and turned as a mirror does."""
        source, (x, y, width, height) = pixels(self.selfie[0]), self.selfie[1]
        margin = round(height * SELFIE_MARGIN)
        part = source[max(0, y - margin) : y + height + margin, max(0, x - margin) : x + width + margin]
        scale = SELFIE_HEIGHT / len(part)
        large = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        return encode_jpeg(np.clip(large[:, ::-1] * 1.06 + 4, 0, 255).astype(np.uint8))


def packaged_people() -> list[Person]:
    """Those in the photos that the tests use: eight."""
    folder = packaged_photos()
    portraits = [(folder / name, face) for name, face in PEOPLE]
    barack = [one for one in portraits if one[0].name.startswith("obama")]
    others = [one for one in portraits if one not in barack]
    return [
        Person("barack", (barack[0],), barack[1]),
        *(Person(f"{one[0].stem}-{number}", (one,), one) for number, one in enumerate(others)),
    ]


def labelled_people(folder: Path) -> list[Person]:
    """Those of LFW, in a folder each, of whom there are two photos and more that show nobody else."""
    encoder = FaceEncoder("embedded", "embedded")
    found = []
    for person in sorted(path for path in folder.iterdir() if path.is_dir()):
        files = sorted(person.glob("*.jpg"))
        if len(files) > 1:
            alone = [file for file in files if len(encoder.encode(pixels(file)).faces) == 1]
            portraits = [(file, LABELLED_FACE) for file in alone[: MOST_PORTRAITS + 1]]
            if len(portraits) > 1:
                found.append(Person(person.name, tuple(portraits[:-1]), portraits[-1]))
    return found


def cast(people: Sequence[Person], chats: int, each: int) -> list[list[Person]]:
    """The people of each chat: of enough, nobody is in two chats; else chats share some of them."""
    if len(people) >= chats * each:
        return [list(people[chat * each : (chat + 1) * each]) for chat in range(chats)]
    choices = [np.random.default_rng(chat).permutation(len(people))[:each] for chat in range(chats)]
    return [[people[number] for number in sorted(choice.tolist())] for choice in choices]


def pixels(file: Path) -> Pixels:
    return np.asarray(Image.open(file).convert("RGB"))
