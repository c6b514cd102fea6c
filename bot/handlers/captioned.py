"""Commands in captions: photos and files with one are what it says, whatever else they would be."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from telegram import Update

from bot.captions import caption_command
from bot.context import Callback, Context
from bot.handlers.guards import Incoming, incoming

Answer = Callable[[Incoming, Context, str], Coroutine[Any, Any, None]]
"""Is given what follows the command."""


def unless_captioned(answers: Mapping[str, Answer], receive: Callback) -> Callback:
    """A handler of photos and files, for those whose caption begins with none of these commands.

    In an album the command stands in the caption of one, and the others are no questions of their own.
    """

    async def answer_or_receive(update: Update, context: Context) -> None:
        if (asked := incoming(update, context)) is None:
            return
        for message in await context.album(asked.message):
            for name, answer in answers.items():
                text = caption_command(message, name, context.bot.username)
                if text is not None:
                    if message is asked.message:
                        await answer(asked, context, text)
                    return
        await receive(update, context)

    return answer_or_receive
