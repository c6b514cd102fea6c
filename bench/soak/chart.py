"""The picture of a day of use."""

from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench.soak.report import WARM_UP
from bench.soak.run import Soak
from bench.style import OTHER, OURS, QUIET, over, title


def draw(soak: Soak, file: Path) -> None:
    figure = Figure(figsize=(11, 3.4), dpi=150, layout="constrained", facecolor="white")
    memory, counts, disk = figure.subplots(1, 3)
    hours = [sample.hour for sample in soak.samples]
    lines(memory, hours, {"the bot": [sample.bot for sample in soak.samples],
                          "its workers": [sample.workers for sample in soak.samples]})  # fmt: skip
    title(memory, "Megabytes of memory", "of a bot at rest after each hour")
    lines(counts, hours, {"threads": [sample.threads for sample in soak.samples],
                          "descriptors": [sample.descriptors for sample in soak.samples]})  # fmt: skip
    title(counts, "Threads, descriptors", "that are there after each hour")
    lines(disk, hours, {"photos": [sample.photos for sample in soak.samples],
                        "files": [sample.files for sample in soak.samples]})  # fmt: skip
    title(disk, "Photos kept, and files", "galleries end after 30 days without use")
    for axes in (memory, counts, disk):
        over(axes, "hours")
        axes.axvspan(1, WARM_UP + 0.5, color=QUIET, alpha=0.08, linewidth=0)
        axes.set_xlim(1, None)
    figure.supxlabel(
        "Hours of use; half a month goes by after each. Shaded: the warm-up", size=8.5, color=QUIET
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file)


def lines(axes: Axes, hours: list[int], values: dict[str, list[float]]) -> None:
    for (name, line), colour in zip(values.items(), (OURS, OTHER), strict=True):
        axes.plot(hours, line, color=colour, linewidth=2, label=name)
    axes.legend(loc="lower right", frameon=False, fontsize=9, labelcolor="linecolor", ncols=2)
    axes.set_ylim(0, max(map(max, values.values())) * 1.1)
