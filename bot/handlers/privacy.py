"""/privacy and /forget: what is kept, and how to be forgotten."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ChatAction

from bot.context import Context
from bot.handlers.guards import Press, incoming, press
from bot.replies.editing import edit_text


async def explain(update: Update, context: Context) -> None:
    """`/privacy`: what is kept of whom, where, how long, and how it is deleted."""
    if (asked := incoming(update, context)) is None:
        return
    settings = await context.worker.run(context.galleries.settings, asked.gallery_id)
    t, sealed = asked.t, "yes" if context.galleries.are_sealed else "no"
    parts = [
        t("privacy-what", local="yes" if context.files.is_local else "no"),
        t("privacy-where", sealed=sealed),
        t("privacy-how-long", days=settings.kept_days),
        t("privacy-delete"),
    ]
    await asked.outlet.text("\n\n".join(parts))


async def ask_to_forget(update: Update, context: Context) -> None:
    """`/forget`. The photos of one's own gallery show others, too: they have a button of their own."""
    if (asked := incoming(update, context)) is None:
        return
    if (user_id := asked.user_id) is None:
        await asked.outlet.text(asked.t("me-nobody"))
        return
    photos = await context.worker.run(context.forgetting.gallery, user_id)
    lines = [asked.t("forget-ask")]
    rows = [[InlineKeyboardButton(asked.t("button-forget-me"), callback_data=f"forgetme:me:{user_id}")]]
    if photos is not None:
        lines.append(asked.t("forget-gallery", photos=photos))
        all_ = InlineKeyboardButton(asked.t("button-forget-all"), callback_data=f"forgetme:all:{user_id}")
        rows.append([all_])
    rows.append([InlineKeyboardButton(asked.t("button-keep"), callback_data=f"forgetme:no:{user_id}")])
    await asked.outlet.text("\n\n".join(lines), InlineKeyboardMarkup(rows))


async def forget(update: Update, context: Context) -> None:
    """A button `forgetme:WHAT:USER`; WHAT: "me", "all" with the gallery of the private chat, or "no"."""
    if (pressed := press(update, context)) is None:
        return
    what, user_id = pressed.values[1], int(pressed.values[2])
    if user_id != pressed.user_id:
        await pressed.answer(pressed.t("consent-not-yours"), alert=True)
        return
    await pressed.answer()
    if what == "no":
        await edit_text(pressed.message, pressed.t("kept"))
        return
    async with pressed.outlet.busy(ChatAction.TYPING):
        photos = await _forget(pressed, context, gallery=what == "all")
    await edit_text(pressed.message, pressed.t("forgotten", photos=photos))


async def _forget(pressed: Press, context: Context, *, gallery: bool) -> int:
    """How many photos went with it."""
    from bot.commands import unpublish_commands_to  # noqa: PLC0415 (the table names these functions)

    user_id, photos = pressed.user_id, 0
    if gallery:
        deleted = await context.worker.run_alone(user_id, context.galleries.delete, user_id)
        photos = deleted.photos
    context.consents.forget(user_id)  # first: what comes from now on has to ask again
    await context.worker.run(context.forgetting.forget, user_id)
    had_language = context.languages.forget(user_id)
    context.waiting.forget(user_id)
    if had_language:
        await unpublish_commands_to(context.bot, user_id)
    return photos
