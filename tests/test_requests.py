"""The gate of all updates: no person and no chat takes all places, and no album is torn apart."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count

import pytest
from telegram import CallbackQuery, Chat, Document, Message, PhotoSize, Update, User

from bot.arrivals import Kind
from bot.metrics import Metrics
from bot.metrics import count as counted
from bot.requests import (
    CHATS_UPDATES,
    MOST_UPDATES,
    MOST_WAITING,
    PERSONS_UPDATES,
    UpdateGate,
    take_arrived,
)
from core.store.endings import Begun, Endings

ANN, BOB, GROUP = 1, 2, -5
DOCUMENT = Document("f", "u")
PHOTO = (PhotoSize("p", "u", 10, 10),)

Ask = Callable[[int, int], Update]

numbers = count(1)


def message(user_id: int, chat_id: int, **content: object) -> Message:
    chat, user = Chat(chat_id, "private" if chat_id > 0 else "group"), User(user_id, "Somebody", is_bot=False)
    return Message(next(numbers), datetime.now(UTC), chat, user, **content)  # type: ignore[arg-type]


def text(user_id: int, chat_id: int) -> Update:
    return Update(next(numbers), message(user_id, chat_id, text="/start"))


def file(user_id: int, chat_id: int) -> Update:
    return Update(next(numbers), message(user_id, chat_id, document=DOCUMENT))


def photo(user_id: int, chat_id: int, album: str | None = None) -> Update:
    return Update(next(numbers), message(user_id, chat_id, photo=PHOTO, media_group_id=album))


def press(user_id: int, chat_id: int) -> Update:
    user = User(user_id, "Somebody", is_bot=False)
    query = CallbackQuery("q", user, "c", message(user_id, chat_id, document=DOCUMENT), data="more:1")
    return Update(next(numbers), callback_query=query)


class Handlers:
    """They take until they may end."""

    def __init__(self) -> None:
        self.metrics = Metrics()
        self.endings = Endings()
        self.gate = UpdateGate(self.metrics, self.endings.begin, self._drop)
        self.dropped: list[Update] = []
        self.begun: list[str] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.may_end = asyncio.Event()

    async def come(self, update: object, name: str) -> None:
        """Let an update come, and go as far as it gets."""
        self.tasks.append(asyncio.create_task(self.gate.process_update(update, self._handle(name))))
        await self.settle()

    async def end(self) -> None:
        self.may_end.set()
        await asyncio.gather(*self.tasks)
        await self.settle()
        assert (len(self.gate._people), len(self.gate._chats), self.gate._albums._here) == (0, 0, {})
        assert self.gate._all._value == MOST_UPDATES

    async def settle(self) -> None:
        for _ in range(10):
            await asyncio.sleep(0)

    async def _drop(self, update: Update) -> None:
        self.dropped.append(update)

    async def _handle(self, name: str) -> None:
        self.begun.append(name)
        await self.may_end.wait()


@pytest.fixture
async def handlers() -> Handlers:
    return Handlers()


async def test_one_persons_flood_leaves_room_for_others(handlers: Handlers) -> None:
    flood = [f"ann {number}" for number in range(MOST_UPDATES + 50)]
    for number, name in enumerate(flood):
        await handlers.come(photo(ANN, GROUP if number % 3 == 0 else ANN), name)
    await handlers.come(text(BOB, BOB), "bob")
    await handlers.come(photo(BOB, GROUP), "bob in the group")
    assert handlers.begun == [*flood[:PERSONS_UPDATES], "bob", "bob in the group"]
    await handlers.end()
    assert [name for name in handlers.begun if name in set(flood)] == flood


async def test_one_chats_flood_leaves_room_for_others(handlers: Handlers) -> None:
    for guest in range(MOST_UPDATES + 50):
        await handlers.come(text(100 + guest, GROUP), f"guest {guest}")
    await handlers.come(text(BOB, BOB), "bob")
    assert handlers.begun == [*(f"guest {guest}" for guest in range(CHATS_UPDATES)), "bob"]
    await handlers.end()
    assert len(handlers.begun) == MOST_UPDATES + 51


@pytest.mark.parametrize("slow", [text, file, photo, press])
async def test_what_takes_long_holds_up_its_own_kind_alone(handlers: Handlers, slow: Ask) -> None:
    for number in range(2 * PERSONS_UPDATES):
        await handlers.come(slow(ANN, ANN), f"slow {number}")
    others = [ask for ask in (text, file, photo, press) if ask is not slow]
    for ask in others:
        await handlers.come(ask(ANN, ANN), ask.__name__)
    assert handlers.begun[PERSONS_UPDATES:] == [ask.__name__ for ask in others]
    await handlers.end()


async def test_no_more_than_so_many_at_a_time(handlers: Handlers) -> None:
    for person in range(MOST_UPDATES + 20):
        await handlers.come(text(100 + person, 100 + person), f"person {person}")
    assert handlers.begun == [f"person {person}" for person in range(MOST_UPDATES)]
    await handlers.end()
    assert len(handlers.begun) == MOST_UPDATES + 20


async def test_albums_come_in_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of an album's handlers waits for all the others of it, as those of the bot do."""
    monkeypatch.setattr("bot.requests.MOST_UPDATES", 3)
    gate, done = UpdateGate(Metrics(), Begun, Handlers()._drop), list[str]()

    async def handle(album: str, whole: asyncio.Barrier) -> None:
        await whole.wait()
        done.append(album)

    coming = []
    for album in map(str, range(4 * PERSONS_UPDATES)):
        whole = asyncio.Barrier(10)
        coming += [(photo(ANN, ANN, album), handle(album, whole)) for _ in range(10)]
    tasks = [asyncio.create_task(gate.process_update(*one)) for one in coming]
    async with asyncio.timeout(10):
        await asyncio.gather(*tasks)
    assert Counter(done) == {str(number): 10 for number in range(4 * PERSONS_UPDATES)}


