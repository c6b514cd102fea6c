"""/start and /help."""

from telegram import Update

from bot.context import Context
from bot.handlers.guards import incoming


async def help_(update: Update, context: Context) -> None:
    from bot.commands import COMMANDS  # noqa: PLC0415 (the table names this function)

    if (asked := incoming(update, context)) is None:
        return
    lines = [f"/{command.name} — {asked.t(f'command-{command.name}')}" for command in COMMANDS[:-1]]
    await asked.message.reply_text("\n".join([asked.t("help"), "", asked.t("help-commands"), *lines]))
