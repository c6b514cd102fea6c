"""The picture of a day of use."""

from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench.chart import INK, LIMIT, OURS, QUIET
from bench.soak.report import WARM_UP
from bench.soak.run import Soak

WORKERS = "#e08a2a"


def draw(soak: Soak, file: Path) -> None:
    figure = Figure(figsize=(11, 3.4), dpi=150, layout="constrained", facecolor="white")
    memory, counts, disk = figure.subplots(1, 3)
    hours = [sample.hour for sample in soak.samples]
    lines(memory, hours, {"the bot": [sample.bot for sample in soak.samples],
                          "its workers": [sample.workers for sample in soak.samples]})  # fmt: skip
    _title(memory, "Megabytes of memory", "of a bot at rest after each hour")
    lines(counts, hours, {"threads": [sample.threads for sample in soak.samples],
                          "descriptors": [sample.descriptors for sample in soak.samples]})  # fmt: skip
    _title(counts, "Threads, descriptors", "that are there after each hour")
    lines(disk, hours, {"photos": [sample.photos for sample in soak.samples],
                        "files": [sample.files for sample in soak.samples]})  # fmt: skip
    _title(disk, "Photos kept, and files", "galleries end after 30 days without use")
    for axes in (memory, counts, disk):
        _style(axes)
    figure.supxlabel(
        "Hours of use; half a month goes by after each. Shaded: the warm-up", size=8.5, color=QUIET
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file)


def lines(axes: Axes, hours: list[int], values: dict[str, list[float]]) -> None:
    for (name, line), colour in zip(values.items(), (OURS, WORKERS), strict=True):
        axes.plot(hours, line, color=colour, linewidth=2, label=name)
    axes.legend(loc="lower right", frameon=False, fontsize=9, labelcolor="linecolor", ncols=2)
    axes.set_ylim(0, max(map(max, values.values())) * 1.1)


def _title(axes: Axes, what: str, how: str) -> None:
    axes.set_title(what, loc="left", size=11, weight="bold", color=INK, pad=20)
    axes.annotate(how, (0, 1), (0, 6), "axes fraction", "offset points", size=9, color=QUIET)


def _style(axes: Axes) -> None:
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0, colors=QUIET, labelsize=9)
    axes.grid(axis="y", color=LIMIT, linewidth=0.8)
    axes.axvspan(1, WARM_UP + 0.5, color=QUIET, alpha=0.08, linewidth=0)
    axes.set_xlabel("hours", size=9, color=QUIET)
    axes.set_xlim(1, None)
