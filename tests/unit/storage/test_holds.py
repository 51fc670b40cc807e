"""One contract for holds, in memory and on a table: each ends once, and only as what it was."""

import random
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from astromedia.domain.budget import Hold, HoldStatus, Memo
from astromedia.domain.errors import Conflict
from astromedia.domain.ledger import LedgerEntry
from astromedia.domain.ports import Budgets, LedgerEntries
from astromedia.storage.budgets import DynamoBudgets
from astromedia.storage.ledger import DynamoLedgerEntries
from tests.cloud import LEDGER
from tests.fakes import FakeBudgets
from tests.samples import NOW, campaign, entry, id_at
from tests.unit.storage.test_budgets import MONTH, amounts, budget, hold, money, workspace

__all__ = ["workspace"]


@pytest.fixture
def held(budgets: Budgets, workspace: str) -> Hold:
    """$0.40 of $5.00 of the workspace's month, and of its campaign."""
    return budgets.hold(hold(workspace, MONTH, "campaign/C1"))


def store(budgets: Budgets) -> LedgerEntries:
    return budgets.entries if isinstance(budgets, FakeBudgets) else DynamoLedgerEntries(LEDGER)


def entries(budgets: Budgets, of: Hold) -> list[LedgerEntry]:
    return list(store(budgets).of_campaign(of.workspace_id, of.worst.campaign_id))


def begun(budgets: Budgets, of: Hold) -> list[LedgerEntry]:
    return list(store(budgets).books(of.workspace_id, of.worst.campaign_id).begun)


def costing(of: Hold, cost: str) -> LedgerEntry:
    return of.worst.model_copy(update={"cost": Decimal(cost)})


def test_holding_again_changes_nothing(budgets: Budgets, held: Hold) -> None:
    assert budgets.hold(held) == held
    assert money(budget(budgets, held.workspace_id)) == amounts("5", "4.60", "0.40", "0")


def test_holding_again_after_it_ended_takes_nothing(budgets: Budgets, held: Hold) -> None:
    budgets.release(held)
    assert budgets.hold(held).status is HoldStatus.RELEASED
    assert budget(budgets, held.workspace_id).held == 0


def test_settling_moves_the_cost_on_every_scope_and_frees_the_rest(budgets: Budgets, held: Hold) -> None:
    assert budgets.settle(held, costing(held, "0.15")) is True
    for found in budgets.read(held.workspace_id, held.scopes):
        assert money(found) == amounts("5", "4.85", "0", "0.15")
    assert entries(budgets, held) == [costing(held, "0.15")]


def test_a_call_that_has_begun_and_not_ended_shows_as_its_worst_case(budgets: Budgets, held: Hold) -> None:
    other = budgets.hold(hold(held.workspace_id))
    assert begun(budgets, held) == []
    budgets.start(held)
    budgets.start(other)
    assert begun(budgets, held) == [held.worst]
    budgets.settle(held, costing(held, "0.15"))
    budgets.release(other)
    assert begun(budgets, held) == begun(budgets, other) == []


def test_a_call_that_is_made_next_has_begun_with_its_hold(budgets: Budgets, workspace: str) -> None:
    next_one = budgets.hold(hold(workspace, status=HoldStatus.STARTED))
    assert (next_one.status, begun(budgets, next_one)) == (HoldStatus.STARTED, [next_one.worst])
    with pytest.raises(Conflict, match="STARTED"):
        budgets.release(next_one, unless_started=True)
    assert budgets.release(next_one) is True
    assert begun(budgets, next_one) == []


def test_settling_again_changes_nothing(budgets: Budgets, held: Hold) -> None:
    budgets.start(held)
    assert budgets.settle(held, costing(held, "0.15")) is True
    assert budgets.settle(held, costing(held, "0.20")) is False
    assert budget(budgets, held.workspace_id).settled == Decimal("0.15")
    assert entries(budgets, held) == [costing(held, "0.15")]


