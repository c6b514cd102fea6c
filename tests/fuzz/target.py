"""What is fuzzed, and with what."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis.strategies import SearchStrategy

SEEDS = Path(__file__).parent / "seeds"
"""Inputs that have found something, or are hard by themselves: one a file, in a folder for each target."""

Run = Callable[[Any], None]
"""Raises for an input that is not handled as it should be."""


@dataclass(frozen=True)
class Target:
    name: str
    inputs: SearchStrategy[Any]
    """Of bytes, or of what JSON can hold."""
    opened: Callable[[], AbstractContextManager[Run]]

    @property
    def folder(self) -> Path:
        return SEEDS / self.name

    def seeds(self) -> Iterator[Path]:
        yield from sorted(self.folder.glob("*"))


def written(value: Any) -> bytes:
    return value if isinstance(value, bytes) else json.dumps(value).encode()


def read(path: Path) -> Any:
    data = path.read_bytes()
    return json.loads(data) if path.suffix == ".json" else data


def suffix_of(value: Any) -> str:
    return ".bin" if isinstance(value, bytes) else ".json"
