from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from astromedia.domain.account import Caller
from astromedia.domain.errors import InvalidInput, NotFound
from astromedia.domain.role import Role
from astromedia.services.costs import CostService
from astromedia.services.paging import Cursors
from tests.fakes import FakeCampaigns, FakeClock, FakeLedgerEntries
from tests.samples import campaign, entry, id_at

ADA = Caller(user_id="U1", workspace_id="W1", role=Role.OWNER, request_id="R1")
MADE = campaign(workspace_id="W1")


@pytest.fixture
def service() -> CostService:
    stored, ledger = FakeCampaigns(), FakeLedgerEntries()
    stored.add(MADE, [])
    for i, phase in enumerate(("research", "research", "seo")):
        ledger.add(entry(MADE, id=id_at(i), phase=phase, cost=Decimal("0.000000001")))
    return CostService(campaigns=stored, entries=ledger, cursors=Cursors(b"key"), clock=FakeClock())


def test_every_page_has_the_totals_of_all(service: CostService) -> None:
    first = service.of_campaign(ADA, MADE.id, 2)
    second = service.of_campaign(ADA, MADE.id, 2, first.entries.next_cursor)
    assert [len(first.entries.items), len(second.entries.items)] == [2, 1]
    assert first.totals == second.totals
    assert first.totals.total.cost == Decimal("0.000000003")
    assert {name: total.calls for name, total in first.totals.by_phase.items()} == {"research": 2, "seo": 1}


def test_another_workspaces_costs_are_not_found(service: CostService) -> None:
    with pytest.raises(NotFound):
        service.of_campaign(ADA.model_copy(update={"workspace_id": "W2"}), MADE.id, 10)


def test_a_day_is_whole_and_no_longer(service: CostService) -> None:
    midnight = datetime(2026, 3, 2, tzinfo=UTC)
    for i, at in enumerate((midnight - timedelta(microseconds=1), midnight, midnight + timedelta(days=1))):
        service.entries.add(entry(MADE, id=id_at(10 + i), at=at, cost=Decimal(1)))
    day = date(2026, 3, 2)
    spend = service.of_workspace(ADA, day, day)
    assert spend.total.cost == Decimal("1.000000003")
    assert list(spend.by["day"]) == ["2026-03-02"]
    assert service.of_workspace(ADA, day).last == service.clock().date()
    assert service.of_workspace(ADA, day + timedelta(days=9)).last == day + timedelta(days=9)


def test_more_than_a_year_is_refused(service: CostService) -> None:
    day = date(2026, 3, 2)
    assert service.of_workspace(ADA, day, day + timedelta(days=365)).total.calls == 3
    with pytest.raises(InvalidInput):
        service.of_workspace(ADA, day, day + timedelta(days=366))
