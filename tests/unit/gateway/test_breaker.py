"""A route that keeps failing is left alone by all, then probed by one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astromedia.gateway.absent import NoCache
from astromedia.gateway.breaker import EVERYONE, FAILURES, LOOK_EVERY, REST, WINDOW, SharedBreaker, State, state
from astromedia.gateway.contracts import Breaker, CacheStore
from tests.fakes.cache import FakeCache

from .gateways import ANTHROPIC, OPENAI


@pytest.mark.parametrize(
    ("ages", "now"),
    [
        ([], State.CLOSED),
        ([1.0] * (FAILURES - 1), State.CLOSED),
        ([1.0] * FAILURES, State.OPEN),
        ([REST - 1] * FAILURES, State.OPEN),
        ([REST] * FAILURES, State.HALF_OPEN),
        ([1.0] * (FAILURES - 1) + [WINDOW], State.CLOSED),
    ],
)
def test_enough_recent_failures_open_it_and_a_rest_opens_it_half(ages: list[float], now: State) -> None:
    assert state([1000.0 - age for age in ages], 1000.0) is now


@given(st.lists(st.floats(0, 1000), max_size=10))
def test_it_always_closes_in_the_end(failures: list[float]) -> None:
    assert state(sorted(failures, reverse=True), 1000.0 + WINDOW) is State.CLOSED


class Watch:
    """A clock, and breakers of several processes over one store."""

    def __init__(self, store: CacheStore | None = None) -> None:
        self.now = 1000.0
        self.store = store or FakeCache(lambda: self.now)

    def process(self) -> Breaker:
        return SharedBreaker(self.store, lambda: self.now)


def fail(breaker: Breaker, times: int = FAILURES) -> None:
    for _ in range(times):
        breaker.failed(OPENAI)


def test_failures_of_several_processes_count_together() -> None:
    watch = Watch()
    one, other, third = watch.process(), watch.process(), watch.process()
    fail(one, FAILURES - 2)
    fail(other, 2)
    assert third.open(OPENAI)
    assert not third.open(ANTHROPIC)


def test_a_success_in_between_keeps_it_closed() -> None:
    watch = Watch()
    one = watch.process()
    fail(one, FAILURES - 1)
    one.succeeded(OPENAI)
    fail(one, FAILURES - 1)
    assert not watch.process().open(OPENAI)
    assert not one.open(OPENAI)


def test_after_a_rest_one_of_all_is_let_through_and_its_success_lets_everyone() -> None:
    watch = Watch()
    one, other = watch.process(), watch.process()
    fail(one)
    watch.now += REST
    assert [one.open(OPENAI), other.open(OPENAI), one.open(OPENAI)] == [False, True, True]
    one.succeeded(OPENAI)
    watch.now += LOOK_EVERY
    assert [one.open(OPENAI), other.open(OPENAI)] == [False, False]


def test_a_probe_that_fails_opens_it_again() -> None:
    watch = Watch()
    one, other = watch.process(), watch.process()
    fail(one)
    watch.now += REST
    assert not other.open(OPENAI)
    other.failed(OPENAI)
    assert one.open(OPENAI)
    watch.now += REST
    assert not one.open(OPENAI)


def test_a_probe_that_never_reports_is_followed_by_another() -> None:
    watch = Watch()
    one, other = watch.process(), watch.process()
    fail(one)
    watch.now += REST
    assert not one.open(OPENAI)
    watch.now += REST
    assert not other.open(OPENAI)


def test_without_a_shared_store_each_process_goes_by_what_it_saw() -> None:
    watch = Watch(NoCache())
    one, other = watch.process(), watch.process()
    fail(one)
    assert [one.open(OPENAI), other.open(OPENAI)] == [True, False]
    watch.now += REST
    assert [one.open(OPENAI), one.open(OPENAI)] == [False, True]
    one.succeeded(OPENAI)
    assert not one.open(OPENAI)


def test_while_all_is_well_the_store_is_looked_at_once_a_second_and_never_written() -> None:
    class Counting(FakeCache):
        looks = 0

        def rows(self, workspace_id: str, key: str, limit: int) -> list[bytes]:
            self.looks += 1
            return list(super().rows(workspace_id, key, limit))

    store = Counting()
    watch = Watch(store)
    one = watch.process()
    for _ in range(10):
        assert not one.open(OPENAI)
        one.succeeded(OPENAI)
    assert (store.looks, store.lists) == (1, {})


@pytest.mark.parametrize("garbage", [b"", b"[", b"null", b'[false, "x"]', b"{}"])
def test_what_cannot_be_read_is_no_failure(garbage: bytes) -> None:
    watch = Watch()
    fail(watch.process(), FAILURES - 1)
    watch.store.add_row(EVERYONE, "breaker/openai/m", garbage, FAILURES, 60)
    assert not watch.process().open(OPENAI)