async def test_an_album_has_its_place_until_all_of_it_is_handled(handlers: Handlers) -> None:
    for album in range(PERSONS_UPDATES):
        for _ in range(2):
            await handlers.come(photo(ANN, ANN, str(album)), "album")
    handlers.tasks[0].cancel()
    await asyncio.wait(handlers.tasks[:1])
    await handlers.come(photo(ANN, ANN), "alone")
    assert handlers.begun == ["album"] * 2 * PERSONS_UPDATES
    handlers.tasks[1].cancel()
    await asyncio.wait(handlers.tasks[1:2])
    await handlers.settle()
    assert handlers.begun[-1] == "alone"
    del handlers.tasks[:2]
    await handlers.end()


@pytest.mark.parametrize(("ask", "kind"), [(text, Kind.TEXT), (press, Kind.PRESS), (photo, Kind.OTHER)])
async def test_a_flood_does_not_grow_without_end(handlers: Handlers, ask: Ask, kind: Kind) -> None:
    most = PERSONS_UPDATES + MOST_WAITING[kind]
    for number in range(most + 30):
        await handlers.come(ask(ANN, ANN), f"ann {number}")
    assert counted(handlers.metrics.updates_dropped) == len(handlers.dropped) == 30
    await handlers.come(ask(BOB, BOB), "bob")
    await handlers.end()
    assert sorted(handlers.begun) == sorted(["bob", *(f"ann {number}" for number in range(most))])
    assert counted(handlers.metrics.updates) == most + 1


async def test_what_waits_was_begun_when_it_came(handlers: Handlers) -> None:
    """Who asks to be forgotten means what they have sent before."""
    seen: list[Begun | None] = []

    async def handle() -> None:
        seen.extend([take_arrived(), take_arrived()])

    for number in range(PERSONS_UPDATES):
        await handlers.come(photo(ANN, ANN), f"{number}")
    handlers.tasks.append(asyncio.create_task(handlers.gate.process_update(photo(ANN, ANN), handle())))
    await handlers.settle()
    handlers.endings.end_user(ANN)
    await handlers.end()
    begun, again = seen
    assert begun is not None
    assert begun.users == {ANN}
    assert again is None


async def test_what_is_given_up_while_it_waits_leaves_nothing_behind(handlers: Handlers) -> None:
    for number in range(3 * PERSONS_UPDATES):
        await handlers.come(photo(ANN, ANN, str(number) if number % 2 else None), f"ann {number}")
    waiting = handlers.tasks[PERSONS_UPDATES:]
    for task in waiting:
        task.cancel()
    await asyncio.wait(waiting)
    del handlers.tasks[PERSONS_UPDATES:]
    await handlers.end()
    assert len(handlers.begun) == PERSONS_UPDATES


async def test_what_is_no_update_is_handled_too(handlers: Handlers) -> None:
    await handlers.come("an error", "an error")
    await handlers.come(Update(1), "an update of nobody")
    assert handlers.begun == ["an error", "an update of nobody"]
    await handlers.end()
