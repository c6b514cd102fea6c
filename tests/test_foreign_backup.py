"""Backups from somebody else: whatever is in them, nothing outside of the folder is touched."""

import io
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from core.errors import FolderError
from core.store.backup import back_up, restore
from core.store.named import DATABASE
from core.store.store import Store
from core.store.verify import verify
from tests.made import begin_import, directions, made_photo, put_photos

ANN = 1
SECRET = "secret.txt"
"""Lies beside the folder of the galleries."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Galleries with a file of each kind, and something beside them that is none of theirs."""
    store = Store(tmp_path / "data")
    put_photos(store, ANN, [made_photo("a.jpg", directions(1, 1))])
    store.imports.run(begin_import(store, ANN).id, 0)
    store.close()
    (tmp_path / SECRET).write_bytes(b"secret")
    return tmp_path / "data"


def change(folder: Path, *sql: str) -> None:
    with closing(sqlite3.connect(folder / DATABASE)) as connection, connection:
        for one in sql:
            connection.execute(one)


CHANGES = [
    "UPDATE chats SET home = '../..'",
    "UPDATE chats SET home = '../../outside'",
    "UPDATE chats SET home = '{outside}'",
    "UPDATE chats SET home = ''",
    "UPDATE chats SET home = '..'",
    "UPDATE photos SET suffix = '/../../../../../secret.txt'",
    "UPDATE photos SET sha256 = '{outside}'",
    "UPDATE photos SET sha256 = '..', suffix = ''",
    "UPDATE photos SET suffix = '.jpg' || char(0)",
    "UPDATE photos SET suffix = x'2e6a7067'",
    "UPDATE segments SET file = '../../../../secret.txt'",
    "UPDATE segments SET file = '{outside}/secret.txt'",
    "INSERT INTO parts SELECT id, 'a', 0, 1, '../../../../secret.txt', '9999', NULL FROM chats",
]


@pytest.mark.parametrize("sql", CHANGES)
def test_rows_that_name_what_is_outside_are_refused(folder: Path, tmp_path: Path, sql: str) -> None:
    change(folder, sql.format(outside=tmp_path / "outside"))
    before = everything(tmp_path)
    file, new = tmp_path / "backup.tar", tmp_path / "new"
    with tarfile.open(file, "w") as tar:
        tar.add(folder / DATABASE, DATABASE)
    with pytest.raises(FolderError, match="none of the bot's files"):
        restore(file, new)
    assert not (new / DATABASE).exists()
    with pytest.raises(FolderError, match="none of the bot's files"):
        verify(folder)
    with pytest.raises(FolderError, match="none of the bot's files"):
        back_up(folder, tmp_path / "another.tar")
    assert everything(tmp_path) >= before


def test_a_gallery_that_is_elsewhere_is_not_deleted(folder: Path, tmp_path: Path) -> None:
    """A database may change its rows by itself, after everything was looked at."""
    (tmp_path / "outside").mkdir()
    store = Store(folder)
    change(folder, "UPDATE chats SET home = '../../outside'")
    with pytest.raises(FolderError, match="none of the bot's files"):
        store.delete_chat(ANN)
    assert (tmp_path / "outside").is_dir()
    store.close()


def everything(folder: Path) -> set[tuple[Path, bytes]]:
    return {(path, path.read_bytes()) for path in folder.rglob("*") if path.name in {SECRET, "a.jpg"}}


Member = Callable[[tarfile.TarFile, str, Path], None]


def linked(kind: bytes) -> Member:
    def add(tar: tarfile.TarFile, name: str, outside: Path) -> None:
        member = tarfile.TarInfo(name)
        member.type, member.linkname = kind, str(outside)
        tar.addfile(member)

    return add


def sparse(tar: tarfile.TarFile, name: str, _: Path) -> None:
    """A terabyte of nothing."""
    member = tarfile.TarInfo(name)
    member.pax_headers = {
        "GNU.sparse.major": "0",
        "GNU.sparse.minor": "1",
        "GNU.sparse.map": "0,0",
        "GNU.sparse.size": str(1 << 40),
    }
    tar.addfile(member)


@pytest.mark.parametrize(
    "add", [*map(linked, (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE)), sparse]
)
def test_members_that_are_no_plain_files_are_left_out(folder: Path, tmp_path: Path, add: Member) -> None:
    file, new = tmp_path / "backup.tar", tmp_path / "new"
    photo = next((folder / "chats").glob("*/photos/*"))
    with tarfile.open(file, "w", format=tarfile.PAX_FORMAT) as tar:
        tar.add(folder / DATABASE, DATABASE)
        add(tar, str(photo.relative_to(folder)), tmp_path / SECRET)
    restore(file, new)
    assert {path.name for path in new.rglob("*") if not path.is_dir()} == {DATABASE, ".lock"}
    assert [one for one in verify(new).problems if one.endswith("it is gone")]
    with tarfile.open(file, "w", format=tarfile.PAX_FORMAT) as tar:
        add(tar, DATABASE, folder / DATABASE)
    (new / DATABASE).unlink()
    with pytest.raises(FolderError, match="no whole backup"):
        restore(file, new)
    assert (tmp_path / SECRET).read_bytes() == b"secret"


def test_of_a_member_that_is_there_twice_one_is_taken(folder: Path, tmp_path: Path) -> None:
    file, new = tmp_path / "backup.tar", tmp_path / "new"
    photo = next((folder / "chats").glob("*/photos/*"))
    back_up(folder, file)
    with tarfile.open(file, "a") as tar:
        member = tarfile.TarInfo(str(photo.relative_to(folder)))
        member.size = 5
        tar.addfile(member, io.BytesIO(b"other"))
    restore(file, new)
    assert (new / photo.relative_to(folder)).read_bytes() == b"other"
    assert [one for one in verify(new).problems if "not the photo that was imported" in one]
