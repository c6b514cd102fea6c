"""/threshold: the levels of a gallery, and the buttons that change them."""

from telegram import InlineKeyboardMarkup, Update

from bot.admins import managing
from bot.context import Context
from bot.handlers.guards import Incoming, Press, incoming, press
from bot.replies.editing import edit_text
from bot.replies.levels import AUTO_WORDS, levels_keyboard, show_rows, stepped
from bot.replies.names import short
from bot.texts import Texts
from core.gallery import LEVELS
from core.store.searches import Kind


async def show_or_set(update: Update, context: Context) -> None:
    """`/threshold`, `/threshold 80`, `/threshold text 30`, `/threshold text auto`."""
    if (asked := incoming(update, context)) is None:
        return
    kind, value = _read(context.args or [])
    if (value or asked.is_guest) and not await managing(asked):
        return
    if not value:
        text, keyboard = await _panel(asked.t, context, asked.chat_id)
        await asked.message.reply_text(text, reply_markup=keyboard)
        return
    try:
        level = None if kind == "text" and value in AUTO_WORDS else _whole_number(value)
        await context.worker.run(context.galleries.set_level, asked.chat_id, kind, level)
    except ValueError:
        lowest, highest = LEVELS[0], LEVELS[-1]
        sentence = asked.t("threshold-invalid", value=short(value), lowest=lowest, highest=highest)
        await asked.message.reply_text(f"{sentence}\n{asked.t('threshold-usage')}")
        return
    await _confirm(asked, context, kind, level)


async def step_panel(update: Update, context: Context) -> None:
    """A button `panel:KIND:BY` under /threshold: one step up or down."""
    if (pressed := press(update, context)) is None or not await managing(pressed):
        return
    if await step(pressed, context):
        text, keyboard = await _panel(pressed.t, context, pressed.chat_id)
        await edit_text(pressed.message, text, keyboard)


async def step(pressed: Press, context: Context) -> bool:
    """Move the level that a button `…:KIND:BY` is about; False if it stays where it was."""
    kind, by = _kind(pressed.values[1]), int(pressed.values[2])
    level = await context.worker.run(context.galleries.level, pressed.chat_id, kind)
    last = await context.worker.run(context.galleries.last_search, pressed.chat_id)
    changed = stepped(level, by, kind, last if last and last.level_kind == kind else None)
    if changed == level:
        await pressed.answer(pressed.t("level-end") if by else None)
        return False
    await context.worker.run(context.galleries.set_level, pressed.chat_id, kind, changed)
    await pressed.answer()
    return True


async def _panel(t: Texts, context: Context, chat_id: int) -> tuple[str, InlineKeyboardMarkup]:
    """Both levels, and, live, how many photos the last search gives."""
    levels = await context.worker.run(context.galleries.levels, chat_id)
    last = await context.worker.run(context.galleries.last_search, chat_id)
    lines = [t("threshold", face=levels["face"] or 0, text=levels["text"] or "auto")]
    if last and last.level_kind:
        lines.append(t("threshold-matches", count=len(last.at(levels[last.level_kind]))))
    lines.append(t("threshold-usage"))
    return "\n".join(lines), levels_keyboard(t, levels, last)


async def _confirm(asked: Incoming, context: Context, kind: Kind, level: int | None) -> None:
    key = "threshold-set-auto" if level is None else f"threshold-set-{kind}"
    lines = [asked.t(key, level=level or 0)]
    last = await context.worker.run(context.galleries.last_search, asked.chat_id)
    if last is None or last.kind != kind:
        await asked.message.reply_text(lines[0])
        return
    lines.append(asked.t("threshold-matches", count=len(last.at(level))))
    rows = show_rows(asked.t, last, level)
    keyboard = InlineKeyboardMarkup(rows) if rows else None
    await asked.message.reply_text("\n".join(lines), reply_markup=keyboard)


def _read(words: list[str]) -> tuple[Kind, str]:
    """Which level is meant, and what is asked for it; only that of descriptions can be automatic."""
    words = [word.lower() for word in words]
    named = words[:1] in (["face"], ["text"])
    value = " ".join(words[1:] if named else words).removesuffix("%")
    return ("text" if words[:1] == ["text"] or value in AUTO_WORDS else "face"), value


def _whole_number(text: str) -> int:
    """Raises ValueError; `int` alone would take "1_0" and " 10 " as well."""
    if not text.isdecimal():
        raise ValueError(text)
    return int(text)


def _kind(value: str) -> Kind:
    return "text" if value == "text" else "face"
