from collections.abc import Callable

import pytest

from astromedia.services.origin import AGAIN, OriginService
from tests.fakes.clock import FakeClock

OLD, NEW, NEWER = "o" * 64, "n" * 64, "r" * 64


class Store:
    """A secret that counts how often it is read, and can be down."""

    def __init__(self, *values: str) -> None:
        self.values, self.reads, self.down = values, 0, False

    def __call__(self) -> tuple[str, ...]:
        self.reads += 1
        if self.down:
            raise OSError("Secrets Manager does not answer")
        return self.values


Made = Callable[..., tuple[OriginService, Store, FakeClock]]


@pytest.fixture
def made() -> Made:
    def make(*values: str) -> tuple[OriginService, Store, FakeClock]:
        store, clock = Store(*values), FakeClock()
        return OriginService(store, clock), store, clock

    return make


def test_only_the_values_count(made: Made) -> None:
    origin, _, _ = made(NEW, OLD)
    shown = (NEW, OLD, "", NEW[:-1], NEW + "x", NEW.upper(), "\u00fc" * 64)
    assert [origin.verified(each) for each in shown] == [True, True, False, False, False, False, False]


def test_a_value_that_is_known_costs_no_look(made: Made) -> None:
    origin, store, clock = made(NEW)
    for _ in range(3):
        assert origin.verified(NEW)
        clock.advance(3600)
    assert store.reads == 1


def test_a_rotated_value_is_found_at_once_and_the_one_before_goes_on(made: Made) -> None:
    origin, store, clock = made(OLD)
    assert origin.verified(OLD)
    store.values = (NEW, OLD)
    clock.advance(AGAIN.total_seconds())
    assert [origin.verified(each) for each in (OLD, NEW, OLD)] == [True, True, True]


def test_what_was_rotated_away_twice_is_forgotten(made: Made) -> None:
    origin, store, clock = made(NEW, OLD)
    assert origin.verified(OLD)
    store.values = (NEWER, NEW)
    clock.advance(AGAIN.total_seconds())
    assert origin.verified(NEWER)
    assert not origin.verified(OLD)


def test_guesses_do_not_flood_the_store(made: Made) -> None:
    origin, store, clock = made(NEW)
    assert not any(origin.verified(f"{n:064}") for n in range(100))
    assert store.reads == 1
    clock.advance(AGAIN.total_seconds())
    assert not any(origin.verified(f"{n:064}") for n in range(100))
    assert store.reads == 2


def test_a_store_that_is_down_stops_only_what_is_unknown(made: Made) -> None:
    origin, store, clock = made(NEW)
    assert origin.verified(NEW)
    store.down = True
    clock.advance(AGAIN.total_seconds())
    with pytest.raises(OSError, match="does not answer"):
        origin.verified(OLD)
    assert origin.verified(NEW)
    assert not origin.verified(OLD)


def test_a_store_that_was_down_at_first_is_asked_again(made: Made) -> None:
    origin, store, _ = made(NEW)
    store.down = True
    with pytest.raises(OSError, match="does not answer"):
        origin.verified(NEW)
    store.down = False
    assert origin.verified(NEW)
