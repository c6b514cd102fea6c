"""`.venv/bin/python -m tests.fuzz --minutes 30`: all targets, two at a time; what is found becomes a seed."""

import argparse
import random
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.fuzz.fuzzing import Fuzzing, keep
from tests.fuzz.target import Target
from tests.fuzz.targets import TARGETS

AT_ONCE = 2


def main() -> int:
    options = _options()
    if options.alone:
        found = Fuzzing(TARGETS[options.targets[0]], options.alone).run(options.minutes * 60, options.seed)
        print(f"{options.targets[0]}: {found.inputs} inputs, {found.failures} failures")  # noqa: T201
        return 1 if found.failures else 0
    names = options.targets or list(TARGETS)
    share = options.minutes * min(AT_ONCE, len(names)) / len(names)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return max(pool.map(lambda name: _fuzz(TARGETS[name], share, options.seed), names))


def _fuzz(target: Target, minutes: float, seed: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        current = Path(folder, "input")
        command = [sys.executable, "-m", "tests.fuzz", target.name, "--alone", str(current)]
        command += ["--minutes", str(minutes), "--seed", str(seed)]
        code = subprocess.run(command, check=False).returncode
        if current.exists() and code < 0:  # a signal has ended it
            data = current.read_bytes()
            suffix = ".bin" if target.name in {"archive", "image"} else ".json"
            print(f"{target.name}: signal {-code} by {keep(target, data, suffix)}")  # noqa: T201
        return abs(code)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", choices=[*TARGETS, []], help="all, unless some are named")
    parser.add_argument("--minutes", type=float, default=30, help="in all (default: 30)")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="of chance")
    parser.add_argument("--alone", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
