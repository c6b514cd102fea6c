"""A few seconds of what `python -m tests.fuzz` does for as long as wanted, and all that it ever found."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.fuzz import archives, images, live, queries
from tests.fuzz.fuzzing import keep
from tests.fuzz.live import LiveBot, live_bot
from tests.fuzz.target import Run, Target, read, written
from tests.fuzz.targets import TARGETS

ROOT = Path(__file__).parent.parent
SEEDS = [(target, path) for target in TARGETS.values() for path in target.seeds()]


@pytest.fixture(scope="module")
def bot() -> Iterator[LiveBot]:
    with live_bot() as bot:
        yield bot


@contextmanager
def opened(target: Target, request: pytest.FixtureRequest) -> Iterator[Run]:
    """With one bot for both of the targets that need one."""
    if target in {live.PRESSES, live.MESSAGES}:
        bot = request.getfixturevalue("bot")
        yield lambda value: (bot.press if target is live.PRESSES else bot.tell)(*value)
    else:
        with target.opened() as run:
            yield run


@pytest.mark.parametrize(("target", "path"), SEEDS, ids=lambda one: getattr(one, "name", ""))
def test_what_was_found_once(target: Target, path: Path, request: pytest.FixtureRequest) -> None:
    with opened(target, request) as run:
        run(read(path))


@pytest.mark.parametrize(
    ("target", "inputs"),
    [(archives.TARGET, 150), (queries.TARGET, 150), (live.PRESSES, 150), (live.MESSAGES, 60)],
    ids=lambda one: getattr(one, "name", ""),
)
def test_what_nobody_means(target: Target, inputs: int, request: pytest.FixtureRequest) -> None:
    with opened(target, request) as run:

        @settings(
            max_examples=inputs,
            deadline=None,
            database=None,
            derandomize=True,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        )
        @given(target.inputs)
        def attempt(value: object) -> None:
            run(value)

        attempt()


def test_images_are_fuzzed_in_a_process_of_their_own() -> None:
    """Where a codec that crashes is found, and takes nobody with it."""
    command = [sys.executable, "-m", "tests.fuzz", images.TARGET.name, "--minutes", "0.03", "--seed", "1"]
    ended = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)
    assert ended.returncode == 0, ended.stdout
    assert " 0 failures" in ended.stdout


def test_a_seed_is_what_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.fuzz.target.SEEDS", tmp_path)
    for value, suffix in ((b"\0\xff", ".bin"), (["\ud800 “", 1, None], ".json")):
        path = keep(archives.TARGET, written(value), suffix)
        assert read(path) == value
    assert len(list(archives.TARGET.seeds())) == 2
