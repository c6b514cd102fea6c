"""Levels, and the buttons that change them."""

import random
import re
from dataclasses import replace

import pytest
from telegram import InlineKeyboardMarkup

from bot.buttons import BUTTONS
from bot.replies.album import answer_text, percent
from bot.replies.choice import who_keyboard
from bot.replies.levels import FIRST_TEXT_LEVEL, STEP, levels_keyboard, lower_keyboard, stepped
from bot.replies.results import answer_keyboard, level_keyboard
from bot.texts import LANGUAGES, Texts, texts_for
from core.gallery import LEVELS
from core.search.answers import Answer, Match
from core.store.photos import Photo
from core.store.searches import Kind, Scored, Search

EN = texts_for("en")
LONGEST_DATA = 64
FACES = Search(
    "face",
    (Scored(1, 92.5), Scored(2, 70.0), Scored(3, 69.99), Scored(4, 12.0)),
    faces=b"",
    id=123_456_789_012,
    level=70,
)
WORDS = Search("text", (Scored(1, 30.0), Scored(2, 20.0)), standing_out=1, id=7)

PHOTO = Photo(77, "", ".jpg", "a.jpg", "", 4, 3, None)
WHO = [who_keyboard(EN, 123_456_789_012, 20, chosen) for chosen in (0, 1, 3, 2**20 - 1)]


def texts(keyboard: InlineKeyboardMarkup) -> list[list[str]]:
    return [[button.text for button in row] for row in keyboard.inline_keyboard]


def data(keyboard: InlineKeyboardMarkup) -> list[str]:
    return [str(button.callback_data) for row in keyboard.inline_keyboard for button in row]


def nothing_found(best: float, kind: Kind = "face", level: int | None = 70) -> Answer:
    results = (Scored(1, best),) if best else ()
    return Answer(Search(kind, results, id=5, level=level), (), 0, best)


@pytest.mark.parametrize(
    ("people", "rows"), [(2, [2]), (5, [5]), (6, [3, 3]), (7, [4, 3]), (11, [4, 4, 3]), (20, [5, 5, 5, 5])]
)
def test_numbers_stand_in_rows_of_about_one_length(people: int, rows: list[int]) -> None:
    *numbers, _ = texts(who_keyboard(EN, 1, people, 0))
    assert [len(row) for row in numbers] == rows
    assert [number for row in numbers for number in row] == [str(i) for i in range(1, people + 1)]


@pytest.mark.parametrize(
    ("level", "by", "expected"),
    [
        (70, STEP, 75),
        (70, -STEP, 65),
        (98, STEP, LEVELS[-1]),
        (LEVELS[-1], STEP, LEVELS[-1]),
        (3, -STEP, LEVELS[0]),
        (LEVELS[0], -STEP, LEVELS[0]),
        (None, STEP, FIRST_TEXT_LEVEL),
        (None, -STEP, FIRST_TEXT_LEVEL),
    ],
)
def test_steps(level: int | None, by: int, expected: int) -> None:
    assert stepped(level, by, "text") == expected
    assert expected in LEVELS


def test_in_the_middle_it_is_automatic() -> None:
    assert stepped(30, 0, "text") is None
    assert stepped(70, 0, "face") == 70


@pytest.mark.parametrize(
    ("percents", "standing_out", "stricter", "laxer"),
    [
        ([92.5, 37.4, 20.0], 2, 40, 35),
        ([92.5, 40.0, 40.0], 2, 45, 35),
        ([99.5, 99.2], 1, None, 95),
        ([1.0, 1.0], 2, 5, 1),
        ([0.4, 0.3], 1, 5, None),
        ([37.0, 3.0], 0, 40, 35),
        ([], 0, 5, 1),
    ],
)
def test_beyond_the_automatic_cut(
    percents: list[float], standing_out: int, stricter: int | None, laxer: int | None
) -> None:
    search = Search("text", tuple(Scored(*one) for one in enumerate(percents)), standing_out, id=7)
    assert (stepped(None, STEP, "text", search), stepped(None, -STEP, "text", search)) == (stricter, laxer)


@pytest.mark.parametrize("seed", range(50))
def test_a_stricter_level_never_shows_more_and_a_laxer_one_never_fewer(seed: int) -> None:
    chance = random.Random(seed)
    percents = sorted((100 * chance.random() ** 3 for _ in range(chance.randrange(30))), reverse=True)
    results = tuple(Scored(*one) for one in enumerate(percents))
    called = tuple(chance.sample(range(40), chance.randrange(4)))
    search = Search("text", results, chance.randint(0, len(results)), called, id=7)
    for by in (STEP, -STEP):
        level: int | None = None
        shown = [len(search.at(level))]
        while (following := stepped(level, by, "text", search)) != level:
            level = following
            shown.append(len(search.at(level)))
        assert shown == sorted(shown, reverse=by > 0)


