"""A day of use, to see that nothing leaks: `python -m bench.soak`.

24 hours of use within minutes, after a warm-up. In each of them new people come and old ones come back, who
import, search, press buttons, clear, forget, invite and send what is broken; after each the clock goes on by
half a month, so that everything ends that is kept for a time. Then the bot rests and is looked at. The exit
code is 1 if anything grows, or is left once all is deleted.
"""

import argparse
import asyncio
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from bench import machine, promises
from bench.kept import keep
from bench.soak import chart, report
from bench.soak.report import WARM_UP
from bench.soak.run import Soak, run
from bench.soak.trend import DAY

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "bench" / "results" / "soak.json"
PICTURE = ROOT / "docs" / "pictures" / "soak.png"
HOURS = WARM_UP + DAY


def main() -> int:
    options = _options()
    about = machine.description()
    with tempfile.TemporaryDirectory(prefix="soak-") as name:
        try:
            soak = asyncio.run(run(options.hours, Path(name)))
        finally:
            if options.keep_log:
                options.keep_log.write_text(Path(name, "log.txt").read_text())
    kept = list(report.promises(soak))
    print(promises.text(kept))
    for trouble in _troubles(soak)[:20]:
        print(trouble)
    if options.hours >= HOURS:
        found = {"machine": about, "promises": [asdict(one) for one in kept],
                 "hours": [asdict(sample) for sample in soak.samples]}  # fmt: skip
        keep(found, RESULTS)
        chart.draw(soak, PICTURE)
    return 0 if promises.are_kept(kept) else 1


def _troubles(soak: Soak) -> list[str]:
    """In more words."""
    rows = [f"{count} rows of {table}" for table, count in soak.left_rows.items()]
    problems = [problem for sample in soak.samples for problem in sample.problems]
    broken = [line for line in soak.log if any(word in line for word in report.BROKEN)]
    return [*soak.left_files, *rows, *problems, *broken]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__.partition("\n")[0])
    help_ = f"of use; of less than {HOURS} nothing is kept, and it has to be more than {WARM_UP + 1}"
    parser.add_argument("--hours", type=int, default=HOURS, help=help_)
    parser.add_argument("--keep-log", type=Path, help="a file for what the bot has logged")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
