"""/language: the one that somebody reads the bot in, wherever they are."""

from telegram import Update, User

from bot.context import Context
from bot.handlers.guards import incoming, press
from bot.replies.editing import edit_text
from bot.replies.languages import language_named, languages_keyboard
from bot.replies.names import short
from bot.texts import Texts


async def show_or_choose(update: Update, context: Context) -> None:
    """`/language`, `/language vi`, `/language Tiếng Việt`."""
    if (asked := incoming(update, context)) is None or (user := update.effective_user) is None:
        return
    t, wanted = asked.t, " ".join(context.args or [])
    if asked.message.sender_chat is not None:  # an administrator who does not want to be known, or a channel
        await asked.message.reply_text(t("language-nobody"))
        return
    language = language_named(wanted)
    if language is not None:
        t = await set_language(context, user, language)
        text = t("language-set")
    else:
        text = t("language-unknown", name=short(wanted)) if wanted else t("language-choose")
    keyboard = languages_keyboard(t.language if asked.chat_id > 0 else None)
    await asked.message.reply_text(text, reply_markup=keyboard)


async def choose(update: Update, context: Context) -> None:
    """A button `language:LANGUAGE`. In a group it is for whoever presses it, and the message stays."""
    if (pressed := press(update, context)) is None:
        return
    t = await set_language(context, pressed.query.from_user, pressed.values[1])
    await pressed.answer(t("language-set"))
    if pressed.chat_id > 0:
        await edit_text(pressed.message, t("language-set"), languages_keyboard(t.language))


async def set_language(context: Context, user: User, language: str) -> Texts:
    """From now on; the sentences that the user reads then. Telegram's menu of commands follows."""
    from bot.commands import publish_commands_to  # noqa: PLC0415 (the table names these functions)

    await context.worker.run(context.languages.choose, user.id, language)
    t = context.languages.of(user)
    context.application.create_task(publish_commands_to(context.bot, user.id, t))
    return t
