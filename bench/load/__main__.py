"""Fifty chats at once, each with a zip of photos and twenty searches: `python -m bench.load`.

In front of the bot as `python -m bot` starts it, and through its local chat's own interface. Says whether
what is promised of many chats at once is kept; the exit code is 1 if it is not.
"""

import argparse
import asyncio
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from bench import machine, promises
from bench.kept import keep
from bench.load import chart, crowd, report
from bench.load.crowd import Party
from bench.load.judge import judge
from bench.load.people import Person, cast, labelled_people, packaged_people
from bench.load.run import Run, run
from bench.promises import Promise

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "bench" / "results" / "load.json"
PICTURE = ROOT / "docs" / "pictures" / "load.png"
PEOPLE = 4  # in each chat's photos
SMALL = 10  # photos of the zip that comes last


def main() -> int:
    options = _options()
    about = machine.description()
    people = labelled_people(options.people) if options.people else packaged_people()
    with tempfile.TemporaryDirectory(prefix="load-") as name:
        folder = Path(name)
        *parties, late = _parties(people, options, folder)
        print(f"Making {len(parties)} zips of {options.photos} photos", flush=True)
        crowd.make([*parties, late])
        done = asyncio.run(run(parties, late, people, options.pause, folder))
        if options.keep_log:
            options.keep_log.write_text("\n".join(done.log) + "\n")
    verdict = judge([*parties, late], done.visits, done.codes)
    kept = list(report.promises(done, verdict))
    print(promises.text(kept))
    for problem in [*verdict.mixed_up, *verdict.words_found, *_troubles(done)][:20]:
        print(problem)
    if not options.quick:
        _write(done, kept, about)
    return 0 if promises.are_kept(kept) else 1


def _parties(people: list[Person], options: argparse.Namespace, folder: Path) -> list[Party]:
    """The last one is small."""
    casts = cast(people, options.chats, PEOPLE)
    return [
        *(Party(chat, tuple(who), options.photos, folder / f"{chat}.zip") for chat, who in enumerate(casts)),
        Party(options.chats, tuple(casts[0]), SMALL, folder / "small.zip"),
    ]


def _troubles(done: Run) -> list[str]:
    said = [f"chat {visit.chat}: {sentence}" for visit in done.visits for sentence in visit.troubles]
    return said + [line for line in done.log if any(word in line for word in report.BROKEN)]


def _write(done: Run, kept: list[Promise], about: dict[str, object]) -> None:
    found = {
        "machine": about,
        "promises": [asdict(promise) for promise in kept],
        "seconds": asdict(report.times(done)),
        "memory": [(round(one.at, 1), round(one.megabytes)) for one in done.samples],
    }
    keep(found, RESULTS)
    chart.draw(done, str(about["processor"]), PICTURE)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__.partition("\n")[0])
    parser.add_argument("--chats", type=int, default=50)
    parser.add_argument("--photos", type=int, default=100, help="in each zip")
    parser.add_argument(
        "--pause", type=float, default=8.0, help="seconds between an answer and the next search"
    )
    help_ = "a folder of folders of photos, one a person, such as LFW's; else eight people are in all photos"
    parser.add_argument("--people", type=Path, help=help_)
    parser.add_argument("--quick", action="store_true", help="nothing is kept of it")
    parser.add_argument("--keep-log", type=Path, help="a file for what the bot has logged")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
