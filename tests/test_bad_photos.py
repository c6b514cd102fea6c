"""One zip of everything that is hard about photos: none of it stops the import, and each has its outcome."""

import struct
import zlib
from dataclasses import dataclass

import cv2
import numpy as np
import pytest
from PIL import ExifTags, Image

from core.encoders.face_model import FaceModelNames
from core.face_models import FaceModels
from core.importer import Importer
from core.indexer import Indexer
from core.intake.archive import ArchiveLimits
from core.store.imports import Import
from core.store.store import Store
from core.types import Vectors
from tests.conftest import PhotoPath
from tests.made import begin_import
from tests.test_images import png_header, saved
from tests.test_scans import with_scans
from tests.zips import zip_of

ANN = 1
ALIKE = 0.9  # cosine; of strangers, one pair in a hundred has more than 0.87

FACE = (300, 190, 675, 680)  # left, top, right, bottom of the face in obama.jpg, close
HEAD = (260, 150, 715, 720)

EXPECTED = {
    "500 faces.jpg": 500,
    "obama.jpg": 1,
    # Sizes
    "one pixel.png": 0,
    "one pixel.jpg": 0,
    "one row.png": 0,
    "all black.jpg": 0,
    "panorama of 100 megapixels.jpg": 1,
    "panorama of 100 megapixels.png": 1,
    "2500 megapixels.png": "too_large",
    # Faces
    "a face that fills the frame.jpg": 1,
    "a face that fills a large frame.jpg": 1,
    "a face that the left edge cuts.jpg": 1,
    "a face that the lower edge cuts.jpg": 1,
    "half a face.jpg": 1,
    "upside down.jpg": 1,
    "on its left side.jpg": 1,
    "on its right side.jpg": 1,
    "on its side, as its EXIF says.jpg": 1,
    # Colours
    "CMYK.jpg": 1,
    "CMYK.tif": 1,
    "grey.jpg": 1,
    "grey.png": 1,
    "16 bits of grey.png": 1,
    "16 bits of colour.png": 1,
    "16 bits of colour.tif": 1,
    "palette.png": 1,
    "palette.gif": 1,
    "alpha.png": 1,
    "alpha.webp": 1,
    "grey and alpha.png": 1,
    "all transparent.png": 0,
    # Several pictures in a file: the first counts
    "animated.gif": 1,
    "animated.png": 1,
    "animated.webp": 1,
    # Cut off
    "without its last byte.jpg": 1,
    "without its last rows.jpg": 1,
    "half.jpg": "damaged",
    "half, progressive.jpg": 1,
    "no more than its header.jpg": "damaged",
    "half.png": "damaged",
    "half.webp": "damaged",
    "half.gif": "damaged",
    "half.tif": "damaged",
    "half.bmp": "damaged",
    "half.heic": "damaged",
    "half.avif": "damaged",
    # Traps
    "a million EXIF entries.png": 1,
    "a million EXIF entries.jpg": 1,
    "a million EXIF entries.webp": 1,
    "60,000 EXIF entries that each claim all.png": 1,
    "EXIF that goes in circles.png": 1,
    "junk for colours.jpg": 1,
    "junk for colours.png": 1,
    "half a gigabyte of colours.png": "damaged",
    "2.5 gigabytes of text.png": "damaged",
    "300 tags that each claim all.tif": 0,
    "200 megapixels, 4,000 times.jpg": "too_many_scans",
    "10,000 frames.gif": 0,
    "10,000 frames.png": 0,
    "10,000 frames.webp": 0,
    # Two things at once, and others than their names say
    "a photo and a zip.jpg": 1,
    "a photo and a page.jpg": 1,
    "a PNG.jpg": 1,
    "a HEIC.png": 1,
    "a JPEG.tiff": 1,
    # No photos
    "empty.jpg": "not_a_photo",
    "zeros.jpg": "not_a_photo",
    "words.jpg": "not_a_photo",
}
"""How many faces are found in each, or why it was skipped."""


