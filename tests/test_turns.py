"""Turns, taken by threads."""

import threading
import time
from collections.abc import Callable

from core.turns import Turns


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_so_many_and_no_more() -> None:
    turns = Turns(2)
    assert [turns.acquire(wait=False) for _ in range(3)] == [True, True, False]
    turns.release()
    assert turns.acquire()
    assert not turns.acquire(wait=False)


def test_first_come_first_served() -> None:
    turns = Turns(1)
    turns.acquire()
    served: list[int] = []

    def come(number: int) -> None:
        turns.acquire()
        served.append(number)
        turns.release()

    threads = [threading.Thread(target=come, args=(number,)) for number in range(30)]
    for number, thread in enumerate(threads, 1):
        thread.start()
        until(lambda number=number: len(turns._waiting) == number)  # type: ignore[misc]
    turns.release()
    for thread in threads:
        thread.join()
    assert served == list(range(30))
    assert turns.acquire(wait=False)


def test_one_who_has_left_waits_behind_those_who_wait() -> None:
    turns = Turns(1)
    turns.acquire()
    served: list[str] = []

    def come() -> None:
        turns.acquire()
        served.append("waited")
        turns.release()

    thread = threading.Thread(target=come)
    thread.start()
    until(lambda: len(turns._waiting) == 1)
    turns.release()
    turns.acquire()
    served.append("came again")
    thread.join()
    assert served == ["waited", "came again"]


def test_many_threads_and_never_too_many() -> None:
    turns = Turns(3)
    inside, most = 0, 0
    lock = threading.Lock()

    def work() -> None:
        nonlocal inside, most
        for _ in range(50):
            turns.acquire()
            with lock:
                inside += 1
                most = max(most, inside)
            time.sleep(0)
            with lock:
                inside -= 1
            turns.release()

    threads = [threading.Thread(target=work) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 3
    assert [turns.acquire(wait=False) for _ in range(4)] == [True, True, True, False]
