"""Periods of time, and the words of a photo's date that cover them."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count
from typing import NamedTuple

from core.search.dates import date_words

_DAY = timedelta(days=1)
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}  # their first months


class Period(NamedTuple):
    first: date
    last: date


def day(today: date, back: int) -> Period:
    return Period(today - back * _DAY, today - back * _DAY)


def week(today: date, back: int) -> Period:
    """From Monday to Sunday, `back` weeks ago."""
    monday = today - (today.weekday() + 7 * back) * _DAY
    return Period(monday, monday + 6 * _DAY)


def weekend(today: date, back: int) -> Period:
    sunday = week(today, back).last
    return Period(sunday - _DAY, sunday)


def month(today: date, back: int) -> Period:
    return _months(today.year, today.month - back, 1)


def year(today: date, back: int) -> Period:
    return _months(today.year - back, 1, 12)


def season(name: str, year: int) -> Period:
    """Three months of the northern hemisphere. A winter is called by the year of its December."""
    return _months(year, _SEASONS[name], 3)


def month_in(number: int, year: int) -> Period:
    return _months(year, number, 1)


def latest(of_year: Callable[[int], Period], today: date, back: int) -> Period:
    """Of periods that come once a year: the one that began last (`back` 0), or that ended last (1)."""
    periods = (of_year(today.year - ago) for ago in count())
    return next(one for one in periods if (one.last < today if back else one.first <= today))


def covering(period: Period) -> tuple[str, ...]:
    """The fewest words of `date_words` that all days of a period have, and no others: years, months, days."""
    return tuple(_covering(*period))


def _covering(first: date, last: date) -> Iterator[str]:
    while first <= last:
        of_year, of_month, of_day, *_ = date_words(first).split()
        whole_year, whole_month = year(first, 0), month(first, 0)
        if first == whole_year.first and whole_year.last <= last:
            yield of_year
            first = whole_year.last + _DAY
        elif first == whole_month.first and whole_month.last <= last:
            yield of_month
            first = whole_month.last + _DAY
        else:
            yield of_day
            first += _DAY


def _months(year: int, month: int, length: int) -> Period:
    """`month`: from 1, or before or after that year's."""
    return Period(_first_day(year, month), _first_day(year, month + length) - _DAY)


def _first_day(year: int, month: int) -> date:
    years, months = divmod(month - 1, 12)
    return date(year + years, months + 1, 1)
