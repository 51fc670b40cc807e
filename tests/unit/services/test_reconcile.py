"""After a crash, nothing stays held: a call that may have been charged is settled, one that was not made is freed."""

from decimal import Decimal

import pytest

from astromedia.domain.budget import Budget, Hold
from astromedia.domain.event import EventType
from astromedia.domain.ledger import LedgerEntry
from astromedia.ledger.ledger import MARGIN, Ledger
from astromedia.ledger.scopes import scopes_of
from astromedia.services.reconcile import Reconciled, Reconciler
from tests.conftest import Measured
from tests.fakes import FakeBudgets, FakeBus, FakeClock
from tests.samples import campaign, entry

CAMPAIGN = campaign()


class BrokenFor(FakeBudgets):
    """Budgets that cannot settle one hold."""

    broken = ""

    def settle(self, hold: Hold, *args: object) -> bool:
        if hold.id == self.broken:
            raise ConnectionError("no answer")
        return super().settle(hold, *args)  # type: ignore[arg-type]


class Site:
    def __init__(self) -> None:
        self.clock, self.budgets, self.bus = FakeClock(), BrokenFor(), FakeBus()
        self.ledger = Ledger(
            budgets=self.budgets, entries=self.budgets.entries, clock=self.clock, alert=self.bus.publish
        )
        self.reconciler = Reconciler(ledger=self.ledger)

    def hold(self, *, started: bool) -> Hold:
        hold = self.ledger.hold(entry(CAMPAIGN, cost="1.50"), scopes_of(CAMPAIGN.id, self.clock()), 30)
        if started:
            self.ledger.start(hold)
        return hold

    def expire(self) -> None:
        self.clock.advance(30 + MARGIN.total_seconds())

    def budget(self) -> Budget:
        return self.budgets.read(CAMPAIGN.workspace_id, [f"campaign/{CAMPAIGN.id}"])[0]

    def entries(self) -> list[LedgerEntry]:
        return list(self.budgets.entries.of_campaign(CAMPAIGN.workspace_id, CAMPAIGN.id))


@pytest.fixture
def site() -> Site:
    return Site()


def test_what_has_not_expired_is_left_alone(site: Site) -> None:
    site.hold(started=True)
    assert site.reconciler.run() == Reconciled()
    assert site.budget().held == Decimal("1.50")


def test_a_started_call_counts_as_its_worst_case_and_says_so(site: Site) -> None:
    hold = site.hold(started=True)
    site.expire()
    assert site.reconciler.run() == Reconciled(settled=1)
    assert (site.budget().held, site.budget().settled) == (Decimal(0), Decimal("1.50"))
    assert site.entries() == [hold.worst.model_copy(update={"estimated": True})]


def test_a_call_that_was_not_made_is_freed(site: Site) -> None:
    site.hold(started=False)
    site.expire()
    assert site.reconciler.run() == Reconciled(released=1)
    assert (site.budget().free, site.entries()) == (Decimal(5), [])


def test_running_again_changes_nothing(site: Site, measured: Measured) -> None:
    site.hold(started=True)
    site.hold(started=False)
    site.expire()
    assert site.reconciler.run() == Reconciled(settled=1, released=1)
    assert sorted(by["end"] for _, by in measured()["HoldsReconciled"]) == ["released", "settled"]
    before = site.budget()
    assert site.reconciler.run() == Reconciled()
    assert site.budget() == before


def test_a_late_answer_neither_charges_again_nor_takes_back(site: Site) -> None:
    hold = site.hold(started=True)
    site.expire()
    site.reconciler.run()
    late = hold.worst.model_copy(update={"cost": Decimal("0.10")})
    assert site.ledger.settle(hold, late).cost == Decimal("1.50")
    assert site.budget().settled == Decimal("1.50")


def test_thresholds_reached_by_reconciling_are_told(site: Site) -> None:
    for _ in range(2):
        site.hold(started=True)
    site.expire()
    site.reconciler.run()
    told = {(detail["scope"], detail["percent"]) for type, detail in site.bus.events}
    assert (f"campaign/{CAMPAIGN.id}", 50) in told
    assert {type for type, _ in site.bus.events} == {EventType.BUDGET_THRESHOLD_REACHED}


def test_one_that_fails_does_not_keep_the_others(site: Site) -> None:
    site.budgets.broken = site.hold(started=True).id
    site.hold(started=True)
    site.expire()
    assert site.reconciler.run() == Reconciled(settled=1, left=1)
    site.budgets.broken = ""
    assert site.reconciler.run() == Reconciled(settled=1)


class Behind(FakeBudgets):
    """Budgets whose list of expired holds lags: it shows every hold as if its call had not started."""

    def expired(self, *args: object) -> list[Hold]:
        return [hold.model_copy(update={"status": "HELD"}) for hold in super().expired(*args)]  # type: ignore[arg-type]


def test_a_list_that_lags_frees_no_call_that_has_started(site: Site) -> None:
    behind = Behind()
    ledger = Ledger(budgets=behind, entries=behind.entries, clock=site.clock, alert=site.bus.publish)
    hold = ledger.hold(entry(CAMPAIGN), scopes_of(CAMPAIGN.id, site.clock()), 30)
    ledger.start(hold)
    site.expire()
    assert Reconciler(ledger=ledger).run() == Reconciled(left=1)
    assert ledger.settle(hold, hold.worst).cost == hold.amount
