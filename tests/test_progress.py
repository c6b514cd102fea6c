"""How an import goes, in words that fit into a message."""

from dataclasses import replace

import pytest

from bot.replies.names import LONGEST as NAME
from bot.replies.names import short
from bot.replies.progress import BAR, NAMED, fetching_text, running_text, summary_text
from bot.texts import LANGUAGES, texts_for
from core.importer import Progress
from core.intake.download import Fetched
from core.store.imports import Import, Skipped

LONGEST = 4096
EN = texts_for("en")
DONE = Import(1, 1, "party.zip", 5, "en", "done", 3, 3, 2, 1, 4, (), 0)


def units(text: str) -> int:
    """Telegram counts UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def test_a_running_import() -> None:
    text = running_text(EN, "party.zip", Progress(30, 120, 12, 45.2))
    assert text == "📥 party.zip\n▓▓▓░░░░░░░░░ 25%\n30 of 120 photos · 12 faces · 46 s left"


@pytest.mark.parametrize(
    ("seconds", "left"),
    [(None, ""), (0, " · 0 s left"), (0.2, " · 1 s left"), (89, " · 89 s left"), (90, " · 2 min left"),
     (121, " · 3 min left"), (7200, " · 120 min left")],
)  # fmt: skip
def test_the_time_that_is_left(seconds: float | None, left: str) -> None:
    assert running_text(EN, "a", Progress(5, 20, 1, seconds)).endswith(f"1 face{left}")


@pytest.mark.parametrize(
    ("done", "total", "percent"), [(0, 10, 0), (1, 3, 33), (999, 1000, 99), (10, 10, 100), (0, 0, 100)]
)
def test_the_bar(done: int, total: int, percent: int) -> None:
    bar = running_text(EN, "a", Progress(done, total, 0, None)).split("\n")[1]
    assert bar.endswith(f" {percent}%")
    assert len(bar.split(" ")[0]) == BAR


def test_the_bar_of_a_download_that_is_larger_than_its_server_has_said() -> None:
    assert fetching_text(EN, "a", Fetched(20_000_000_000, 11)).split("\n")[1] == "▓" * BAR


def test_a_summary() -> None:
    assert summary_text(EN, DONE).split("\n") == [
        "✅ party.zip: 2 photos added, 4 faces found.",
        "1 was already there.",
        "Now send a selfie, or /text and a few words.",
    ]


def test_a_summary_names_what_was_skipped_and_why() -> None:
    skipped = (Skipped("a.txt", "not_a_photo"), Skipped("Trip/b.jpg", "damaged"))
    text = summary_text(EN, replace(DONE, duplicates=0, skipped=skipped, skipped_count=2))
    assert "2 files skipped:\n• a.txt: not a photo\n• Trip/b.jpg: damaged, or cut off\n" in text
    assert "already" not in text


def test_a_summary_of_nothing_new() -> None:
    text = summary_text(EN, replace(DONE, added=0, faces=0, duplicates=3))
    assert text == "✅ party.zip: no new photos.\n3 were already there."


def test_a_summary_of_photos_that_could_not_be_read() -> None:
    skipped = (Skipped("a.jpg", "damaged"),)
    text = summary_text(EN, replace(DONE, added=0, faces=0, duplicates=0, skipped=skipped, skipped_count=1))
    assert text.startswith("⚠️ party.zip: no photo could be added.\n1 file skipped:")


def test_in_a_group_a_summary_says_how_to_search_there() -> None:
    assert summary_text(EN, replace(DONE, chat_id=-1)).endswith(
        "a selfie with the caption /find, or /text and a few words."
    )


def test_a_summary_of_no_photo_at_all() -> None:
    skipped = (Skipped("a.txt", "not_a_photo"),)
    text = summary_text(EN, replace(DONE, total=0, added=0, skipped=skipped, skipped_count=1))
    assert text.startswith("🤷 There is no photo in party.zip.")
    assert "a.txt: not a photo" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("total", [0, 1000])
def test_a_summary_always_fits_into_a_message(language: str, total: int) -> None:
    name = "🏖" * 255
    skipped = tuple(Skipped(f"{i}/{name}", "not_a_photo") for i in range(100))
    many = replace(DONE, added=10**9, faces=10**9, duplicates=10**9)
    done = replace(many, name=name, total=total, skipped=skipped, skipped_count=1000)
    text = summary_text(texts_for(language), done)
    assert units(text) <= LONGEST
    assert text.count("•") == NAMED + 1
    assert "992" in text
    assert units(running_text(texts_for(language), name, Progress(1, 10**9, 10**9, 10**9))) <= LONGEST


def test_a_name_that_would_turn_the_text_around() -> None:
    text = summary_text(EN, replace(DONE, name="party\u202egpj.zip"))
    assert text.startswith("✅ partygpj.zip:")


def test_short_names_stay_and_long_ones_lose_their_middle() -> None:
    assert short("a" * NAME) == "a" * NAME
    long = short("start" + "x" * 500 + "end.jpg")
    assert len(long) == NAME + 1
    assert long.startswith("start")
    assert long.endswith("end.jpg")
