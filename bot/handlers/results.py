"""The buttons under an answer: more photos, boxes, another level."""

from telegram import InlineKeyboardMarkup, InputMediaPhoto, Update
from telegram.constants import ChatAction
from telegram.error import BadRequest

from bot.access import reachable
from bot.admission import in_time
from bot.context import Context
from bot.handlers.answering import send_answer
from bot.handlers.guards import Press, press
from bot.replies.album import answer_text, match_caption, picture_file
from bot.replies.editing import edit_keyboard, edit_text
from bot.replies.levels import AUTO, stepped
from bot.replies.results import boxes_button, level_keyboard, which_keyboard, with_button
from core.pages import SentMatch
from core.store.searches import Search


async def search_of(pressed: Press, context: Context, search_id: str) -> Search | None:
    """The search that a button is about; whoever pressed it is told if it is too old, or another chat's."""
    search = await reachable(context, pressed.chat_id, int(search_id))
    if search is None:
        await pressed.answer(pressed.t("search-expired"), alert=True)
    return search


async def one_of(
    pressed: Press, context: Context, search: Search, data: str, question: str
) -> SentMatch | None:
    """The photo that the last page has; of several, buttons that begin with `data` ask which."""
    sent = await context.worker.run(context.pages.sent, search)
    if len(sent) == 1:
        return next(iter(sent.values()))
    if not sent:
        await pressed.answer(pressed.t("search-expired"), alert=True)
        return None
    await pressed.answer(pressed.t(question))
    keyboard = pressed.message.reply_markup or InlineKeyboardMarkup([])
    await edit_keyboard(pressed.message, which_keyboard(keyboard, data, list(sent)))
    return None


async def sent_at(pressed: Press, context: Context, search: Search, place: int) -> SentMatch | None:
    """The photo of the last page that has this number; whoever pressed it is told if it is gone."""
    sent = await context.worker.run(context.pages.sent, search)
    if (found := sent.get(place)) is None:
        await pressed.answer(pressed.t("search-expired"), alert=True)
    return found


async def more(update: Update, context: Context) -> None:
    """A button `more:SEARCH:SHOWN`: the next page. Of two taps one counts."""
    if (pressed := press(update, context)) is None:
        return
    if (search := await search_of(pressed, context, pressed.values[1])) is None:
        return
    if search.shown != int(pressed.values[2]):
        await pressed.answer()
        return
    if not await in_time(pressed, context, "search"):
        return
    await pressed.answer()
    answer = await context.worker.run(context.pages.following, search)
    await send_answer(pressed.outlet, pressed.t, context, answer)
    await edit_keyboard(pressed.message, None)  # the message under the next page has the buttons


async def step_level(update: Update, context: Context) -> None:
    """A button `level:BY:SEARCH`: the same search one step up or down, and how much that would show."""
    if (pressed := press(update, context)) is None:
        return
    search = await search_of(pressed, context, pressed.values[2])
    if search is None or (kind := search.level_kind) is None:
        return
    by = int(pressed.values[1])
    level = stepped(search.level, by, kind)
    if level == search.level:
        await pressed.answer(pressed.t("level-end") if by else None)
        return
    await pressed.answer()
    search = await context.worker.run(context.pages.at, search, level)
    answer = await context.worker.run(context.pages.first, search)
    await edit_text(pressed.message, answer_text(pressed.t, answer), level_keyboard(pressed.t, search))


async def show_at(update: Update, context: Context) -> None:
    """A button `at:LEVEL:SEARCH`: the photos of a search at a level."""
    if (pressed := press(update, context)) is None:
        return
    if (search := await search_of(pressed, context, pressed.values[2])) is None:
        return
    if not await in_time(pressed, context, "search"):
        return
    await pressed.answer()
    level = None if pressed.values[1] == AUTO else int(pressed.values[1])
    search = await context.worker.run(context.pages.at, search, level)
    answer = await context.worker.run(context.pages.first, search)
    await send_answer(pressed.outlet, pressed.t, context, answer)


async def boxes(update: Update, context: Context) -> None:
    """A button `boxes:SEARCH`: frame the faces that match in the photos that were sent last, or do not."""
    if (pressed := press(update, context)) is None:
        return
    if (search := await search_of(pressed, context, pressed.values[1])) is None:
        return
    if not await in_time(pressed, context, "search"):
        return
    await pressed.answer()
    search = await context.worker.run(context.pages.with_boxes, search, boxes=not search.boxes)
    changed = boxes_button(pressed.t, search)
    await edit_keyboard(pressed.message, with_button(pressed.message.reply_markup, changed))
    sent = await context.worker.run(context.pages.sent, search)
    async with pressed.outlet.busy(ChatAction.UPLOAD_PHOTO):
        for one in sent.values():
            await _change(pressed, context, search, one)


async def _change(pressed: Press, context: Context, search: Search, sent: SentMatch) -> None:
    caption = match_caption(pressed.t, sent.place, sent.match)
    for anew in (False, True):
        file = await picture_file(context, search, sent.match, anew=anew)
        try:
            await context.bot.edit_message_media(
                InputMediaPhoto(file, caption=caption), pressed.chat_id, sent.message_id
            )
        except BadRequest as error:  # somebody has deleted it, or has pressed twice; or the name is too old
            if "file identifier" not in error.message.lower():
                return
        else:
            return
