"""The judgement of `python -m bench.load`: what is wrong is noticed, and what is right is not."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bench import promises
from bench.load import report
from bench.load.codes import Code, UnreadableCodeError, read, write
from bench.load.crowd import Party
from bench.load.judge import Codes, Verdict, judge
from bench.load.people import Person, cast
from bench.load.records import Asked, Sample, Shown, Visit
from bench.load.run import FIRST_ID
from bench.load.visit import OTHER_WORD, OWN, STRANGER
from core.pixels import decode_jpeg, encode_jpeg, shrink

FACE = Path("face.jpg"), (0, 0, 10, 10)
PEOPLE = [Person(f"person {number}", (FACE,), FACE) for number in range(12)]
PARTIES = [Party(chat, tuple(PEOPLE[4 * chat :][:4]), 100, Path("no.zip")) for chat in range(3)]
ANN = PARTIES[1]


def shown(code: Code) -> Shown:
    return Shown(f"1. 97% · c{code.chat:03}-{code.photo:03}.jpg", f"/chat/files/{code.chat}-{code.photo}")


def selfie(photos: list[int], chat: int = 1, person: int = 2) -> Asked:
    found = tuple(shown(Code(chat, photo)) for photo in photos)
    return Asked(OWN, 1, 10.0, 0.5, f"🎉 {len(photos)} photos at 70% or more.", found, person, is_late=True)


def judged(*asked: Asked, codes: Codes | None = None) -> Verdict:
    pictures = {one.picture: one for question in asked for one in question.shown}
    found = {picture: Code(*map(int, picture[12:].split("-"))) for picture in pictures}
    return judge(PARTIES, [Visit(1, 100, asked=list(asked))], {**found, **(codes or {})})


def kept(verdict: Verdict) -> list[bool]:
    return [promise.is_kept for promise in report.rightness(verdict)]


def test_what_is_right_is_right() -> None:
    verdict = judged(selfie(sorted(ANN.of(2))))
    assert (verdict.mixed_up, verdict.of_others) == ([], 0)
    assert (verdict.found, verdict.to_find) == (len(ANN.of(2)), len(ANN.of(2)))
    assert all(kept(verdict))


def test_a_photo_of_another_chat_is_noticed_by_what_it_shows() -> None:
    right = sorted(ANN.of(2))
    mine = shown(Code(1, right[0]))
    verdict = judged(selfie(right), codes={mine.picture: Code(2, right[0])})
    assert verdict.mixed_up == [
        f"chat 1, selfie: {mine.caption!r} shows photo {right[0]} of chat 2",
    ]
    assert not all(kept(verdict))


@pytest.mark.parametrize(
    ("code", "problem"), [(Code(1, 99), "shows photo 99"), (None, "shows nothing that can be read")]
)
def test_a_photo_that_is_not_what_it_is_called_is_noticed(code: Code | None, problem: str) -> None:
    mine = shown(Code(1, 3))
    (found,) = judged(selfie([3]), codes={mine.picture: code}).mixed_up
    assert problem in found


def test_photos_of_somebody_else_and_photos_that_are_missing_are_counted() -> None:
    right = sorted(ANN.of(2))
    wrong = sorted(set(range(100)) - ANN.of(2))
    verdict = judged(selfie([*right[: len(right) // 2], *wrong[:5]]))
    assert verdict.of_others == 5
    assert verdict.found < verdict.to_find
    assert kept(verdict)[-2:] == [False, False]


def test_what_only_others_have_must_not_be_found() -> None:
    nothing = Asked(STRANGER, 1, 10.0, 0.5, "🤷 Not found at 70% or more.")
    word = replace(nothing, kind=OTHER_WORD)
    right = selfie(sorted(ANN.of(2)))
    assert all(kept(judged(right, nothing, word)))
    assert not all(kept(judged(right, nothing, replace(word, said="🎉 3 photos stand out."))))
    assert not all(kept(judged(right, replace(nothing, shown=(shown(Code(1, 3)),)), word)))


def test_the_code_outlives_being_shrunk_and_compressed() -> None:
    for chat, photo in ((0, 0), (49, 99), (255, 254)):
        pixels = np.full((960, 1280, 3), 127, np.float32)
        write(pixels, Code(chat, photo))
        small = decode_jpeg(encode_jpeg(shrink(pixels.astype(np.uint8), 320), 60))
        assert read(small) == Code(chat, photo)
    with pytest.raises(UnreadableCodeError):
        read(np.full((960, 1280, 3), 127, np.uint8))


def test_with_enough_people_nobody_is_in_two_chats() -> None:
    chats = cast(PEOPLE, 3, 4)
    assert len({person.name for chat in chats for person in chat}) == 12
    for chat in cast(PEOPLE, 50, 4):
        assert len({person.name for person in chat}) == 4


def test_who_had_to_wait_is_noticed() -> None:
    """One chat goes on all the time, the other has nothing new for half a minute."""
    visits = [Visit(0, 100, sent_at=0, done_at=100), Visit(1, 100, sent_at=0, done_at=100)]
    samples = [
        Sample(at, 100.0, {FIRST_ID: at, FIRST_ID + 1: at if at < 40 else max(40, at - 30)})
        for at in range(0, 101, 2)
    ]
    assert report.standstill(samples, visits[:1]) == 2
    assert report.standstill(samples, visits) == 32


def test_a_slow_half_minute_is_noticed() -> None:
    helps = [Asked("help", 1, at, 0.02 if at < 60 else 0.3, "Commands:") for at in range(90)]
    assert report.slowest_window(helps) == 0.3
    assert report.slowest_window(helps[:60]) == 0.02
    assert report.late([one.seconds for one in helps[:61]]) == 0.02


def test_one_broken_promise_is_enough() -> None:
    broken = [promises.Promise("a", "1", "1", is_kept=True), promises.Promise("b", "1", "2", is_kept=False)]
    assert promises.are_kept(broken[:1])
    assert not promises.are_kept(broken)
    assert promises.text(broken).splitlines()[-1].split() == ["b", "1", "2", "NO"]
