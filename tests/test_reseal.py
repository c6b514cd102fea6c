"""The same galleries with a key, with another one, and without."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.errors import DataKeyError, FolderError
from core.intake.split import Part
from core.parts import SplitZips
from core.store.backup import Copied
from core.store.named import DATABASE
from core.store.profiles import Selfie
from core.store.reseal import reseal
from core.store.store import Store
from core.store.verify import verify
from tests.made import MODEL, directions, made_photo, put_photos
from tests.test_folder import run_bot
from tests.test_store import files_below

ANN, BOB, USER = 1, -1002, 77
KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
SELFIE = directions(3, 1)[0]


@contextmanager
def opened(folder: Path, key: bytes | None) -> Iterator[Store]:
    store = Store(folder, key)
    try:
        yield store
    finally:
        store.close()


def fill(folder: Path, key: bytes | None) -> None:
    with opened(folder, key) as store:
        for chat_id in (ANN, BOB):
            put_photos(store, chat_id, [made_photo(f"Trip/{i}.jpg", directions(i, i)) for i in range(4)])
        store.add_selfie(ANN, USER, "en", Selfie(MODEL, SELFIE, 0.8))
        job = store.imports.begin(BOB, "photos.zip", "en")
        files = store.files(BOB)
        files.write(files.incoming(job.id), b"PK, and the whole of a zip")
        store.imports.run(job.id, 0)
        store.imports.begin(BOB, "coming.zip", "en")
        parts = SplitZips(store)
        arrived = parts.place(ANN)
        arrived.write_bytes(b"PK, and a part of a zip")
        parts.add(ANN, Part("cut.zip", 1, spanned=False), arrived)


def content(folder: Path, key: bytes | None) -> dict[str, bytes]:
    """Everything that is kept, as it is read."""
    with opened(folder, key) as store:
        found = {}
        for chat_id in store.chats.ids():
            files = store.files(chat_id)
            for path in files.folder.rglob("*.*"):
                found[str(path.relative_to(folder))] = files.read(path)
            found[f"faces of {chat_id}"] = store.faces(chat_id, MODEL).vectors.tobytes()
        (profile,) = store.profiles.told(ANN) or [store.profiles.ensure(ANN, USER, "en")]
        found["selfies"] = store.profiles.selfies(profile.id, MODEL)[0].tobytes()
        return found


@pytest.mark.parametrize(("key", "new_key"), [(None, KEY), (KEY, OTHER), (KEY, None), (None, None)], ids=str)
def test_it_is_all_there_and_sealed_as_wanted(
    tmp_path: Path, key: bytes | None, new_key: bytes | None
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    fill(old, key)
    before = {path: (old / path).read_bytes() for path in files_below(old)}
    assert reseal(old, key, new, new_key) == Copied(20, ())
    assert {path: (old / path).read_bytes() for path in before} == before
    assert verify(new, new_key).problems == ()
    everything = b"".join((new / path).read_bytes() for path in files_below(new))
    kept = content(new, new_key)
    assert kept == content(old, key)
    assert kept["selfies"] == SELFIE.tobytes()
    for what, data in kept.items():
        if not what.startswith("faces of"):
            assert (data[-64:] in everything) is (new_key is None), what
    for wrong in {KEY, OTHER} - {new_key} if new_key else set():
        with pytest.raises(DataKeyError):
            Store(new, wrong)


def test_what_is_gone_or_broken_is_named(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    fill(old, KEY)
    gone, broken = sorted((old / "chats" / str(ANN) / "photos").iterdir())[:2]
    gone.unlink()
    broken.write_bytes(broken.read_bytes()[:-1] + b"!")
    lost = tuple(str(path.relative_to(old)) for path in (gone, broken))
    resealed = reseal(old, KEY, new, OTHER)
    assert (resealed.files, set(resealed.lost)) == (18, set(lost))
    assert {problem.partition(":")[0] for problem in verify(new, OTHER).problems} == set(lost)


def test_where_it_does_not_begin(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    with pytest.raises(FolderError, match="There are no galleries"):
        reseal(old, None, new, KEY)
    fill(old, KEY)
    for wrong in (OTHER, None):
        with pytest.raises(DataKeyError):
            reseal(old, wrong, new, None)
    assert files_below(new) <= {".lock"}
    with opened(old, KEY), pytest.raises(FolderError, match="Another bot is at work"):
        reseal(old, KEY, new, OTHER)
    reseal(old, KEY, new, OTHER)
    with pytest.raises(FolderError, match="has galleries already"):
        reseal(old, KEY, new, OTHER)


def test_the_command(tmp_path: Path) -> None:
    old, new, key_file = tmp_path / "old", tmp_path / "new", tmp_path / "key"
    fill(old / "local", None)
    refused = run_bot(old, "reseal", str(new), "--key-file", str(key_file))
    assert (refused.returncode, refused.stderr) == (2, "The key file cannot be read\n")
    key_file.write_bytes(base64.b64encode(KEY))
    done = run_bot(old, "reseal", str(new / "local"), "--key-file", str(key_file))
    assert (done.returncode, done.stdout) == (
        0,
        f"{new / 'local'}: the database and 20 files.\nNothing was missing.\n",
    )
    assert (new / "local" / DATABASE).exists()
    checked = run_bot(new, "verify", DATA_KEY_FILE=str(key_file))
    assert (checked.returncode, "All is whole." in checked.stdout) == (0, True)
    plain = run_bot(old, "verify", DATA_KEY_FILE=str(key_file))
    assert plain.returncode == 0
