"""A bot on a disk that fills up, and then cannot be written: `python -m tests.disk_process FOLDER`.

To be run where FOLDER is a small disk that this process may mount again: `tests/test_disk.py` sees to that.
"""

import asyncio
import subprocess
import sys
from pathlib import Path

import numpy as np

from bot import importing
from bot.localchat.photos import packaged_photos
from bot.localchat.server import LocalChat
from core import importer
from core.pixels import encode_jpeg
from core.store.verify import verify
from tests.chat import Guest, bot_in
from tests.zips import spanned_parts, zip_of

PORTRAITS = ("obama.jpg", "obama2.jpg", "biden.jpg")


FILLER = "of somebody else"


def noise(seed: int) -> bytes:
    """A photo of about 600 KB."""
    return encode_jpeg(np.random.default_rng(seed).integers(0, 255, (640, 640, 3), np.uint8))


def fill(folder: Path) -> Path:
    """Leave not a byte."""
    filler = folder / FILLER
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    return filler


async def fills_up(guest: Guest, folder: Path) -> None:
    photos = packaged_photos()
    portraits = {name: (photos / name).read_bytes() for name in PORTRAITS}
    await guest.send_files({"party.zip": zip_of(portraits)})
    await guest.hears("party.zip: 3 photos added")
    huge = zip_of({f"{seed}.jpg": noise(seed) for seed in range(30)})
    await guest.send_files({"huge.zip": huge})
    await guest.hears("There is no room for huge.zip")
    large = zip_of({f"{seed}.jpg": noise(seed) for seed in range(14)})  # of which it cannot be foreseen
    await guest.send_files({"large.zip": large})
    status = await guest.hears("of 14 photos")
    while not any(
        words in status["text"] for words in ("no room for large.zip", "large.zip stopped: my disk")
    ):
        status = await guest.sees_edit(status, "large.zip")
    assert 3 < verify(folder).photos < 17
    assert verify(folder).problems == ()
    filler = fill(folder)
    await guest.send_files({"more.zip": zip_of(portraits)})
    await guest.hears("There is no room for more.zip")
    await searches(guest)
    filler.unlink()
    await guest.send_files({"small.zip": zip_of({"small.jpg": noise(99), **portraits})})
    await guest.hears("1 photo added")
    fill(folder)


async def has_no_room_for_the_whole(guest: Guest) -> None:
    """Each part of a zip fits, and all together, but not the whole beside them."""
    cut = spanned_parts("cut.zip", zip_of({f"{seed}.jpg": noise(seed) for seed in range(24)}), 2_800_000)
    for name in sorted(cut)[:-1]:
        await guest.send_files({name: cut[name]})
        await guest.hears("cut.zip comes in parts")
    await guest.send_files({"cut.zip": cut["cut.zip"]})
    await guest.hears("There is no room for cut.zip")
    await guest.send_files({"cut.zip": cut["cut.zip"]})  # nothing was lost, and nothing waits for ever
    await guest.hears("There is no room for cut.zip")
    await guest.confirm("/clear", "This cannot be undone", "Delete everything", "Deleted: 0 photos")


async def searches(guest: Guest) -> None:
    """Everything under an answer works, whatever becomes of the notes."""
    guest.read = max(message["id"] for message in (await guest.look())["messages"])
    await guest.send_photos(packaged_photos() / "obama.jpg")
    answer = await guest.hears("🎉")
    await guest.press_button(answer, "− 5")
    await guest.sees_edit(answer, "65")
    await guest.say("/text biden")
    await guest.hears("biden")
    await guest.say("/gallery")
    await guest.hears("photos")


async def cannot_be_written(guest: Guest) -> None:
    await searches(guest)
    await guest.say("/threshold 80")
    await guest.hears("My disk is full, or cannot be written")
    await guest.send_files({"more.zip": zip_of({"a.jpg": noise(7)})})
    await guest.hears("more.zip stopped: my disk is full, or cannot be written")


async def main(folder: Path) -> None:
    async with LocalChat(flood_control=False) as chat:
        async with bot_in(chat, folder, workers=1, min_free_megabytes=0) as guest:
            await has_no_room_for_the_whole(guest.other(1002))
            await fills_up(guest, folder)
        async with bot_in(
            chat, folder, workers=1, min_free_megabytes=0
        ) as guest:  # it starts on a full disk, too
            await searches(guest)
        (folder / FILLER).unlink()
        await asyncio.to_thread(subprocess.check_call, ["mount", "-o", "remount,ro", folder])
        async with bot_in(chat, folder, workers=1, min_free_megabytes=0) as guest:
            await cannot_be_written(guest)


if __name__ == "__main__":
    importer.BATCH_PHOTOS = 2
    importing.EDIT_SECONDS = 0.2
    asyncio.run(main(Path(sys.argv[1])))
