"""What was measured, as lines that people read, each with its goal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from bench.describing import Described
from bench.latency import SelfieTimes
from bench.memory import Memory
from bench.searching import SearchTimes
from bench.throughput import Throughput


@dataclass(frozen=True, slots=True)
class Results:
    throughput: Throughput
    selfie: SelfieTimes
    gallery: int  # photos in which the selfie is searched for
    searches: dict[int, SearchTimes]  # by the number of faces
    memory: Memory
    described: Described


@dataclass(frozen=True, slots=True)
class Line:
    what: str
    ours: str
    other: str = ""
    compared: str = ""
    goal: str = ""
    is_met: bool = True

    def cells(self) -> tuple[str, ...]:
        met = "" if not self.goal else "yes" if self.is_met else "NO"
        return self.what, self.ours, self.other, self.compared, self.goal, met


HEADER = ("", "ours", "the other", "", "goal", "met")


def text(results: Results) -> str:
    rows = [HEADER, *(line.cells() for line in lines(results))]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(_aligned(row, widths) for row in rows)


def lines(results: Results) -> Iterator[Line]:
    yield from _photos(results.throughput)
    yield from _selfie(results.selfie, results.gallery)
    for faces, times in results.searches.items():
        yield from _search(faces, times)
    yield from _memory(results.memory)
    yield from _described(results.described)


def _photos(found: Throughput) -> Iterator[Line]:
    """12 megapixels, three faces, photos a second."""
    rate = found.encoding.median
    goal, met = "≥ 25/s", rate >= 25
    yield Line("photos, from zip to vectors", f"{rate:.1f}/s", goal=goal, is_met=met)
    part = rate / found.decoding.median
    yield Line("", "", f"decoded only: {found.decoding.median:.1f}/s", f"{part:.0%}", "≥ 50%", part >= 0.5)
    yield _deepface("DeepFace, shrunk to 1280 px", rate, found.deepface_small.median, 50)
    yield _deepface("    a process a core", rate, found.deepface_small_all_cores.median)
    yield _deepface("DeepFace, as they are", rate, found.deepface_whole.median, 300)
    yield _deepface("    a process a core", rate, found.deepface_whole_all_cores.median)
    part = found.importing.median / found.decoding.median
    yield Line(
        "photos, from zip to gallery", f"{found.importing.median:.1f}/s", "decoded only", f"{part:.0%}"
    )


def _deepface(name: str, rate: float, other: float, least: int = 0) -> Line:
    times = rate / other
    goal = f"≥ {least} times" if least else ""
    return Line("", "", f"{name}: {_rate(other)}", f"{times:.0f} times", goal, times >= least)


def _selfie(found: SelfieTimes, gallery: int) -> Iterator[Line]:
    goal, met = "< 150 ms", found.median < 150
    what = f"selfie to ranked list, {gallery:,} photos"
    yield Line(what, f"{found.median:.0f} ms", goal=goal, is_met=met)
    yield Line("    95 of 100 take no more than", f"{found.nineteen_of_twenty:.0f} ms")
    yield Line("    of which the photo takes", f"{found.encoding:.0f} ms")
    yield Line("    the first, which loads the gallery", f"{found.first:.0f} ms")


def _search(faces: int, found: SearchTimes) -> Iterator[Line]:
    most = 10 if faces <= 100_000 else 100
    name = f"search alone, {faces:,} faces"
    yield Line(name, f"{found.ours:.1f} ms", goal=f"< {most} ms", is_met=found.ours < most)
    for other, taken in (("faiss IndexFlatIP", found.faiss), ("reading the vectors", found.memory)):
        times = found.ours / taken
        yield Line("", "", f"{other}: {taken:.1f} ms", f"{times:.2f} times", "≤ 1.5 times", times <= 1.5)
    yield Line("    and ranked, for somebody new", f"{found.ranked:.1f} ms")
    yield Line("    and ranked, for the same once more", f"{found.again:.1f} ms")


def _memory(found: Memory) -> Iterator[Line]:
    what = f"memory, import of {found.photos:,} photos"
    goal, met = "< 1500 MB", found.highest < 1500
    yield Line(what, f"{found.highest:.0f} MB", goal=goal, is_met=met)
    (first, before), (_, after) = found.after[0], found.after[-1]
    yield Line(f"    at its end, and after {first:,} photos", f"{after:.0f} MB", f"{before:.0f} MB")


def _described(found: Described) -> Iterator[Line]:
    what = "descriptions by a ViT-B/16, one thread"
    part = found.share
    other = f"onnxruntime alone: {median(found.bare):.2f}/s"
    yield Line(what, f"{median(found.whole):.2f}/s", other, f"{part:.0%}", "≥ 90%", part >= 0.9)


def _rate(photos: float) -> str:
    return f"{photos:.2g}/s"


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    what, ours, *rest = row
    return "  ".join(
        (what.ljust(widths[0]), ours.rjust(widths[1]), *map(str.ljust, rest, widths[2:]))
    ).rstrip()
