"""How soon the loop goes on when threads of the same process are at work.

Whenever the loop has sent or read something it has to get back Python's lock, which a thread may keep for a
whole interval. An answer sends and reads dozens of times.
"""

import sys

SWITCH_SECONDS = 0.0005
"""Python's own 5 ms, dozens of times, were a second."""


def be_prompt() -> None:
    sys.setswitchinterval(SWITCH_SECONDS)
