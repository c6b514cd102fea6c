"""How soon the loop goes on when threads of the same process are at work.

Whenever the loop has sent or read something it has to get back Python's lock, which a thread may keep for a
whole interval. An answer sends and reads dozens of times.
"""

import sys
from importlib.util import find_spec

SWITCH_SECONDS = 0.0005
"""Python's own 5 ms, dozens of times, were a second."""

LOOKED_FOR = "sniffio"
"""httpcore imports it, if it is there, whenever it makes a lock: sixty times an answer. Python remembers what
it has imported, but not what it has not found, and looks through all folders again."""


def be_prompt() -> None:
    sys.setswitchinterval(SWITCH_SECONDS)
    if find_spec(LOOKED_FOR) is None:
        sys.modules[LOOKED_FOR] = None  # type: ignore[assignment]
