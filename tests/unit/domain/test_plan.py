from decimal import Decimal
from itertools import pairwise

import pytest

from astromedia.domain.budget import Budget, Scope, ScopeKind
from astromedia.domain.errors import InvalidInput
from astromedia.domain.plan import LADDER, PLANS, cap_of, concurrency_of, exceeded, next_plan, plan_named

MARCH = Scope(ScopeKind.USER, "U1", "2026-03")


def test_each_plan_allows_more_than_the_one_below() -> None:
    for lower, higher in pairwise(LADDER):
        assert next_plan(lower.name) == higher
        assert (higher.workspace, higher.user, higher.campaign) > (lower.workspace, lower.user, lower.campaign)
    assert next_plan(LADDER[-1].name) is None


def test_a_kind_of_scope_has_a_cap_in_every_plan_or_in_none() -> None:
    for kind in ScopeKind:
        assert len({plan.cap(kind) is None for plan in LADDER}) == 1


def test_a_cap_set_by_hand_goes_before_the_plans() -> None:
    assert cap_of("free", {}, MARCH) == PLANS["free"].user
    assert cap_of("free", {"user/U1": Decimal(3)}, MARCH) == Decimal(3)
    assert cap_of("free", {"user/U2": Decimal(3)}, MARCH) == PLANS["free"].user


def test_an_api_key_has_no_cap_by_itself() -> None:
    key = Scope(ScopeKind.API_KEY, "K1")
    assert cap_of("enterprise", {}, key) is None
    assert cap_of("enterprise", {"api_key/K1": Decimal(0)}, key) == 0


def test_an_unknown_plan_is_refused_by_name() -> None:
    with pytest.raises(InvalidInput, match="free, starter, team, enterprise"):
        plan_named("gold")


@pytest.mark.parametrize(("plan", "way"), [("free", "the plan 'starter'"), ("enterprise", "PUT /v1/budgets/user/U1")])
def test_a_refusal_says_how_to_raise_the_cap(plan: str, way: str) -> None:
    budget = Budget(workspace_id="W1", scope=MARCH.name, cap=Decimal(5), free=Decimal("0.05"))
    refusal = exceeded(budget, Decimal("0.10"), plan)
    assert way in refusal.detail
    assert (refusal.scope, refusal.free, refusal.cap) == (MARCH.name, Decimal("0.05"), Decimal(5))


def test_a_workspace_may_run_what_its_plan_gives_or_less() -> None:
    assert [plan.concurrency for plan in LADDER] == [20, 40, 100, 500]
    assert [concurrency_of("starter", by_hand) for by_hand in (None, 7, 40, 99)] == [40, 7, 40, 40]
