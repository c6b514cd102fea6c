"""What was promised of many chats at once, and what the run came to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from bench.load.judge import Verdict
from bench.load.records import Asked, Sample, Visit
from bench.load.run import FIRST_ID, Run
from bench.load.visit import SELFIES
from bench.promises import Promise

MEGABYTES = 2000
HELP_SECONDS, SELFIE_SECONDS = 0.1, 2.0
WINDOW = 30.0  # seconds, in each of which /help is quick
RIGHT, FOUND = 0.95, 0.9  # of what is shown, and of what there is
FALSE_ALARMS = 0.1  # strangers who are taken for somebody at the default level, which is 70%
SMALL_SHARE = 0.25  # of the time that the large imports still take
FIRST_SHARE = 0.25  # of the time that the last of all would wait, first come, first served
BROKEN = (" ERROR ", "Traceback", " CRITICAL ")


@dataclass(frozen=True, slots=True)
class Times:
    """In seconds."""

    importing: tuple[float, float]  # from the first consent to the end of the last large import
    helps: list[float]
    selfies: list[float]  # while imports ran
    selfies_later: list[float]
    words: list[float]  # while imports ran
    first_found: float  # the longest wait until a selfie is answered by a search
    one_by_one: float  # what the last chat would wait for its first photos, were it first come, first served
    small: float  # what the small zip took, that came last
    left: float  # what the last of the large ones took from then on
    standstill: float  # the longest that an import under way had no new photo


def times(run: Run) -> Times:
    begin = min(visit.sent_at for visit in run.visits)
    ends = [visit.done_at or float("inf") for visit in run.visits]
    end = max(ends)
    everything = [asked for visit in run.visits for asked in visit.asked]
    selfies = [asked for asked in everything if asked.kind in SELFIES]
    small = run.small.done_at or float("inf")
    return Times(
        importing=(begin, end),
        helps=[asked.seconds for asked in run.helps],
        selfies=[asked.seconds for asked in selfies if asked.at < end],
        selfies_later=[asked.seconds for asked in selfies if asked.at >= end],
        words=[asked.seconds for asked in everything if asked.kind not in SELFIES and asked.at < end],
        first_found=max((visit.found_at or float("inf")) - visit.sent_at for visit in run.visits),
        one_by_one=(end - begin) * (len(run.visits) - 1) / len(run.visits),
        small=small - run.small.sent_at,
        left=end - run.small.sent_at,
        standstill=standstill(run.samples, run.visits),
    )


def late(seconds: Sequence[float]) -> float:
    """What 95 of 100 take no more than."""
    return quantiles(seconds, n=20, method="inclusive")[-1] if len(seconds) > 1 else max(seconds, default=0.0)


def slowest_window(helps: Sequence[Asked]) -> float:
    """The median of the window whose median is worst."""
    windows: dict[int, list[float]] = {}
    for asked in helps:
        windows.setdefault(int(asked.at / WINDOW), []).append(asked.seconds)
    return max((median(window) for window in windows.values()), default=float("inf"))


def standstill(samples: Sequence[Sample], visits: Sequence[Visit]) -> float:
    """The longest that a chat whose photos come in had no new one."""
    longest = 0.0
    for visit in visits:
        end = visit.done_at or float("inf")
        since, count = visit.sent_at, 0
        for sample in samples:
            now = sample.photos.get(FIRST_ID + visit.chat, 0)
            if not visit.sent_at <= sample.at <= end or count >= visit.photos:
                continue
            longest = max(longest, sample.at - since)
            if now > count:
                since, count = sample.at, now
    return longest


def promises(run: Run, verdict: Verdict) -> Iterator[Promise]:
    found = times(run)
    yield from _errors(run)
    yield from rightness(verdict)
    yield Promise(
        "memory of all processes, at most",
        f"< {MEGABYTES} MB",
        f"{run.highest:.0f} MB",
        run.highest < MEGABYTES,
    )
    yield from _quick(run, found)
    yield from _fair(found)


def _errors(run: Run) -> Iterator[Promise]:
    visits = [*run.visits, run.small]
    unanswered = sum(not asked.said for visit in visits for asked in visit.asked)
    troubles = sum(len(visit.troubles) for visit in visits)
    broken = sum(any(word in line for word in BROKEN) for line in run.log)
    asked = sum(len(visit.asked) for visit in visits)
    yield Promise(
        f"errors in {asked:,} answers; in the log", "0; 0", f"{unanswered + troubles}; {broken}",
        not unanswered + troubles + broken,
    )  # fmt: skip
    whole = sum(f"{visit.photos} photos added" in visit.ended for visit in visits)
    yield Promise("imports that end with all photos", f"{len(visits)}", f"{whole}", whole == len(visits))


def rightness(verdict: Verdict) -> Iterator[Promise]:
    mixed = len(verdict.mixed_up)
    yield Promise(f"{verdict.shown:,} photos in answers: another chat's", "0", f"{mixed}", not mixed)
    found = len(verdict.words_found)
    yield Promise(f"{verdict.words} searches for another chat's folder: found", "0", f"{found}", not found)
    found = len(verdict.strangers_found)
    most = int(FALSE_ALARMS * verdict.strangers)
    yield Promise(
        f"{verdict.strangers} selfies of people of other chats: taken for one of this",
        f"≤ {most}", f"{found}", found <= most,
    )  # fmt: skip
    right = 1 - verdict.of_others / max(verdict.of_people, 1)
    yield Promise(
        "photos shown for a selfie: of this person", f"≥ {RIGHT:.0%}", f"{right:.1%}", right >= RIGHT
    )
    share = verdict.found / max(verdict.to_find, 1)
    yield Promise("this person's photos: found", f"≥ {FOUND:.0%}", f"{share:.1%}", share >= FOUND)


def _quick(run: Run, found: Times) -> Iterator[Promise]:
    middle, worst = median(found.helps), slowest_window(run.helps)
    yield Promise(
        f"/help, median; of the worst {WINDOW:.0f} seconds", f"< {HELP_SECONDS * 1000:.0f} ms",
        f"{middle * 1000:.0f} ms; {worst * 1000:.0f} ms", worst < HELP_SECONDS,
    )  # fmt: skip
    most = late(found.selfies)
    yield Promise(
        "selfie to album while imports run, 95 of 100; median", f"< {SELFIE_SECONDS:.0f} s",
        f"{most:.2f} s; {median(found.selfies):.2f} s", most < SELFIE_SECONDS,
    )  # fmt: skip


def _fair(found: Times) -> Iterator[Promise]:
    most = FIRST_SHARE * found.one_by_one
    yield Promise(
        "first photos can be found, longest wait", f"< {most:.0f} s, a quarter of one after the other",
        f"{found.first_found:.0f} s", found.first_found < most,
    )  # fmt: skip
    yield Promise(
        "an import under way that had no new photo, at most", f"< {most:.0f} s", f"{found.standstill:.0f} s",
        found.standstill < most,
    )  # fmt: skip
    most = SMALL_SHARE * found.left
    yield Promise(
        "a zip of 10 photos that comes last", f"< {most:.0f} s, a quarter of what the others still take",
        f"{found.small:.0f} s", found.small < most,
    )  # fmt: skip
