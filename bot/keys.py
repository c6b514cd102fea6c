"""The key that files are sealed with, as an operator writes it."""

import base64
import binascii
from pathlib import Path

KEY_BYTES = 32


class KeyUnreadableError(Exception):
    """Says what is wrong with a key, and never what it is."""


def key_of(written: str | Path) -> bytes:
    """The bytes of a key in base64, or of a file that holds one. Raises KeyUnreadableError."""
    if isinstance(written, Path):
        try:
            written = written.read_text("utf-8")
        except (OSError, UnicodeError):
            raise KeyUnreadableError("The key file cannot be read") from None
    try:
        key = base64.b64decode(written.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyUnreadableError(
            f"A data key is {KEY_BYTES} random bytes in base64: `openssl rand -base64 {KEY_BYTES}` makes one"
        )
    return key
