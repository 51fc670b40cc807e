"""The ledger holds, settles once, frees the rest, and tells of budgets without ever failing a call for it."""

import dataclasses
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from astromedia.domain.budget import Budget, Hold, HoldStatus, Memo, Scope
from astromedia.domain.errors import BudgetExceeded, Conflict
from astromedia.domain.event import EventType
from astromedia.domain.ledger import LedgerEntry
from astromedia.ledger.ledger import MARGIN, Ledger
from astromedia.ledger.scopes import scopes_of
from tests.conftest import Measured
from tests.fakes import FakeBudgets, FakeBus, FakeClock
from tests.samples import campaign, entry, id_at

CAMPAIGN = campaign()
WORKSPACE = "workspace/2026-03"
CLOCK = FakeClock()
SCOPES = scopes_of(CAMPAIGN.id, CLOCK())


class Desk:
    """A ledger over fakes, with a monthly cap of $1.00 on the workspace."""

    def __init__(self) -> None:
        self.bus, self.budgets, self.clock = FakeBus(), FakeBudgets(), FakeClock()
        self.entries = self.budgets.entries
        self.ledger = Ledger(budgets=self.budgets, entries=self.entries, clock=self.clock, alert=self.bus.publish)
        self.budgets.set_cap(CAMPAIGN.workspace_id, WORKSPACE, Decimal(1))

    def hold(self, cost: str = "0.40", **changes: Any) -> Hold:
        return self.ledger.hold(entry(CAMPAIGN, cost=cost, **changes), SCOPES, 30)

    def spend(self, cost: str) -> LedgerEntry:
        hold = self.hold(cost)
        self.ledger.start(hold)
        return self.ledger.settle(hold, hold.worst)

    def budget(self) -> Budget:
        (budget,) = self.budgets.read(CAMPAIGN.workspace_id, [WORKSPACE])
        return budget

    def kept(self) -> list[LedgerEntry]:
        return list(self.entries.of_campaign(CAMPAIGN.workspace_id, CAMPAIGN.id))

    def told(self, type: EventType) -> list[Any]:
        return [detail for event, detail in self.bus.events if event is type]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def cheaper(hold: Hold, cost: str) -> LedgerEntry:
    return hold.worst.model_copy(update={"cost": Decimal(cost)})


def test_a_hold_sets_its_worst_case_aside_until_after_the_longest_possible_call(desk: Desk) -> None:
    hold = desk.hold("0.40")
    assert (hold.id, hold.amount, hold.status) == (hold.worst.id, Decimal("0.40"), HoldStatus.HELD)
    assert (hold.expires_at - desk.clock() - MARGIN).total_seconds() == 30
    assert (desk.budget().free, desk.budget().held) == (Decimal("0.60"), Decimal("0.40"))


def test_settling_frees_what_was_not_spent(desk: Desk) -> None:
    hold = desk.hold("0.40")
    assert desk.ledger.settle(hold, cheaper(hold, "0.25")).cost == Decimal("0.25")
    assert desk.budget() == Budget(
        workspace_id=CAMPAIGN.workspace_id,
        scope=WORKSPACE,
        cap=Decimal(1),
        free=Decimal("0.75"),
        settled=Decimal("0.25"),
    )
    assert [each.cost for each in desk.kept()] == [Decimal("0.25")]


def test_what_has_not_started_is_abandoned_with_its_campaign(desk: Desk) -> None:
    waiting, started, settled = desk.hold("0.10"), desk.hold("0.20"), desk.hold("0.30")
    other = desk.ledger.hold(entry(campaign(), cost="0.05"), SCOPES[:1], 30)
    desk.ledger.start(started)
    desk.ledger.settle(settled, cheaper(settled, "0.25"))
    whose = CAMPAIGN.workspace_id, CAMPAIGN.id
    assert [desk.ledger.abandon(*whose), desk.ledger.abandon(*whose)] == [1, 0]
    with pytest.raises(Conflict, match="RELEASED"):
        desk.ledger.start(waiting)
    assert desk.ledger.settle(started, cheaper(started, "0.15")).cost == Decimal("0.15")
    desk.ledger.start(other)
    assert (desk.budget().held, desk.budget().settled) == (Decimal("0.05"), Decimal("0.40"))


