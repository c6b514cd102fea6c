"""The picture of how far percentages can be trusted."""

from itertools import pairwise
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

EDGES = (0, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99, 100)
LEAST = 20  # results in a bin: with fewer, chance alone moves it
COLOURS = ("#8ecae6", "#2a7de1", "#14396b")
QUIET = "#7b8794"


def draw(file: Path, galleries: dict[str, tuple[NDArray[np.float32], NDArray[np.bool_]]]) -> None:
    """For each kind of gallery: the percentages shown, and whether each result was right."""
    figure = Figure(figsize=(5.2, 4.6), dpi=150, layout="constrained", facecolor="white")
    axes = figure.subplots()
    axes.plot([0, 100], [0, 100], color="#c5ced6", linewidth=1)
    for colour, (name, (percents, right)) in zip(COLOURS, galleries.items(), strict=True):
        promised, kept = _points(percents, right)
        axes.plot(promised, kept, "o-", color=colour, markersize=4, linewidth=1.6, label=name)
    axes.set_title("Do percentages mean what they say?", loc="left", fontsize=11, fontweight="bold")
    axes.set_xlabel("shown with, per cent", color=QUIET)
    axes.set_ylabel("were right, per cent", color=QUIET)
    axes.set(xlim=(0, 101), ylim=(0, 101), aspect="equal")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, title="galleries of", alignment="left")
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file)


def _points(percents: NDArray[np.float32], right: NDArray[np.bool_]) -> tuple[list[float], list[float]]:
    bins = [(percents >= low) & (percents < high + (high == EDGES[-1])) for low, high in pairwise(EDGES)]
    full = [within for within in bins if within.sum() >= LEAST]
    return [float(percents[b].mean()) for b in full], [100 * float(right[b].mean()) for b in full]
