"""The query parser, and the search in names that it feeds."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from hypothesis import strategies as st

from core.search.request import LONGEST, MOST, read
from core.search.word_search import WordSearch
from core.store.store import Store
from tests.fuzz.target import Run, Target
from tests.made import made_photo, put_photos

CHAT = 1
NAMES = ["Anna", "Ben Müller", "An", "Ngọc Ánh", "2023", "only", "-"]
WORDS = (
    *(
        '"',
        "“",
        "„",
        "«",
        "-",
        "'",
        "*",
        "(",
        ")",
        ":",
        "^",
        "NEAR(",
        "AND",
        "OR",
        "NOT",
        "\0",
        "\x01",
        "\ud800",
    ),
    *(
        "only me",
        "me and Anna",
        "alone",
        "chỉ mình tôi",
        "một mình",
        "tôi và Ben Müller",
        "us",
        "nobody else",
    ),
    *("last summer", "tháng 12 2023", "hôm qua", "yesterday", "0 days ago", "999999 years ago", "29.2.2023"),
    *("December 2023", "12/24/2023", "2023-12-24", "may", "31 June", "between", "beach", "dog", *NAMES),
)
TEXTS = st.lists(st.sampled_from(WORDS) | st.text(max_size=12), max_size=14).flatmap(
    lambda words: st.sampled_from((" ", "", "-", "\n")).map(lambda between: between.join(words))
)
DAYS = st.dates().map(date.isoformat)


@contextmanager
def opened() -> Iterator[Run]:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        try:
            taken = datetime(2023, 12, 24)  # noqa: DTZ001 (cameras know no zone)
            photos = [made_photo("Trip/Anna at the beach.jpg", taken_at=taken), made_photo("dog.jpg")]
            put_photos(store, CHAT, photos)
            search = WordSearch(store)
            yield lambda value: _search(search, *value)
        finally:
            store.close()


def _search(search: WordSearch, text: str, today: str, knows_me: bool) -> None:
    request = read(text, date.fromisoformat(today), NAMES, knows_me=knows_me)
    assert len(request.text) <= LONGEST
    assert all(
        len(part) <= MOST for part in (request.phrases, request.excluded, request.dates, request.people)
    )
    assert set(request.people) | set(request.excluded_people) <= set(NAMES)
    for words in (text, request.text, *request.excluded):
        search.called(CHAT, words)
        search.having(CHAT, words)
    search.required(CHAT, request)


TARGET = Target("query", st.tuples(TEXTS, DAYS, st.booleans()), opened)
