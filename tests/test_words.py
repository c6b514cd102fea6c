"""Descriptions as words and dates, against SQLite's own full-text search."""

import sqlite3
import unicodedata
from collections.abc import Iterator
from datetime import date

import pytest

from core.search.dates import date_words
from core.search.folding import fold
from core.search.words import fts_query, words

PHOTOS = {
    1: ("IMG_20231224_1530.jpg", "Giáng Sinh", date(2023, 12, 24)),
    2: ("beach-party.JPG", "Đà Nẵng 2022", date(2022, 7, 3)),
    3: ("Minh và Lan.png", "wedding", date(2023, 6, 10)),
    4: ("DSC_0012.jpg", "", date(2024, 12, 1)),
}


@pytest.fixture
def table() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE words USING"
        " fts5(name, folder, taken, tokenize = 'unicode61 remove_diacritics 2')"
    )
    for key, (name, folder, taken) in PHOTOS.items():
        row = (key, fold(name), fold(folder), date_words(taken))
        connection.execute("INSERT INTO words (rowid, name, folder, taken) VALUES (?, ?, ?, ?)", row)
    yield connection
    connection.close()


def found(table: sqlite3.Connection, description: str) -> set[int]:
    def matching(match: str) -> set[int]:
        return {row[0] for row in table.execute("SELECT rowid FROM words WHERE words MATCH ?", (match,))}

    match = fts_query(description, lambda term: bool(matching(term)))
    return matching(match) if match else set()


@pytest.mark.parametrize(
    ("description", "photos"),
    [
        ("Show me photos of the beach", {2}),
        ("beaches", set()),
        ("wed", {3}),
        ("Đà Nẵng", {2}),
        ("da nang", {2}),
        ("DA NANG", {2}),
        ("giang sinh", {1}),
        ("ảnh của Minh", {3}),
        ("minh", {3}),
        ("0012", {4}),
        ("DSC_0012.jpg", {4}),
        ("DSC_0012", {4}),
        ("DSC", {4}),
        ("jpg", {1, 2, 4}),
        ("party", {2}),
        ("Lan's wedding", {3}),
        ("wedding of Lan", {3}),
        ("Minh and Lan", {3}),
        ("Minh at the beach", set()),  # on different photos
        ("the beach party in Da Nang", {2}),
        ("beach party with Anna", {2}),  # nothing is called Anna
        ("children at a party", set()),  # half of it is about what photos show
        ("a red car at the party", set()),
        ("wedding cake", set()),
        ("elephant", set()),
        ("12", set()),
    ],
)
def test_names_and_folders(table: sqlite3.Connection, description: str, photos: set[int]) -> None:
    assert found(table, description) == photos


@pytest.mark.parametrize(
    ("description", "photos"),
    [
        ("2023", {1, 3}),
        ("wedding 2023", {3}),
        ("wedding 2022", set()),
        ("a red car in 2023", set()),
        ("from 2023", {1, 3}),
        ("December 2023", {1}),
        ("dec, 2023", {1}),
        ("Sept 2023", set()),
        ("december", {1, 4}),
        ("Dec", {1, 4}),
        ("12/2023", {1}),
        ("2023-12", {1}),
        ("2023-12-24", {1}),
        ("2023.12.25", set()),
        ("24/12/2023", {1}),
        ("12/24/2023", {1}),
        ("24 December 2023", {1}),
        ("December 24th, 2023", {1}),
        ("the 3rd of July 2022", {2}),
        ("20231224", {1}),
        ("tháng 12 2023", {1}),
        ("thang 12/2023", {1}),
        ("tháng 12 năm 2023", {1}),
        ("ngày 24 tháng 12 năm 2023", {1}),
        ("24 tháng 12, 2023", {1}),
        ("Tháng 12", {1, 4}),
        ("tháng 13 2023", set()),  # no such month
        ("31/02/2023", set()),  # no such day: its month alone
        ("tháng", set()),
    ],
)
def test_dates(table: sqlite3.Connection, description: str, photos: set[int]) -> None:
    assert found(table, description) == photos


def test_accents_may_come_apart(table: sqlite3.Connection) -> None:
    assert found(table, unicodedata.normalize("NFD", "Đà Nẵng")) == {2}
    assert found(table, unicodedata.normalize("NFD", "tháng 12 2023")) == {1}


@pytest.mark.parametrize(
    "description",
    [
        "",
        " ",
        "the of a",
        "ảnh của tôi",
        "🏖️🎉",
        '"',
        "''",
        "* ^ - + : ( ) { } [ ]",
        "\0",
        "\ud83d",
        "_",
    ],
)
def test_nothing_to_look_for(description: str) -> None:
    assert fts_query(description, lambda _: True) is None


@pytest.mark.parametrize(
    "description",
    [
        'beach" OR name : "x',
        "beach AND NOT NEAR(a b, 3)",
        "name:beach",
        "beach*",
        "^beach",
        "-beach",
        "beach\0party",
        "beach \ud83d\ude00",
        "'; DROP TABLE words; --",
        "beach " * 667,
        " ".join(f"word{i}" for i in range(600)),
        "x" * 4000,
        '"' * 4000,
        "(" * 4000,
        "２０２３ ½ ² ٣ 東京 हिन्दी",
        "12/" * 1300,
        "1 thang " * 500,
    ],
)
def test_nothing_breaks_the_search(table: sqlite3.Connection, description: str) -> None:
    found(table, description)


def test_words_are_folded_once_each_and_few() -> None:
    assert words("Find photos of the Beach, beach and BEACH in December 2023!") == ("202312", "beach")
    assert len(words(" ".join(f"word{i}" for i in range(100)))) == 32
