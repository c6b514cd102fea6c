"""Answers of a search: an album of the best matches, and a message under it with what can be done next."""

from telegram.constants import ChatAction

from bot.access import require_sight
from bot.context import Context
from bot.replies.album import answer_text, send_photos
from bot.replies.levels import lower_keyboard
from bot.replies.outlet import Outlet
from bot.replies.results import answer_keyboard
from bot.texts import Texts
from core.search.answers import Answer


async def send_answer(outlet: Outlet, t: Texts, context: Context, answer: Answer) -> None:
    """Which photo of the album is which is noted before the message under it: then people begin to reply.

    Whoever is answered may look at the gallery now: that they might when they asked is not enough. Raises
    EndedError.
    """
    await require_sight(context, outlet.chat_id, answer.search.chat_id)
    if answer.matches and not await send_page(outlet, t, context, answer):
        return
    keyboard = answer_keyboard(t, answer) if answer.matches else lower_keyboard(t, answer)
    await outlet.text(answer_text(t, answer), keyboard)


async def send_page(outlet: Outlet, t: Texts, context: Context, answer: Answer) -> bool:
    """False if the page was sent already, by the first of two taps."""
    if not await context.worker.run(context.pages.take, answer):
        return False
    try:
        async with outlet.busy(ChatAction.UPLOAD_PHOTO):
            sent = await send_photos(outlet, t, context, answer)
    except Exception:
        await context.worker.run(context.pages.give_back, answer)
        raise
    await context.worker.run(context.pages.note_sent, answer, sent)
    return True