def test_a_released_hold_is_not_settled(budgets: Budgets, held: Hold) -> None:
    assert [budgets.release(held), budgets.release(held)] == [True, False]
    with pytest.raises(Conflict, match="RELEASED"):
        budgets.settle(held, held.worst)
    assert money(budget(budgets, held.workspace_id)) == amounts("5", "5", "0", "0")
    assert entries(budgets, held) == []


def test_a_settled_hold_is_not_released(budgets: Budgets, held: Hold) -> None:
    budgets.settle(held, held.worst)
    with pytest.raises(Conflict, match="SETTLED"):
        budgets.release(held)
    assert budget(budgets, held.workspace_id).settled == Decimal("0.40")


def test_a_call_is_started_once_or_more_but_never_after_its_hold_ended(budgets: Budgets, held: Hold) -> None:
    budgets.start(held)
    budgets.start(held)
    with pytest.raises(Conflict, match="STARTED"):
        budgets.release(held, unless_started=True)
    budgets.release(held)
    with pytest.raises(Conflict, match="RELEASED"):
        budgets.start(held)


def test_a_hold_whose_call_did_not_start_is_released_for_good(budgets: Budgets, held: Hold) -> None:
    assert budgets.release(held, unless_started=True) is True
    with pytest.raises(Conflict):
        budgets.start(held)


def test_a_hold_that_was_never_made_is_neither_started_nor_settled(budgets: Budgets, workspace: str) -> None:
    unknown = hold(workspace)
    for act in (budgets.start, budgets.release, lambda each: budgets.settle(each, each.worst)):
        with pytest.raises(Conflict):
            act(unknown)


def test_more_than_was_held_cannot_be_settled(budgets: Budgets, held: Hold) -> None:
    with pytest.raises(ValueError, match=r"kept|held"):
        budgets.settle(held, costing(held, "0.41"))
    assert budget(budgets, held.workspace_id).held == Decimal("0.40")


@pytest.mark.parametrize(
    "change", [{"scopes": (MONTH,)}, {"worst": {"cost": Decimal("0.50")}}], ids=["scopes", "amount"]
)
def test_only_the_hold_that_is_kept_is_settled(budgets: Budgets, held: Hold, change: dict[str, Any]) -> None:
    if "worst" in change:
        change = {"worst": held.worst.model_copy(update=change["worst"])}
    with pytest.raises(ValueError, match=r"kept|held"):
        budgets.settle(held.model_copy(update=change), costing(held, "0.10"))
    assert [each.held for each in budgets.read(held.workspace_id, held.scopes)] == [Decimal("0.40")] * 2


def test_a_call_for_nothing_crosses_the_ledger_too(budgets: Budgets, workspace: str) -> None:
    budgets.set_cap(workspace, MONTH, Decimal(0))
    free = budgets.hold(hold(workspace, cost="0"))
    budgets.settle(free, free.worst)
    assert money(budget(budgets, workspace)) == amounts("0", "0", "0", "0")
    assert entries(budgets, free) == [free.worst]


def test_open_holds_are_found_in_the_order_of_expiry_once_they_expired(budgets: Budgets, workspace: str) -> None:
    start = NOW - timedelta(days=4000)
    made = [budgets.hold(hold(workspace, cost="0.01", expires_at=start + timedelta(seconds=n))) for n in range(12)]
    budgets.settle(made[1], made[1].worst)
    budgets.release(made[3])
    budgets.start(made[5])

    def found(seconds: float, limit: int = 100) -> list[tuple[int, HoldStatus]]:
        known = budgets.expired(start + timedelta(seconds=seconds), limit)
        ids = [each.id for each in made]
        return [(ids.index(each.id), each.status) for each in known]

    assert found(-1) == []
    assert found(5) == [(n, HoldStatus.STARTED if n == 5 else HoldStatus.HELD) for n in (0, 2, 4, 5)]
    assert found(100, limit=3) == [(n, HoldStatus.HELD) for n in (0, 2, 4)]
    for each in made:
        if each not in (made[1], made[3]):
            budgets.release(each)
    assert found(100) == []