def test_under_an_answer() -> None:
    keyboard = level_keyboard(EN, FACES)
    assert texts(keyboard) == [["− 5", "Faces 70%", "+ 5"], ["Show 2 photos"]]
    assert data(keyboard) == [
        "level:-5:123456789012",
        "level:0:123456789012",
        "level:5:123456789012",
        "at:70:123456789012",
    ]


def test_under_threshold() -> None:
    keyboard = levels_keyboard(EN, {"face": 80, "text": None}, WORDS)
    assert texts(keyboard) == [
        ["− 5", "Faces 80%", "+ 5"],
        ["− 5", "Text auto", "+ 5"],
        ["Show 1 photo"],
    ]
    assert texts(levels_keyboard(EN, {"face": 80, "text": 30}, None))[1][1] == "Text 30%"


@pytest.mark.parametrize(("level", "count"), [(None, 1), (20, 2), (21, 1), (31, 0), (99, 0)])
def test_live_counts(level: int | None, count: int) -> None:
    assert len(WORDS.at(level)) == count
    show = EN("button-show", count=count) if count else "Show from 30%"
    assert texts(level_keyboard(EN, replace(WORDS, level=level)))[-1] == [show]


def test_what_gives_nothing_is_not_offered() -> None:
    nothing = Search("text", (Scored(1, 0.5),), id=7, level=50)
    assert texts(level_keyboard(EN, nothing)) == [["− 5", "Text 50%", "+ 5"]]
    assert texts(levels_keyboard(EN, {"face": 70, "text": 50}, nothing))[2:] == []
    assert texts(levels_keyboard(EN, {"face": 99, "text": None}, FACES))[2:] == [["Show from 90%"]]


@pytest.mark.parametrize(("best", "level"), [(69.9, 65), (65.0, 65), (64.99, 60), (5.0, 5), (99.0, 95)])
def test_a_level_that_shows_the_best(best: float, level: int) -> None:
    keyboard = lower_keyboard(EN, nothing_found(best))
    assert keyboard is not None
    assert data(keyboard) == [f"at:{level}:5"]
    assert level <= best


@pytest.mark.parametrize("best", [0.0, 0.9, 4.9])
def test_nothing_to_lower_to(best: float) -> None:
    assert lower_keyboard(EN, nothing_found(best)) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_button_has_a_handler_and_fits(language: str) -> None:
    t: Texts = texts_for(language)
    patterns = [button.pattern for button in BUTTONS]
    lower = lower_keyboard(t, nothing_found(50))
    assert lower is not None
    page = Answer(FACES, (Match(PHOTO, 92.5, similar=3),), 4, 92.5, rest=2)
    keyboards = [lower, answer_keyboard(t, page), level_keyboard(t, FACES), level_keyboard(t, WORDS),
                 levels_keyboard(t, {"face": 1, "text": None}, FACES), *WHO]  # fmt: skip
    for value in [one for keyboard in keyboards for one in data(keyboard)] + ["clear:yes", "clear:no"]:
        assert sum(bool(re.match(pattern, value)) for pattern in patterns) == 1
        assert len(value.encode()) <= LONGEST_DATA


@pytest.mark.parametrize(
    "value", ["level:face:5", "at:x:1", "at:70:1;2", "panel:all:5", "clear:all", "", "at:", "who:some:1:1"]
)
def test_data_of_strangers_has_none(value: str) -> None:
    patterns = [button.pattern for button in BUTTONS]
    assert not any(re.match(pattern, value) for pattern in patterns)


def test_percentages_are_rounded_down() -> None:
    assert [percent(value) for value in (69.99, 70.0, 99.9, 0.4)] == [69, 70, 99, 0]


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (nothing_found(0.4), "🤷 Not found at 70% or more."),
        (nothing_found(69.99), "🤷 Not found at 70% or more.\nThe closest photo has 69%."),
        (nothing_found(0), "🤷 Not found: there are no faces in this gallery yet."),
        (nothing_found(3, "text", None), "🤷 Not found: no photo stands out for these words."),
    ],
)
def test_what_is_said_when_nothing_is_found(answer: Answer, text: str) -> None:
    assert answer_text(EN, answer) == text
