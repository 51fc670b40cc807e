from contextvars import ContextVar
from threading import Event, current_thread, main_thread

import pytest

from astromedia.kit.aside import Aside

WHOSE: ContextVar[str] = ContextVar("whose", default="nobody")


def test_work_is_done_aside_in_order_and_before_it_is_finished() -> None:
    aside, go, done = Aside(), Event(), list[object]()
    aside(lambda: done.append(go.wait(10)))
    aside(lambda: done.append(current_thread() is main_thread()))
    assert done == []
    go.set()
    aside.finish()
    assert done == [True, False]
    aside.finish()


def test_work_is_done_for_whom_it_was_begun() -> None:
    aside, seen = Aside(), list[str]()
    WHOSE.set("W1")
    aside(lambda: seen.append(WHOSE.get()))
    WHOSE.set("W2")
    aside.finish()
    assert seen == ["W1"]


def test_what_work_raises_is_told_once_all_is_done() -> None:
    aside, done = Aside(), list[int]()

    def fail() -> None:
        raise OSError("gone")

    aside(fail)
    aside(lambda: done.append(1))
    with pytest.raises(OSError, match="gone"):
        aside.finish()
    assert done == [1]
    aside.finish()
