"""/invite and its buttons: links by which guests search a gallery from their private chats."""

from telegram import InputFile, Update
from telegram.helpers import create_deep_linked_url

from bot.admins import managing
from bot.context import Context
from bot.handlers.guards import Incoming, Press, incoming, press
from bot.replies.editing import edit_caption
from bot.replies.inviting import PERIODS, invite_keyboard, invite_text, new_keyboard
from core.guests import MOST
from core.qr import qr_code
from core.store.clock import current
from core.store.invites import Invite

INVITATION = "i"
"""What a deep link begins with that is an invitation, whose token follows."""


async def invite(update: Update, context: Context) -> None:
    """The links that are good; where there is none, a new one."""
    if (asked := incoming(update, context)) is None or not await managing(asked):
        return
    invites = await context.worker.run(context.guests.invites, asked.chat_id)
    for one in invites:
        await _show(asked, context, one)
    if not invites:
        await _make(asked, context)


async def make(update: Update, context: Context) -> None:
    """A button `invite`: a new link, beside the others."""
    if (pressed := press(update, context)) is None or not await managing(pressed):
        return
    if len(await context.worker.run(context.guests.invites, pressed.chat_id)) >= MOST:
        await pressed.answer(pressed.t("invite-too-many", count=MOST), alert=True)
        return
    await pressed.answer()
    await _make(pressed, context)


async def set_until(update: Update, context: Context) -> None:
    """A button `until:PERIOD:INVITE`: the link is good for so long from now on."""
    if (pressed := press(update, context)) is None or not await managing(pressed):
        return
    period = PERIODS[pressed.values[1]]
    until = current() + period if period else None
    changed = await context.worker.run(
        context.guests.set_until, pressed.chat_id, int(pressed.values[2]), until
    )
    if changed is None:
        await pressed.answer(pressed.t("invite-ended"), alert=True)
        return
    await pressed.answer()
    text = invite_text(pressed.t, changed, _link(context, changed))
    await edit_caption(pressed.message, text, invite_keyboard(pressed.t, changed))


async def revoke(update: Update, context: Context) -> None:
    """A button `revoke:INVITE`."""
    if (pressed := press(update, context)) is None or not await managing(pressed):
        return
    if not await context.worker.run(context.guests.revoke, pressed.chat_id, int(pressed.values[1])):
        await pressed.answer(pressed.t("invite-ended"), alert=True)
        return
    await pressed.answer()
    await edit_caption(pressed.message, pressed.t("invite-revoked"), new_keyboard(pressed.t))


async def _make(asked: Incoming | Press, context: Context) -> None:
    made = await context.worker.run(context.guests.invite, asked.chat_id)
    if made is not None:  # else another administrator was faster
        await _show(asked, context, made)


async def _show(asked: Incoming | Press, context: Context, shown: Invite) -> None:
    link = _link(context, shown)
    picture = InputFile(await context.worker.run(qr_code, link), "invitation.png")
    await asked.outlet.photo(picture, invite_text(asked.t, shown, link), invite_keyboard(asked.t, shown))


def _link(context: Context, shown: Invite) -> str:
    return create_deep_linked_url(context.bot.username, f"{INVITATION}{shown.token}")
