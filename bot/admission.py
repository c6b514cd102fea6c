"""What has to be so before a search or an import begins: consent where it is for faces, and no hurry."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.context import Context
from bot.handlers.guards import Incoming, Press
from bot.limits import What


async def agreed(asked: Incoming | Press, context: Context) -> bool:
    """Whether who asks has agreed that faces are looked for; else they are asked, and the handler gives up.

    Once they agree, it begins again: what was known before, the gallery or who may manage it, counts no more.
    """
    if context.consents.has(asked.sender_id):
        return True
    if context.consents.hold(asked.sender_id, asked.chat_id, context.again):
        agree = InlineKeyboardButton(asked.t("button-agree"), callback_data=f"agree:{asked.sender_id}")
        await asked.outlet.text(asked.t("consent-ask"), InlineKeyboardMarkup([[agree]]))
    return False


async def in_time(asked: Incoming | Press, context: Context, what: What) -> bool:
    """Whether who asks, and their chat, may begin one more now; else they are told when they may."""
    seconds = context.limits.take(what, asked.sender_id, asked.chat_id)
    if seconds:
        if isinstance(asked, Press):
            await asked.answer()
        await asked.outlet.text(asked.t("too-many", what=what, seconds=seconds))
    return not seconds
