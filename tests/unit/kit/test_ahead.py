from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from threading import Barrier, Event

import pytest

from astromedia.kit.ahead import ahead

WHOSE: ContextVar[str] = ContextVar("whose")


def test_questions_are_asked_at_the_same_time() -> None:
    both = Barrier(2, timeout=10)
    first = ahead(lambda: both.wait())
    assert {both.wait(), first()} == {0, 1}


def test_what_asking_raises_is_raised_by_who_waits() -> None:
    wrong = ahead(lambda: 1 // 0)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            wrong()


def test_it_is_asked_for_the_same_request() -> None:
    WHOSE.set("R1")
    assert ahead(WHOSE.get)() == "R1"


def test_who_waits_asks_if_no_thread_is_free() -> None:
    over = Event()
    busy = [ahead(lambda: over.wait(10)) for _ in range(50)]
    assert ahead(lambda: ahead(lambda: "deep")())() == "deep"
    over.set()
    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(lambda wait: wait(), busy))
