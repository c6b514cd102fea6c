"""Kills the bot at random moments and checks what is left: `python -m bench.kills --kills 200`."""

import argparse
import asyncio
import random
import tempfile
import time
from pathlib import Path

from tests.killing import kill_all

SHARES = {"import": 0.5, "re-index": 0.2, "clear": 0.15, "migrate": 0.15}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=None, help="decides the moments; a new one unless given")
    chosen = parser.parse_args()
    seed = random.randrange(10**6) if chosen.seed is None else chosen.seed
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        kills = {kind: round(chosen.kills * share) for kind, share in SHARES.items()}
        tallies = asyncio.run(kill_all(kills, seed, Path(folder)))
    total = sum(tally.kills for tally in tallies)
    print(
        f"{total} kills in {time.monotonic() - began:.0f} s: nothing lost, nothing twice, nothing left lying"
    )


if __name__ == "__main__":
    main()
