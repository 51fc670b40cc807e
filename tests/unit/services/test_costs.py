from decimal import Decimal

import pytest

from astromedia.domain.account import Caller, Role
from astromedia.domain.errors import NotFound
from astromedia.services.costs import CostService
from astromedia.services.paging import Cursors
from tests.fakes import FakeCampaigns, FakeLedgerEntries
from tests.samples import campaign, entry, id_at

ADA = Caller(user_id="U1", workspace_id="W1", role=Role.OWNER, request_id="R1")
MADE = campaign(workspace_id="W1")


@pytest.fixture
def service() -> CostService:
    stored, ledger = FakeCampaigns(), FakeLedgerEntries()
    stored.add(MADE, [])
    for i, phase in enumerate(("research", "research", "seo")):
        ledger.add(entry(MADE, id=id_at(i), phase=phase, cost=Decimal("0.000000001")))
    return CostService(campaigns=stored, entries=ledger, cursors=Cursors(b"key"))


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
