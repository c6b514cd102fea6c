"""Who may open a folder of galleries: one bot at a time, and none that is older than it."""

import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from core.errors import FolderError
from core.store.named import DATABASE
from core.store.store import Store
from tests.made import made_photo, put_photos
from tests.test_store import files_below

ROOT = Path(__file__).parent.parent


def run_bot(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """The command as an operator starts it, until it ends by itself."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        env={"DATA_DIR": str(folder), "PATH": "", "LOCAL_CHAT_PORT": "0", "TEXT_MODEL": "basic", **settings},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def from_the_future(folder: Path) -> None:
    """As a release leaves it that has one more migration."""
    with closing(sqlite3.connect(folder / DATABASE)) as connection, connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
            "VALUES ('photo-finder', 'm999_flying_cameras', '2030-01-01')"
        )


def test_a_second_bot_refuses_to_start(tmp_path: Path) -> None:
    store = Store(tmp_path / "local")
    put_photos(store, 1, [made_photo("a.jpg")])
    files = store.files(1)
    files.write(files.original("0" * 64, ".jpg"), b"about to be named")
    before = files_below(tmp_path)
    second = run_bot(tmp_path)
    assert second.returncode == 2
    assert second.stderr == (
        f"Another bot is at work in {tmp_path / 'local'}. Stop it first, or set another DATA_DIR.\n"
    )
    assert files_below(tmp_path) == before
    store.close()


def test_a_bot_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    code = (
        "import sys; from core.store.store import Store; s = Store(__import__('pathlib').Path(sys.argv[1]));"
    )
    command = [sys.executable, "-c", f"{code} print(flush=True); sys.stdin.read()", str(tmp_path)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
    assert process.stdout is not None
    assert process.stdin is not None
    with process.stdin, process.stdout:
        process.stdout.readline()
        with pytest.raises(FolderError, match="Another bot"):
            Store(tmp_path)
        process.kill()
        process.wait()
    began = time.monotonic()
    Store(tmp_path).close()
    assert time.monotonic() - began < 1


def test_a_folder_from_a_newer_release_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    store = Store(tmp_path / "local")
    put_photos(store, 1, [made_photo("a.jpg")])
    store.close()
    (tmp_path / "local" / "chats" / "1" / "photos" / "new in that release").write_bytes(b"")
    from_the_future(tmp_path / "local")
    before = {name: (tmp_path / name).read_bytes() for name in files_below(tmp_path)}
    for arguments in ((), ("backup", str(tmp_path / "backup.tar"))):
        refused = run_bot(tmp_path, *arguments)
        assert refused.returncode == 2
        assert "newer release of the bot (m999_flying_cameras). Run that release" in refused.stderr
        assert "Traceback" not in refused.stderr
    kept = {name: (tmp_path / name).read_bytes() for name in files_below(tmp_path) if name in before}
    assert kept == before
