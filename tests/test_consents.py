"""What waits until its senders agree: how much of it, and what they are told meanwhile."""

import pytest

from bot.arrivals import Kind
from bot.consents import MOST_HELD, Consents, Resume, Say
from core.store.store import Store

ANN, BOB, CHAT = 1, 2, 3


@pytest.fixture
def consents(store: Store) -> Consents:
    return Consents(store.users, required=True)


class Clock:
    now = 1000.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("bot.consents.time.monotonic", lambda: clock.now)
    return clock


def thing(name: str) -> Resume:
    async def resume() -> str:
        return name

    return resume


def test_the_question_is_asked_once_a_minute_and_pointed_at_once(consents: Consents, clock: Clock) -> None:
    said = []
    for seconds in (0, 0, 2, 2, 10, 50, 10, 30):
        clock.now += seconds
        said.append(consents.hold(ANN, CHAT, Kind.TEXT, thing("")))
    nothing = Say.NOTHING
    assert said == [Say.ASK, nothing, nothing, Say.REMIND, nothing, Say.ASK, Say.REMIND, nothing]


def test_the_question_is_known_until_it_is_asked_again(consents: Consents, clock: Clock) -> None:
    assert consents.question(ANN, CHAT) is None
    consents.hold(ANN, CHAT, Kind.TEXT, thing(""))
    consents.asked(ANN, CHAT, 7)
    assert consents.question(ANN, CHAT) == 7
    assert consents.question(BOB, CHAT) is None
    clock.now += 70
    consents.hold(ANN, CHAT, Kind.TEXT, thing(""))
    assert consents.question(ANN, CHAT) is None


@pytest.mark.parametrize("kind", list(Kind))
def test_the_first_are_held_and_the_last_are_said_to_be_left_out(consents: Consents, kind: Kind) -> None:
    things = [thing(f"{number}") for number in range(MOST_HELD[kind] + 5)]
    said = [consents.hold(ANN, CHAT, kind, one) for one in things]
    assert [say for say in said if Say.FULL in say] == [said[MOST_HELD[kind]]]
    other = next(one for one in Kind if one is not kind)
    assert consents.hold(ANN, CHAT, other, things[-1]) is Say.NOTHING
    assert consents.release(ANN, CHAT) == [*things[: MOST_HELD[kind]], things[-1]]
    assert consents.release(ANN, CHAT) == []


def test_of_too_many_people_what_was_held_for_who_is_silent_goes(
    consents: Consents, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.consents.MOST_OF_ALL", 4)
    for who, chat_id in ((ANN, 1), (BOB, 1), (ANN, 2), (ANN, 1), (BOB, 3), (BOB, 4)):
        consents.hold(who, chat_id, Kind.TEXT, thing(""))
    held = {key: len(consents.release(*key)) for key in ((ANN, 1), (BOB, 1), (ANN, 2), (BOB, 3), (BOB, 4))}
    assert held == {(ANN, 1): 2, (BOB, 1): 0, (ANN, 2): 0, (BOB, 3): 1, (BOB, 4): 1}


def test_what_has_gone_makes_room(consents: Consents, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.consents.MOST_OF_ALL", 4)
    for end in (lambda: consents.release(ANN, CHAT), lambda: consents.forget(ANN)):
        for _ in range(4):
            consents.hold(ANN, CHAT, Kind.TEXT, thing(""))
        end()
    assert consents._count == 0
