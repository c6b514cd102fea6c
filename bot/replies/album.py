"""Answers of a search: an album of the best matches, and a line about it."""

import logging

from telegram import InputFile, InputMediaPhoto, Message
from telegram.error import TimedOut

from bot.replies.levels import answer_keyboard, lower_keyboard
from bot.replies.names import short
from bot.texts import Texts
from core.search.answers import Answer, Match, TextNotes

logger = logging.getLogger(__name__)


async def send_line(message: Message, t: Texts, answer: Answer) -> None:
    """Say how much was found, with buttons that change it."""
    keyboard = answer_keyboard(t, answer) if answer.matches else lower_keyboard(t, answer)
    await message.reply_text(answer_text(t, answer), reply_markup=keyboard)


def answer_text(t: Texts, answer: Answer) -> str:
    lines = [*(_found(t, answer) if answer.matches else _not_found(t, answer)), *_notes(t, answer.notes)]
    if answer.unseen:
        lines.append(t("unseen", count=answer.unseen))
    return "\n".join(lines)


async def send_photos(message: Message, t: Texts, answer: Answer) -> list[int]:
    """Answer a message with an album of the matches; the ids of its messages, none if nobody can tell."""
    matches = answer.matches
    captions = [_caption(t, place, match) for place, match in enumerate(matches, 1)]
    try:
        if len(matches) == 1:  # Telegram has no album of one
            return [(await message.reply_photo(_file(matches[0]), caption=captions[0])).message_id]
        album = [InputMediaPhoto(_file(m), caption=c) for m, c in zip(matches, captions, strict=True)]
        return [one.message_id for one in await message.reply_media_group(album)]
    except TimedOut:
        # More often than not they have arrived, only the answer is late: to send them again could show
        # them twice. The line that follows has a button for those who see none.
        logger.warning("An album was sent, but Telegram did not confirm it in time")
        return []


def _file(match: Match) -> InputFile:
    return InputFile(match.preview, f"{match.photo.id}.jpg", attach=True)


def _caption(t: Texts, place: int, match: Match) -> str:
    line = _reason(t, place, match)
    return f"{line}\n{t('caption-similar', count=match.similar)}" if match.similar else line


def _reason(t: Texts, place: int, match: Match) -> str:
    """Why it is there: how alike it is, or what it is called."""
    name, score = short(match.photo.name), percent(match.percent)
    words = short(", ".join(match.words))
    if not words and not score:  # nothing was asked for but what it must not be
        return t("caption-bare", place=place, name=name)
    if not words:
        return t("caption", place=place, percent=score, name=name)
    if not score:  # found by its name or date alone
        return t("caption-name", place=place, words=words, name=name)
    return t("caption-words", place=place, percent=score, words=words, name=name)


def _found(t: Texts, answer: Answer) -> list[str]:
    lines = [
        t("found-like" if answer.search.kind == "like" else "found-cut", total=answer.total)
        if answer.level is None
        else t("found", total=answer.total, level=answer.level)
    ]
    similar = sum(match.similar for match in answer.matches)
    if answer.total > len(answer.matches) + similar:
        lines.append(t("found-shown", shown=len(answer.matches)))
    if answer.people > 1:
        lines.append(t("found-people", people=answer.people))
    return lines


def _not_found(t: Texts, answer: Answer) -> list[str]:
    if not answer.search.results and answer.search.kind == "face":
        return [t("not-found-yet" if answer.unseen else "not-found-at-all")]
    if answer.level is None:
        return [t("not-found-like" if answer.search.kind == "like" else "not-found-cut")]
    return [t("not-found", level=answer.level, best=percent(answer.best))]


def _notes(t: Texts, notes: TextNotes | None) -> list[str]:
    if notes is None:
        return []
    lines = []
    if notes.undated:
        lines.append(t("text-undated"))
    if notes.foreign:
        lines.append(t("text-foreign"))
    elif notes.alone:
        lines.append(t("text-alone"))
    elif notes.basic:
        lines.append(t("text-basic"))
    if notes.unknown:
        lines.append(t("text-unknown", words=short(", ".join(notes.unknown))))
    if notes.waiting:
        lines.append(t("text-waiting", count=notes.waiting))
    return lines


def percent(value: float) -> int:
    """Rounded down: what is shown as 70% has reached a level of 70%."""
    return int(value)
