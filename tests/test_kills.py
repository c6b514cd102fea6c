"""The short form of `python -m bench.kills`: a few kills of each kind, at moments that differ every time."""

import random
from pathlib import Path

from tests.killing import kill_all

KILLS = {"import": 2, "re-index": 1, "clear": 3, "migrate": 3}


async def test_what_a_kill_leaves_is_whole(tmp_path: Path) -> None:
    tallies = await kill_all(KILLS, random.randrange(10**6), tmp_path, photos=12)
    assert {tally.kind: tally.kills for tally in tallies} == KILLS
