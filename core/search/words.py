"""The words of a description, for the full-text table of names, folders, dates and people."""

import re
import unicodedata
from collections.abc import Callable, Sequence

from core.search.dates import take_dates
from core.search.folding import fold

_WORD = re.compile(r"[^\W_]+")
_MOST = 32  # words of a query that count
_SHORTEST_PREFIX = 3

# What people write around a description. The Vietnamese ones count with their accents only: Anh, Minh and Nam
# are names too.
_STOP = frozenset(
    """
    a an the of in on at to with and or is are was were my me i we our for from by it its this that these
    those show find search look give want see all any some please where when which who there taken
    photo photos picture pictures image images pic pics s
    ảnh hình bức tấm tìm kiếm cho tôi mình xem chụp của ở trong ngoài trên dưới và hoặc với có là một những
    các này kia đó khi lúc ngày tháng năm
    """.split()  # noqa: SIM905
)


def words(description: str) -> tuple[str, ...]:
    """The words that mean something, folded, each once, dates first (as in `date_words`); at most 32."""
    dates, rest = take_dates(description)
    found = (fold(word) for word in _WORD.findall(rest) if word not in _STOP)
    return tuple(dict.fromkeys((*dates, *found)))[:_MOST]


def written(description: str) -> dict[str, str]:
    """Its words by their folded forms, as they are written there."""
    found = _WORD.findall(unicodedata.normalize("NFC", description))
    return {fold(word): word for word in reversed(found)}


def fts_query(description: str, is_known: Callable[[str], bool]) -> str | None:
    """A MATCH expression of SQLite's FTS5 for photos that are called what a description says, or None.

    `is_known` tells whether the gallery has a photo that matches one word, given as such an expression. All
    known words have to match, and they have to be more than half of the description's: "party" is the folder
    Party, but "children at a party", where nothing is called children, is about what photos show.

    Words of three letters and more match as beginnings too. Whatever the description holds, the expression is
    valid: only letters and digits get into it, each word in quotes. For a table tokenized by "unicode61
    remove_diacritics 2", whose text went through `fold`, or Đà Nẵng is found by its accents alone.
    """
    terms = [_term(word) for word in words(description)]
    known = [term for term in terms if is_known(term)]
    return " AND ".join(known) if 2 * len(known) > len(terms) else None


def phrase_query(phrase: str) -> str | None:
    """An expression for photos that are called by these very words, one after the other; None without any."""
    found = [fold(word) for word in _WORD.findall(phrase.lower())][:_MOST]
    return f'"{" ".join(found)}"' if found else None


def dates_query(dates: Sequence[Sequence[str]]) -> str:
    """An expression for photos that have one word of each of these dates: see `date_words`."""
    return " AND ".join(f"({' OR '.join(_term(word) for word in words)})" for words in dates)


def is_stop_word(word: str) -> bool:
    return word in _STOP


def _term(word: str) -> str:
    prefix = len(word) >= _SHORTEST_PREFIX and word.isalpha()
    return f'"{word}"*' if prefix else f'"{word}"'
