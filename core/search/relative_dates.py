"""Dates that depend on today, and seasons."""

from collections.abc import Callable
from datetime import date
from functools import partial

from core.search.dates import DAY, MONTH, NAME, YEAR, month_number
from core.search.folding import fold
from core.search.forms import accented_or_bare, exact
from core.search.periods import Period, day, latest, month, month_in, season, week, weekend, year

Parts = dict[str, str]
"""What the groups of a form hold, folded."""

Reading = Callable[[Parts, date], Period]

_UNITS = {
    **dict.fromkeys(("day", "hom", "ngay"), day),
    **dict.fromkeys(("week", "tuan"), week),
    **dict.fromkeys(("weekend", "cuoi tuan"), weekend),
    **dict.fromkeys(("month", "thang"), month),
    **dict.fromkeys(("year", "nam"), year),
}
_BACK = {
    **dict.fromkeys(("today", "this", "nay"), 0),
    **dict.fromkeys(("yesterday", "last", "previous", "past", "this past"), 1),
    **dict.fromkeys(("truoc", "ngoai", "roi", "qua", "vua roi", "vua qua"), 1),
    **dict.fromkeys(("day before yesterday", "kia"), 2),
}
_SEASONS = {
    **{name: name for name in ("spring", "summer", "autumn", "winter")},
    "fall": "autumn",
    "xuan": "spring",
    "he": "summer",
    "ha": "summer",
    "thu": "autumn",
    "dong": "winter",
}
_ONE_TO_TEN = (
    "one|two|three|four|five|six|seven|eight|nine|ten",
    "một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười",
)
_NUMBERS = {
    "a": 1,
    "an": 1,
    **{fold(word): n for words in _ONE_TO_TEN for n, word in enumerate(words.split("|"), start=1)},
}

_WHEN = "(?P<when>this past|this|last)"
_YEAR_WHEN = "(?P<year_when>this|last) year"
_COUNT = rf"(?P<count>\d{{1,3}}|an?|{_ONE_TO_TEN[0]})"
_UNIT = "(?P<unit>day|week|month|year)s?"
_SEASON = "(?P<season>spring|summer|autumn|fall|winter)"

_NAY_TRUOC = "(?P<when>này|nay|trước|rồi|vừa rồi|vừa qua)"
_NAY_QUA = "(?P<when>này|nay|trước|rồi|qua|vừa rồi|vừa qua)"
_NAM_NAO = "năm (?P<year_when>nay|này|ngoái|trước|rồi)"
_SO = rf"(?P<count>\d{{1,3}}|{_ONE_TO_TEN[1]})"
_DON_VI = "(?P<unit>ngày|hôm|tuần|tháng|năm)"
_MUA = "mùa (?P<season>xuân|hè|hạ|thu|đông)"


def _units_back(parts: Parts, today: date) -> Period:
    back = _number(parts["count"]) if "count" in parts else _BACK[parts["when"]]
    return _UNITS[parts.get("unit", "day")](today, back)


def _until_today(parts: Parts, today: date) -> Period:
    return Period(_units_back(parts, today).first, today)


def _last_night(_: Parts, today: date) -> Period:
    return Period(day(today, 1).first, today)


def _today(_: Parts, today: date) -> Period:
    return day(today, 0)


def _season(parts: Parts, today: date) -> Period:
    name = _SEASONS[parts["season"]]
    if "when" in parts:
        return latest(partial(season, name), today, _BACK[parts["when"]])
    return season(name, _year(parts, today))


def _month(parts: Parts, today: date) -> Period:
    number = month_number(parts["name"]) if "name" in parts else int(parts["month"])
    if "when" in parts:
        return latest(partial(month_in, number), today, _BACK[parts["when"]])
    return month_in(number, _year(parts, today))


def _day(parts: Parts, today: date) -> Period:
    return day(date(_year(parts, today), int(parts["month"]), int(parts["day"])), 0)


def _year(parts: Parts, today: date) -> int:
    return int(parts["year"]) if "year" in parts else today.year - _BACK[parts["year_when"]]


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else _NUMBERS[word]


# Vietnamese forms that are no English, no name (Nam, Tuấn) and no other everyday word without accents either.
_ACCENTED_OR_BARE = (
    (rf"(?:ngày )?{DAY} tháng {MONTH} {_NAM_NAO}", _day),
    (rf"tháng {MONTH} {_NAM_NAO}", _month),
    (rf"{_MUA} {_NAM_NAO}", _season),
    (rf"(?P<season>hè) {_NAM_NAO}", _season),
    (rf"{_MUA}(?: năm)? {YEAR}", _season),
    (rf"{_MUA} {_NAY_TRUOC}", _season),
    (rf"cách đây {_SO} {_DON_VI}", _units_back),
    (rf"{_SO} {_DON_VI} (?:vừa )?qua", _until_today),
    (rf"{_SO} {_DON_VI} trước", _units_back),
    (rf"(?P<unit>cuối tuần|tuần|tháng) {_NAY_TRUOC}", _units_back),
    ("(?P<unit>năm) (?P<when>nay|ngoái)", _units_back),
    ("đêm (?:hôm )?qua", _last_night),
    ("(?:(?:sáng|trưa|chiều|tối) )?(?P<unit>hôm) (?P<when>nay|qua|kia)", _units_back),
)
_EXACT = (
    (rf"(?P<season>hè)(?: năm)? {YEAR}", _season),
    (rf"(?P<season>hè) {_NAY_QUA}", _season),
    (rf"{_MUA} {_NAY_QUA}", _season),
    (rf"(?P<unit>cuối tuần|tuần|tháng|năm) {_NAY_QUA}", _units_back),
    ("(?:sáng|trưa|chiều|tối|đêm) (?P<when>nay)", _units_back),
    ("tối qua", _last_night),
    (rf"{NAME},? (?:of )?{_YEAR_WHEN}", _month),
    (rf"{_SEASON},? (?:of )?{_YEAR_WHEN}", _season),
    (rf"{_YEAR_WHEN}['’]s {_SEASON}", _season),
    (rf"{_SEASON},? (?:of )?{YEAR}(?:[-/](?:20)?\d\d)?(?![-/.]\d)", _season),  # winter 2023/24
    (rf"{YEAR} {_SEASON}", _season),
    (rf"{_WHEN} {_SEASON}", _season),
    (rf"{_WHEN} {NAME}(?! be\b)(?!,? {YEAR})", _month),
    (rf"{_COUNT} {_UNIT} ago", _units_back),
    (rf"(?:last|past|previous) {_COUNT} {_UNIT}", _until_today),
    ("(?P<when>this past|this|last|previous|past) (?P<unit>weekend|week|month|year)", _units_back),
    ("last night", _last_night),
    ("(?:the )?(?P<when>day before yesterday)", _units_back),
)

FORMS = (
    *((pattern, reading) for form, reading in _ACCENTED_OR_BARE for pattern in accented_or_bare(form)),
    *((exact(form), reading) for form, reading in _EXACT),
)
"""Longer ones come before those that they contain: each takes its text away from those that follow."""

WORDS = (
    (exact("this (?:morning|afternoon|evening)|tonight"), _today),
    (exact("(?P<when>today|yesterday)"), _units_back),
)
"""Which are names before they are dates."""
