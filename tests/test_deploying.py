"""What the bot is deployed with, as far as that can be tried without Docker and systemd."""

import configparser
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import upkeep
from bot.metrics import WATCHED, Metrics
from bot.settings import Settings
from tests.ports import free_port

ROOT = Path(__file__).parent.parent
OPERATING = (ROOT / "docs" / "operating.md").read_text("utf-8")
UNIT = ROOT / "deploy" / "photo-finder.service"


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's, as words and their arguments."""
    text = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in lines)]


def composed() -> dict[str, Any]:
    services: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
    return services


def copied() -> list[str]:
    """What the image has of the repository."""
    last = [at for at, (word, _) in enumerate(instructions()) if word == "FROM"][-1]
    copies = [rest.split() for word, rest in instructions()[last:] if word == "COPY"]
    return [one[0] for one in copies if not one[0].startswith("--from")]


def test_the_image_has_what_there_is_and_no_root() -> None:
    words = dict(instructions())
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"]
    assert set(copied()) | {"requirements.lock"} == set(allowed)
    assert all((ROOT / one).exists() for one in allowed)
    user = words["USER"].split(":")
    assert int(user[0]) > 0
    assert int(user[1]) > 0
    installs = [rest for word, rest in instructions() if word == "RUN" and "pip install" in rest]
    assert len(installs) == 1
    assert "--require-hashes --requirement /requirements.lock" in installs[0]
    assert words["CMD"] == '["python", "-m", "bot"]'
    assert composed()["bot"]["user"] == words["USER"]


def test_what_the_image_has_is_enough_and_healthy(tmp_path: Path) -> None:
    """The same files in a folder of their own, run and asked as compose.yaml does it."""
    ignored = shutil.ignore_patterns("__pycache__")
    for name in copied():
        shutil.copytree(ROOT / name, tmp_path / "app" / name, ignore=ignored)
    port = free_port()
    settings = {"DATA_DIR": str(tmp_path / "data"), "LOCAL_CHAT_PORT": "0", "WORKERS": "1"}
    environment = os.environ | settings | {"METRICS_PORT": str(port), "TEXT_MODEL": "basic"}
    program = [sys.executable, "-m", "bot"]
    with subprocess.Popen(program, cwd=tmp_path / "app", env=environment, stdout=subprocess.PIPE) as bot:
        assert bot.stdout is not None
        try:
            assert any(b"http://127.0.0.1" in line for line in bot.stdout)
            kind, *check = composed()["bot"]["healthcheck"]["test"]
            assert kind == "CMD"
            assert check[0] == "python"
            code = check[2].replace(composed()["bot"]["environment"]["METRICS_PORT"], str(port))
            subprocess.run([sys.executable, check[1], code], check=True, timeout=30)
        finally:
            bot.send_signal(signal.SIGTERM)
        assert bot.wait(15) == 0


def test_both_containers_share_one_file_system() -> None:
    bot, server = composed()["bot"], composed()["telegram"]
    assert bot["volumes"] == ["./data:/data"]
    assert server["volumes"] == ["./data/telegram:/var/lib/telegram-bot-api"]
    assert bot["environment"]["TELEGRAM_API_FILES"] == "/data/telegram"
    assert bot["environment"]["DATA_DIR"].startswith("/data/")
    assert bot["environment"]["TELEGRAM_API_URL"] == "http://telegram:8081"
    assert "ports" not in bot | server
    settings = {name.lower(): value for name, value in bot["environment"].items()}
    assert set(settings) <= set(Settings.model_fields)
    Settings(_env_file=None, **settings)
    for name in ("TELEGRAM_API_ID", "TELEGRAM_API_HASH"):
        assert name in server["environment"]
        assert name in (ROOT / ".env.example").read_text("utf-8")


def test_the_unit(tmp_path: Path) -> None:
    text = UNIT.read_text("utf-8")
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(text)
    service = unit["Service"]
    assert service["User"] != "root"
    assert service["ExecStart"].endswith(".venv/bin/python -m bot")
    assert service["RestartPreventExitStatus"] == "2"
    if (analyze := shutil.which("systemd-analyze")) is None:
        pytest.skip("No systemd-analyze here")
    program = service["ExecStart"].split()[0]
    tried = tmp_path / UNIT.name
    tried.write_text(text.replace(program, sys.executable))
    done = subprocess.run([analyze, "verify", tried], capture_output=True, text=True, check=False)
    assert UNIT.name not in done.stderr
    assert done.returncode == 0


def test_the_documents_name_all_settings_and_metrics() -> None:
    named = set(re.findall(r"[A-Z][A-Z_]{3,}", OPERATING))
    limits = {name.upper() for name in Settings.model_fields if name.startswith("max_")}
    assert {name.upper() for name in Settings.model_fields} | limits <= named
    metrics = Metrics()
    for name in WATCHED:
        metrics.watch(name, lambda: 0)
    kept = {one.name for one in metrics.registry.collect()}
    assert len(kept) == 11
    assert {name for name in kept if name not in OPERATING} == set()


def test_the_commands_of_the_document() -> None:
    commands = re.findall(r"^ *python -m bot (.*?) +#", OPERATING, re.MULTILINE)
    assert [upkeep.parser().parse_args(one.split()).command for one in commands] == [
        "backup",
        "restore",
        "verify",
        "reseal",
    ]


def test_shell_blocks_are_shell() -> None:
    for script in re.findall(r"```sh\n(.*?)```", OPERATING, re.DOTALL):
        subprocess.run(["bash", "-n"], input=script, text=True, check=True)
        assert shlex.split(script, comments=True)
