"""How the bot's own process is set up for many threads beside one loop."""

import sys

from core import malloc

SWITCH_SECONDS = 0.0005
"""Whenever the loop has sent or read something it has to get back Python's lock, which a thread may keep for
so long. An answer sends and reads dozens of times: with Python's own 5 ms that were a second."""

ARENAS = 2
"""Places that threads take memory from. glibc makes eight a core, and what threads have left in one of them
is of no use to those of another: that was 35 MB, and 20 MB more after each day of use."""


def prepare() -> None:
    """Before there are threads."""
    sys.setswitchinterval(SWITCH_SECONDS)
    malloc.set_option(malloc.ARENA_MAX, ARENAS)
