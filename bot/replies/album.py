"""Answers of a search: an album of the best matches, and a line about it."""

import logging

from telegram import InputFile, InputMediaPhoto, Message
from telegram.error import TimedOut

from bot.replies.levels import level_keyboard, lower_keyboard
from bot.replies.names import short
from bot.texts import Texts
from core.search.answers import Answer, Match, TextNotes

logger = logging.getLogger(__name__)


async def send_answer(message: Message, t: Texts, answer: Answer) -> None:
    """Answer a message with an album of what was found, and a line that says how much."""
    keyboard = lower_keyboard(t, answer)
    if answer.matches:
        await _send_photos(message, t, answer.matches)
        keyboard = level_keyboard(t, answer.search, answer.level)
    await message.reply_text(answer_text(t, answer), reply_markup=keyboard)


def answer_text(t: Texts, answer: Answer) -> str:
    lines = [*(_found(t, answer) if answer.matches else _not_found(t, answer)), *_notes(t, answer.notes)]
    if answer.unseen:
        lines.append(t("unseen", count=answer.unseen))
    return "\n".join(lines)


async def _send_photos(message: Message, t: Texts, matches: tuple[Match, ...]) -> None:
    captions = [_caption(t, place, match) for place, match in enumerate(matches, 1)]
    try:
        if len(matches) == 1:  # Telegram has no album of one
            await message.reply_photo(_file(matches[0]), caption=captions[0])
        else:
            await message.reply_media_group(
                [InputMediaPhoto(_file(m), caption=c) for m, c in zip(matches, captions, strict=True)]
            )
    except TimedOut:
        # More often than not they have arrived, only the answer is late: to send them again could show
        # them twice. The line that follows has a button for those who see none.
        logger.warning("An album was sent, but Telegram did not confirm it in time")


def _file(match: Match) -> InputFile:
    return InputFile(match.preview, f"{match.photo.id}.jpg", attach=True)


def _caption(t: Texts, place: int, match: Match) -> str:
    name, score = short(match.photo.name), percent(match.percent)
    if not match.by_words:
        return t("caption", place=place, percent=score, name=name)
    if not score:  # found by its name or date alone
        return t("caption-name", place=place, name=name)
    return t("caption-words", place=place, percent=score, name=name)


def _found(t: Texts, answer: Answer) -> list[str]:
    lines = [
        t("found-cut", total=answer.total)
        if answer.level is None
        else t("found", total=answer.total, level=answer.level)
    ]
    if answer.total > len(answer.matches):
        lines.append(t("found-shown", shown=len(answer.matches)))
    if answer.people > 1:
        lines.append(t("found-people", people=answer.people))
    return lines


def _not_found(t: Texts, answer: Answer) -> list[str]:
    if not answer.search.results and answer.search.kind == "face":
        return [t("not-found-yet" if answer.unseen else "not-found-at-all")]
    if answer.level is None:
        return [t("not-found-cut")]
    return [t("not-found", level=answer.level, best=percent(answer.best))]


def _notes(t: Texts, notes: TextNotes | None) -> list[str]:
    if notes is None:
        return []
    lines = [t("text-basic")] if notes.basic else []
    if notes.unknown:
        lines.append(t("text-unknown", words=short(", ".join(notes.unknown))))
    if notes.waiting:
        lines.append(t("text-waiting", count=notes.waiting))
    return lines


def percent(value: float) -> int:
    """Rounded down: what is shown as 70% has reached a level of 70%."""
    return int(value)
