"""The picture of what was measured."""

from pathlib import Path
from typing import TypeAlias

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from bench.style import INK, LIMIT, OURS, QUIET, THEIRS, over, title
from bench.table import Results

MEGABYTES = 1500  # the goal
Bars: TypeAlias = dict[str, tuple[float, str]]
"""What: how much, and the bar's colour."""


def draw(results: Results, processor: str, file: Path) -> None:
    figure = Figure(
        figsize=(11, 3.4), dpi=150, layout=ConstrainedLayoutEngine(wspace=0.06), facecolor="white"
    )
    photos, search, memory = figure.subplots(1, 3)
    _draw_photos(photos, results)
    _draw_search(search, results)
    _draw_memory(memory, results)
    figure.supxlabel(f"Medians of one run on all cores of one machine ({processor})", size=8.5, color=QUIET)
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file)


def _draw_photos(axes: Axes, results: Results) -> None:
    found = results.throughput
    bars = {
        "decoding\nalone": (found.decoding.median, LIMIT),
        "Photo Finder": (found.encoding.median, OURS),
        "DeepFace,\n1280 px": (found.deepface_small_all_cores.median, THEIRS),
        "DeepFace,\n12 MP": (found.deepface_whole_all_cores.median, THEIRS),
    }
    title(axes, "Photos a second", "12 MP, 3 faces each; logarithmic")
    axes.set_xscale("log")
    _draw(axes, bars)
    values = [value for value, _ in bars.values()]
    axes.set_xlim(min(values) / 2, max(values) * 5)


def _draw_search(axes: Axes, results: Results) -> None:
    faces, times = max(results.searches.items())
    bars = {
        "reading the\nvectors": (times.memory, LIMIT),
        "Photo Finder": (times.ours, OURS),
        "faiss\nIndexFlatIP": (times.faiss, THEIRS),
    }
    title(axes, "Milliseconds a search", f"one face among {faces:,}")
    _draw(axes, bars)
    axes.set_xlim(0, max(value for value, _ in bars.values()) * 1.2)


def _draw_memory(axes: Axes, results: Results) -> None:
    photos, size = zip(*results.memory.after, strict=True)
    title(axes, "Megabytes of memory", "all processes, while photos are imported")
    axes.plot(photos, size, color=OURS, linewidth=2.5, marker="o", markersize=4)
    axes.axhline(MEGABYTES, color=QUIET, linewidth=1, linestyle=(0, (4, 4)))
    axes.text(0, MEGABYTES * 0.97, "no more than this", va="top", color=QUIET, size=9)
    axes.set_ylim(0, MEGABYTES * 1.1)
    axes.set_xlim(0, photos[-1] * 1.03)
    axes.set_yticks(range(0, MEGABYTES + 1, 500))
    over(axes, "photos imported")


def _draw(axes: Axes, bars: Bars) -> None:
    axes.invert_yaxis()
    drawn = axes.barh(
        list(bars), [value for value, _ in bars.values()], color=[c for _, c in bars.values()], height=0.62
    )
    axes.bar_label(drawn, [_short(value) for value, _ in bars.values()], padding=4, color=INK, size=10)
    axes.xaxis.set_visible(False)
    axes.tick_params(axis="y", length=0, labelcolor=INK, labelsize=10)


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 20 else f"{value:.2g}"
