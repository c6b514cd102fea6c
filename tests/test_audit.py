"""That what must not be in the repository is found."""

from pathlib import Path

import pytest

from tools.audit import audit, secrets, unpinned

ROOT = Path(__file__).parent.parent
HASH = f"--hash=sha256:{'0a' * 32}"
A = "A" * 40

SECRETS = [
    f"1234567890:{A[:35]}",
    f"TOKEN = '7000000001:AA{'x_-9' * 8}y'",
    f"-----BEGIN {'RSA '}PRIVATE KEY-----",
    f"-----BEGIN {''}PRIVATE KEY-----",
    f"gh{'p'}_{A[:36]}",
    f"AKIA{A[:16]}",
    f"AIza{A[:35]}",
    f"hf_{A[:34]}",
    f"xox{'b'}-1234567890",
    f"https://user:{'word'}@example.com/repository",
    f"DATA_KEY={'a' * 43}=",
    f"TELEGRAM_BOT_TOKEN={A}",
    f"export API_SECRET={A}",
]
HARMLESS = [
    "TELEGRAM_BOT_TOKEN=",
    "DATA_KEY=",
    "123456:AAE-this_is-a_secret",
    "sha256:" + "0a" * 32,
    "https://example.com:8080/@name",
    'token = f"{BOT_ID}:{secrets.token_urlsafe(26)}"',
    "00:00:00 12:34:56 1234567890",
]


@pytest.mark.parametrize("secret", SECRETS)
def test_secrets_are_found(secret: str, tmp_path: Path) -> None:
    assert [line for line, _ in secrets(f"first\n\n{secret}\nlast")][:1] == [3]
    (tmp_path / "settings.py").write_text(f"x = 1\n{secret}\n")
    found = audit(tmp_path, ["settings.py"])
    assert found[0].startswith("settings.py:2: looks like ")
    assert not any(secret in line or A[:16] in line for line in found)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_none_is_left_alone(text: str) -> None:
    assert list(secrets(text)) == []


@pytest.mark.parametrize(
    "name", [".env", "deploy/.env", "server.pem", "data.key", "id_ed25519", "galleries.sqlite"]
)
def test_files_that_are_secrets(name: str, tmp_path: Path) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(b"")
    assert audit(tmp_path, [name]) == [f"{name}: no file for a repository"]
    (tmp_path / ".env.example").write_bytes(b"DATA_KEY=\n")
    assert audit(tmp_path, [".env.example"]) == []


@pytest.mark.parametrize(
    "lock",
    [
        f"numpy==2.2.1 \\\n    {HASH} \\\n    {HASH}\n    # via deepface\n",
        f"uvloop==0.21 ; sys_platform != 'win32' \\\n    {HASH}\n",
        f"uform[onnx]==3.1.1 \\\n    {HASH}\n# a comment\n\n",
        "",
    ],
)
def test_locks_that_are_good(lock: str) -> None:
    assert list(unpinned(lock)) == []


@pytest.mark.parametrize(
    "line",
    [
        "numpy==2.2.1",
        f"numpy>=2.2 \\\n    {HASH}",
        f"numpy==2.* \\\n    {HASH}",
        f"numpy \\\n    {HASH}",
        "numpy==2.2.1 \\\n    --hash=md5:00",
        f"numpy==2.2.1 \\\n    {HASH} \\\n    --hash=sha256:00",
        f"numpy @ https://example.com/numpy.whl \\\n    {HASH}",
        f"git+https://example.com/numpy \\\n    {HASH}",
        f"-e . \\\n    {HASH}",
        "--extra-index-" + "url https://example.com/",
        "--find-links wheels",
        "--trusted-host example.com",
    ],
)
def test_locks_that_are_not(line: str, tmp_path: Path) -> None:
    good = f"pillow==12.0 \\\n    {HASH} \\\n    {HASH}\n"
    found = list(unpinned(f"{good}{line}\n{good}"))
    assert {number for number, _ in found} == {4}
    (tmp_path / "requirements.lock").write_text(line)
    assert audit(tmp_path, ["requirements.lock"])[0].startswith("requirements.lock:1: not ")


def test_the_repository_has_nothing_of_it() -> None:
    names = [str(path.relative_to(ROOT)) for path in ROOT.glob("*.lock")]
    assert len(names) >= 3
    assert audit(ROOT, [*names, "bot/localchat/photos.lock", ".env.example", "tests/test_audit.py"]) == []
