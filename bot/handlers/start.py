"""/start and /help."""

import re

from telegram import Update

from bot.access import reachable
from bot.context import Context
from bot.handlers.answering import send_answer
from bot.handlers.choosing import ask_who
from bot.handlers.delivery import WAITING
from bot.handlers.guards import Incoming, incoming
from bot.handlers.inviting import INVITATION
from bot.handlers.visiting import enter, welcome

ID = r"\d{1,15}"


async def start(update: Update, context: Context) -> None:
    """`/start`; a deep link into the private chat adds what it was opened for."""
    asked, payload = incoming(update, context), "".join(context.args or [])
    if asked is None:
        return
    what, value = payload[:1], payload[1:]
    if not payload or asked.chat_id < 0:
        await _greet(asked, context)
    elif what == WAITING and re.fullmatch(ID, value):
        await _show_waiting(asked, context, int(value))
    else:
        await enter(asked, context, value if what == INVITATION else None)


async def help_(update: Update, context: Context) -> None:
    from bot.commands import COMMANDS  # noqa: PLC0415 (the table names this function)

    if (asked := incoming(update, context)) is None:
        return
    lines = [f"/{command.name} — {asked.t(f'command-{command.name}')}" for command in COMMANDS[:-1]]
    await asked.message.reply_text("\n".join([asked.t("help"), "", asked.t("help-commands"), *lines]))


async def _greet(asked: Incoming, context: Context) -> None:
    if asked.is_guest:
        await welcome(asked, context)
    else:
        await asked.outlet.text(asked.t("start", where="group" if asked.chat_id < 0 else "private"))


async def _show_waiting(asked: Incoming, context: Context, search_id: int) -> None:
    """What was found for a question in a group, when the bot could not write to who asked it."""
    search = await reachable(context, asked.chat_id, search_id)
    if search is None:
        await asked.outlet.text(asked.t("search-expired"))
    elif (choice := context.waiting.get(search.id)) is not None:
        await ask_who(asked.outlet, asked.t, choice)
    else:
        search = await context.worker.run(context.pages.at, search, search.level)
        answer = await context.worker.run(context.pages.first, search)
        await send_answer(asked.outlet, asked.t, context, answer)
