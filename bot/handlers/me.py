"""/me: what its sender looks like in a gallery, and the photos that they are in."""

import asyncio
from collections.abc import Sequence

from telegram import ForceReply, Message, Update
from telegram.constants import ChatAction

from bot.access import require_still
from bot.admission import agreed, in_time
from bot.captions import caption_command
from bot.context import Callback, Context
from bot.files import LIMIT
from bot.handlers.delivery import Delivery
from bot.handlers.guards import Incoming, Press, incoming, press
from bot.handlers.results import one_of, search_of, sent_at
from bot.pictures import Picture, picture_in
from bot.replies.editing import edit_keyboard
from bot.replies.profile import learned_text
from bot.replies.results import tell_button, with_button
from bot.settings import MEGABYTE
from core.errors import NobodyError, OutdatedProfileError
from core.store.profiles import MOST_SELFIES, Profile
from core.store.questions import Question
from core.store.searches import Search

TOLD = {"on": True, "off": False}


async def me(update: Update, context: Context) -> None:
    """`/me`: the sender's photos; as a reply to a photo: this is me. `/me on`, `/me off`, `/me forget`."""
    if (asked := incoming(update, context)) is not None:
        replied = asked.message.reply_to_message
        await _do(asked, context, _pictures([replied] if replied else []), " ".join(context.args or []))


def unless_selfie(receive: Callback) -> Callback:
    """A handler of photos and files, for those that are no selfies for a profile.

    `/me` stands in a caption, and in an album in that of one photo; or they reply to a question for them.
    """

    async def receive_or_learn(update: Update, context: Context) -> None:
        if (asked := incoming(update, context)) is None:
            return
        album = await context.album(asked.message)
        captions = [(one, caption_command(one, "me", context.bot.username)) for one in album]
        commands = [(one, text) for one, text in captions if text is not None]
        if not commands and await _are_asked_for(asked, context, album):
            commands = [(album[0], "")]
        if not commands:
            await receive(update, context)
        elif asked.message is commands[0][0]:  # the album's other messages are no questions of their own
            await _do(asked, context, _pictures(album), commands[0][1])

    return receive_or_learn


async def ask_which(update: Update, context: Context) -> None:
    """A button `mine:yes:SEARCH` or `mine:no:SEARCH`: which of the photos shows the user, or does not?"""
    if (pressed := press(update, context)) is None:
        return
    if (search := await search_of(pressed, context, pressed.values[2])) is None:
        return
    if await _own(pressed, context, search) is None:
        return
    data = f"judge:{pressed.values[1]}:{search.id}"
    only = await one_of(pressed, context, search, data, f"me-which-{pressed.values[1]}")
    if only is not None:
        await _judge(pressed, context, search, only.match.photo.id)


async def judge(update: Update, context: Context) -> None:
    """A button `judge:yes:SEARCH:PLACE` or `judge:no:SEARCH:PLACE`."""
    if (pressed := press(update, context)) is None:
        return
    if (search := await search_of(pressed, context, pressed.values[2])) is None:
        return
    if await _own(pressed, context, search) is None:
        return
    if (found := await sent_at(pressed, context, search, int(pressed.values[3]))) is not None:
        await _judge(pressed, context, search, found.match.photo.id)


async def toggle_told(update: Update, context: Context) -> None:
    """A button `tell:SEARCH`: tell the user of new photos from now on, or no more."""
    if (pressed := press(update, context)) is None:
        return
    if (search := await search_of(pressed, context, pressed.values[1])) is None:
        return
    if (profile := await _own(pressed, context, search)) is None:
        return
    told = not profile.told
    await context.worker.run(context.profiles.set_told, search.chat_id, profile.user_id, told=told)
    await pressed.answer(_told_text(pressed, told=told), alert=told)
    keyboard = pressed.message.reply_markup
    await edit_keyboard(pressed.message, with_button(keyboard, tell_button(pressed.t, search, told=told)))


async def _do(asked: Incoming, context: Context, pictures: Sequence[Picture], words: str) -> None:
    if asked.user_id is None:
        await asked.outlet.text(asked.t("me-nobody"))
    elif words.lower() == "forget":
        was_there = await context.worker.run(context.profiles.forget, asked.gallery_id, asked.user_id)
        await asked.outlet.text(asked.t("me-forgotten" if was_there else "me-none"))
    elif words.lower() in TOLD:
        await _set_told(asked, context, asked.user_id, told=TOLD[words.lower()])
    else:
        await _learn_and_find(asked, context, asked.user_id, pictures, words)