def test_a_call_that_starts_while_its_campaign_is_abandoned_is_left_to_end(desk: Desk) -> None:
    hold = desk.hold("0.10")

    class Racing(FakeBudgets):
        def open_holds(self, workspace_id: str, campaign_id: str) -> Sequence[Hold]:
            found = desk.budgets.open_holds(workspace_id, campaign_id)
            desk.budgets.start(hold)
            return found

        def release(self, hold: Hold, *, unless_started: bool = False) -> bool:
            return desk.budgets.release(hold, unless_started=unless_started)

    racing = Ledger(budgets=Racing(), entries=desk.entries, clock=desk.clock, alert=desk.bus.publish)
    assert racing.abandon(CAMPAIGN.workspace_id, CAMPAIGN.id) == 0
    assert desk.ledger.settle(hold, cheaper(hold, "0.05")).cost == Decimal("0.05")


def test_settling_again_changes_nothing_and_returns_what_the_ledger_says(desk: Desk) -> None:
    hold = desk.hold("0.40")
    desk.ledger.settle(hold, hold.worst.model_copy(update={"estimated": True}))
    before = desk.budget()
    assert desk.ledger.settle(hold, cheaper(hold, "0.25")).cost == Decimal("0.40")
    assert desk.budget() == before
    assert len(desk.kept()) == 1


def test_a_call_dearer_than_its_hold_is_settled_as_the_hold_and_flagged(desk: Desk) -> None:
    hold = desk.hold("0.40")
    assert desk.ledger.settle(hold, cheaper(hold, "7")).cost == Decimal("0.40")
    assert [(each.cost, each.estimated) for each in desk.kept()] == [(Decimal("0.40"), True)]


def test_an_entry_of_another_hold_is_refused(desk: Desk) -> None:
    hold = desk.hold()
    with pytest.raises(ValueError, match="does not belong"):
        desk.ledger.settle(hold, entry(CAMPAIGN, cost="0.10"))


def test_releasing_frees_everything(desk: Desk) -> None:
    hold = desk.hold()
    desk.ledger.start(hold)
    desk.ledger.release(hold)
    desk.ledger.release(hold)
    assert desk.budget().free == Decimal(1)
    with pytest.raises(Conflict):
        desk.ledger.settle(hold, hold.worst)
    assert desk.kept() == []


def test_a_call_does_not_start_on_an_expired_hold(desk: Desk) -> None:
    hold = desk.hold()
    desk.clock.advance(30 + MARGIN.total_seconds())
    with pytest.raises(Conflict, match="expired"):
        desk.ledger.start(hold)


def test_a_hold_that_we_were_not_told_of_is_freed(desk: Desk) -> None:
    class Lost(FakeBudgets):
        def hold(self, hold: Hold) -> Hold:
            super().hold(hold)
            raise ConnectionError("the answer got lost")

    budgets = Lost()
    budgets.set_cap(CAMPAIGN.workspace_id, WORKSPACE, Decimal(1))
    with pytest.raises(ConnectionError):
        dataclasses.replace(desk.ledger, budgets=budgets).hold(entry(CAMPAIGN), SCOPES, 30, HoldStatus.STARTED)
    assert [hold.status for hold in budgets.holds.values()] == [HoldStatus.RELEASED]
    assert budgets.read(CAMPAIGN.workspace_id, [WORKSPACE])[0].free == Decimal(1)


def test_a_scope_without_a_cap_is_not_touched_until_it_gets_one(desk: Desk) -> None:
    key = Scope.named("api_key/K1")
    assert desk.ledger.hold(entry(CAMPAIGN), [*SCOPES, key], 30).scopes == tuple(scope.name for scope in SCOPES)
    desk.budgets.set_cap(CAMPAIGN.workspace_id, key.name, Decimal(0))
    with pytest.raises(BudgetExceeded) as refused:
        desk.ledger.hold(entry(CAMPAIGN), [*SCOPES, key], 30)
    assert refused.value.scope == key.name


def test_a_refusal_names_the_scope_what_is_left_and_the_way_up(desk: Desk) -> None:
    with pytest.raises(BudgetExceeded) as refused:
        desk.hold("1.01")
    assert (refused.value.status, refused.value.scope) == (402, WORKSPACE)
    assert (refused.value.free, refused.value.cap) == (Decimal(1), Decimal(1))
    for part in ("$1.00 left of $1.00", "$1.01", f"PUT /v1/budgets/{WORKSPACE}", "'starter'"):
        assert part in refused.value.detail
    assert desk.budget().held == 0


