"""One contract for budgets, in memory and on a table: caps, plans, what is told, and who may see what."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from astromedia.domain.budget import Budget, Hold
from astromedia.domain.errors import BudgetExceeded, Conflict, InvalidInput
from astromedia.domain.plan import PLANS
from astromedia.domain.ports import Budgets
from astromedia.storage.budgets import DynamoBudgets
from astromedia.storage.money_rows import MoneyRow
from tests.cloud import LEDGER
from tests.samples import NOW, campaign, entry, id_at

MONTH = "workspace/2026-03"
NEXT_MONTH = "workspace/2026-04"


@pytest.fixture
def workspace() -> str:
    """One that nobody else uses."""
    return id_at()


def hold(workspace: str, *scopes: str, cost: str = "0.40", **changes: Any) -> Hold:
    worst = entry(campaign(workspace_id=workspace), cost=cost)
    facts = {"id": worst.id, "worst": worst, "scopes": scopes or (MONTH,), "created_at": NOW}
    return Hold(**facts | {"expires_at": NOW + timedelta(minutes=5)} | changes)


def budget(budgets: Budgets, workspace: str, scope: str = MONTH) -> Budget:
    (found,) = budgets.read(workspace, [scope])
    return found


def money(found: Budget) -> tuple[Decimal, ...]:
    """Cap, free, held, settled."""
    assert found.free + found.held + found.settled == found.cap
    return found.cap, found.free, found.held, found.settled


def amounts(*texts: str) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, texts))


def test_a_scope_that_was_never_used_shows_what_it_starts_with(budgets: Budgets, workspace: str) -> None:
    scopes = [MONTH, "user/U1/2026-03", "campaign/C1", "api_key/K1"]
    assert [(each.scope, each.free) for each in budgets.read(workspace, scopes)] == [
        (MONTH, PLANS["free"].workspace),
        ("user/U1/2026-03", PLANS["free"].user),
        ("campaign/C1", PLANS["free"].campaign),
    ]
    assert budgets.page(workspace, 10) == ([], None)


def test_the_first_call_of_anyone_is_held_to_a_budget(budgets: Budgets, workspace: str) -> None:
    with pytest.raises(BudgetExceeded):
        budgets.hold(hold(workspace, MONTH, "user/NEW/2026-03", cost="5.000000001"))
    assert budgets.page(workspace, 10).items == []
    budgets.hold(hold(workspace, MONTH, "user/NEW/2026-03", cost="5"))
    assert [each.free for each in budgets.page(workspace, 10).items] == [0, 0]


def test_a_refused_hold_takes_nothing_from_any_scope(budgets: Budgets, workspace: str) -> None:
    budgets.set_cap(workspace, "campaign/C1", Decimal("0.39"))
    with pytest.raises(BudgetExceeded) as refused:
        budgets.hold(hold(workspace, MONTH, "campaign/C1"))
    assert (refused.value.scope, refused.value.free, refused.value.cap) == (
        "campaign/C1",
        Decimal("0.39"),
        Decimal("0.39"),
    )
    assert budget(budgets, workspace).held == 0


def test_raising_a_cap_lets_the_next_hold_through(budgets: Budgets, workspace: str) -> None:
    budgets.set_cap(workspace, MONTH, Decimal("0.50"))
    budgets.hold(hold(workspace))
    with pytest.raises(BudgetExceeded):
        budgets.hold(hold(workspace))
    changed = budgets.set_cap(workspace, MONTH, Decimal("0.80"))
    assert money(changed) == amounts("0.80", "0.40", "0.40", "0")
    budgets.hold(hold(workspace))
    assert money(budget(budgets, workspace)) == amounts("0.80", "0", "0.80", "0")


def test_a_cap_cannot_go_below_what_is_used(budgets: Budgets, workspace: str) -> None:
    budgets.hold(hold(workspace))
    with pytest.raises(Conflict, match=r"\$0\.40"):
        budgets.set_cap(workspace, MONTH, Decimal("0.39"))
    assert budgets.set_cap(workspace, MONTH, Decimal("0.40")).free == 0


@pytest.mark.parametrize("cap", ["-1", "0.0000000001"])
def test_what_cannot_be_a_cap_is_refused(budgets: Budgets, workspace: str, cap: str) -> None:
    with pytest.raises(InvalidInput):
        budgets.set_cap(workspace, MONTH, Decimal(cap))


def test_a_monthly_cap_is_that_of_the_months_to_come(budgets: Budgets, workspace: str) -> None:
    for cap in ("7", "8"):
        budgets.set_cap(workspace, MONTH, Decimal(cap))
    assert budget(budgets, workspace, NEXT_MONTH).cap == Decimal(8)
    budgets.hold(hold(workspace, NEXT_MONTH, cost="8"))
    budgets.set_plan(workspace, "team", NOW + timedelta(days=31))
    assert budget(budgets, workspace, NEXT_MONTH).cap == Decimal(8)
    assert budget(budgets, workspace, "user/U1/2026-04").cap == PLANS["team"].user


def test_a_cap_that_is_taken_for_new_changes_the_one_there_is(budgets: Budgets, workspace: str) -> None:
    assert budgets.set_cap(workspace, "campaign/C8", Decimal(3), new=True).free == 3
    assert budgets.set_cap(workspace, "campaign/C8", Decimal(5), new=True).cap == 5
    assert [budget.cap for budget in budgets.read(workspace, ["campaign/C8"])] == [5]


def test_a_campaigns_cap_is_its_own(budgets: Budgets, workspace: str) -> None:
    budgets.set_cap(workspace, "campaign/C1", Decimal(1))
    assert budget(budgets, workspace, "campaign/C2").cap == PLANS["free"].campaign


def test_a_scope_without_a_cap_is_left_alone_until_it_has_one(budgets: Budgets, workspace: str) -> None:
    first = budgets.hold(hold(workspace, MONTH, "api_key/K1"))
    assert first.scopes == (MONTH,)
    budgets.set_cap(workspace, "api_key/K1", Decimal("0.40"))
    second = budgets.hold(hold(workspace, MONTH, "api_key/K1"))
    assert second.scopes == (MONTH, "api_key/K1")
    with pytest.raises(BudgetExceeded):
        budgets.hold(hold(workspace, MONTH, "api_key/K1"))
    budgets.release(first)
    budgets.release(second)
    assert [each.held for each in budgets.page(workspace, 10).items] == [0, 0]


def test_budgets_are_listed_by_name_and_in_pages(budgets: Budgets, workspace: str) -> None:
    names = ["campaign/C1", "campaign/C2", "user/U1/2026-03", MONTH]
    for name in reversed(names):
        budgets.set_cap(workspace, name, Decimal(1))
    first = budgets.page(workspace, 3)
    second = budgets.page(workspace, 3, first.next_position)
    assert [each.scope for each in [*first.items, *second.items]] == names
    assert second.next_position is None
    assert budgets.page(workspace, 4).next_position is None


def test_a_bigger_plan_raises_every_cap_that_nobody_set(budgets: Budgets, workspace: str) -> None:
    assert budgets.plan(workspace) == "free"
    held = budgets.hold(hold(workspace, MONTH, "user/U1/2026-03", "user/U1/2026-02", "campaign/C1", "campaign/C2"))
    budgets.set_cap(workspace, "campaign/C2", Decimal(3))
    budgets.set_plan(workspace, "starter", NOW)
    assert budgets.plan(workspace) == "starter"
    caps = {each.scope: each.cap for each in budgets.read(workspace, held.scopes)}
    assert caps == {
        MONTH: PLANS["starter"].workspace,
        "user/U1/2026-03": PLANS["starter"].user,
        "user/U1/2026-02": PLANS["free"].user,
        "campaign/C1": PLANS["starter"].campaign,
        "campaign/C2": Decimal(3),
    }
    for each in budgets.read(workspace, held.scopes):
        money(each)


def test_a_smaller_plan_covers_what_is_spent_and_no_more(budgets: Budgets, workspace: str) -> None:
    budgets.set_plan(workspace, "team", NOW)
    budgets.hold(hold(workspace, cost="30"))
    budgets.set_plan(workspace, "free", NOW)
    assert money(budget(budgets, workspace)) == amounts("30", "0", "30", "0")
    assert budget(budgets, workspace, NEXT_MONTH).cap == PLANS["free"].workspace


def test_an_unknown_plan_changes_nothing(budgets: Budgets, workspace: str) -> None:
    with pytest.raises(InvalidInput, match="starter"):
        budgets.set_plan(workspace, "gold", NOW)
    assert budgets.plan(workspace) == "free"


def test_a_threshold_is_noted_once_and_upwards(budgets: Budgets, workspace: str) -> None:
    assert budgets.alerted(workspace, MONTH, 50) is False, "there is no budget yet"
    budgets.set_cap(workspace, MONTH, Decimal(1))
    told = [budgets.alerted(workspace, MONTH, percent) for percent in (80, 50, 80, 100)]
    assert told == [True, False, False, True]
    assert budget(budgets, workspace).alerted == 100


def test_thresholds_are_due_again_under_a_higher_cap(budgets: Budgets, workspace: str) -> None:
    budgets.set_cap(workspace, MONTH, Decimal("0.40"))
    kept = budgets.hold(hold(workspace))
    budgets.settle(kept, kept.worst)
    budgets.alerted(workspace, MONTH, 100)
    assert budgets.set_cap(workspace, MONTH, Decimal("0.80")).alerted == 50


REFUSALS = [(MONTH, "1"), (MONTH, "1.00"), (MONTH, "2"), ("campaign/C1", "1")]


def test_a_refusal_is_noted_once_per_cap(budgets: Budgets, workspace: str) -> None:
    noted = [budgets.refused(workspace, scope, Decimal(cap)) for scope, cap in REFUSALS]
    assert noted == [True, False, True, True]


def test_whether_a_refusal_was_told_is_known_by_scope_and_cap(budgets: Budgets, workspace: str) -> None:
    assert not budgets.refusal_told(workspace, MONTH, Decimal(1))
    budgets.refused(workspace, MONTH, Decimal(1))
    told = [budgets.refusal_told(workspace, scope, Decimal(cap)) for scope, cap in REFUSALS]
    assert told == [True, True, False, False]


def test_tenants_never_meet(budgets: Budgets, workspace: str) -> None:
    budgets.set_cap(workspace, MONTH, Decimal("0.40"))
    budgets.set_plan(workspace, "team", NOW)
    budgets.hold(hold(workspace))
    other = id_at()
    assert budgets.page(other, 10).items == []
    assert (budget(budgets, other).free, budgets.plan(other)) == (PLANS["free"].workspace, "free")
    assert budgets.refused(workspace, MONTH, Decimal(1))
    assert budgets.refused(other, MONTH, Decimal(1))


def due_after(budgets: Budgets, workspace: str, cost: str) -> list[tuple[str, tuple[int, ...]]]:
    """The scopes, and thresholds, that are due once `cost` more is settled."""
    taken = budgets.hold(hold(workspace, MONTH, "campaign/C1", cost=cost))
    budgets.settle(taken, taken.worst)
    return [(each.scope, each.due) for each in budgets.due(taken)]


def test_thresholds_are_due_until_they_are_told_and_none_is_missed(budgets: Budgets, workspace: str) -> None:
    budgets.set_cap(workspace, "campaign/C1", Decimal(1))
    assert due_after(budgets, workspace, "0.499999999") == []
    assert due_after(budgets, workspace, "0.000000001") == [("campaign/C1", (50,))]
    assert due_after(budgets, workspace, "0.01") == [("campaign/C1", (50,))]  # whoever was to tell it has died
    budgets.alerted(workspace, "campaign/C1", 50)
    assert due_after(budgets, workspace, "0.2") == []
    assert due_after(budgets, workspace, "0.29") == [("campaign/C1", (80, 100))]
    budgets.alerted(workspace, "campaign/C1", 80)
    budgets.alerted(workspace, "campaign/C1", 100)
    assert due_after(budgets, workspace, "0") == []


def test_another_cap_makes_other_thresholds_due(budgets: Budgets, workspace: str) -> None:
    assert due_after(budgets, workspace, "1.2") == []  # of 5 dollars
    budgets.set_cap(workspace, MONTH, Decimal("2.4"))
    assert due_after(budgets, workspace, "0.1") == [(MONTH, (50,))]
    budgets.alerted(workspace, MONTH, 50)
    budgets.set_cap(workspace, MONTH, Decimal(4))
    assert due_after(budgets, workspace, "0.6") == []
    assert due_after(budgets, workspace, "0.1") == [(MONTH, (50,))]
    budgets.alerted(workspace, MONTH, 50)
    budgets.set_plan(workspace, "team", NOW)
    assert due_after(budgets, workspace, "0.4") == []
    assert due_after(budgets, workspace, "0.1") == []


def test_a_refused_hold_shows_what_is_due_of_its_scopes(budgets: Budgets, workspace: str) -> None:
    due_after(budgets, workspace, "2.5")
    assert [each.scope for each in budgets.due(hold(workspace, MONTH, cost="9"))] == [MONTH]


def test_a_settlement_far_from_every_threshold_reads_nothing(aws: None, workspace: str) -> None:
    class Counting(DynamoBudgets):
        reads = 0

        def read(self, workspace_id: str, scopes: Sequence[str]) -> Sequence[Budget]:
            self.reads += 1
            return super().read(workspace_id, scopes)

    first, other = Counting(LEDGER), Counting(LEDGER)
    assert due_after(first, workspace, "0.4") == due_after(other, workspace, "0.4") == []
    assert (first.reads, other.reads) == (0, 0)
    assert due_after(first, workspace, "1.8") == [(MONTH, (50,)), ("campaign/C1", (50,))]
    assert first.reads == 1


def test_a_budget_from_before_thresholds_were_counted_down_is_read(aws: None, workspace: str) -> None:
    budgets = DynamoBudgets(LEDGER)
    due_after(budgets, workspace, "0.1")
    for scope in (MONTH, "campaign/C1"):
        row = budgets._budget_key(workspace, scope)
        row.update(actions=[MoneyRow.calm.remove()])
    assert due_after(budgets, workspace, "2.4") == [(MONTH, (50,)), ("campaign/C1", (50,))]
