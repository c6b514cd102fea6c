"""Encryption at rest: what is on the disk, and what a wrong key, a changed file or a swapped one comes to."""

import errno
import io
import os
import random
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pytest

from bot.keys import KeyUnreadableError, key_of
from core.errors import DataKeyError, DiskError
from core.intake.archive import Archive, ArchiveLimits
from core.originals import originals_of, packed
from core.store.files import ChatFiles
from core.store.profiles import Selfie
from core.store.seals import ID_BYTES, BrokenSealError, Seal, SealedReader, SealedWriter, plain_size
from core.store.store import Store
from tests.made import MODEL, directions, made_photo, put_photos
from tests.zips import zip_of

ANN, BOB = 1, -1002
KEY, OTHER = bytes(range(32)), bytes(32)
PIECE = 100
SIZES = (0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 5 * PIECE + 7)
PLACE = "photos/a.jpg"


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.store.seals.PIECE", PIECE)


def sealed(data: bytes, place: str = PLACE, key: bytes = KEY) -> bytes:
    file = io.BytesIO()
    writer = SealedWriter(file, Seal(key), place)
    for start in range(0, len(data), 33):
        writer.write(data[start : start + 33])
    writer.close()
    return file.getvalue()


def reader(data: bytes, place: str = PLACE, key: bytes = KEY) -> io.BufferedReader:
    return io.BufferedReader(SealedReader(io.BytesIO(data), Seal(key), place))


@pytest.mark.parametrize("size", SIZES)
def test_what_is_sealed_comes_back(small_pieces: None, size: int) -> None:
    data = random.Random(size).randbytes(size)
    kept = sealed(data)
    assert plain_size(len(kept)) == size
    assert reader(kept).read() == data
    assert all(data[start : start + 16] not in kept for start in range(size - 16))


def test_a_file_can_be_read_from_anywhere_in_it(small_pieces: None) -> None:
    chance = random.Random(1)
    data = chance.randbytes(SIZES[-1])
    one, other = reader(sealed(data)), io.BytesIO(data)
    for _ in range(300):
        offset, count = chance.randrange(len(data) + 20), chance.randrange(3 * PIECE)
        assert one.seek(offset) == other.seek(offset)
        assert one.read(count) == other.read(count)
        assert one.tell() == other.tell()
    assert one.seek(-5, os.SEEK_END) == other.seek(-5, os.SEEK_END)
    assert one.read() == other.read()


def test_the_same_twice_looks_different(small_pieces: None) -> None:
    assert len({sealed(b"the same") for _ in range(50)}) == 50


@pytest.mark.parametrize("place", range(0, len(sealed(b"pixels")), 3))
def test_a_changed_byte_is_noticed(place: int) -> None:
    kept = bytearray(sealed(b"pixels"))
    kept[place] ^= 1
    with pytest.raises(BrokenSealError):
        reader(bytes(kept)).read()


def pieces_of(kept: bytes) -> tuple[bytes, list[bytes]]:
    step = PIECE + Seal.OVERHEAD
    rest = kept[ID_BYTES:]
    return kept[:ID_BYTES], [rest[start : start + step] for start in range(0, len(rest), step)]


@pytest.mark.parametrize(
    "harm",
    [
        lambda pieces: pieces[:-1],  # the end is cut off, at a seam
        lambda pieces: pieces[1:],
        lambda pieces: [pieces[1], pieces[0], *pieces[2:]],
        lambda pieces: [pieces[0], pieces[0], *pieces[2:]],
        lambda pieces: [*pieces, pieces[-1]],
        lambda pieces: [*pieces[:-1], pieces[-1][:-1]],
        lambda pieces: [pieces[-1]],
        lambda pieces: [],
    ],
)
def test_pieces_cannot_be_moved_or_left_out(
    small_pieces: None, harm: Callable[[list[bytes]], list[bytes]]
) -> None:
    head, pieces = pieces_of(sealed(bytes(5 * PIECE)))
    with pytest.raises(BrokenSealError):
        reader(head + b"".join(harm(pieces))).read()


def test_a_piece_of_a_former_file_of_this_name_is_noticed(small_pieces: None) -> None:
    head, pieces = pieces_of(sealed(bytes(3 * PIECE)))
    _, former = pieces_of(sealed(bytes(3 * PIECE)))
    with pytest.raises(BrokenSealError):
        reader(head + b"".join([pieces[0], former[1], pieces[2]])).read()


@pytest.mark.parametrize("data", [b"", b"short", b"\xff\xd8\xff\xe0 a plain JPEG that was put there"])
def test_what_was_never_sealed_is_no_file(data: bytes) -> None:
    with pytest.raises(BrokenSealError):
        reader(data).read()