def test_what_nobody_lived_to_tell_is_told_with_the_first_refusal(desk: Desk, measured: Measured) -> None:
    """The settlement that used up a budget is its last: no other makes up for what was not told then."""
    hold = desk.hold("1")
    desk.budgets.settle(hold, hold.worst)
    for _ in range(2):
        with pytest.raises(BudgetExceeded):
            desk.hold("0.01")
    assert [each["percent"] for each in desk.told(EventType.BUDGET_THRESHOLD_REACHED)] == [50, 80, 100]
    assert measured()["BudgetAlerts"].count((1, {"alert": "threshold"})) == 3


def test_refusals_are_told_once_per_cap(desk: Desk, measured: Measured) -> None:
    for cap in ("1", "2"):
        desk.budgets.set_cap(CAMPAIGN.workspace_id, WORKSPACE, Decimal(cap))
        for _ in range(3):
            with pytest.raises(BudgetExceeded):
                desk.hold("2.01")
    assert measured()["BudgetAlerts"] == [(1, {"alert": "exceeded"})] * 2
    told = desk.told(EventType.BUDGET_EXCEEDED)
    assert [(each["cap"], each["free"], each["wanted"]) for each in told] == [
        ("1.00", "1.00", "2.01"),
        ("2.00", "2.00", "2.01"),
    ]
    assert told[0]["workspace_id"] == CAMPAIGN.workspace_id
    assert (told[0]["campaign_id"], told[0]["request_id"]) == (CAMPAIGN.id, "R1")


def test_each_threshold_is_told_once_when_it_is_settled(desk: Desk) -> None:
    percents = []
    for cost in ("0.49", "0.01", "0.29", "0.20", "0.01"):
        desk.spend(cost)
        percents.append([each["percent"] for each in desk.told(EventType.BUDGET_THRESHOLD_REACHED)])
    assert percents == [[], [50], [50], [50, 80], [50, 80, 100]]
    (first, *_) = desk.told(EventType.BUDGET_THRESHOLD_REACHED)
    assert first["key"] == f"{WORKSPACE}/1.00/50"
    assert (first["scope"], first["settled"], first["request_id"]) == (WORKSPACE, "0.50", "R1")


def test_holds_and_free_calls_tell_nothing(desk: Desk) -> None:
    desk.hold("0.90")
    desk.ledger.settle(free := desk.hold("0"), free.worst)
    assert desk.bus.events == []


def test_a_bus_that_is_down_fails_no_call_and_is_made_up_for_later(desk: Desk) -> None:
    desk.bus.down = True
    assert desk.spend("0.60").cost == Decimal("0.60")
    desk.bus.down = False
    desk.spend("0.01")
    assert [each["percent"] for each in desk.told(EventType.BUDGET_THRESHOLD_REACHED)] == [50]


def test_a_settlement_whose_answer_got_lost_is_told_when_it_is_repeated(desk: Desk) -> None:
    hold = desk.hold("0.60")
    desk.budgets.settle(hold, hold.worst)
    desk.ledger.settle(hold, hold.worst)
    assert [each["percent"] for each in desk.told(EventType.BUDGET_THRESHOLD_REACHED)] == [50]


def test_a_bus_that_is_down_leaves_a_refusal_as_it_is_and_the_next_one_is_told(desk: Desk) -> None:
    for down in (True, False, False):
        desk.bus.down = down
        with pytest.raises(BudgetExceeded):
            desk.hold("1.01")
    assert [each["key"] for each in desk.told(EventType.BUDGET_EXCEEDED)] == [f"{WORKSPACE}/1.00/exceeded"]


def test_answers_from_the_cache_are_noted_once_and_cost_nothing(desk: Desk) -> None:
    hit = entry(CAMPAIGN, cost="0", saved="0.20", source="cache")
    assert [desk.ledger.note(hit), desk.ledger.note(hit)] == [True, False]
    assert desk.kept() == [hit]
    with pytest.raises(ValueError, match="only a hold"):
        desk.ledger.note(entry(CAMPAIGN, cost="0.01"))


def test_a_paid_answer_is_remembered_with_its_settlement(desk: Desk) -> None:
    hold, call_id = desk.hold(), id_at()
    memo = Memo(call_id=call_id, slot="openai/gpt/draft", content='{"a": 1}')
    desk.ledger.settle(hold, hold.worst, memo)
    assert desk.ledger.memos(CAMPAIGN.workspace_id, CAMPAIGN.id, call_id) == {"openai/gpt/draft": '{"a": 1}'}
    assert desk.ledger.memos(CAMPAIGN.workspace_id, CAMPAIGN.id, id_at()) == {}
