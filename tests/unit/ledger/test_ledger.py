"""The ledger settles each call once."""

from decimal import Decimal

from astromedia.ledger.ledger import Ledger
from tests.fakes.ledger import FakeLedgerEntries
from tests.samples import campaign, entry


def test_settles_a_call_and_returns_its_cost() -> None:
    ledger, of = Ledger(FakeLedgerEntries()), campaign()
    assert ledger.settle(entry(of, cost="0.25")) == Decimal("0.25")
    assert ledger.totals(of.workspace_id, of.id).total.cost == Decimal("0.25")


def test_the_same_call_settled_again_changes_nothing() -> None:
    ledger, of = Ledger(FakeLedgerEntries()), campaign()
    first = entry(of, cost="0.25")
    ledger.settle(first)
    ledger.settle(first.model_copy(update={"cost": Decimal("0.30"), "latency_ms": 5}))
    totals = ledger.totals(of.workspace_id, of.id)
    assert (totals.total.calls, totals.total.cost) == (1, Decimal("0.25"))


def test_totals_are_of_one_campaign_in_one_workspace() -> None:
    ledger, mine, other = Ledger(FakeLedgerEntries()), campaign(), campaign(workspace_id="W2")
    ledger.settle(entry(mine))
    ledger.settle(entry(other))
    assert ledger.totals("W1", mine.id).total.calls == 1
    assert ledger.totals("W2", mine.id).total.calls == 0
