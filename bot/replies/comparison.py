"""Answers of /compare: both photos with their faces boxed, and how alike these are."""

import logging
from collections.abc import Iterator

from telegram import InputFile, InputMediaPhoto, Message
from telegram.error import TimedOut

from bot.replies.album import percent
from bot.texts import Texts
from core.comparison import Comparison, Pair

logger = logging.getLogger(__name__)

LISTED = 10  # matches


async def send_comparison(
    message: Message, t: Texts, comparison: Comparison, pictures: tuple[bytes, bytes]
) -> None:
    """Answer a message with both pictures, and below them how alike their faces are."""
    first, second = (InputFile(data, f"{place}.jpg", attach=True) for place, data in enumerate(pictures, 1))
    caption = "\n".join(_lines(t, comparison))
    try:
        await message.reply_media_group([InputMediaPhoto(first, caption=caption), InputMediaPhoto(second)])
    except TimedOut:  # more often than not it has arrived, only the answer is late
        logger.warning("A comparison was sent, but Telegram did not confirm it in time")


def _lines(t: Texts, comparison: Comparison) -> Iterator[str]:
    matches, best = comparison.matches, comparison.pairs[0]
    if len(comparison.pairs) == 1:
        yield _alike(t, best)
    elif not matches:
        yield t("compare-nobody", alike=_alike(t, best))
    else:
        yield t("compare-people", count=len(matches))
        for number, pair in enumerate(matches[:LISTED], 1):
            yield t("compare-line", number=number, alike=_alike(t, pair))
        if len(matches) > LISTED:
            yield t("compare-more", count=len(matches) - LISTED)


def _alike(t: Texts, pair: Pair) -> str:
    return t("compare-alike", percent=percent(pair.percent), verdict=t(f"verdict-{pair.verdict}"))
