"""Settings, out of the environment and .env."""

import base64
import os
import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import Settings

TOKEN = "123456:AAE-this_is-a_secret"
EXAMPLE = Path(__file__).parent.parent / ".env.example"


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_every_setting_has_a_default() -> None:
    settings = Settings()
    assert settings.telegram_bot_token is None
    assert settings.data_dir == Path("data")
    assert (settings.local_chat_port, settings.log_level) == (8088, "INFO")
    assert (settings.face_detector, settings.face_model, settings.text_model) == (
        "embedded",
        "embedded",
        "auto",
    )
    assert (settings.metrics_port, settings.webhook_url, settings.admin_ids) == (0, None, frozenset())
    assert settings.worker_count == (os.cpu_count() or 1)


def test_the_example_names_every_setting_with_its_default(tmp_path: Path) -> None:
    text = EXAMPLE.read_text("utf-8")
    named = re.findall(r"^([A-Z_]+)=", text, re.MULTILINE)
    assert sorted(named) == sorted(name.upper() for name in Settings.model_fields)
    default = Settings()
    (tmp_path / ".env").write_text(text, "utf-8")
    assert Settings() == default


def test_settings_come_from_the_environment_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("WORKERS=3\nLOG_LEVEL=debug\nUNKNOWN=1\n")
    monkeypatch.setenv("WORKERS", "5")
    monkeypatch.setenv("DATA_DIR", "elsewhere")
    settings = Settings()
    assert (settings.worker_count, settings.log_level, settings.data_dir) == (5, "DEBUG", Path("elsewhere"))


def test_an_empty_token_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "")
    assert Settings().telegram_bot_token is None


def test_the_token_is_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    settings = Settings()
    assert settings.telegram_bot_token is not None
    assert settings.telegram_bot_token.get_secret_value() == TOKEN
    for text in (repr(settings), str(settings), settings.model_dump_json(), str(settings.model_dump())):
        assert TOKEN not in text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WORKERS", "-1"),
        ("WORKERS", "many"),
        ("LOCAL_CHAT_PORT", "70000"),
        ("LOG_LEVEL", "LOUD"),
        ("LOG_FORMAT", "xml"),
        ("ADMIN_IDS", "1, Ann"),
        ("METRICS_PORT", "70000"),
        ("WEBHOOK_URL", "bot.example"),
        ("WEBHOOK_PORT", "0"),
        ("WEBHOOK_SECRET", "no spaces"),
        ("TELEGRAM_API_URL", "localhost:8081"),
        ("MAX_ZIP_PHOTOS", "0"),
        ("MAX_PHOTO_MEGAPIXELS", "0"),
        ("MAX_PHOTO_SECONDS", "0"),
        ("ALLOWED_USERS", "1, Ann"),
        ("ADMIN_IDS", "@ann"),
        ("USER_SEARCHES_PER_MINUTE", "-1"),
    ],
)
def test_settings_that_make_no_sense(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as caught:
        Settings()
    assert name.lower() in str(caught.value)
    assert TOKEN not in str(caught.value)


def test_the_webhook_secret_is_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_SECRET", "s3cret")
    assert "s3cret" not in repr(Settings())


@pytest.mark.parametrize("written", ["5,-1001", " 5 , -1001 ", "5 -1001", "-1001,\t5,"])
def test_lists_of_ids(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("ALLOWED_CHATS", written)
    assert Settings().allowed_chats == {5, -1001}
    assert Settings().allowed_users == frozenset()


def test_a_data_key_is_masked_and_comes_from_a_file_as_well(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert Settings().key is None
    written = base64.b64encode(bytes(range(32))).decode()
    monkeypatch.setenv("DATA_KEY", written)
    settings = Settings()
    assert settings.key == bytes(range(32))
    assert written not in f"{settings!r} {settings} {settings.model_dump_json()}"
    (tmp_path / "key").write_text(f"{written}\n")
    monkeypatch.setenv("DATA_KEY_FILE", str(tmp_path / "key"))
    with pytest.raises(ValidationError, match="set one of them"):
        Settings()
    monkeypatch.delenv("DATA_KEY")
    assert Settings().key == bytes(range(32))


@pytest.mark.parametrize("name", ["DATA_KEY", "DATA_KEY_FILE"])
def test_a_data_key_that_is_none_is_refused_and_not_shown(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "swordfish")
    with pytest.raises(ValidationError) as caught:
        Settings()
    assert "key file cannot be read" in str(caught.value) or "openssl rand -base64 32" in str(caught.value)
    assert "swordfish" not in str(caught.value)
