"""Texts that reply to a question of the bot are its answer, whatever else they would be."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from telegram import Update

from bot.context import Callback, Context
from bot.handlers.guards import Incoming, incoming
from core.store.questions import QuestionKind

Answer = Callable[[Incoming, Context, int], Coroutine[Any, Any, None]]
"""Is given what the question was about."""


def unless_replied(answers: Mapping[QuestionKind, Answer], receive: Callback) -> Callback:
    """A handler of texts, for those that reply to none of these questions. Of a group's, none is left."""

    async def answer_or_receive(update: Update, context: Context) -> None:
        if (asked := incoming(update, context)) is None:
            return
        replied = asked.message.reply_to_message
        question = None
        if replied is not None:
            question = await context.worker.run(context.galleries.question, asked.chat_id, replied.message_id)
        if question is not None and question.kind in answers:
            await answers[question.kind](asked, context, question.value)
        elif asked.chat_id > 0:
            await receive(update, context)

    return answer_or_receive
