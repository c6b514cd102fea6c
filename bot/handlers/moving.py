"""What Telegram says of a group that has become a supergroup, in both of them."""

from telegram import Update

from bot.context import Context


async def move(update: Update, context: Context) -> None:
    if (message := update.effective_message) is None:
        return
    old = message.migrate_from_chat_id or message.chat_id
    new = message.migrate_to_chat_id or message.chat_id
    await context.moves.move(context.bot, old, new)


async def wait(update: Update, context: Context) -> None:
    """Whatever comes while a chat moves is done afterwards."""
    if (chat := update.effective_chat) is not None:
        await context.moves.settled(chat.id)
