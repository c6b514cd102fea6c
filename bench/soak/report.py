"""Whether anything leaks: what grows with the hours once the warm-up is over, and what is left at the end."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bench.promises import Promise
from bench.soak.run import Soak
from bench.soak.samples import Sample
from bench.soak.trend import Trend

WARM_UP = 12
"""Hours, after which connections have come that are kept, and so has what is due each hour."""
BROKEN = (" ERROR ", "Traceback", " CRITICAL ")


@dataclass(frozen=True, slots=True)
class Watched:
    """Something that must not grow; by `tolerance` it may, as much as measuring it is unsure of."""

    what: str
    value: Callable[[Sample], float]
    tolerance: float  # a day
    unit: str = ""

    def promise(self, samples: Sequence[Sample]) -> Promise:
        trend = Trend.of([self.value(sample) for sample in samples])
        return Promise(
            f"{self.what}: more after 24 hours of use",
            f"≤ {self.tolerance:g}{self.unit}",
            f"{trend.a_day:+,.1f}{self.unit} at {trend.level:,.0f}{self.unit}",
            trend.a_day <= self.tolerance,
        )


WATCHED = (
    Watched("memory of the bot", lambda sample: sample.bot, 20, " MB"),
    Watched("memory of its workers", lambda sample: sample.workers, 64, " MB"),  # what one may keep for later
    Watched("blocks of memory in Python's use", lambda sample: sample.blocks, 5000),
    Watched("threads, besides those of pools", lambda sample: sample.threads, 2),
    Watched("open descriptors", lambda sample: sample.descriptors, 3),
    Watched("tasks of the loop", lambda sample: sample.tasks, 1),
    Watched("processes", lambda sample: sample.processes, 0.5),
    Watched("files on the disk, for each photo", lambda sample: sample.files / max(sample.photos, 1), 0.3),
    Watched("database, kilobytes", lambda sample: sample.database / 1000, 500),
)


def promises(soak: Soak) -> Iterator[Promise]:
    samples = soak.samples[WARM_UP:]
    for watched in WATCHED:
        yield watched.promise(samples)
    unnamed = sum(sample.unnamed for sample in soak.samples)
    problems = sum(len(sample.problems) for sample in soak.samples)
    yield Promise(
        "files that no row names; problems of verify",
        "0; 0",
        f"{unnamed}; {problems}",
        not unnamed + problems,
    )
    broken = sum(any(word in line for word in BROKEN) for line in soak.log)
    yield Promise("failures in the log", "0", f"{broken}", not broken)
    left = len(soak.left_files)
    yield Promise("everything cleared: files beside the database", "0", f"{left}", not left)
    rows = sum(soak.left_rows.values())
    yield Promise("everything cleared: rows in it", "0", f"{rows}", not rows)
