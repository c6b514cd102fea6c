"""What photos are called: names, folders and dates against a request."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.search.request import Request
from core.search.words import dates_query, fts_query, phrase_query, written
from core.store.store import Store


@dataclass(frozen=True, slots=True)
class Called:
    photo_ids: list[int]  # photos that are called what the request says, best first
    words: tuple[str, ...]  # which of its words say so, as they are written there


@dataclass(frozen=True, slots=True)
class Constraint:
    """Photos that have the phrases and dates of a request."""

    photo_ids: list[int] | None  # best first; None where nothing is required
    undated: bool = False  # no photo is of these dates: they are not required


class WordSearch:
    def __init__(self, store: Store) -> None:
        self._photos = store.photos

    def called(self, chat_id: int, text: str) -> Called:
        """Photos that are called by most of a description's words; by all that any photo is called by."""
        match = fts_query(text, lambda term: self._photos.has_words(chat_id, term))
        if match is None:
            return Called([], ())
        words, as_written = [term.strip('"*') for term in match.split(" AND ")], written(text)
        shown = tuple(as_written.get(word, word) for word in words)
        return Called(self._photos.matching(chat_id, match), shown)

    def knows(self, chat_id: int, word: str) -> bool:
        """Whether any photo is called so."""
        return bool(self.called(chat_id, word).photo_ids)

    def having(self, chat_id: int, phrase: str) -> set[int]:
        match = phrase_query(phrase)
        return set(self._photos.matching(chat_id, match)) if match else set()

    def required(self, chat_id: int, request: Request) -> Constraint:
        dated = dates_query(request.dates) if request.dates else ""
        undated = bool(dated) and not self._photos.has_words(chat_id, dated)
        terms = [match for phrase in request.phrases if (match := phrase_query(phrase))]
        terms += [dated] if dated and not undated else []
        if not terms:
            return Constraint(None, undated)
        return Constraint(self._photos.matching(chat_id, " AND ".join(terms)), undated)


def date_labels(dates: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """As people read them: 202506, 202507, 202508 → 2025-06–2025-08."""
    return tuple("–".join(dict.fromkeys((_label(words[0]), _label(words[-1])))) for words in dates)


def _label(word: str) -> str:
    if not word.isdecimal():
        return word.replace("thang", "tháng ")
    return "-".join(part for part in (word[:4], word[4:6], word[6:]) if part)