def test_the_open_holds_of_a_campaign_are_found_with_their_statuses(budgets: Budgets, workspace: str) -> None:
    of = campaign(workspace_id=workspace)
    worsts = [entry(of, cost="0.01") for _ in range(4)]
    waiting, begun_one, settled, released = (budgets.hold(hold(workspace, id=each.id, worst=each)) for each in worsts)
    budgets.start(begun_one)
    budgets.settle(settled, settled.worst)
    budgets.release(released)
    budgets.hold(hold(workspace, cost="0.01"))  # another campaign's

    started = begun_one.model_copy(update={"status": HoldStatus.STARTED})
    assert list(budgets.open_holds(workspace, of.id)) == sorted([waiting, started], key=lambda each: each.id)
    assert list(budgets.open_holds("W2", of.id)) == []


def test_a_paid_answer_is_kept_with_its_settlement_only(budgets: Budgets, held: Hold) -> None:
    call, content = id_at(), '{"headline": "Ünïcode"}' * 5000
    memo = Memo(call_id=call, slot="openai/gpt-6/draft", content=content)
    where = (held.workspace_id, held.worst.campaign_id, call)
    budgets.settle(held, held.worst, memo)
    again = memo.model_copy(update={"slot": "openai/gpt-6/repair", "content": "{}"})
    assert budgets.settle(held, held.worst, again) is False
    assert list(budgets.memos(*where)) == [memo]
    assert list(budgets.memos(*where[:2], id_at())) == []
    assert list(budgets.memos("W2", *where[1:])) == []


def test_what_is_noted_of_a_call_is_replaced_by_whoever_knows_it_only(budgets: Budgets, held: Hold) -> None:
    first, other = (Memo(call_id="C", slot="openai/v/render", content=content) for content in ('{"a": 1}', '{"b": 2}'))
    where = (held.workspace_id, held.worst.campaign_id, "C")
    assert [budgets.note(held, first, None), budgets.note(held, other, None)] == [True, False]
    assert budgets.note(held, first, None) is True  # sent again: it is there
    assert budgets.note(held, other, other.model_copy(update={"content": "{}"})) is False
    assert list(budgets.memos(*where)) == [first]
    assert budgets.note(held, other, first) is True
    paid = first.model_copy(update={"content": '{"answer": {}}'})
    budgets.settle(held, held.worst, paid)
    assert list(budgets.memos(*where)) == [paid]
    assert budgets.note(held, first, other) is False


def test_an_answer_too_large_for_a_row_is_settled_without_it(aws: None, workspace: str) -> None:
    budgets, noise = DynamoBudgets(LEDGER), random.Random(7).randbytes(400_000).hex()
    held = budgets.hold(hold(workspace))
    assert budgets.settle(held, held.worst, Memo(call_id="C", slot="s", content=noise)) is True
    assert list(budgets.memos(workspace, held.worst.campaign_id, "C")) == []


def test_an_entry_is_never_written_over(budgets: Budgets, workspace: str) -> None:
    of = campaign(workspace_id=workspace)
    taken = entry(of, cost="0")
    store = budgets.entries if isinstance(budgets, FakeBudgets) else DynamoLedgerEntries(LEDGER)
    store.add(taken)
    worst = taken.model_copy(update={"cost": Decimal("0.40")})
    held = budgets.hold(hold(workspace, id=worst.id, worst=worst))
    if isinstance(budgets, DynamoBudgets):
        budgets = DynamoBudgets(LEDGER, sleep=lambda seconds: None)
    with pytest.raises(Conflict):
        budgets.settle(held, worst)
    assert list(store.of_campaign(workspace, of.id)) == [taken]
