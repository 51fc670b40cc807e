"""The one retry policy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astromedia.gateway.errors import ProviderBroken, ProviderBusy
from astromedia.gateway.retry import RetryPolicy, persist, wait_after

POLICY = RetryPolicy(tries=4, first_seconds=1.0, longest_seconds=5.0)
CHANCE = st.floats(0, 1)


@given(st.integers(1, 3), CHANCE)
def test_jitter_is_full_and_doubles_up_to_the_longest(failures: int, chance: float) -> None:
    wait = wait_after(POLICY, failures, None, 1000, chance)
    assert wait == pytest.approx(chance * min(5.0, 2.0 ** (failures - 1)))


@given(CHANCE, st.floats(0, 900))
def test_retry_after_is_honoured_however_long(chance: float, asked: float) -> None:
    wait = wait_after(POLICY, 1, asked, 1000, chance)
    assert wait is not None
    assert wait >= asked


@pytest.mark.parametrize(("failures", "asked", "left"), [(4, None, 1000.0), (1, 30.0, 30.0), (1, 5.0, -1.0)])
def test_gives_up_after_the_last_try_or_when_the_time_does_not_suffice(
    failures: int, asked: float | None, left: float
) -> None:
    assert wait_after(POLICY, failures, asked, left, 0.5) is None


def test_persists_until_it_works() -> None:
    failures: list[Exception] = [ProviderBusy("busy", 2.0), ProviderBroken("odd")]
    sleeps: list[float] = []

    def attempt() -> str:
        if failures:
            raise failures.pop(0)
        return "done"

    assert persist(attempt, POLICY, lambda: 100.0, sleeps.append, lambda: 0.25) == "done"
    assert sleeps == [2.0, 0.5]


def test_other_errors_pass_at_once() -> None:
    def attempt() -> str:
        raise KeyError("bug")

    with pytest.raises(KeyError):
        persist(attempt, POLICY, lambda: 100.0, lambda _: None, lambda: 0.0)
