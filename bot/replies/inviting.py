"""Invitations, and the buttons that change them."""

from datetime import timedelta

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.texts import Texts
from core.store.invites import Invite

PERIODS = {
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=30),
    "always": None,
}
"""How long a link can be good for; None: until it is revoked."""


def invite_text(t: Texts, invite: Invite, link: str) -> str:
    until = f"{invite.until.astimezone():%Y-%m-%d %H:%M %Z}" if invite.until else "never"
    return "\n".join([t("invite-link"), link, t("invite-until", until=until)])


def invite_keyboard(t: Texts, invite: Invite) -> InlineKeyboardMarkup:
    periods = [_button(t(f"button-{period}"), f"until:{period}:{invite.id}") for period in PERIODS]
    last = [_button(t("button-revoke"), f"revoke:{invite.id}"), _button(t("button-invite"), "invite")]
    return InlineKeyboardMarkup([periods[:2], periods[2:], last])


def new_keyboard(t: Texts) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[_button(t("button-invite"), "invite")]])


def _button(text: str, data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text, callback_data=data)
