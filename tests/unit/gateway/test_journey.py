"""What a call may cost, and what it ends with when no route answers."""

from decimal import Decimal

import pytest

from astromedia.domain.errors import (
    BudgetExceeded,
    OutputInvalid,
    PriceUnknown,
    ProviderRefused,
    ProviderUnavailable,
    WorkError,
)
from astromedia.gateway.calls import Route
from astromedia.gateway.errors import ProviderBusy
from astromedia.gateway.journey import SHORTEST_TRY_SECONDS, Journey
from tests.samples import campaign, entry

from .gateways import text_call


def journey(max_cost: str | None = None, deadline: float = 100.0) -> Journey:
    most = None if max_cost is None else Decimal(max_cost)
    return Journey(text_call(max_cost=most), "answer/x", now=lambda: 0.0, deadline=deadline)


def too_dear(scope: str) -> BudgetExceeded:
    return BudgetExceeded("too dear", scope=scope, free=Decimal(1), cap=Decimal(5))


@pytest.mark.parametrize(
    ("kinds", "worst"),
    [
        ([ProviderUnavailable, ProviderUnavailable], ProviderUnavailable),
        ([ProviderUnavailable, ProviderRefused], ProviderUnavailable),
        ([ProviderBusy, ProviderRefused], ProviderUnavailable),
        ([OutputInvalid, ProviderUnavailable, PriceUnknown], OutputInvalid),
        ([PriceUnknown, ProviderRefused], ProviderRefused),
        ([ProviderRefused, PriceUnknown], PriceUnknown),
    ],
)
def test_the_error_says_whether_trying_later_helps(kinds: list[type[WorkError]], worst: type[WorkError]) -> None:
    trip = journey()
    trip.entries.append(entry(campaign(), cost="0.5"))
    for i, kind in enumerate(kinds):
        trip.gave_way(Route("p", str(i)), kind(f"why {i}"))
    error = trip.exhausted()
    assert type(error) is worst
    assert [attempt.model for attempt in error.attempts] == [str(i) for i in range(len(kinds))]
    assert error.cost == Decimal("0.5")
    assert all(f"p/{i}: why {i}" in error.detail for i in range(len(kinds)))


def test_a_budget_that_is_exceeded_comes_before_all_else_and_names_its_scope() -> None:
    trip = journey()
    first, second = too_dear("workspace/2026-03"), too_dear("campaign/C")
    for error in (OutputInvalid("faults"), first, second, ProviderRefused("no")):
        trip.gave_way(Route("p", "m"), error)
    raised = trip.exhausted()
    assert isinstance(raised, BudgetExceeded)
    assert (raised.scope, raised.free, raised.cap) == ("workspace/2026-03", Decimal(1), Decimal(5))
    assert len(raised.attempts) == 4


def test_what_a_call_may_cost_bounds_what_was_paid_and_the_next_try_together() -> None:
    trip = journey(max_cost="1.00")
    trip.entries.append(entry(campaign(), cost="0.60"))
    trip.afford(Decimal("0.40"))
    with pytest.raises(BudgetExceeded, match=r"phase copy can cost \$0.41.*leaves \$0.40") as caught:
        trip.afford(Decimal("0.41"))
    assert (caught.value.scope, caught.value.free, caught.value.cap) == ("phase/copy", Decimal("0.40"), Decimal(1))


def test_without_a_maximum_only_budgets_bound_a_call() -> None:
    trip = journey()
    trip.afford(Decimal(1_000_000))
    assert trip.cost == 0


def test_a_try_gets_what_is_left_but_never_too_little_to_answer() -> None:
    assert journey(deadline=60.0).seconds_for_a_try() == 60.0
    assert journey(deadline=-5.0).seconds_for_a_try() == SHORTEST_TRY_SECONDS
