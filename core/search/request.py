"""What a description asks for: what photos show, and what they must or must not be."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from core.search import relative_dates
from core.search.dates import FORMS, MONTHS, date_word
from core.search.folding import fold
from core.search.periods import covering
from core.search.words import is_stop_word

Item = TypeVar("Item")

LONGEST = 4096  # characters that count, as many as a message has
MOST = 8
"""Phrases, excluded words, dates and people that count, of each."""

Alternatives = tuple[str, ...]
"""Words of a photo's date, of which it must have one."""

_NO_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_NAME, _DATE = "\x00", "\x01"  # what stands where a name or a date was: neither is text

_QUOTED = re.compile(r"((?<!\S)-)?[\"“”„«»]([^\"“”„«»]*)[\"“”»]")
_QUOTES = re.compile(r"[\"“”„«»]")
_EXCLUDED = re.compile(r"(?<!\S)-(?=[^\W_])([\w'’-]+)")
_WORD = re.compile(r"[^\W_]+")

_YEAR = re.compile(r"(?<![\w./:-])(?:19|20)\d\d(?!\w)(?![./:-]\w)")
_MONTH = re.compile(rf"(?<!\w)(?:(?:in|of|from|this|last) )?(?P<name>{'|'.join(MONTHS)})(?!\w)")
_DOUBTFUL = re.compile("^(?:may|march)$")  # words of their own, unless something before them says month

_ONLY_ME = re.compile(
    r"(?<!\w)(?:(?:only|just) (?:me|us|myself|ourselves)|(?:me|us) (?:only|alone)|nobody else|no one else"
    r"|chỉ (?:có )?(?:mình )?(?:tôi|mình|em|anh|chị|chúng tôi|chúng mình|tụi mình|bọn mình)|một mình"
    r"|chi (?:co )?(?:minh )?(?:toi|chung toi|chung minh)|mot minh)(?!\w)"
)
_ALONE = re.compile(r"^\W*(?:alone|only|chỉ)\W*$")
_US = re.compile(r"(?<!\w)(?:us|ourselves|chúng|tụi|bọn|chung)(?!\w)")
_NOBODY_ELSE = re.compile(rf"(?<!\w)(?:else|một mình|mot minh)(?!\w)|{_ALONE.pattern}")
# "Show me a dog" is not about who asks, "show me on the beach" is; "mèo của tôi" is about a cat.
_ME = re.compile(
    r"(?<!\w)(?:(?<!(?:show|give|find|send|tell) )(?<!(?:get|let|for) )(?:me|myself)"
    r"|me(?= (?:on|at|in|with|and|near|by)(?!\w)|\W*$)"
    r"|(?:^|(?:ảnh|hình)(?: của| có)? |(?<=có )|(?<=với )|(?<=và )|(?<=cùng ))(?:tôi|mình))(?!\w)"
)
_ONLY_NAME = re.compile(rf"(?<!\w)(?:only|just|chỉ(?: có)?|chi(?: co)?) (?={_NAME})")

_JOINED = r"(?:,|&|\+|'s|’s|\b(?:and|with|of|by|plus|và|với|cùng|của|có)\b)"
_NAMES = re.compile(rf"(?:{_JOINED}\s*)*{_NAME}(?:\s*(?:{_JOINED}\s*)+(?={_NAME}))?(?:\s*(?:'s|’s))?")
_DATES = re.compile(
    rf"(?:\b(?:in|on|at|from|of|during|the|dated|trong|vào|từ|hồi|năm|ngày)\s+)*(?:{_DATE}\s*)+"
)
_EDGE = r"(?:[\s,;&+|–—]|\b(?:and|or|with|và|với|hoặc)\b)+"
_EDGES = re.compile(rf"^{_EDGE}|{_EDGE}$")


@dataclass(frozen=True, slots=True)
class Request:
    text: str  # what photos show, in the words of who asks; none where these say nothing, as "the photos"
    phrases: tuple[str, ...] = ()  # that a photo's name, folder or date must have
    excluded: tuple[str, ...] = ()  # words and phrases that a photo must not be about
    dates: tuple[Alternatives, ...] = ()  # each must fit
    people: tuple[str, ...] = ()  # names, of those that are known: all must be in the photo
    excluded_people: tuple[str, ...] = ()  # none of them may
    only: bool = False  # nobody else is in the photo
    me: bool = False  # who asks is in the photo

    @property
    def is_constrained(self) -> bool:
        return bool(self.phrases or self.excluded or self.dates or self.excluded_people)

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.is_constrained or self.people or self.only or self.me)


def read(text: str, today: date, names: Sequence[str] = (), *, knows_me: bool = False) -> Request:
    """Read a description: `names` are those of people that can be asked for, `knows_me`: so can who asks.

    "A phrase" must be in what a photo is called, -word must not; dates, absolute or relative to `today`, must
    fit; "only me", "only Anna" and "chỉ mình tôi": nobody else. Whatever the text holds, it is read.
    """
    draft = _Draft(text)
    phrases, excluded = _quoted(draft)
    excluded += [match[1] for match in draft.cut(_EXCLUDED)]
    folded = {fold(name): name for name in names}
    excluded_people = [folded[fold(word)] for word in excluded if fold(word) in folded]
    alone = [match[0] for pattern in (_ONLY_ME, _ALONE) for match in draft.cut(pattern)]
    me = knows_me and bool(list(draft.cut(_ME, _NAME)))
    early = list(_relative(draft, relative_dates.FORMS, today))
    people = list(_names(draft, names))
    dates = [*early, *_relative(draft, relative_dates.WORDS, today), *_absolute(draft)]
    people += _parts_of_names(draft, names)
    me |= knows_me and any(_is_of_me(form, people) for form in alone)
    only = bool(alone) | any(list(draft.cut(_ONLY_NAME)))
    return Request(
        draft.text,
        _first(phrases),
        _first(word for word in excluded if fold(word) not in folded),
        _first(dates),
        _first(people),
        _first(excluded_people),
        only,
        me,
    )


