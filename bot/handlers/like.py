"""/like and its buttons: photos that look like one of a result, and near-duplicates that were not shown."""

from telegram import Update
from telegram.constants import ChatAction

from bot.access import may_see
from bot.admission import in_time
from bot.context import Context
from bot.handlers.delivery import Delivery
from bot.handlers.guards import Incoming, Press, incoming, press
from bot.handlers.results import one_of, search_of, sent_at
from bot.replies.album import send_photos


async def find(update: Update, context: Context) -> None:
    """`/like`, as a reply to a result."""
    if (asked := incoming(update, context)) is None:
        return
    replied = asked.message.reply_to_message
    found = await _sent(asked, context, replied.message_id) if replied else None
    if found is None:
        await asked.message.reply_text(asked.t("like-usage"))
    else:
        await _answer(asked, context, *found)


async def _sent(asked: Incoming, context: Context, message_id: int) -> tuple[int, int] | None:
    """The gallery, and the photo of it, that a message shows; as long as the chat may look at that."""
    gallery_id = await context.worker.run(context.galleries.sent_gallery, asked.chat_id, message_id)
    if gallery_id is None or not await may_see(context, asked.chat_id, gallery_id):
        return None
    photo_id = await context.worker.run(context.galleries.sent_photo, gallery_id, asked.chat_id, message_id)
    return (gallery_id, photo_id) if photo_id else None


async def ask_which(update: Update, context: Context) -> None:
    """A button `like:SEARCH` under an answer: like which of its photos? Like it, if there is one only."""
    if (pressed := press(update, context)) is None:
        return
    if (search := await search_of(pressed, context, pressed.values[1])) is None:
        return
    only = await one_of(pressed, context, search, f"alike:{search.id}", "like-which")
    if only is not None:
        await pressed.answer()
        await _answer(pressed, context, search.chat_id, only.match.photo.id)


async def find_by_button(update: Update, context: Context) -> None:
    """A button `alike:SEARCH:PLACE`."""
    if (pressed := press(update, context)) is None:
        return
    if (search := await search_of(pressed, context, pressed.values[1])) is None:
        return
    if (found := await sent_at(pressed, context, search, int(pressed.values[2]))) is None:
        return
    await pressed.answer()
    await _answer(pressed, context, search.chat_id, found.match.photo.id)


async def show_similar(update: Update, context: Context) -> None:
    """A button `same:SEARCH:PHOTO`: the near-duplicates of a photo, which an answer has shown once."""
    if (pressed := press(update, context)) is None:
        return
    if (search := await search_of(pressed, context, pressed.values[1])) is None:
        return
    if not await in_time(pressed, context, "search"):
        return
    await pressed.answer()
    async with pressed.outlet.busy(ChatAction.UPLOAD_PHOTO):
        similar = await context.worker.run(context.pages.similar, search, int(pressed.values[2]))
        if similar.matches:
            await send_photos(pressed.outlet, pressed.t, context, similar)


async def _answer(asked: Incoming | Press, context: Context, gallery_id: int, photo_id: int) -> None:
    if not await in_time(asked, context, "search"):
        return
    delivery = await Delivery.of(asked, context)
    async with asked.outlet.busy(ChatAction.UPLOAD_PHOTO):
        answer = await context.worker.search(
            asked, context.galleries.finder.like, gallery_id, photo_id, delivery.asking
        )
    if answer is None:
        await delivery.text(asked.t("like-not-yet"))
    else:
        await delivery.answer(answer)