async def _learn_and_find(
    asked: Incoming, context: Context, user_id: int, pictures: Sequence[Picture], words: str
) -> None:
    if not await agreed(asked, context):
        return
    if not await in_time(asked, context, "search"):
        return
    if not pictures or await _learn(asked, context, user_id, pictures):
        await _find(asked, context, user_id, words)


async def _set_told(asked: Incoming, context: Context, user_id: int, *, told: bool) -> None:
    if await context.worker.run(context.profiles.set_told, asked.gallery_id, user_id, told=told):
        await asked.outlet.text(_told_text(asked, told=told))
    else:
        await _ask(asked, context, user_id, "me-ask")


async def _learn(asked: Incoming, context: Context, user_id: int, pictures: Sequence[Picture]) -> bool:
    """Add selfies to the sender's profile; whether any was one. They are held in memory, never on disk."""
    t = asked.t
    if len(pictures) > MOST_SELFIES:
        await asked.outlet.text(t("me-too-many", most=MOST_SELFIES))
        return False
    if any((picture.file_size or 0) > LIMIT for picture in pictures):
        await asked.outlet.text(t("compare-too-big", limit=LIMIT // MEGABYTE))
        return False
    async with asked.outlet.busy(ChatAction.TYPING):
        data = await asyncio.gather(*(context.files.read(picture) for picture in pictures))
        require_still(context, asked.chat_id, asked.gallery_id)
        learned = await context.worker.search(
            asked, context.profiles.learn, asked.gallery_id, user_id, data, t.language, context.begun
        )
    await asked.outlet.text(learned_text(t, learned, len(pictures)))
    return learned.added > 0


async def _find(asked: Incoming, context: Context, user_id: int, words: str) -> None:
    delivery = await Delivery.of(asked, context)
    try:
        async with asked.outlet.busy(ChatAction.TYPING):
            answer = await context.worker.search(
                asked, context.galleries.finder.me, asked.gallery_id, words, delivery.asking
            )
    except NobodyError:
        await _ask(asked, context, user_id, "me-ask")
    except OutdatedProfileError:
        await _ask(asked, context, user_id, "me-again")
    else:
        await delivery.answer(answer)


async def _ask(asked: Incoming, context: Context, user_id: int, key: str) -> None:
    """Ask for a selfie: a photo that replies is one. In groups bots see what replies to them."""
    question = await asked.outlet.text(asked.t(key), ForceReply(selective=True))
    selfie = Question("selfie", user_id)
    await context.worker.run(context.galleries.ask, asked.chat_id, question.message_id, selfie, context.begun)


async def _are_asked_for(asked: Incoming, context: Context, album: Sequence[Message]) -> bool:
    replied = album[0].reply_to_message
    if replied is None or asked.user_id is None or not _pictures(album):
        return False
    question = await context.worker.run(context.galleries.question, asked.chat_id, replied.message_id)
    return question == Question("selfie", asked.user_id)


async def _own(pressed: Press, context: Context, search: Search) -> Profile | None:
    """The profile that a search was made with, if whoever pressed may judge for it; others are told."""
    profile = await context.worker.run(context.profiles.of, search, pressed.user_id)
    if profile is None:
        await pressed.answer(pressed.t("me-not-yours"), alert=True)
    return profile


async def _judge(pressed: Press, context: Context, search: Search, photo_id: int) -> None:
    is_me = pressed.values[1] == "yes"
    is_noted = await context.worker.run(
        context.profiles.judge, search, pressed.user_id, photo_id, is_me=is_me
    )
    if is_noted:
        await pressed.answer(pressed.t("me-yes" if is_me else "me-no"))
    else:
        await pressed.answer(pressed.t("search-expired"), alert=True)


def _told_text(asked: Incoming | Press, *, told: bool) -> str:
    if not told:
        return asked.t("me-told-off")
    return asked.t("me-told-here" if asked.chat_id > 0 else "me-told-privately")


def _pictures(messages: Sequence[Message]) -> list[Picture]:
    return [picture for message in messages if (picture := picture_in(message)) is not None]
