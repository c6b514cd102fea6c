"""/stats, for those who run the bot."""

from telegram import Update
from telegram.constants import ChatAction

from bot.context import Context
from bot.handlers.guards import incoming
from bot.replies.stats import stats_text
from bot.worker import Lane


async def show(update: Update, context: Context) -> None:
    """How much there is, what is being done, and how fast."""
    if (asked := incoming(update, context)) is None:
        return
    async with asked.outlet.busy(ChatAction.TYPING):
        overview = await context.worker.run_long(context.statuses.of_all)
    jobs = context.worker.jobs(Lane.IMPORT)
    await asked.message.reply_text(stats_text(asked.t, overview, context.metrics, jobs))
