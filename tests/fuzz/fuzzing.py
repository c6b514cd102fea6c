"""One target, for some seconds: in a process of its own, for a codec may take that with it."""

import hashlib
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from core import worker_process
from tests.fuzz.target import Run, Target, read, suffix_of, written

ROUND = 200  # inputs between two looks at the clock
INPUT_SECONDS = 60  # for one input: more is a hang
MEMORY = 3_000_000_000  # bytes beside what the process has at its start


@dataclass
class Found:
    inputs: int = 0
    failures: int = 0


class Fuzzing:
    def __init__(self, target: Target, current: Path) -> None:
        """`current`: where each input lies while it is tried, for whoever finds the process dead."""
        self._target = target
        self._current = current
        self._failed: Any = None
        self.found = Found()

    def run(self, seconds: float, first: int) -> Found:
        """The seeds, then made inputs until the time is over, or until something was found."""
        worker_process.start(MEMORY)
        signal.signal(signal.SIGALRM, _hang)
        with self._target.opened() as run:
            end = time.monotonic() + seconds
            for path in self._target.seeds():
                self._try(run, read(path))
            while time.monotonic() < end and not self.found.failures:
                self._round(run, first)
                first += 1
        self._current.unlink(missing_ok=True)
        return self.found

    def _round(self, run: Run, number: int) -> None:
        @seed(number)
        @settings(
            max_examples=ROUND,
            deadline=None,
            database=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        )
        @given(self._target.inputs)
        def attempt(value: Any) -> None:
            self._try(run, value)

        try:
            attempt()
        except Exception as error:
            if self._failed is None:  # it is not the target's
                raise
            self.found.failures += 1
            print(f"{self._target.name}: {self._keep()}\n{error!r}")  # noqa: T201

    def _try(self, run: Run, value: Any) -> None:
        self.found.inputs += 1
        self._current.write_bytes(written(value))
        signal.alarm(INPUT_SECONDS)
        try:
            run(value)
        except BaseException:
            self._failed = value
            raise
        finally:
            signal.alarm(0)

    def _keep(self) -> Path:
        return keep(self._target, written(self._failed), suffix_of(self._failed))


def keep(target: Target, data: bytes, suffix: str) -> Path:
    """Make an input a seed."""
    target.folder.mkdir(parents=True, exist_ok=True)
    path = target.folder / (hashlib.sha256(data).hexdigest()[:16] + suffix)
    path.write_bytes(data)
    return path


def _hang(_number: int, _frame: FrameType | None) -> None:
    with suppress(ValueError):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
    raise TimeoutError(f"An input took more than {INPUT_SECONDS} s")
