"""What descriptions ask for, and that none of them is an error."""

import random
import sqlite3
from datetime import date

import pytest

from core.search.request import Request, read
from core.search.words import dates_query, fts_query, phrase_query

TODAY = date(2026, 11, 25)  # a Wednesday
NAMES = ("Anna", "Ben", "Anna Lee", "Đào")
SUMMER = ("202506", "202507", "202508")


def asked(text: str) -> Request:
    return read(text, TODAY, NAMES)


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("children on the beach", Request("children on the beach")),
        ("Show me photos of the Beach", Request("Show me photos of the Beach")),
        ("t-shirt -- red - blue –x", Request("t-shirt -- red - blue –x")),
        ("beach 2023", Request("beach", dates=(("2023",),))),
        ("a red car in 2023", Request("a red car", dates=(("2023",),))),
        ("Party -dog", Request("Party", excluded=("dog",))),
        ("-dog", Request("", excluded=("dog",))),
        ('"da nang" beach', Request("da nang beach", phrases=("da nang",))),
        ("“Đà Nẵng”", Request("Đà Nẵng", phrases=("Đà Nẵng",))),
        ('party -"red car"', Request("party", excluded=("red car",))),
        ("Anna", Request("", people=("Anna",))),
        ("ảnh của dao", Request("", people=("Đào",))),
        ("Anna and Ben", Request("", people=("Anna", "Ben"))),
        ("anna, BEN & a dog", Request("a dog", people=("Anna", "Ben"))),
        ("Anna Lee's wedding with Ben", Request("wedding", people=("Anna Lee", "Ben"))),
        ("on the beach, Anna và Ben", Request("on the beach", people=("Anna", "Ben"))),
        ("Lee", Request("", people=("Anna Lee",))),
        ("photos of lee in 2023", Request("", people=("Anna Lee",), dates=(("2023",),))),
        ("Lee on the beach", Request("on the beach", people=("Anna Lee",))),
        ("only Lee", Request("", people=("Anna Lee",), only=True)),
        ("lee side of a boat", Request("lee side of a boat")),
        ("Annabelle at home", Request("Annabelle at home")),
        ("-Anna party", Request("party", excluded_people=("Anna",))),
        ("only me", Request("", only=True)),
        ("chỉ mình tôi", Request("", only=True)),
        ("just us at sea", Request("at sea", only=True)),
        ("only Anna", Request("", people=("Anna",), only=True)),
        ("chỉ có Anna và Ben", Request("", people=("Anna", "Ben"), only=True)),
        ("the only dog", Request("the only dog")),
        ("alone", Request("", only=True)),
        (
            "Anna and Ben on the beach -dog 2023",
            Request("on the beach", people=("Anna", "Ben"), excluded=("dog",), dates=(("2023",),)),
        ),
    ],
)
def test_what_is_asked_for(text: str, request_: Request) -> None:
    assert asked(text) == request_


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("maria", ("Maria Rossi",)),
        ("Rossi", ()),  # whose?
        ("Maria Rossi", ("Maria Rossi",)),
        ("Van", ()),  # neither first nor last
        ("a red rose", ()),
        ("a red Rose", ("Rose van Dyke",)),
        ("May 2023", ()),
        ("May and Maria", ("Lena May", "Maria Rossi")),
    ],
)
def test_a_first_or_last_name_that_one_person_has_will_do(text: str, people: tuple[str, ...]) -> None:
    names = ("Maria Rossi", "Paolo Rossi", "Lena May", "Rose van Dyke")
    assert read(text, TODAY, names).people == people


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("today", [("20261125",)]),
        ("hôm qua", [("20261124",)]),
        ("hom qua", [("20261124",)]),
        ("last weekend", [("20261121", "20261122")]),
        ("last month", [("202610",)]),
        ("tháng trước", [("202610",)]),
        ("last year", [("2025",)]),
        ("năm ngoái", [("2025",)]),
        ("last summer", [("202606", "202607", "202608")]),
        ("summer 2025", [SUMMER]),
        ("mùa hè năm ngoái", [SUMMER]),
        ("hè 2025", [SUMMER]),
        ("winter 2024", [("202412", "202501", "202502")]),
        ("3 days ago", [("20261122",)]),
        ("2 tháng trước", [("202609",)]),
        ("last december", [("202512",)]),
        ("December 2023", [("202312",)]),
        ("tháng 12 2023", [("202312",)]),
        ("tháng 12", [("thang12",)]),
        ("24.12.2023", [("20231224",)]),
        ("in May", [("may",)]),
        ("December", [("december",)]),
        ("may I see them march", []),
        ("1999/2000", []),
        ("IMG_2023_11", []),
    ],
)
def test_dates(text: str, dates: list[tuple[str, ...]]) -> None:
    assert list(asked(f"beach {text}").dates) == dates
    assert list(asked(text).dates) == dates


