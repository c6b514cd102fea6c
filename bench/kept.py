"""What a run has found, kept so that a difference shows where something is different."""

import json
from collections.abc import Mapping
from pathlib import Path


def keep(found: Mapping[str, object], file: Path) -> None:
    """As JSON, with a line for each thing, and for each of those that there are several of."""
    lines = ",\n".join(f" {_written(what)}: {_several(value)}" for what, value in found.items())
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"{{\n{lines}\n}}\n")


def _several(value: object) -> str:
    if isinstance(value, list):
        return "[\n" + ",\n".join(f"  {_written(one)}" for one in value) + "\n ]"
    if isinstance(value, dict):
        return (
            "{\n" + ",\n".join(f"  {_written(name)}: {_written(one)}" for name, one in value.items()) + "\n }"
        )
    return _written(value)


def _written(value: object) -> str:
    return json.dumps(_rounded(value), ensure_ascii=False)


def _rounded(value: object) -> object:
    """Thousandths, of seconds and megabytes, are enough."""
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, dict):
        return {name: _rounded(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(one) for one in value]
    return value
