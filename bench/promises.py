"""What was promised, what came of it, and whether that will do."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Promise:
    what: str
    goal: str
    measured: str
    is_kept: bool


def text(promises: Sequence[Promise]) -> str:
    rows = [("", "goal", "measured", "kept"), *(_cells(promise) for promise in promises)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def are_kept(promises: Sequence[Promise]) -> bool:
    return all(promise.is_kept for promise in promises)


def _cells(promise: Promise) -> tuple[str, ...]:
    return promise.what, promise.goal, promise.measured, "yes" if promise.is_kept else "NO"
