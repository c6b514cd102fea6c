"""What processes take, as Linux's /proc has it."""

from contextlib import suppress
from pathlib import Path

KILOBYTE = 1024 / 1_000_000  # in megabytes; Linux counts in those


def family(pid: int) -> list[int]:
    """The process, and all that it has started, and those that they have."""
    found = [pid]
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):  # it has ended meanwhile
            for child in map(int, path.read_text().split()):
                found += family(child)
    return found


def shared_out(pid: int) -> float:
    """Megabytes in memory; of pages that several processes share, a share."""
    return _megabytes(pid, "smaps_rollup", "Pss:")


def resident(pid: int) -> float:
    """Megabytes in memory, shared ones too."""
    return _megabytes(pid, "status", "VmRSS:")


def highest(pid: int) -> float:
    """The most megabytes that it ever had in memory."""
    return _megabytes(pid, "status", "VmHWM:")


def threads(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/task").iterdir()))


def descriptors(pid: int) -> int:
    """Files, sockets and pipes that are open."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def _megabytes(pid: int, file: str, name: str) -> float:
    lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
    return KILOBYTE * next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)
