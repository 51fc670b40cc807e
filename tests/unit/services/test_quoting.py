from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from astromedia.services.quoting import Estimate, estimate, quantile, together

CENT, DOLLAR = Decimal("0.01"), Decimal(1)
AMOUNTS = st.decimals(0, 100, places=9)


def test_without_past_runs_the_typical_cost_is_the_middle() -> None:
    assert estimate(CENT, DOLLAR, []) == Estimate(CENT, Decimal("0.025"), DOLLAR)


def test_past_runs_outweigh_what_is_typical() -> None:
    assert estimate(CENT, DOLLAR, [Decimal("0.03")] * 2).p50 == CENT
    assert estimate(CENT, DOLLAR, [Decimal("0.03")] * 20)[:2] == (Decimal("0.03"), Decimal("0.03"))


def test_what_the_cache_answers_may_cost_nothing_or_all() -> None:
    assert estimate(CENT, DOLLAR, [], repeated=True) == Estimate(Decimal(0), Decimal("0.025"), DOLLAR)


@given(AMOUNTS, AMOUNTS, st.lists(AMOUNTS, max_size=30))
def test_the_middle_is_below_the_high_end_and_that_below_the_maximum(
    typical: Decimal, maximum: Decimal, past: list[Decimal]
) -> None:
    found = estimate(typical, maximum, past)
    assert 0 <= found.p50 <= found.p95 <= found.max == maximum


@given(st.lists(AMOUNTS, min_size=1, max_size=50), st.decimals("0.01", 1, places=2))
def test_a_quantile_is_a_point_that_so_many_do_not_exceed(points: list[Decimal], share: Decimal) -> None:
    found = quantile(sorted(points), share)
    assert found in points
    assert sum(point <= found for point in points) >= share * len(points)
    assert sum(point < found for point in points) < share * len(points)


def test_the_whole_is_the_sum_of_its_parts() -> None:
    part = Estimate(CENT, CENT * 2, CENT * 9)
    assert together([part, part]) == Estimate(CENT * 2, CENT * 4, CENT * 18)
    assert together([]) == Estimate(Decimal(0), Decimal(0), Decimal(0))
