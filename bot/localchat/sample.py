"""A small zip and a selfie, to see an album at once: `python -m bot.localchat.sample FOLDER`."""

import sys
import zipfile
from pathlib import Path

from PIL import Image

from bot.localchat.photos import packaged_photos

IN_THE_ZIP = {
    "Party/portrait.jpg": "obama.jpg",
    "Party/speech.jpg": "obama2.jpg",
    "Party/half in the frame.jpg": "obama_partial_face2.jpg",
    "Party/guest.jpg": "biden.jpg",
    "Friends/six of us.jpg": "t1.jpg",
    "Friends/astronaut.png": "astronaut.png",
    "Around/cat.png": "chelsea.png",
    "Around/coffee.png": "coffee.png",
    "Around/rocket.jpg": "rocket.jpg",
}
SELFIE = "obama3.jpg"
FACE = (445, 130, 1085, 770)  # of it: left, top, right, bottom; the photo is a full-length portrait


def write_sample(folder: Path) -> None:
    """Write photos.zip and selfie.jpg into the folder."""
    photos = packaged_photos()
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(folder / "photos.zip", "w") as archive:
        for name, photo in IN_THE_ZIP.items():
            archive.write(photos / photo, name)
    with Image.open(photos / SELFIE) as portrait:
        portrait.crop(FACE).save(folder / "selfie.jpg", quality=90)


if __name__ == "__main__":
    write_sample(Path(sys.argv[1]))
