"""What is kept in memory of galleries, and for how long."""

import threading
import time
from dataclasses import dataclass

from core.search.cache import GalleryCache


@dataclass(frozen=True)
class Loaded:
    chat_id: int
    nbytes: int = 100


def test_a_gallery_is_loaded_once() -> None:
    loads: list[int] = []

    def load(chat_id: int) -> Loaded:
        loads.append(chat_id)
        return Loaded(chat_id)

    cache = GalleryCache(load, 1000)
    assert [cache.get(1), cache.get(2), cache.get(1)] == [Loaded(1), Loaded(2), Loaded(1)]
    assert loads == [1, 2]


def test_what_changed_is_loaded_again() -> None:
    versions = iter(range(100))
    cache = GalleryCache(lambda chat_id: Loaded(chat_id, next(versions)), 1000)
    assert cache.get(1).nbytes == 0
    cache.drop(1)
    assert cache.get(1).nbytes == 1
    cache.drop(2)  # of which nothing is there


def test_what_changes_while_it_is_loaded_is_not_kept() -> None:
    started, changed = threading.Event(), threading.Event()
    loads = 0

    def load(chat_id: int) -> Loaded:
        nonlocal loads
        loads += 1
        started.set()
        changed.wait(10)
        return Loaded(chat_id)

    cache = GalleryCache(load, 1000)
    thread = threading.Thread(target=cache.get, args=[1])
    thread.start()
    assert started.wait(10)
    cache.drop(1)
    changed.set()
    thread.join(10)
    assert len(cache) == 0
    cache.get(1)
    assert loads == 2


def test_the_gallery_that_was_used_longest_ago_makes_room() -> None:
    loads: list[int] = []

    def load(chat_id: int) -> Loaded:
        loads.append(chat_id)
        return Loaded(chat_id)

    cache = GalleryCache(load, 250)
    for chat_id in (1, 2, 1, 3, 1, 2):
        cache.get(chat_id)
    assert loads == [1, 2, 3, 2]
    assert len(cache) == 2


def test_one_that_is_larger_than_the_room_is_kept_alone() -> None:
    cache = GalleryCache(lambda chat_id: Loaded(chat_id, 1000), 250)
    cache.get(1)
    cache.get(2)
    assert len(cache) == 1


def test_memory_of_idle_chats_is_given_back() -> None:
    cache = GalleryCache(Loaded, 1000, idle_seconds=0.5)
    cache.get(1)
    cache.get(2)
    deadline = time.monotonic() + 20
    while len(cache):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_chat_in_use_is_not_idle() -> None:
    loads: list[int] = []

    def load(chat_id: int) -> Loaded:
        loads.append(chat_id)
        return Loaded(chat_id)

    cache = GalleryCache(load, 1000, idle_seconds=2.0)
    for _ in range(30):
        cache.get(1)
        time.sleep(0.1)
    assert loads == [1]
