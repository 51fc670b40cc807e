"""A month's bill, reckoned by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.cost.bill import SECONDS, Use, added, bill, recorded, times, total, used
from infra.cost.prices import prices

PRICES = prices()
USE = Use(
    standing={"nat_hours": Decimal(730)},
    once={"metric_months": Decimal(10)},
    campaign={"state_transitions": Decimal(40), "api_requests": Decimal(100)},
    restored=Decimal(12),
)


def test_a_month_in_which_nothing_happens_costs_what_stands() -> None:
    (line,) = bill(USE, PRICES, 0)
    assert (line.key, line.dollars) == ("nat_hours", Decimal("36.50"))


def test_a_month_with_campaigns() -> None:
    dollars = {line.key: line.dollars for line in bill(USE, PRICES, 1000)}
    assert dollars == {
        "nat_hours": Decimal("36.50"),
        "metric_months": Decimal(3),
        "state_transitions": Decimal(1),
        "api_requests": Decimal("0.1"),
        "snapshot_restored_gb": Decimal(12_000) * Decimal("0.0001397998"),
    }


def test_functions_stay_warm_if_campaigns_come_often() -> None:
    assert not used(USE, 10_000)["snapshot_restored_gb"]


def test_what_has_no_price_is_refused() -> None:
    with pytest.raises(KeyError, match="moonlight"):
        bill(Use({"moonlight": Decimal(1)}, {}), PRICES, 0)


def test_a_trace_a_second_is_recorded_and_some_of_the_others() -> None:
    assert recorded(Decimal(100)) == 100
    assert recorded(SECONDS + 100) == SECONDS + 5


@given(st.integers(1, 10**7), st.integers(1, 10**7))
def test_more_campaigns_never_cost_less(few: int, more: int) -> None:
    warm = Use(USE.standing, USE.campaign, USE.once)
    few, more = sorted((few, more))
    assert total(bill(warm, PRICES, few)) <= total(bill(warm, PRICES, more))


def test_quantities_are_added_and_multiplied() -> None:
    twice = times({"a": Decimal("0.5")}, Decimal(2))
    assert added(twice, {"a": Decimal(1), "b": Decimal(3)}) == {"a": Decimal(2), "b": Decimal(3)}
