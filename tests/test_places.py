"""Places: so many for each, first come, first served, and nothing left behind."""

import asyncio

import pytest

from bot.places import Places


class Visitors:
    def __init__(self, places: Places) -> None:
        self.places = places
        self.inside: list[str] = []
        self.go = asyncio.Event()

    def come(self, whose: str, name: str) -> asyncio.Task[None]:
        return asyncio.create_task(self._visit(whose, name))

    async def _visit(self, whose: str, name: str) -> None:
        async with self.places.place(whose):
            self.inside.append(name)
            await self.go.wait()


@pytest.fixture
def visitors() -> Visitors:
    return Visitors(Places(2))


async def test_so_many_for_each_in_their_order(visitors: Visitors) -> None:
    tasks = [visitors.come("ann", f"a{number}") for number in range(5)]
    await asyncio.sleep(0)
    tasks += [visitors.come("bob", f"b{number}") for number in range(3)]
    await asyncio.sleep(0)
    assert visitors.inside == ["a0", "a1", "b0", "b1"]
    assert (visitors.places.wanted("ann"), visitors.places.wanted("bob")) == (5, 3)
    visitors.go.set()
    await asyncio.gather(*tasks)
    assert [name for name in visitors.inside if name.startswith("a")] == ["a0", "a1", "a2", "a3", "a4"]
    assert (visitors.places.wanted("ann"), len(visitors.places)) == (0, 0)


async def test_who_gives_up_takes_no_place(visitors: Visitors) -> None:
    tasks = [visitors.come("ann", f"a{number}") for number in range(4)]
    await asyncio.sleep(0)
    for given_up in tasks[1:3]:  # one inside, and one who waits
        given_up.cancel()
    await asyncio.wait(tasks[1:3])
    await asyncio.sleep(0)
    assert visitors.inside == ["a0", "a1", "a3"]
    visitors.go.set()
    await asyncio.gather(tasks[0], tasks[3])
    assert len(visitors.places) == 0
