"""The bot as `python -m bot` starts it, in a folder of its own, with its local chat and its log."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
START_SECONDS = 120.0
STOP_SECONDS = 30.0
DATABASE = Path("data", "local", "galleries.sqlite")
LOG = "log.txt"

SETTINGS: Mapping[str, str] = {
    "DATA_DIR": "data",
    "LOCAL_CHAT_PORT": "0",  # a free one
    "TEXT_MODEL": "basic",
    "USER_SEARCHES_PER_MINUTE": "0",
    "CHAT_SEARCHES_PER_MINUTE": "0",
}
"""Everything else is as it is for everybody, consent too."""


@dataclass(frozen=True, slots=True)
class Served:
    address: str
    pid: int
    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / DATABASE

    @property
    def log(self) -> list[str]:
        return (self.folder / LOG).read_text().splitlines()


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[Served]:
    """The bot at work. It is started elsewhere than in the project: there may be a .env."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("TELEGRAM_")}
    with (folder / LOG).open("w") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot"),
            cwd=folder,
            env={**surroundings, **SETTINGS, "PYTHONPATH": str(ROOT)},
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
        )
        try:
            async with asyncio.timeout(START_SECONDS):
                address = await _address(process)
            yield Served(address, process.pid, folder)
        finally:
            if process.returncode is None:
                process.terminate()
            async with asyncio.timeout(STOP_SECONDS):
                await process.communicate()


async def _address(process: asyncio.subprocess.Process) -> str:
    if process.stdout is None:
        raise RuntimeError("The bot was started without a pipe")
    async for line in process.stdout:
        if found := re.search(r"http://\S+", line.decode()):
            return found[0]
    raise RuntimeError("The bot did not start; its log says why")
