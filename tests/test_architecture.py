"""What the layers may know of each other."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CORE = sorted(ROOT.glob("core/**/*.py"))
BOT = [path for path in sorted(ROOT.glob("bot/**/*.py")) if "localchat" not in path.parts]
OURS = [
    path
    for name in ("bot", "core", "tests", "bench", "tools")
    for path in sorted(ROOT.glob(f"{name}/**/*.py"))
]

NOT_IN_CORE = {"telegram", "bot", "asyncio", "dotenv", "pydantic_settings"}
NOT_IN_BOT = {
    *("numpy", "cv2", "PIL", "pillow_heif", "zipfile"),
    *("sqlite3", "sqlite_utils", "onnxruntime", "deepface", "uform"),
}
ENVIRONMENT = {"environ", "environb", "getenv", "getenvb", "putenv"}

MACHINE = re.compile(r"(?<![\w/.])/(?:work|home|root|Users|mnt)\b")
INDEX = re.compile(r"pypi\.|pythonhosted|index-url|https?://[^\s\"']*/simple\b")


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(path: Path) -> Iterator[str]:
    """The top-level packages that a module imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield str(node.module).partition(".")[0]


def read_from_environment(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os":
            yield from ENVIRONMENT & {node.attr}
        elif isinstance(node, ast.ImportFrom) and node.module == "os":
            yield from ENVIRONMENT & {alias.name for alias in node.names}


def test_there_is_something_to_look_at() -> None:
    assert len(CORE) > 20
    assert len(BOT) > 15


@pytest.mark.parametrize("path", CORE, ids=relative)
def test_the_core_knows_nothing_of_telegram_the_loop_or_the_environment(path: Path) -> None:
    assert NOT_IN_CORE & set(imported(path)) == set()
    assert list(read_from_environment(path)) == []


@pytest.mark.parametrize("path", sorted(ROOT.glob("core/store/*.py")), ids=relative)
def test_the_store_knows_nothing_of_the_search(path: Path) -> None:
    assert "core.search" not in path.read_text("utf-8")


@pytest.mark.parametrize("path", BOT, ids=relative)
def test_the_bot_leaves_pixels_vectors_and_rows_to_the_core(path: Path) -> None:
    assert NOT_IN_BOT & set(imported(path)) == set()


@pytest.mark.parametrize("path", OURS, ids=relative)
def test_no_module_names_a_machine_or_a_package_index(path: Path) -> None:
    if path != Path(__file__):
        text = path.read_text("utf-8")
        assert MACHINE.findall(text) == []
        assert INDEX.findall(text) == []


@pytest.mark.parametrize("path", [*ROOT.glob("*.lock"), *ROOT.glob("bot/**/*.lock")], ids=relative)
def test_locks_name_no_address(path: Path) -> None:
    assert "://" not in path.read_text("utf-8")
