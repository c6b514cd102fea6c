"""What has to be so before a search or an import begins: consent where it is for faces, and no hurry."""

from dataclasses import replace

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.consents import Say
from bot.context import Context
from bot.handlers.guards import Incoming, Press
from bot.limits import What


async def agreed(asked: Incoming | Press, context: Context) -> bool:
    """Whether who asks has agreed that faces are looked for; else they are asked, and the handler gives up.

    Once they agree, it begins again: what was known before, the gallery or who may manage it, counts no more.
    """
    if context.consents.has(asked.sender_id):
        return True
    say = context.consents.hold(asked.sender_id, asked.chat_id, context.kind, context.again)
    if Say.ASK in say:
        await _ask(asked, context)
    if Say.REMIND in say:
        await _remind(asked, context)
    if Say.FULL in say:
        await asked.outlet.text(asked.t("consent-full"))
    return False


async def reminded(asked: Incoming | Press, context: Context) -> bool:
    """Point whoever asks at the question that they have not answered; False where there is none."""
    if context.consents.question(asked.sender_id, asked.chat_id) is None:
        return False
    await _remind(asked, context)
    return True


async def _remind(asked: Incoming | Press, context: Context) -> None:
    below = replace(asked.outlet, reply_to=context.consents.question(asked.sender_id, asked.chat_id))
    hint = await below.text(asked.t("consent-remind", button=asked.t("button-agree")))
    context.consents.reminded(asked.sender_id, asked.chat_id, hint.message_id)


async def _ask(asked: Incoming | Press, context: Context) -> None:
    agree = InlineKeyboardButton(asked.t("button-agree"), callback_data=f"agree:{asked.sender_id}")
    question = await asked.outlet.text(asked.t("consent-ask"), InlineKeyboardMarkup([[agree]]))
    context.consents.asked(asked.sender_id, asked.chat_id, question.message_id)


async def in_time(asked: Incoming | Press, context: Context, what: What) -> bool:
    """Whether who asks, and their chat, may begin one more now; else they are told when they may."""
    seconds = context.limits.take(what, asked.sender_id, asked.chat_id)
    if seconds:
        if isinstance(asked, Press):
            await asked.answer()
        await asked.outlet.text(asked.t("too-many", what=what, seconds=seconds))
    return not seconds
