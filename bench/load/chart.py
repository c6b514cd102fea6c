"""The picture of a run, over its time: answers, imports, memory."""

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from bench.load.records import Asked
from bench.load.report import HELP_SECONDS, MEGABYTES, SELFIE_SECONDS, times
from bench.load.run import FIRST_ID, Run
from bench.load.visit import SELFIES
from bench.style import INK, OTHER, OURS, QUIET, over, title

RUNNING = 15.0  # seconds, of which the lines show the middle and the worst


def draw(run: Run, processor: str, file: Path) -> None:
    figure = Figure(figsize=(11, 6.2), dpi=150, layout="constrained", facecolor="white")
    (helps, selfies), (progress, memory) = figure.subplots(2, 2, sharex=True)
    asked = [one for visit in run.visits for one in visit.asked if one.kind in SELFIES]
    _draw_answers(helps, run.helps, HELP_SECONDS)
    title(helps, "/help", "milliseconds; the line: medians")
    _draw_answers(selfies, asked, SELFIE_SECONDS)
    title(selfies, "From a selfie to the album", "milliseconds; the line: medians")
    _draw_progress(progress, run)
    _draw_memory(memory, run)
    begin, end = times(run).importing
    for axes in (helps, selfies, progress, memory):
        over(axes, "seconds" if axes in {progress, memory} else "")
        axes.set_xlim(0, None)
        axes.axvspan(begin, end, color=OURS, alpha=0.05, linewidth=0)
    note = f"{len(run.visits)} chats at once, shaded: while imports run; two cores ({processor})"
    figure.supxlabel(note, size=8.5, color=QUIET)
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file)


def _draw_answers(axes: Axes, answers: list[Asked], most: float) -> None:
    at = np.array([one.at for one in answers])
    took = np.array([one.seconds for one in answers]) * 1000
    axes.scatter(at, took, s=5, color=OURS, alpha=0.35, linewidths=0)
    middles = [(start + RUNNING / 2, np.median(took[inside])) for start in np.arange(0, at.max(), RUNNING)
               if (inside := (at >= start) & (at < start + RUNNING)).any()]  # fmt: skip
    axes.plot(*zip(*middles, strict=True), color=INK, linewidth=1.5)
    axes.axhline(most * 1000, color=QUIET, linewidth=1, linestyle=(0, (4, 4)))
    axes.set_yscale("log")
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.yaxis.set_minor_locator(NullLocator())


def _draw_progress(axes: Axes, run: Run) -> None:
    at = [sample.at for sample in run.samples]
    for visit in run.visits:
        photos = [sample.photos.get(FIRST_ID + visit.chat, 0) for sample in run.samples]
        axes.plot(at, photos, color=OURS, linewidth=0.8, alpha=0.5)
    small = [sample.photos.get(FIRST_ID + run.small.chat, 0) for sample in run.samples]
    axes.plot(at, small, color=OTHER, linewidth=2)
    axes.annotate(
        "a small zip that came last", (at[-1], small[-1]), (0, 6), "data", "offset points",
        ha="right", size=9, color=OTHER,
    )  # fmt: skip
    axes.set_ylim(0, None)
    title(axes, "Photos imported", "a line a chat: all go on together")


def _draw_memory(axes: Axes, run: Run) -> None:
    axes.plot(
        [one.at for one in run.samples], [one.megabytes for one in run.samples], color=OURS, linewidth=2
    )
    axes.axhline(MEGABYTES, color=QUIET, linewidth=1, linestyle=(0, (4, 4)))
    axes.set_ylim(0, MEGABYTES * 1.1)
    title(axes, "Memory", "megabytes, of all processes")
