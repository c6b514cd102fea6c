"""What takes a moment and can be killed in it: `python -m tests.killed_process clear|migrate FOLDER`."""

import sys
from pathlib import Path

from core.store.store import Store

CLEARED = 1
"""The chat whose gallery is deleted."""


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def clear(folder: Path) -> None:
    store = Store(folder)
    say("at work")
    store.delete_chat(CLEARED)
    say("done")
    store.close()


def migrate(folder: Path) -> None:
    say("at work")
    store = Store(folder)
    say("done")
    store.close()


if __name__ == "__main__":
    {"clear": clear, "migrate": migrate}[sys.argv[1]](Path(sys.argv[2]))
