"""Dates as words: a photo's date and a date in a description come out as the same ones."""

import re
import unicodedata
from datetime import date

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_MONTH = r"(?P<month>\d\d?)"
_DAY = r"(?P<day>\d\d?)"
_ORDINAL = r"(?:st|nd|rd|th)?"
_NAME = rf"(?P<name>{'|'.join(f'{name[:3]}(?:{name[3:]}|t)?' for name in _MONTHS)})"
_THANG = rf"th[aá]ng\s+{_MONTH}"
_NAM = rf"\s*(?:n[aă]m|[/,.-])?\s*{_YEAR}"

# The longer forms first, in each language: each takes its text away from those that follow.
_FORMS = tuple(
    re.compile(rf"(?<!\w){form}(?!\w)")
    for form in (
        rf"(?:ng[aà]y\s+)?{_DAY}\s+{_THANG}{_NAM}",
        rf"{_THANG}{_NAM}",
        rf"{_YEAR}([-/.]){_MONTH}\2{_DAY}",
        rf"{_DAY}([-/.]){_MONTH}\2{_YEAR}",
        rf"{_DAY}{_ORDINAL}\s+(?:of\s+)?{_NAME},?\s+{_YEAR}",
        rf"{_NAME}\s+{_DAY}{_ORDINAL},?\s+{_YEAR}",
        rf"{_YEAR}[-/.]{_MONTH}",
        rf"{_MONTH}[-/.]{_YEAR}",
        rf"{_NAME},?\s+(?:of\s+)?{_YEAR}",
        rf"{_YEAR}\s+{_NAME}",
        _THANG,
    )
)


def date_words(taken_at: date) -> str:
    """What to index for a photo's date: "2023 202312 20231224 december thang12"."""
    year, month = f"{taken_at:%Y}", taken_at.month
    return f"{year} {year}{month:02} {year}{month:02}{taken_at.day:02} {_MONTHS[month - 1]} thang{month}"


def take_dates(text: str) -> tuple[list[str], str]:
    """The words for the dates that a description names, and the description without them, in lower case.

    "2023-12-24", "24/12/2023", "24 December 2023", "ngày 24 tháng 12 năm 2023" → 20231224; "December 2023",
    "12/2023", "tháng 12 2023" → 202312; "tháng 12" → thang12. A year or an English month alone is a word as
    it stands. Days come before months where both are numbers, unless that makes no date.
    """
    words: list[str] = []

    def take(match: re.Match[str]) -> str:
        word = _word(match.groupdict())
        if word is None:
            return match[0]
        words.append(word)
        return " "

    rest = unicodedata.normalize("NFC", text.lower())
    for form in _FORMS:
        rest = form.sub(take, rest)
    return words, rest


def _word(parts: dict[str, str | None]) -> str | None:
    year, name, day = parts.get("year"), parts.get("name"), int(parts.get("day") or 0)
    month = _month_called(name) if name else int(parts.get("month") or 0)
    if month > len(_MONTHS) >= day > 0:
        day, month = month, day
    try:
        _, whole_month, whole_date, _, month_alone = date_words(
            date(int(year or 2000), month, day or 1)
        ).split()
    except ValueError:
        return None
    if year is None:
        return month_alone
    return whole_date if day else whole_month


def _month_called(name: str) -> int:
    return next(i for i, month in enumerate(_MONTHS, start=1) if month.startswith(name[:3]))
