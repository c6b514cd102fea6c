"""Texts that reply to a question of the bot are its answer, whatever else they would be."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from telegram import Update
from telegram.ext import ApplicationHandlerStop

from bot.context import Callback, Context
from bot.handlers.guards import Incoming, incoming
from core.store.questions import QuestionKind

Answer = Callable[[Incoming, Context, int], Coroutine[Any, Any, None]]
"""Is given what the question was about."""


def answering(answers: Mapping[QuestionKind, Answer]) -> Callback:
    """A handler before others, of replies: nothing else is made of those to one of these questions."""

    async def answer(update: Update, context: Context) -> None:
        if (asked := incoming(update, context)) is None or (to := asked.message.reply_to_message) is None:
            return
        question = await context.worker.run(context.galleries.question, asked.chat_id, to.message_id)
        if question is not None and question.kind in answers:
            await answers[question.kind](asked, context, question.value)
            raise ApplicationHandlerStop

    return answer
