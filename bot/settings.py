"""Every setting, from the environment and .env."""

import os
import re
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.keys import KeyUnreadableError, key_of

MEGABYTE = 1_000_000  # bytes, as Telegram counts them; megapixels alike

Ids = Annotated[frozenset[int], NoDecode]
"""Of users or chats, written with commas or spaces between them."""


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    telegram_bot_token: SecretStr | None = None
    telegram_api_url: str | None = None
    telegram_api_files: Path = Path("/var/lib/telegram-bot-api")
    data_dir: Path = Path("data")
    data_key: SecretStr | None = None
    data_key_file: Path | None = None
    local_chat_port: int = Field(default=8088, ge=0, le=65535)

    webhook_url: str | None = None
    webhook_host: str = "127.0.0.1"
    webhook_port: int = Field(default=8443, ge=1, le=65535)
    webhook_secret: SecretStr | None = None

    allowed_users: Ids = frozenset()
    allowed_chats: Ids = frozenset()
    admin_ids: Ids = frozenset()
    ask_consent: bool = True
    user_searches_per_minute: int = Field(default=20, ge=0)
    chat_searches_per_minute: int = Field(default=60, ge=0)
    user_imports_per_minute: int = Field(default=10, ge=0)
    chat_imports_per_minute: int = Field(default=20, ge=0)

    face_detector: str = "embedded"
    face_model: str = "embedded"
    text_model: str = "auto"

    workers: int = Field(default=0, ge=0, le=256)
    max_zip_photos: int = Field(default=20_000, ge=1)
    max_zip_files: int = Field(default=50_000, ge=1)
    max_zip_megabytes: int = Field(default=20_000, ge=1)
    max_photo_megabytes: int = Field(default=100, ge=1)
    max_photo_megapixels: int = Field(default=200, ge=1)
    max_photo_seconds: int = Field(default=60, ge=1)
    max_worker_megabytes: int = Field(default=3_000, ge=500)
    max_gallery_photos: int = Field(default=100_000, ge=1)
    max_gallery_megabytes: int = Field(default=100_000, ge=1)
    min_free_megabytes: int = Field(default=1_000, ge=0)

    log_level: str = "INFO"
    log_format: Literal["text", "json"] = "text"
    metrics_port: int = Field(default=0, ge=0, le=65535)

    @field_validator("telegram_api_url", "webhook_url")
    @classmethod
    def _address(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith(("http://", "https://")):
            raise ValueError("An address begins with https:// (or http://, on this machine)")
        return url.rstrip("/") if url else None

    @field_validator("webhook_secret")
    @classmethod
    def _secret(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and not re.fullmatch(r"[\w-]{1,256}", secret.get_secret_value(), re.ASCII):
            raise ValueError("WEBHOOK_SECRET has letters, digits, _ and - only, 256 at most")
        return secret

    @field_validator("log_level")
    @classmethod
    def _upper(cls, level: str) -> str:
        if level.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("LOG_LEVEL is one of DEBUG, INFO, WARNING, ERROR")
        return level.upper()

    @field_validator("allowed_users", "allowed_chats", "admin_ids", mode="before")
    @classmethod
    def _apart(cls, ids: object) -> object:
        return ids.replace(",", " ").split() if isinstance(ids, str) else ids

    @model_validator(mode="after")
    def _has_a_readable_key(self) -> Self:
        if self.data_key and self.data_key_file:
            raise ValueError("DATA_KEY and DATA_KEY_FILE are two ways to say one thing: set one of them")
        try:
            _ = self.key
        except KeyUnreadableError as error:
            raise ValueError(str(error)) from None
        return self

    @property
    def key(self) -> bytes | None:
        """With which files are sealed; None: they are kept as they are."""
        if self.data_key is not None:
            return key_of(self.data_key.get_secret_value())
        return key_of(self.data_key_file) if self.data_key_file is not None else None

    @property
    def galleries_dir(self) -> Path:
        """Where the galleries are: those of the local chat are apart from those of Telegram."""
        return self.data_dir / "local" if self.telegram_bot_token is None else self.data_dir

    @property
    def worker_count(self) -> int:
        """As many as there are cores, unless set."""
        return self.workers or os.cpu_count() or 1
