"""Answers of a search: an album of the best matches, and what is said about it."""

import logging

from telegram import InputFile, InputMediaPhoto
from telegram.error import BadRequest, TimedOut

from bot.context import Context
from bot.replies.names import short
from bot.replies.outlet import Outlet
from bot.texts import Texts
from core.pages import SentAs
from core.search.answers import Answer, Match, TextNotes
from core.store.searches import Search, SearchKind

FOUND: dict[SearchKind, str] = {"text": "found-cut", "like": "found-like", "person": "person-photos"}
"""What is said where no level decides."""

logger = logging.getLogger(__name__)


def answer_text(t: Texts, answer: Answer) -> str:
    lines = [*(_found(t, answer) if answer.matches else _not_found(t, answer)), *_notes(t, answer.notes)]
    if answer.missing.unseen:
        lines.append(t("unseen", count=answer.missing.unseen))
    if answer.missing.coming:
        lines.append(t("coming", count=answer.missing.coming))
    return "\n".join(lines)


async def send_photos(outlet: Outlet, t: Texts, context: Context, answer: Answer) -> list[SentAs]:
    """Send an album of the matches; what was sent, nothing if nobody can tell.

    Photos that were sent before are named; if Telegram has forgotten one, all are uploaded.
    """
    try:
        return await _send(outlet, t, context, answer)
    except BadRequest as error:
        if "file identifier" not in error.message.lower():
            raise
    await context.worker.run(context.pages.forget_sent, answer)
    return await _send(outlet, t, context, answer, anew=True)


async def _send(
    outlet: Outlet, t: Texts, context: Context, answer: Answer, *, anew: bool = False
) -> list[SentAs]:
    matches = answer.matches
    captions = [match_caption(t, place, match) for place, match in enumerate(matches, answer.first)]
    files = [await picture_file(context, answer.search, match, anew=anew) for match in matches]
    try:
        if len(matches) == 1:  # Telegram has no album of one
            messages = [await outlet.photo(files[0], captions[0])]
        else:
            album = [InputMediaPhoto(file, caption=c) for file, c in zip(files, captions, strict=True)]
            messages = list(await outlet.album(album))
    except TimedOut:
        # More often than not they have arrived, only the answer is late: to send them again could show
        # them twice. The message that follows has a button for those who see none.
        logger.warning("An album was sent, but Telegram did not confirm it in time")
        return []
    return [SentAs(one.message_id, one.photo[-1].file_id if one.photo else None) for one in messages]


async def picture_file(
    context: Context, search: Search, match: Match, *, anew: bool = False
) -> InputFile | str:
    """A match as the search shows it: the name under which it was sent before, else its bytes."""
    if match.photo.sent_as and not search.boxes and not anew:
        return match.photo.sent_as
    data = await context.worker.run(context.pages.picture, search, match.photo)
    return InputFile(data, f"{match.photo.id}.jpg", attach=True)


def match_caption(t: Texts, place: int, match: Match) -> str:
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
    if answer.level is None:
        lines = [t(FOUND[answer.search.kind], total=answer.total)]
    else:
        lines = [t("found", total=answer.total, level=answer.level)]
    if not answer.is_by_percent:
        lines.append(t("found-by-name" if answer.search.by_words else "found-by-words"))
    last = answer.first + len(answer.matches) - 1
    if answer.rest or answer.first > 1:
        lines.append(t("found-shown", first=answer.first, last=last))
    if answer.search.people and len(people := answer.search.chosen) > 1:
        is_any = len(answer.search.groups[0]) > 1
        lines.append(t("found-people" if is_any else "found-together", people=len(people)))
    return lines


def _not_found(t: Texts, answer: Answer) -> list[str]:
    if not answer.search.results and answer.search.kind == "face":
        return [t("not-found-yet" if answer.missing.unseen else "not-found-at-all")]
    if answer.level is None:
        return [t("not-found-like" if answer.search.kind != "text" else "not-found-cut")]
    return [t("not-found", level=answer.level, best=percent(answer.best))]


def _notes(t: Texts, notes: TextNotes | None) -> list[str]:
    if notes is None:
        return []
    lines = []
    if notes.undated:
        lines.append(t("text-undated", alone="yes" if notes.only_dates else "no"))
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