def _is_of_me(alone: str, people: Sequence[str]) -> bool:
    """Whether it is who asks that a form says is alone, and not the people that are named."""
    return not _US.search(alone) and not (people and _NOBODY_ELSE.search(alone))


class _Draft:
    """A text from which parts are cut as they are understood; `rest` has its letters in lower case."""

    def __init__(self, text: str) -> None:
        clean = _NO_TEXT.sub(" ", unicodedata.normalize("NFC", text[:LONGEST]))
        self._written = " ".join(clean.split())
        self.rest = "".join(low if len(low := letter.lower()) == 1 else letter for letter in self._written)

    def cut(self, pattern: re.Pattern[str], mark: str = " ") -> Iterator[re.Match[str]]:
        """Each match, with `mark` in its place from then on."""
        for match in list(pattern.finditer(self.rest)):
            self.replace(match.start(), match.end(), mark)
            yield match

    def replace(self, start: int, end: int, mark: str) -> None:
        """As long as before, so that positions stay what they are."""
        self.rest = self.rest[:start] + mark.ljust(end - start) + self.rest[end:]
        self._written = self._written[:start] + mark.ljust(end - start) + self._written[end:]

    def written(self, start: int, end: int) -> str:
        return self._written[start:end]

    @property
    def text(self) -> str:
        left = self._written
        if _NAME in left or _DATE in left:
            left = _DATES.sub(" ", _NAMES.sub(" ", " ".join(left.split())))
            left = _EDGES.sub("", " ".join(left.split()))
        found = _WORD.findall(left.lower())
        says_nothing = bool(found) and all(is_stop_word(word) for word in found)
        return "" if says_nothing else " ".join(left.split())


def _quoted(draft: _Draft) -> tuple[list[str], list[str]]:
    """Phrases, whose words stay in the text, and excluded ones, whose words do not."""
    phrases: list[str] = []
    excluded: list[str] = []
    for match in list(_QUOTED.finditer(draft.rest)):
        words = draft.written(*match.span(2)).strip()
        if match[1]:
            draft.replace(*match.span(), " ")
        if _WORD.search(words):
            (excluded if match[1] else phrases).append(words)
    list(draft.cut(_QUOTES))
    return phrases, excluded


def _relative(
    draft: _Draft, forms: Iterable[tuple[re.Pattern[str], relative_dates.Reading]], today: date
) -> Iterator[Alternatives]:
    for pattern, reading in forms:
        for match in list(pattern.finditer(draft.rest)):
            parts = {name: fold(part) for name, part in match.groupdict().items() if part is not None}
            try:
                words = covering(reading(parts, today))
            except (ValueError, OverflowError):  # no such day, or before the first
                continue
            draft.replace(*match.span(), _DATE)
            yield words


def _absolute(draft: _Draft) -> Iterator[Alternatives]:
    for form in FORMS:
        for match in list(form.finditer(draft.rest)):
            if (word := date_word(match)) is not None:
                draft.replace(*match.span(), _DATE)
                yield (word,)
    for match in draft.cut(_YEAR, _DATE):
        yield (match[0],)
    for match in list(_MONTH.finditer(draft.rest)):
        if not _DOUBTFUL.match(match[0]):
            draft.replace(*match.span(), _DATE)
            yield (match["name"],)


def _names(draft: _Draft, names: Sequence[str]) -> Iterator[str]:
    """Names that stand in the text as whole words, the longest first."""
    wanted = sorted(((_WORD.findall(fold(name)), name) for name in names), key=lambda one: -len(one[0]))
    for words, name in wanted:
        spans = [(match.span(), fold(match[0])) for match in _WORD.finditer(draft.rest)]
        for i in range(len(spans) - len(words) + 1):
            if words and [word for _, word in spans[i : i + len(words)]] == words:
                draft.replace(spans[i][0][0], spans[i + len(words) - 1][0][1], _NAME)
                yield name


def _parts_of_names(draft: _Draft, names: Sequence[str]) -> Iterator[str]:
    """Whose first or last name stands in the text, if nobody else has it.

    It may be a word as well: it counts where it is written as a name, or where nothing else is asked for.
    """
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for name in names:
        for word in (words := _WORD.findall(fold(name)))[:1] + words[-1:]:
            owners[word].add(name)
    found = [match for match in _WORD.finditer(draft.rest) if not is_stop_word(match[0])]
    parts = [match for match in found if len(owners.get(fold(match[0]), ())) == 1]
    for match in parts:
        if draft.written(*match.span())[0].isupper() or parts == found:
            draft.replace(*match.span(), _NAME)
            yield from owners[fold(match[0])]


def _first(found: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(dict.fromkeys(found))[:MOST]
