"""/settings: what a gallery and a user have chosen, and the buttons that change it in place."""

from collections.abc import Iterator

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.replies.languages import languages_row
from bot.replies.levels import step_row
from bot.replies.marks import choice
from bot.texts import Texts
from core.gallery import ALBUM_SIZES, DAYS_TO_KEEP
from core.store.chats import ChatSettings
from core.store.users import UserSettings

Row = list[InlineKeyboardButton]


def settings_text(t: Texts, *, gallery: bool, group: bool) -> str:
    """`gallery`: whether the chat has settings of a gallery, which that of a guest has not."""
    own = t("settings-own", group="yes" if group else "no")
    return f"{t('settings-gallery', group='yes' if group else 'no')}\n\n{own}" if gallery else own


def settings_keyboard(
    t: Texts, gallery: ChatSettings | None, own: UserSettings | None
) -> InlineKeyboardMarkup:
    """`own` is None in groups: there each has their own, and nothing is marked."""
    rows = [*_gallery_rows(t, gallery)] if gallery else []
    return InlineKeyboardMarkup([*rows, *_own_rows(t, own)])


def _gallery_rows(t: Texts, chosen: ChatSettings) -> Iterator[Row]:
    """Below the levels a button holds what will be, not what will change: two taps are as good as one."""
    yield step_row(t, "face", chosen.face_level, "set:face")
    yield step_row(t, "text", chosen.text_level, "set:text")
    yield [
        choice(t("button-album", size=size), f"set:album:{size}", is_chosen=size == chosen.album_size)
        for size in ALBUM_SIZES
    ]
    boxes = t("button-boxes", on="yes" if chosen.boxes else "no")
    yield [InlineKeyboardButton(boxes, callback_data=f"set:boxes:{int(not chosen.boxes)}")]
    yield [
        choice(t("button-days", days=days), f"set:days:{days}", is_chosen=days == chosen.kept_days)
        for days in DAYS_TO_KEEP
    ]


def _own_rows(t: Texts, chosen: UserSettings | None) -> Iterator[Row]:
    yield [
        choice(
            t("button-results", private="yes" if private else "no"),
            f"set:private:{int(private)}",
            is_chosen=chosen is not None and chosen.private_results == private,
        )
        for private in (False, True)
    ]
    yield languages_row("set:language", t.language if chosen else None)