def test_a_file_belongs_to_its_place_and_its_key() -> None:
    with pytest.raises(BrokenSealError):
        reader(sealed(b"pixels"), "photos/b.jpg").read()
    with pytest.raises(BrokenSealError):
        reader(sealed(b"pixels"), key=OTHER).read()


# A folder


def fill(store: Store, chat_id: int) -> dict[str, bytes]:
    """A gallery with a profile, a zip on its way in, and what none of its files may show."""
    photos = [made_photo(f"trip/{name}.jpg", directions(seed, 3)) for seed, name in enumerate(("one", "two"))]
    put_photos(store, chat_id, photos)
    found = store.photos.all(chat_id)
    texts = directions(9, 2)
    store.append_texts(chat_id, found, texts, "words@1")
    me = directions(11, 1)[0]
    store.add_selfie(chat_id, 77, "en", Selfie(MODEL, me, 0.5))
    files = store.files(chat_id)
    job = store.imports.begin(chat_id, "more.zip", "en")
    zipped = zip_of({"secret.jpg": b"a photo that is on its way"})
    files.write(files.incoming(job.id), zipped)
    return {
        "original": b"one.jpg",  # all that made photos hold
        "preview": photos[0].encoded.preview[:64],
        "faces": photos[0].encoded.faces.vectors.tobytes(),
        "texts": texts.tobytes(),
        "me": me.tobytes(),
        "zip": b"a photo that is on its way",
    }


def held(folder: Path, secret: bytes, but: str = "") -> list[str]:
    files = [path for path in folder.rglob("*") if path.is_file() and not (but and but in path.name)]
    return [path.name for path in files if secret in path.read_bytes()]


@pytest.mark.parametrize("key", [None, KEY], ids=["plain", "sealed"])
def test_nothing_of_a_gallery_is_plain_on_the_disk(tmp_path: Path, key: bytes | None) -> None:
    with closing(Store(tmp_path, key)) as store:
        assert store.is_sealed is (key is not None)
        secrets = fill(store, ANN)
        for what, secret in secrets.items():
            # The names of photos stand in the database, which is not encrypted.
            shown = held(tmp_path, secret, "galleries.sqlite" if what == "original" else "")
            assert bool(shown) is (key is None), what
    with closing(Store(tmp_path, key)) as store:
        photos = store.photos.all(ANN)
        assert store.read_preview(ANN, photos[0])[:64] == secrets["preview"]
        assert store.faces(ANN, MODEL).vectors[:3].tobytes() == secrets["faces"]
        assert store.text_vectors(ANN, "words@1")[0].tobytes() == secrets["texts"]
        profile = store.profiles.get(ANN, 77)
        assert profile is not None
        assert store.profiles.selfies(profile.id, MODEL)[0].tobytes() == secrets["me"]
        files = store.files(ANN)
        (job,) = store.imports.unfinished("receiving")
        with Archive(files.incoming(job.id), ArchiveLimits(), open_file=files.open) as archive:
            assert [archive.read(entry) for entry in archive.entries] == [secrets["zip"]]


def test_zips_that_go_out_are_sealed_and_leave_nothing(tmp_path: Path) -> None:
    with closing(Store(tmp_path, KEY)) as store:
        put_photos(store, ANN, [made_photo(f"{name}.jpg") for name in ("one", "two")])
        found = originals_of(store, ANN, store.photos.ids(ANN))
        assert [original.size for original in found] == [7, 7]
        with packed(store, ANN, found) as zipped:
            assert held(tmp_path, b"one.jpg", "galleries.sqlite") == []
            data = zipped.read()
        assert b"one.jpg" in data
        assert list((tmp_path / "chats" / str(ANN) / "outgoing").iterdir()) == []


def test_files_cannot_take_each_others_places(tmp_path: Path) -> None:
    with closing(Store(tmp_path, KEY)) as store:
        for chat_id in (ANN, BOB):
            put_photos(store, chat_id, [made_photo("one.jpg", directions(1, 2)), made_photo("two.jpg")])
        one, two = (store.preview(ANN, photo) for photo in store.photos.all(ANN))
        theirs = store.preview(BOB, store.photos.all(BOB)[0])
        mine = one.read_bytes()
        for other in (two, theirs):  # another's name, and the same name in another chat
            one.write_bytes(other.read_bytes())
            with pytest.raises(BrokenSealError):
                store.read_preview(ANN, store.photos.all(ANN)[0])
        one.write_bytes(mine)
        store.read_preview(ANN, store.photos.all(ANN)[0])


