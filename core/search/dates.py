"""Dates as words: a photo's date and a date in a description come out as the same ones."""

import re
import unicodedata
from datetime import date

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
YEAR = r"(?P<year>(?:19|20)\d\d)"
MONTH = r"(?P<month>\d\d?)"
DAY = r"(?P<day>\d\d?)"
ORDINAL = r"(?:st|nd|rd|th)?"
NAME = rf"(?P<name>{'|'.join(f'{name[:3]}(?:{name[3:]}|t)?' for name in MONTHS)})"
_THANG = rf"th[aá]ng\s+{MONTH}"
_NAM = rf"\s*(?:n[aă]m|[/,.-])?\s*{YEAR}"

# The longer forms first, in each language: each takes its text away from those that follow.
FORMS = tuple(
    re.compile(rf"(?<!\w){form}(?!\w)")
    for form in (
        rf"(?:ng[aà]y\s+)?{DAY}\s+{_THANG}{_NAM}",
        rf"{_THANG}{_NAM}",
        rf"{YEAR}([-/.]){MONTH}\2{DAY}",
        rf"{DAY}([-/.]){MONTH}\2{YEAR}",
        rf"{DAY}{ORDINAL}\s+(?:of\s+)?{NAME},?\s+{YEAR}",
        rf"{NAME}\s+{DAY}{ORDINAL},?\s+{YEAR}",
        rf"{YEAR}[-/.]{MONTH}",
        rf"{MONTH}[-/.]{YEAR}",
        rf"{NAME},?\s+(?:of\s+)?{YEAR}",
        rf"{YEAR}\s+{NAME}",
        _THANG,
    )
)


def date_words(taken_at: date) -> str:
    """What to index for a photo's date: "2023 202312 20231224 december thang12"."""
    year, month = f"{taken_at:%Y}", taken_at.month
    return f"{year} {year}{month:02} {year}{month:02}{taken_at.day:02} {MONTHS[month - 1]} thang{month}"


def take_dates(text: str) -> tuple[list[str], str]:
    """The words for the dates that a description names, and the description without them, in lower case.

    "2023-12-24", "24/12/2023", "24 December 2023", "ngày 24 tháng 12 năm 2023" → 20231224; "December 2023",
    "12/2023", "tháng 12 2023" → 202312; "tháng 12" → thang12. A year or an English month alone is a word as
    it stands. Days come before months where both are numbers, unless that makes no date.
    """
    words: list[str] = []

    def take(match: re.Match[str]) -> str:
        word = date_word(match)
        if word is None:
            return match[0]
        words.append(word)
        return " "

    rest = unicodedata.normalize("NFC", text.lower())
    for form in FORMS:
        rest = form.sub(take, rest)
    return words, rest


def date_word(match: re.Match[str]) -> str | None:
    """The word for a date in one of `FORMS`, or None where there is no such date."""
    parts = match.groupdict()
    year, name, day = parts.get("year"), parts.get("name"), int(parts.get("day") or 0)
    month = month_number(name) if name else int(parts.get("month") or 0)
    if month > len(MONTHS) >= day > 0:
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


def month_number(name: str) -> int:
    """From 1. `name`: matches `NAME`."""
    return next(i for i, month in enumerate(MONTHS, start=1) if month.startswith(name[:3]))