@dataclass(frozen=True)
class Imported:
    job: Import
    outcomes: dict[str, int | str]
    vectors: dict[str, Vectors]


def deep(image: Image.Image, kind: str) -> bytes:
    """In 16 bits, which Pillow writes of grey only."""
    pixels = np.asarray(image)[..., ::-1].astype(np.uint16) * 257
    return bytes(cv2.imencode(kind, pixels)[1])


def panorama(face: Image.Image, kind: str, **options: int) -> bytes:
    wide = Image.new(face.mode, (20_000, 5_000), 90 if face.mode == "L" else (90, 120, 150))
    wide.paste(face.resize((1200, 1500)), (13_000, 1_500))
    return saved(wide, kind, **options)


def with_alpha(image: Image.Image, mode: str) -> Image.Image:
    """Nothing but the head is there."""
    alpha = Image.new("L", image.size)
    left, top, right, bottom = (value * image.width // 910 for value in (200, 50, 780, 850))
    alpha.paste(255, (left, top, right, bottom))
    image = image.convert(mode)
    image.putalpha(alpha)
    return image


def lying(image: Image.Image) -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    return saved(image.transpose(Image.Transpose.ROTATE_90), "jpeg", exif=exif.tobytes())


def half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def sizes(portrait: Image.Image) -> dict[str, bytes]:
    head = portrait.crop(HEAD)
    return {
        "one pixel.png": saved(Image.new("RGB", (1, 1), "red"), "png"),
        "one pixel.jpg": saved(Image.new("RGB", (1, 1), "red"), "jpeg"),
        "one row.png": saved(Image.new("RGB", (5000, 1), "red"), "png"),
        "all black.jpg": saved(Image.new("RGB", (640, 480)), "jpeg"),
        "panorama of 100 megapixels.jpg": panorama(head, "jpeg"),
        "panorama of 100 megapixels.png": panorama(head.convert("L"), "png", compress_level=1),
        "2500 megapixels.png": png_header(50_000, 50_000),
    }


def faces(portrait: Image.Image) -> dict[str, bytes]:
    face = portrait.crop(FACE)
    left, _, right, bottom = FACE
    small = np.asarray(portrait.crop(HEAD).resize((114, 142), Image.Resampling.BOX))
    images = {
        "a face that fills the frame.jpg": face,
        "a face that fills a large frame.jpg": face.resize((2250, 2940)),
        "a face that the left edge cuts.jpg": portrait.crop((left + 90, 0, *portrait.size)),
        "a face that the lower edge cuts.jpg": portrait.crop((0, 0, portrait.width, bottom - 90)),
        "half a face.jpg": portrait.crop(((left + right) // 2, 0, *portrait.size)),
        "upside down.jpg": portrait.transpose(Image.Transpose.ROTATE_180),
        "on its left side.jpg": portrait.transpose(Image.Transpose.ROTATE_90),
        "on its right side.jpg": portrait.transpose(Image.Transpose.ROTATE_270),
        "500 faces.jpg": Image.fromarray(np.tile(small, (20, 25, 1))),
    }
    files = {name: saved(image, "jpeg", quality=90) for name, image in images.items()}
    return {**files, "on its side, as its EXIF says.jpg": lying(portrait)}


def colours(portrait: Image.Image) -> dict[str, bytes]:
    grey = portrait.convert("L")
    return {
        "CMYK.jpg": saved(portrait.convert("CMYK"), "jpeg"),
        "CMYK.tif": saved(portrait.convert("CMYK"), "tiff"),
        "grey.jpg": saved(grey, "jpeg"),
        "grey.png": saved(grey, "png"),
        "16 bits of grey.png": saved(Image.fromarray(np.asarray(grey, np.uint16) * 257), "png"),
        "16 bits of colour.png": deep(portrait, ".png"),
        "16 bits of colour.tif": deep(portrait, ".tif"),
        "palette.png": saved(portrait.quantize(), "png"),
        "palette.gif": saved(portrait, "gif"),
        "alpha.png": saved(with_alpha(portrait, "RGB"), "png"),
        "alpha.webp": saved(with_alpha(portrait, "RGB"), "webp"),
        "grey and alpha.png": saved(with_alpha(portrait, "L"), "png"),
        "all transparent.png": saved(Image.new("RGBA", portrait.size, (0, 0, 0, 0)), "png"),
    }


def animations(portrait: Image.Image) -> dict[str, bytes]:
    """Of the portrait, and of nothing after it."""
    after = [Image.new("RGB", portrait.size, colour) for colour in ("black", "white")]
    return {
        f"animated.{kind}": saved(portrait, kind, save_all=True, append_images=after)
        for kind in ("gif", "png", "webp")
    }


def cut_off(portrait: Image.Image) -> dict[str, bytes]:
    data = saved(portrait, "jpeg")
    kinds = {"tif": "tiff"}
    return {
        "without its last byte.jpg": data[:-1],
        "without its last rows.jpg": data[: len(data) * 9 // 10],
        "half.jpg": half(data),
        "half, progressive.jpg": half(saved(portrait, "jpeg", progressive=True)),
        "no more than its header.jpg": data[: data.index(b"\xff\xda")],
        **{
            f"half.{ending}": half(saved(portrait, kinds.get(ending, ending)))
            for ending in ("png", "webp", "gif", "tif", "bmp", "heic", "avif")
        },
    }


def chunk(kind: bytes, body: bytes) -> bytes:
    """A part of a PNG."""
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


def with_chunks(png: bytes, chunks: bytes) -> bytes:
    at = png.index(b"IDAT") - 4
    return png[:at] + chunks + png[at:]


def exif(*entries: bytes, behind: bytes = b"") -> bytes:
    """EXIF in the order of Intel, with as many entries as its number can say."""
    count = struct.pack("<H", min(len(entries), 65535))
    return b"II*\0\x08\0\0\0" + count + b"".join(entries) + bytes(4) + behind


def with_exif(jpeg: bytes, data: bytes) -> bytes:
    pieces = [b"Exif\0\0" + data[at : at + 65_000] for at in range(0, len(data), 65_000)]
    blocks = b"".join(b"\xff\xe1" + struct.pack(">H", len(one) + 2) + one for one in pieces)
    return jpeg[:2] + blocks + jpeg[2:]


def traps(portrait: Image.Image) -> dict[str, bytes]:
    png, jpeg = saved(portrait, "png"), saved(portrait, "jpeg")
    million = exif(*[struct.pack("<HHII", 0x9286, 4, 1, 7)] * 1_000_000)
    greedy = [struct.pack("<HHII", tag, 1, 10_000_000, 8) for tag in range(60_000)]
    circle = exif(struct.pack("<HHII", ExifTags.IFD.Exif, 4, 1, 8))
    profile = chunk(b"iCCP", b"x\0\0" + zlib.compress(bytes(500_000_000), 9))
    text = chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(50_000_000), 9))
    frames = [Image.new("RGB", (8, 8), (i % 256, i // 256, 0)) for i in range(10_000)]
    return {
        "a million EXIF entries.png": with_chunks(png, chunk(b"eXIf", million)),
        "a million EXIF entries.jpg": with_exif(jpeg, million),
        "a million EXIF entries.webp": saved(portrait, "webp", exif=million),
        "60,000 EXIF entries that each claim all.png": with_chunks(
            png, chunk(b"eXIf", exif(*greedy, behind=bytes(9_300_000)))
        ),
        "EXIF that goes in circles.png": with_chunks(png, chunk(b"eXIf", circle)),
        "junk for colours.jpg": saved(portrait, "jpeg", icc_profile=b"junk" * 1_000_000),
        "junk for colours.png": saved(portrait, "png", icc_profile=b"junk" * 1000),
        "half a gigabyte of colours.png": with_chunks(png, profile),
        "2.5 gigabytes of text.png": with_chunks(png, text * 50),
        "300 tags that each claim all.tif": greedy_tiff(),
        "200 megapixels, 4,000 times.jpg": with_scans(
            saved(Image.new("L", (14_000, 14_000)), "jpeg", progressive=True), 4_000
        ),
        **{
            f"10,000 frames.{kind}": saved(frames[0], kind, save_all=True, append_images=frames[1:])
            for kind in ("gif", "png", "webp")
        },
    }


def greedy_tiff() -> bytes:
    """12 MB whose tags claim 3.6 GB; Pillow reads tags as soon as such a file is opened."""
    size = 12_000_000
    image = [(256, 4, 1, 8), (257, 4, 1, 8), (258, 3, 1, 8), (262, 3, 1, 1), (273, 4, 1, 8), (279, 4, 1, 64)]
    tags = image + [(40_000 + i, 1, size, 8) for i in range(300)]
    data = exif(*(struct.pack("<HHII", *tag) for tag in tags))
    return data + bytes(size + 8 - len(data))


def disguises(portrait: Image.Image) -> dict[str, bytes]:
    jpeg, page = saved(portrait, "jpeg"), b"<html><script>alert(1)</script></html>"
    return {
        "a photo and a zip.jpg": jpeg + zip_of({"a.txt": b"hello"}),
        "a photo and a page.jpg": saved(portrait, "jpeg", comment=page) + page,
        "a PNG.jpg": saved(portrait, "png"),
        "a HEIC.png": saved(portrait, "heic"),
        "a JPEG.tiff": jpeg,
    }


def no_photos() -> dict[str, bytes]:
    return {"empty.jpg": b"", "zeros.jpg": bytes(1000), "words.jpg": b"not a picture at all"}


@pytest.fixture(scope="module")
def imported(photos: PhotoPath, indexer: Indexer, tmp_path_factory: pytest.TempPathFactory) -> Imported:
    original = photos("obama.jpg").read_bytes()
    with Image.open(photos("obama.jpg")) as image:
        large = image.convert("RGB")
    portrait = large.reduce(2)
    files = {
        **faces(large),
        "obama.jpg": original,
        **sizes(large),
        **colours(portrait),
        **animations(portrait),
        **cut_off(portrait),
        **traps(portrait),
        **disguises(portrait),
        **no_photos(),
    }
    files = {name: files[name] for name in EXPECTED}
    store = Store(tmp_path_factory.mktemp("bad"))
    try:
        return imported_into(store, indexer, zip_of(files))
    finally:
        store.close()


def imported_into(store: Store, indexer: Indexer, data: bytes) -> Imported:
    job = begin_import(store, ANN, "bad.zip")
    written = store.files(ANN)
    written.write(written.incoming(job.id), data)
    models = FaceModels.load(store, indexer, FaceModelNames())
    done = Importer(store, indexer, ArchiveLimits(), models).run(job, lambda _: None, lambda: False)
    faces = store.faces(ANN, models.chosen.identity)
    by_name = {photo.name: faces.vectors[faces.photo_ids == photo.id] for photo in store.photos.all(ANN)}
    outcomes: dict[str, int | str] = {name: len(found) for name, found in by_name.items()}
    return Imported(done, outcomes | {one.name: one.reason for one in done.skipped}, by_name)


def test_each_has_its_outcome(imported: Imported) -> None:
    assert imported.outcomes == EXPECTED


def test_the_report_counts_them_all(imported: Imported) -> None:
    found = [outcome for outcome in EXPECTED.values() if isinstance(outcome, int)]
    assert imported.job.state == "done"
    assert (imported.job.added, imported.job.faces) == (len(found), sum(found))
    assert imported.job.skipped_count == len(EXPECTED) - len(found)
    assert imported.job.position == imported.job.total == len(EXPECTED)


def test_whatever_was_done_to_the_photo_it_is_the_same_person(imported: Imported) -> None:
    truth = imported.vectors["obama.jpg"][0]
    alike = {name: float((found @ truth).min()) for name, found in imported.vectors.items() if len(found)}
    assert {name: cosine for name, cosine in alike.items() if cosine < ALIKE} == {}