@pytest.mark.parametrize("text", ["", "  ", "the", "của tôi", "photos of the"])
def test_nothing_is_asked_for(text: str) -> None:
    assert asked(text).is_empty


@pytest.mark.parametrize("text", ["🏖️", "?", "beach", "-dog", "2023", '"the"', "Anna", "only me"])
def test_something_is_asked_for(text: str) -> None:
    assert not asked(text).is_empty


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("me on the beach", Request("on the beach", me=True)),
        ("photos of me in 2023", Request("", dates=(("2023",),), me=True)),
        ("Anna and me", Request("", people=("Anna",), me=True)),
        ("with me", Request("", me=True)),
        ("only me", Request("", only=True, me=True)),
        ("only Anna and me", Request("", people=("Anna",), only=True, me=True)),
        ("Anna and me only", Request("", people=("Anna",), only=True, me=True)),
        ("alone", Request("", only=True, me=True)),
        ("nobody else", Request("", only=True, me=True)),
        ("Anna and nobody else", Request("", people=("Anna",), only=True)),
        ("just us at sea", Request("at sea", only=True)),
        ("show me the beach", Request("show me the beach")),
        ("show me on the beach", Request("show on the beach", me=True)),
        ("a meadow for me", Request("a meadow for", me=True)),
        ("tôi ở biển", Request("ở biển", me=True)),
        ("ảnh của tôi và Anna", Request("", people=("Anna",), me=True)),
        ("chỉ mình tôi", Request("", only=True, me=True)),
        ("Anna một mình", Request("", people=("Anna",), only=True)),
        ("mèo của tôi", Request("mèo của tôi")),
    ],
)
def test_who_asks_can_be_asked_for_if_that_is_known(text: str, request_: Request) -> None:
    assert read(text, TODAY, NAMES, knows_me=True) == request_
    assert not asked(text).me


PIECES = (
    *('"', "“", "”", "-", "–", "(", ")", "*", "^", ":", "NEAR(", "AND", "OR", "NOT", "name:", "'", ";", "--"),
    *("\0", "\ud83d", "🏖️", "Anna", "only", "me", "2023", "last", "summer", "tháng", "12", "chó", "á", "\n"),
    *("9999", "31/02/2023", "999 years ago", "0 tháng 13", "DROP TABLE photos", "x" * 300),
)


def test_whatever_is_written_is_read_and_makes_valid_expressions() -> None:
    chance = random.Random(1)
    table = sqlite3.connect(":memory:")
    table.execute("CREATE VIRTUAL TABLE words USING fts5(name, tokenize = 'unicode61 remove_diacritics 2')")
    table.execute("INSERT INTO words VALUES ('anna 2023 dog')")
    for _ in range(3000):
        text = chance.choice(("", " ")).join(chance.choices(PIECES, k=chance.randint(0, 12)))
        request = asked(text)
        expressions = [phrase_query(phrase) for phrase in (*request.phrases, *request.excluded)]
        expressions += [dates_query(request.dates)] if request.dates else []
        expressions += [fts_query(request.text, lambda _: True)]
        for expression in filter(None, expressions):
            table.execute("SELECT count(*) FROM words WHERE words MATCH ?", [expression]).fetchall()


@pytest.mark.parametrize("text", ["a" * 5000, "-a " * 2000, '"' * 4096, "Anna and " * 500, "tháng 12 " * 600])
def test_long_ones_are_read_soon(text: str) -> None:
    request = asked(text)
    assert len(request.text) <= 4096
    assert all(
        len(found) <= 8 for found in (request.excluded, request.people, request.dates, request.phrases)
    )
