"""Who of several people in a picture is meant?"""

from typing import get_args

from telegram import InputFile, Update
from telegram.constants import ChatAction

from bot.admission import in_time
from bot.context import Context
from bot.handlers.answering import send_answer
from bot.handlers.guards import press
from bot.handlers.results import search_of
from bot.replies.choice import chosen_in, who_keyboard
from bot.replies.editing import edit_keyboard
from bot.replies.outlet import Outlet
from bot.texts import Texts
from core.finder import Together
from core.search.answers import Choice


async def ask_who(outlet: Outlet, t: Texts, choice: Choice) -> None:
    people = len(choice.faces)
    keyboard = who_keyboard(t, choice.search.id, people, 0)
    async with outlet.busy(ChatAction.UPLOAD_PHOTO):
        await outlet.photo(
            InputFile(choice.picture, "people.jpg"), t("who", count=people, photos=choice.photos), keyboard
        )


async def toggle(update: Update, context: Context) -> None:
    """A button `pick:SEARCH:PERSON`: this person is chosen from now on, or no longer."""
    if (pressed := press(update, context)) is None:
        return
    if (search := await search_of(pressed, context, pressed.values[1])) is None:
        return
    await pressed.answer()
    await context.worker.run(context.pages.tick, search, int(pressed.values[2]))
    if now := await context.worker.run(context.galleries.search, pressed.chat_id, search.id):
        await edit_keyboard(pressed.message, who_keyboard(pressed.t, now.id, now.people, now.ticked))


async def find(update: Update, context: Context) -> None:
    """A button `who:TOGETHER:SEARCH:CHOSEN`: photos of any of them, of all together, of them only."""
    if (pressed := press(update, context)) is None:
        return
    if (search := await search_of(pressed, context, pressed.values[2])) is None:
        return
    together: Together = next(one for one in get_args(Together) if one == pressed.values[1])
    people = chosen_in(int(pressed.values[3]), search.people)
    if not people:
        await pressed.answer(pressed.t("who-nobody"), alert=True)
        return
    if not await in_time(pressed, context, "search"):
        return
    await pressed.answer()
    async with pressed.outlet.busy(ChatAction.TYPING):
        answer = await context.worker.search(
            pressed, context.galleries.finder.choose, search, people, together, context.begun
        )
    await send_answer(pressed.outlet, pressed.t, context, answer)
