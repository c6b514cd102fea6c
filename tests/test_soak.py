"""The judgement of `python -m bench.soak`: a leak is noticed, and what goes up and down is none."""

from dataclasses import replace

import numpy as np
import pytest

from bench.soak.report import WARM_UP, promises
from bench.soak.run import Soak
from bench.soak.samples import Sample
from bench.soak.trend import DAY, Trend

REST = Sample(1, 250, 500, 4, 30, 26, 8, 1_000_000, 8, 90, 200, 0, 500_000, ())


def soak(**change: float) -> Soak:
    """The warm-up and a day of a bot that goes up and down a little; `change`: by how much more each hour."""
    chance = np.random.default_rng(1)
    samples = [
        replace(
            REST,
            hour=hour,
            bot=REST.bot + chance.normal(0, 3) + change.get("bot", 0) * hour,
            threads=REST.threads + int(chance.integers(0, 2)) + int(change.get("threads", 0) * hour),
            descriptors=REST.descriptors + int(change.get("descriptors", 0) * hour),
            blocks=REST.blocks + int(chance.normal(0, 300) + change.get("blocks", 0) * hour),
            files=REST.files + int(change.get("files", 0) * hour),
        )
        for hour in range(1, WARM_UP + DAY + 1)
    ]
    return Soak(samples, [], {}, ["an INFO line"])


def broken(soak: Soak) -> list[str]:
    return [promise.what for promise in promises(soak) if not promise.is_kept]


def test_a_line_through_values() -> None:
    trend = Trend.of([100 + 2 * hour for hour in range(18)])
    assert trend.a_day == pytest.approx(48)
    assert trend.level == pytest.approx(117)


def test_what_goes_up_and_down_is_no_leak() -> None:
    assert broken(soak()) == []


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"bot": 2.0}, "memory of the bot"),
        ({"threads": 0.5}, "threads"),
        ({"descriptors": 0.5}, "open descriptors"),
        ({"blocks": 1000}, "blocks of memory"),
        ({"files": 5}, "files on the disk"),
    ],
)
def test_a_leak_is_noticed(change: dict[str, float], what: str) -> None:
    (found,) = broken(soak(**change))
    assert found.startswith(what)


def test_what_grows_in_the_warm_up_alone_is_no_leak() -> None:
    found = soak()
    early = [replace(sample, bot=sample.bot - 100) for sample in found.samples[:WARM_UP]]
    assert broken(replace(found, samples=[*early, *found.samples[WARM_UP:]])) == []


def test_what_is_left_is_noticed() -> None:
    found = soak()
    stray = replace(found.samples[7], unnamed=1)
    assert len(broken(replace(found, samples=[*found.samples[:7], stray, *found.samples[8:]]))) == 1
    assert len(broken(replace(found, left_files=["chats/1/incoming/2.zip"]))) == 1
    assert len(broken(replace(found, left_rows={"photos": 1}))) == 1
    assert len(broken(replace(found, log=["Traceback (most recent call last):"]))) == 1
