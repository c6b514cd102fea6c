"""How the pictures of what was measured look."""

from matplotlib.axes import Axes

INK, QUIET, OURS, THEIRS, LIMIT = "#1f2933", "#7b8794", "#2a7de1", "#b4bfca", "#dfe5eb"
OTHER = "#e08a2a"
"""Of what is ours, too."""


def title(axes: Axes, what: str, how: str) -> None:
    axes.set_title(what, loc="left", size=11, weight="bold", color=INK, pad=20)
    axes.annotate(how, (0, 1), (0, 6), "axes fraction", "offset points", size=9, color=QUIET)
    axes.spines[:].set_visible(False)


def over(axes: Axes, what: str) -> None:
    """Lines over time, or over whatever goes on."""
    axes.set_xlabel(what, size=9, color=QUIET)
    axes.tick_params(length=0, colors=QUIET, labelsize=9)
    axes.grid(axis="y", color=LIMIT, linewidth=0.8)
