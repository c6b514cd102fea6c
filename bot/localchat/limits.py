"""Telegram's documented limits, and its own words when one is broken.

The texts follow tdlib/telegram-bot-api and tdlib/td; those in capitals (PHOTO_INVALID_DIMENSIONS and the
like) are what Telegram's servers behind them say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.localchat.errors import ApiError, bad_request

MEGABYTE = 1 << 20
DOWNLOAD_BYTES = 20 * MEGABYTE
UPLOAD_BYTES = 50 * MEGABYTE
PHOTO_BYTES = 10 * MEGABYTE
PHOTO_SIDES = 10_000
PHOTO_RATIO = 20
TEXT = 4096
CAPTION = 1024
CALLBACK_DATA_BYTES = 64
CALLBACK_ANSWER = 200
ALBUM_MIN = 2
ALBUM_MAX = 10
BUTTONS = 100

ALONE_IN_ALBUMS = frozenset({"document", "audio"})


@dataclass
class Limits:
    enabled: bool = True

    def upload(self, size: int) -> None:
        if self.enabled and size > UPLOAD_BYTES:
            raise ApiError(413, "Request Entity Too Large")

    def download(self, size: int) -> None:
        if self.enabled and size > DOWNLOAD_BYTES:
            raise bad_request("file is too big")

    def photo_bytes(self, size: int) -> None:
        if self.enabled and size > PHOTO_BYTES:
            what = f"file of size {size} bytes is too big for a photo"
            raise bad_request(f"{what}; the maximum size is {PHOTO_BYTES} bytes")

    def photo_sides(self, width: int, height: int) -> None:
        too_large = width + height > PHOTO_SIDES
        too_long = max(width, height) > PHOTO_RATIO * min(width, height)
        if self.enabled and (too_large or too_long):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")

    def text(self, text: str) -> None:
        if self.enabled and len(text) > TEXT:
            raise bad_request("message is too long")

    def caption(self, text: str) -> None:
        if self.enabled and len(text) > CAPTION:
            raise bad_request("message caption is too long")

    def callback_answer(self, text: str) -> None:
        if self.enabled and len(text) > CALLBACK_ANSWER:
            raise bad_request("MESSAGE_TOO_LONG")

    def album(self, kinds: Sequence[str]) -> None:
        if not self.enabled:
            return
        if not kinds:
            raise bad_request("there are no messages to send")
        if len(kinds) < ALBUM_MIN:
            raise bad_request("too few messages to send as an album")
        if len(kinds) > ALBUM_MAX:
            raise bad_request("too many messages to send as an album")
        alone = ALONE_IN_ALBUMS.intersection(kinds)
        if alone and len(set(kinds)) > 1:
            raise bad_request(f"{min(alone)} can't be mixed with other media types")

    def keyboard(self, rows: Sequence[Sequence[dict[str, Any]]]) -> None:
        buttons = [button for row in rows for button in row]
        if not self.enabled:
            return
        if len(buttons) > BUTTONS:
            raise bad_request("reply markup is too long")
        for button in buttons:
            if len(button.get("callback_data", "").encode()) > CALLBACK_DATA_BYTES:
                raise bad_request("BUTTON_DATA_INVALID")


def inline_keyboard(markup: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """The rows of an inline keyboard, refused where Telegram's parser refuses them."""
    rows = markup.get("inline_keyboard", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    for button in (button for row in rows for button in row):
        _check_button(button)
    return [row for row in rows if row]


def _check_button(button: object) -> None:
    prefix = "can't parse inline keyboard button"
    if not isinstance(button, dict):
        raise bad_request(f"{prefix}: InlineKeyboardButton must be an Object")
    if "text" not in button:
        raise bad_request(f'{prefix}: Can\'t find field "text"')
    if not button["text"]:
        raise bad_request("inline keyboard button text must be non-empty")
    if not any(value for name, value in button.items() if name != "text"):
        raise bad_request(f"{prefix}: Text buttons are unallowed in the inline keyboard")
