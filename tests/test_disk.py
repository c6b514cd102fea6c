"""Disks that are full, or cannot be written: what was there can be searched, and everybody is told."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import DiskError
from core.store.searches import Findings, Scored
from core.store.store import Store
from core.store.verify import verify
from tests.conftest import PhotoPath
from tests.disk_process import noise
from tests.made import begin_import, directions, made_photo, put_photos
from tests.test_folder import ROOT
from tests.test_store import files_below
from tests.zips import zip_of

ANN = 1

DISK = "mount -t tmpfs -o size=14m,mode=700 none $1 && exec $2 -m tests.disk_process $1"


def test_a_disk_that_fills_up_and_one_that_cannot_be_written(tmp_path: Path) -> None:
    """With a small disk in memory, that this process may mount for itself."""
    own = ["unshare", "--user", "--map-root-user", "--mount"]
    if subprocess.run([*own, "true"], check=False, capture_output=True).returncode:
        pytest.skip("This system lets nobody mount a disk of their own: the tests with limits stand alone")
    command = [*own, "sh", "-ec", DISK, "sh", str(tmp_path), sys.executable]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT, timeout=120)
    assert done.returncode == 0, done.stderr[-3000:]


def test_an_import_that_may_write_no_large_file(tmp_path: Path, photos: PhotoPath) -> None:
    """Without a disk of one's own: the system refuses files of more than a megabyte (RLIMIT_FSIZE)."""
    store = Store(tmp_path)
    files = {f"{seed}.jpg": noise(seed) for seed in range(4)}
    files["large.png"] = photos("astronaut.png").read_bytes() + bytes(1_000_000)
    job = begin_import(store, ANN)
    store.files(ANN).write(store.files(ANN).incoming(job.id), zip_of(files))
    store.imports.run(job.id, 0)
    store.close()
    command = [sys.executable, "-m", "tests.importing_process", str(tmp_path)]
    limited = subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000)),
    )
    assert limited.stderr.splitlines()[-1] == "core.errors.DiskError: [Errno 27] File too large"
    assert verify(tmp_path).problems == ()  # even before a start has removed strays
    assert 0 < verify(tmp_path).photos < 5
    assert subprocess.run(command, check=False, capture_output=True, cwd=ROOT).returncode == 0
    store = Store(tmp_path)
    done = store.imports.get(job.id)
    assert (done.state, done.added, done.position) == ("done", 5, 5)
    store.close()
    assert verify(tmp_path).problems == ()


@pytest.fixture
def full(tmp_path: Path) -> Store:
    """A store whose database may not grow: SQLite says that the disk is full."""
    store = Store(tmp_path)
    put_photos(store, ANN, [made_photo(f"{i}.jpg", directions(i, 1)) for i in range(5)])
    ((pages,),) = store._db.tuples("PRAGMA page_count")
    store._db.execute(f"PRAGMA max_page_count = {pages}")
    return store


MANY = Findings("face", tuple(Scored(i, 90.0) for i in range(20_000)), people=6)


def test_a_search_is_kept_in_memory_where_the_disk_takes_no_more(full: Store, tmp_path: Path) -> None:
    kept = full.searches.add(ANN, MANY, ANN, 70)
    assert full._db.tuples("SELECT count(*) FROM searches") == [(0,)]
    assert full.searches.get(ANN, kept.id) == kept
    assert full.searches.get(2, kept.id) is None
    assert full.searches.advance(kept, 10)
    assert not full.searches.advance(kept, 10)  # the second of two taps
    again = full.searches.get(ANN, kept.id)
    assert again is not None
    assert again.shown == 10
    full.searches.tick(kept, 4)
    again = full.searches.get(ANN, kept.id)
    assert again is not None
    assert (again.shown, again.ticked) == (10, 1 << 4)
    full.searches.forget(ANN)
    assert full.searches.get(ANN, kept.id) is None
    full.close()


def test_what_came_in_part_goes_though_the_database_cannot_be_told(tmp_path: Path) -> None:
    """It may be what has filled the disk."""
    store = Store(tmp_path)
    job = begin_import(store, ANN)
    arriving = store.files(ANN).arriving(job.id)
    arriving.parent.mkdir(parents=True, exist_ok=True)
    arriving.write_bytes(b"half")
    store._db.execute("PRAGMA query_only = 1")
    with pytest.raises(DiskError):
        store.finish_import(job, "failed")
    assert not arriving.exists()
    store._db.execute("PRAGMA query_only = 0")
    store.finish_import(job, "failed")
    assert store.imports.get(job.id).state == "failed"
    store.close()


def test_a_batch_that_the_database_does_not_take_leaves_nothing(full: Store, tmp_path: Path) -> None:
    before = files_below(tmp_path / "chats")
    photos = [made_photo(f"new {'x' * 5000} {i}.jpg", directions(i, 1)) for i in range(50)]
    with pytest.raises(DiskError):
        put_photos(full, ANN, photos)
    left = files_below(tmp_path / "chats") - before
    assert not any("vectors" in name for name in left)  # photos are the importer's, who removes them
    assert full.photos.count(ANN) == 5
    full.close()