def test_a_profile_cannot_take_another_ones_place(tmp_path: Path) -> None:
    with closing(Store(tmp_path, KEY)) as store:
        for user_id, seed in ((7, 1), (8, 2)):
            store.add_selfie(ANN, user_id, None, Selfie(MODEL, directions(seed, 1)[0], 1.0))
        first, second = (store.profiles.get(ANN, user_id) for user_id in (7, 8))
        assert first is not None
        assert second is not None
        np.testing.assert_array_equal(store.profiles.selfies(first.id, MODEL)[0], directions(1, 1))
        store._db.execute(
            "UPDATE profile_selfies SET vector = (SELECT vector FROM profile_selfies WHERE profile_id = ?) "
            "WHERE profile_id = ?",
            [second.id, first.id],
        )
        with pytest.raises(BrokenSealError):
            store.profiles.selfies(first.id, MODEL)


def test_another_key_or_none_does_not_open_the_folder(tmp_path: Path) -> None:
    Store(tmp_path, KEY).close()
    with pytest.raises(DataKeyError, match="not the key"):
        Store(tmp_path, OTHER)
    with pytest.raises(DataKeyError, match="Set DATA_KEY"):
        Store(tmp_path)
    Store(tmp_path, KEY).close()


def test_a_plain_folder_with_photos_does_not_open_with_a_key(tmp_path: Path) -> None:
    with closing(Store(tmp_path)) as store:
        put_photos(store, ANN, [made_photo("one.jpg")])
    with pytest.raises(DataKeyError, match="files are plain"):
        Store(tmp_path, KEY)
    Store(tmp_path).close()


def test_a_plain_folder_without_any_file_is_sealed_from_then_on(tmp_path: Path) -> None:
    with closing(Store(tmp_path)) as store:
        store.chats.set_face_level(ANN, 80)
    with closing(Store(tmp_path, KEY)) as store:
        assert store.is_sealed
        assert store.chats.settings(ANN).face_level == 80


def test_a_chat_cannot_open_what_another_ones_key_has_sealed(tmp_path: Path) -> None:
    with closing(Store(tmp_path, KEY)) as store:
        files, others = store.files(ANN), store.files(BOB)
        files.write(files.preview("a"), b"pixels")
        with pytest.raises(BrokenSealError):
            others.read(files.preview("a"))
        assert files.read(files.preview("a")) == b"pixels"
    with closing(Store(tmp_path / "other", KEY)) as other, pytest.raises(BrokenSealError):
        other.files(ANN).read(files.preview("a"))  # another folder has another salt


@pytest.mark.parametrize("seal", [None, Seal(KEY)], ids=["plain", "sealed"])
def test_what_came_plain_is_sealed(tmp_path: Path, seal: Seal | None) -> None:
    files = ChatFiles(tmp_path, ANN, seal)
    arrived, path, part = files.arriving(1), files.incoming(1), files.coming / "a.part"
    path.parent.mkdir(parents=True)
    arrived.write_bytes(b"all of it")
    files.take(arrived, path)
    assert (path.read_bytes() == b"all of it") is (seal is None)
    assert files.read(path) == b"all of it"
    files.copy(path, part)
    assert (part.read_bytes() == b"all of it") is (seal is None)
    assert files.read(part) == b"all of it"
    assert {one.name for one in path.parent.iterdir()} == {"1.zip", "a.part"}


@pytest.mark.parametrize("seal", [None, Seal(KEY)], ids=["plain", "sealed"])
def test_a_file_that_cannot_be_written_to_its_end_gets_no_name(tmp_path: Path, seal: Seal | None) -> None:
    files = ChatFiles(tmp_path, ANN, seal)

    def write(file: BinaryIO) -> None:
        file.write(b"half of it")
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(DiskError, match="No space"):
        files.fill(files.preview("a"), write)
    assert not files.preview("a").exists()


# The key, as it is written


def test_keys_are_read_from_base64_and_from_a_file(tmp_path: Path) -> None:
    written = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    assert key_of(written) == KEY
    (tmp_path / "key").write_text(f"{written}\n")
    assert key_of(tmp_path / "key") == KEY


@pytest.mark.parametrize(
    "written", ["", "secret", "AAEC", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=AAEC", "ổ"]
)
def test_keys_that_are_none(tmp_path: Path, written: str) -> None:
    with pytest.raises(KeyUnreadableError, match="openssl rand -base64 32"):
        key_of(written)
    with pytest.raises(KeyUnreadableError, match="The key file"):
        key_of(tmp_path / "missing")


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "not the key that this data folder"),
        ("", "This data folder is encrypted"),
        ("swordfish", "32 random bytes in base64"),
    ],
)
def test_the_bot_says_what_is_wrong_with_the_key_and_ends(tmp_path: Path, key: str, sentence: str) -> None:
    Store(tmp_path / "local", KEY).close()
    environment = {
        "DATA_DIR": str(tmp_path),
        "DATA_KEY": key,
        "LOCAL_CHAT_PORT": "0",
        "PATH": os.environ["PATH"],
    }
    root = Path(__file__).parent.parent
    command = [sys.executable, "-m", "bot"]
    done = subprocess.run(
        command, env=environment, cwd=root, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert not key or key not in done.stderr + done.stdout
