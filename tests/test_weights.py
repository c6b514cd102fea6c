"""Fetching UForm's weights from a hub on this machine, whatever happens on the way."""

import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.text_weights import ProgressLog
from core.encoders import hub as core_hub
from core.encoders.uform import UForm, fetch
from core.errors import WeightsMissingError
from tests.checkpoints import MODEL, checkpoint_files, use_cache
from tests.hub import COMMIT, Hub, environment, serving, use_hub

LARGE = "image_encoder.onnx"
ROOT = Path(__file__).parent.parent


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    use_cache(tmp_path / "hub", monkeypatch)
    return tmp_path / "hub"


@pytest.fixture
def hub(cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with serving(Hub(MODEL, checkpoint_files() | {"README.md": b"not wanted"})) as opened:
        use_hub(opened.address, monkeypatch)
        yield opened


def blobs(cache: Path) -> list[Path]:
    return list(cache.glob("*/blobs/*"))


def test_what_is_fetched_is_used(hub: Hub) -> None:
    steps: list[tuple[int, int]] = []
    folder = fetch(MODEL, on_progress=lambda done, total: steps.append((done, total)))
    wanted = checkpoint_files()
    assert sorted(hub.asked) == sorted(wanted)
    assert all((folder / name).read_bytes() == content for name, content in wanted.items())
    size = sum(map(len, wanted.values()))
    assert (steps[0], steps[-1]) == ((0, size), (size, size))
    assert steps == sorted(steps)
    assert UForm(MODEL).identity == f"{MODEL}@{COMMIT[:12]}"


def test_nothing_is_fetched_twice(hub: Hub) -> None:
    fetch(MODEL)
    fetch(MODEL)
    assert len(hub.asked) == 4
    fetch(MODEL, again=True)
    assert len(hub.asked) == 8


def test_a_slow_one_is_seen_to_grow(hub: Hub) -> None:
    hub.files[LARGE] += bytes(20 << 20)  # bytes after the model that onnxruntime does not read
    hub.troubles[LARGE] = "slow"
    steps: list[int] = []
    fetch(MODEL, on_progress=lambda done, _: steps.append(done))
    total = sum(map(len, hub.files.values())) - len(hub.files["README.md"])
    assert steps == sorted(steps)
    assert steps[-1] == total
    assert [step for step in steps if total * 0.3 < step < total * 0.7]


def test_a_connection_that_breaks_once_goes_on_where_it_was(hub: Hub) -> None:
    hub.troubles[LARGE] = "breaks once"
    fetch(MODEL)
    assert hub.asked.count(LARGE) == 2
    assert UForm(MODEL).dimensions


def test_a_connection_that_breaks(hub: Hub, cache: Path) -> None:
    hub.troubles[LARGE] = "breaks"
    with pytest.raises(WeightsMissingError, match="the connection broke off") as caught:
        fetch(MODEL)
    assert caught.value.reason == "broken_off"
    with pytest.raises(WeightsMissingError):
        UForm(MODEL)
    assert not [blob for blob in blobs(cache) if blob.suffix == ".incomplete"]
    del hub.troubles[LARGE]
    hub.asked.clear()
    fetch(MODEL)
    assert hub.asked == [LARGE]
    assert UForm(MODEL).dimensions


@pytest.mark.parametrize("name", ["config.json", LARGE])
def test_wrong_content(hub: Hub, name: str) -> None:
    hub.troubles[name] = "wrong"
    with pytest.raises(WeightsMissingError, match=f"damaged: {name}") as caught:
        fetch(MODEL)
    assert caught.value.reason == "damaged"
    del hub.troubles[name]
    hub.asked.clear()
    fetch(MODEL)
    assert hub.asked == [name]
    assert UForm(MODEL).dimensions


def test_a_file_that_the_hub_does_not_give(hub: Hub) -> None:
    hub.troubles[LARGE] = "404"
    with pytest.raises(WeightsMissingError, match="no such model") as caught:
        fetch(MODEL)
    assert caught.value.reason == "not_found"


def test_a_model_without_a_file_that_is_needed(hub: Hub) -> None:
    del hub.files[LARGE]
    with pytest.raises(WeightsMissingError, match=f"{LARGE} is missing") as caught:
        fetch(MODEL)
    assert caught.value.reason == "not_found"


@pytest.mark.parametrize("name", ["nobody/has-this", "no/such/model", "unum-cloud/uform3 small", ""])
def test_a_model_that_is_none(hub: Hub, name: str) -> None:
    with pytest.raises(WeightsMissingError, match="no such model") as caught:
        fetch(name)
    assert caught.value.reason == "not_found"


def test_a_hub_where_nobody_listens(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_hub("http://127.0.0.1:9", monkeypatch)
    with pytest.raises(WeightsMissingError, match="the hub cannot be reached") as caught:
        fetch(MODEL)
    assert caught.value.reason == "unreachable"
    assert "\n" not in str(caught.value)


def test_a_full_disk() -> None:
    """As the client tells it: out of a write, or as the cause of another error."""
    full = OSError(28, "No space left on device")
    later = RuntimeError("could not be written")
    later.__cause__ = full
    assert [core_hub._reason(error, begun=True) for error in (full, later)] == ["no_space"] * 2


def test_parts_that_nobody_writes_any_more_are_removed(hub: Hub, cache: Path) -> None:
    folder = cache / f"models--{MODEL.replace('/', '--')}" / "blobs"
    folder.mkdir(parents=True)
    old, new = folder / "a.1.incomplete", folder / "a.2.incomplete"
    for part in (old, new):
        part.write_bytes(b"half")
    hours_ago = time.time() - 2 * core_hub.STALE_SECONDS
    os.utime(old, (hours_ago, hours_ago))
    fetch(MODEL)
    assert (old.exists(), new.exists()) == (False, True)


@pytest.mark.parametrize("name", ["config.json", LARGE])
def test_a_damaged_file_alone_is_fetched_again(hub: Hub, name: str) -> None:
    blob = (fetch(MODEL) / name).resolve()
    blob.write_bytes(blob.read_bytes()[:-1] + b"?")
    with pytest.raises(WeightsMissingError, match="damaged"):
        UForm(MODEL)
    hub.asked.clear()
    fetch(MODEL)
    assert hub.asked == [name]
    assert UForm(MODEL).dimensions


def test_progress_is_said_now_and_then() -> None:
    said: list[str] = []
    log = ProgressLog(said.append)
    for done in range(0, 101_000_000, 1_000_000):
        log.note(done, 100_000_000)
    assert said == [f"{done} of 100 MB" for done in range(10, 101, 10)]


def test_progress_that_is_slow_is_said_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.text_weights.LOG_SECONDS", 0)
    said: list[str] = []
    log = ProgressLog(said.append)
    for done in (0, 0, 1_000_000, 1_000_000, 2_000_000):
        log.note(done, 100_000_000)
    assert said == ["1 of 100 MB", "2 of 100 MB"]


def make_weights(environment: dict[str, str], cwd: Path) -> tuple[int, str, str]:
    """What `make weights` does, in a folder without a .env."""
    ours = {"PYTHONPATH": str(ROOT), "FACE_MODEL": "", "FACE_DETECTOR": "", "TEXT_MODEL": MODEL}
    done = subprocess.run(
        [sys.executable, "-m", "bot.weights"],
        check=False,
        env={**ours, **environment},
        cwd=cwd,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout, done.stderr


def test_make_weights(hub: Hub, cache: Path, tmp_path: Path) -> None:
    code, out, err = make_weights(environment(hub.address, cache, TEXT_MODEL=MODEL), tmp_path)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == f"Fetching {MODEL} …"
    assert lines[-1].startswith(f"All weights are there: {MODEL} in {cache}")
    assert len(hub.asked) == 4
    assert UForm(MODEL).dimensions
    again = make_weights(environment(hub.address, cache, TEXT_MODEL=MODEL), tmp_path)
    assert (again[0], len(hub.asked)) == (0, 4)


def test_make_weights_where_none_are_needed(cache: Path, tmp_path: Path) -> None:
    nowhere = environment("http://127.0.0.1:9", cache, TEXT_MODEL="basic")
    code, out, err = make_weights(nowhere, tmp_path)
    assert (code, err) == (0, "")
    assert "need no weights" in out


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"TEXT_MODEL": MODEL}, "the hub cannot be reached"),
        ({"TEXT_MODEL": "basic", "FACE_MODEL": "Facenet"}, "Facenet needs facenet_weights.onnx in "),
        ({"TEXT_MODEL": "basic", "FACE_MODEL": "Nobody"}, "DeepFace has no facial_recognition 'Nobody'"),
        ({"WORKERS": "many"}, "A setting is not right"),
    ],
)
def test_make_weights_says_what_is_wrong(
    cache: Path, tmp_path: Path, settings: dict[str, str], sentence: str
) -> None:
    names = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")
    proxies = dict.fromkeys(names, "http://127.0.0.1:9")
    home = {"DEEPFACE_HOME": str(tmp_path), "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    nowhere = environment("http://127.0.0.1:9", cache, **proxies, **home)
    code, _, err = make_weights(nowhere | settings, tmp_path)
    assert code == 2
    assert sentence in err
    assert "Traceback" not in err


def test_the_log_of_the_client_is_no_trouble(hub: Hub, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        fetch(MODEL)
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
