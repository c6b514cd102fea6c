"""What the bot counts of its work, for /metrics and /stats. No chat, no user and no word is in it."""

from collections import deque
from collections.abc import Callable, Mapping
from statistics import quantiles

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

SECONDS = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60)
"""The steps of the histogram of searches."""

LATEST = 200
"""Searches that /stats tells the times of."""

WATCHED = {
    "imports_running": "Imports that are running, downloads by link included",
    "imports_queued": "Imports that wait for the one before them in their chat",
    "galleries_in_memory": "Galleries whose faces are in memory, because they were searched lately",
}

ADDED, DUPLICATE = "added", "duplicate"


class Metrics:
    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.updates = self._counter("updates", "Updates that were handled")
        self.updates_dropped = self._counter("updates_dropped", "Updates of people of whom too many waited")
        self.errors = self._counter("errors", "Updates and jobs that failed, which the log has more of")
        self.photos_added = self._counter("photos_added", "Photos that imports have added")
        self.photos_known = self._counter("photos_known", "Photos of imports that were there already")
        self.worker_restarts = self._counter("worker_restarts", "Worker processes that died, or hung")
        self._skipped = Counter(
            "photo_finder_files_skipped",
            "Files of imports that did not become photos",
            ["reason"],
            registry=self.registry,
        )
        self._searches = Histogram(
            "photo_finder_search_seconds",
            "Searches, and what else waits for a worker process while somebody waits",
            buckets=SECONDS,
            registry=self.registry,
        )
        self._latest: deque[float] = deque(maxlen=LATEST)

    def watch(self, name: str, value: Callable[[], float]) -> None:
        """Ask for one of the WATCHED values whenever the metrics are read, in whatever thread."""
        Gauge(f"photo_finder_{name}", WATCHED[name], registry=self.registry).set_function(value)

    def searched(self, seconds: float) -> None:
        self._searches.observe(seconds)
        self._latest.append(seconds)

    def imported(self, outcomes: Mapping[str, int]) -> None:
        """A batch of an import: how many files came to what."""
        for outcome, count in outcomes.items():
            if outcome == ADDED:
                self.photos_added.inc(count)
            elif outcome == DUPLICATE:
                self.photos_known.inc(count)
            else:
                self._skipped.labels(outcome).inc(count)

    def latency(self) -> tuple[float, float] | None:
        """The median, and what 95% are below, of the latest searches, in seconds; None of less than two."""
        latest = list(self._latest)
        if len(latest) < 2:  # noqa: PLR2004
            return None
        parts = quantiles(latest, n=20, method="inclusive")
        return parts[9], parts[18]

    def _counter(self, name: str, what: str) -> Counter:
        return Counter(f"photo_finder_{name}", what, registry=self.registry)


def count(counter: Counter) -> int:
    """What a counter has come to."""
    return int(next(sample.value for one in counter.collect() for sample in one.samples))
