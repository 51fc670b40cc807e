"""The ledger settles each answer once."""

from decimal import Decimal

from astromedia.ledger.ledger import Ledger
from tests.fakes.ledger import FakeLedgerEntries
from tests.samples import campaign, entry


def test_settles_a_call_and_returns_its_cost() -> None:
    entries, of = FakeLedgerEntries(), campaign()
    assert Ledger(entries).settle(entry(of, cost="0.25")) == Decimal("0.25")
    assert [kept.cost for kept in entries.of_campaign(of.workspace_id, of.id)] == [Decimal("0.25")]


def test_the_same_answer_settled_again_changes_nothing() -> None:
    entries, of = FakeLedgerEntries(), campaign()
    first = entry(of, cost="0.25")
    Ledger(entries).settle(first)
    Ledger(entries).settle(first.model_copy(update={"cost": Decimal("0.30"), "latency_ms": 5}))
    assert entries.of_campaign(of.workspace_id, of.id) == [first]
