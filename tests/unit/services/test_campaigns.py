from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from astromedia.agents.catalog import Catalog
from astromedia.domain.account import Caller
from astromedia.domain.campaign import Campaign, CampaignStatus, PhaseStatus
from astromedia.domain.errors import BudgetExceeded, Conflict, Forbidden, InvalidInput, NotFound
from astromedia.domain.event import EventType
from astromedia.domain.review import ApprovalRule
from astromedia.domain.role import Role
from astromedia.gateway.settings import ModelSettings
from astromedia.playbooks.builtin import CAMPAIGN, PLAYBOOKS
from astromedia.services.audit import Audit
from astromedia.services.budgets import BudgetService
from astromedia.services.campaigns import CampaignService, Governed, default_name
from astromedia.services.paging import Cursors
from astromedia.services.quotes import QuoteService, first_route
from tests.fakes import (
    FakeAccounts,
    FakeApiKeys,
    FakeAuditLog,
    FakeBudgets,
    FakeCampaigns,
    FakeClock,
    FakeEditions,
    FakeEngine,
)
from tests.playbooks import playbook_service
from tests.samples import id_at
from tests.unit.domain.briefs import brief, brief_data

ADA = Caller(user_id="U1", workspace_id="W1", role=Role.OWNER, request_id="R1")
AUTUMN = datetime(2026, 11, 22, 9, tzinfo=UTC)
PAID = ModelSettings.model_validate({"OPENAI_API_KEY": "k", "OPENAI_MODEL": "gpt-6-luna"})
EVE = Caller(user_id="U2", workspace_id="W2", role=Role.OWNER, request_id="R2")


class Desk:
    def __init__(self) -> None:
        self.clock, self.dispatched = FakeClock(AUTUMN), list[str]()
        self.stored, self.budgets, self.models = FakeCampaigns(), FakeBudgets(), ModelSettings()
        self.timeline = self.stored.timeline
        cursors = Cursors(b"key")
        self.editions = FakeEditions()
        self.service = CampaignService(
            campaigns=self.stored,
            playbooks=playbook_service(self.editions, FakeEngine(), self.clock, cursors).ready,
            quotes=QuoteService(
                campaigns=self.stored,
                agents=Catalog(self.editions),
                models=lambda: self.models,
                expect=first_route,
                clock=self.clock,
            ),
            budgets=BudgetService(
                budgets=self.budgets,
                accounts=FakeAccounts(),
                api_keys=FakeApiKeys(),
                campaigns=self.stored,
                audit=Audit(log=FakeAuditLog(), clock=self.clock),
                cursors=cursors,
                clock=self.clock,
            ),
            dispatch=lambda workspace_id, launched=None, /: self.dispatched.append(workspace_id),
            cursors=cursors,
            clock=self.clock,
        )

    def create(self) -> Campaign:
        self.clock.advance(1)
        return self.service.create(ADA, brief())


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_new_campaign_is_a_draft_with_the_playbooks_phases(desk: Desk) -> None:
    made = desk.service.create(ADA, brief(), "Spring")
    assert (made.status, made.name, made.created_by) == (CampaignStatus.DRAFT, "Spring", "U1")
    assert desk.service.get(ADA, made.id) == made
    phases = desk.stored.phases("W1", made.id)
    assert [(p.name, p.agent, p.needs) for p in phases] == [(p.name, p.agent, p.needs) for p in CAMPAIGN.phases]
    assert {p.status for p in phases} == {PhaseStatus.IDLE}
    assert desk.timeline.types("W1", made.id) == [EventType.CAMPAIGN_CREATED]
    assert desk.stored.tickets == []


def test_an_unknown_playbook_is_named_and_nothing_is_made(desk: Desk) -> None:
    with pytest.raises(InvalidInput) as refused:
        desk.service.create(ADA, brief(), playbook="other")
    (error,) = refused.value.errors
    assert error.field == "playbook"
    assert error.message.endswith(", ".join(PLAYBOOKS))
    assert desk.service.page(ADA, 10).items == []


def test_a_campaign_nobody_named_is_called_after_its_offer() -> None:
    assert default_name(brief()) == "Northwind Labs: a production planner that fits on one screen"
    long = brief(company=brief_data()["company"] | {"offer": "x" * 200})
    assert len(default_name(long)) == 120
    assert default_name(long).endswith("x…")


def test_another_workspaces_campaign_is_not_found(desk: Desk) -> None:
    made = desk.create()
    with pytest.raises(NotFound):
        desk.service.get(EVE, made.id)
    with pytest.raises(NotFound):
        desk.service.launch(EVE, made.id)
    assert desk.stored.tickets == []
    assert desk.service.page(EVE, 10).items == []


def test_pages_go_on_where_the_last_one_ended(desk: Desk) -> None:
    made = [desk.create() for _ in range(3)]
    first = desk.service.page(ADA, 2)
    second = desk.service.page(ADA, 2, first.next_cursor)
    assert [*first.items, *second.items] == made[::-1]
    assert second.next_cursor is None


def test_a_cursor_is_of_one_list(desk: Desk) -> None:
    for _ in range(3):
        desk.create()
    cursor = desk.service.page(ADA, 2).next_cursor
    with pytest.raises(InvalidInput):
        desk.service.page(ADA, 2, cursor, CampaignStatus.DRAFT)
    with pytest.raises(InvalidInput):
        desk.service.page(EVE, 2, cursor)


def test_a_launch_asks_for_a_slot_and_has_it_looked_for(desk: Desk) -> None:
    made = desk.create()
    launched = desk.service.launch(ADA, made.id)
    assert (launched.status, launched.launched_at, launched.run) == (CampaignStatus.RUNNING, desk.clock(), 1)
    (ticket,) = desk.stored.tickets
    assert (ticket.workspace_id, ticket.campaign_id, ticket.run, ticket.request_id) == ("W1", made.id, 1, "R1")
    assert desk.dispatched == ["W1"]
    assert desk.timeline.types("W1", made.id) == [EventType.CAMPAIGN_CREATED, EventType.CAMPAIGN_LAUNCHED]


@pytest.mark.parametrize("status", [s for s in CampaignStatus if s is not CampaignStatus.DRAFT])
def test_only_a_draft_can_be_launched(desk: Desk, status: CampaignStatus) -> None:
    made = desk.create()
    desk.stored.set(made.model_copy(update={"status": status}))
    with pytest.raises(Conflict, match=f"is {status}; only a DRAFT"):
        desk.service.launch(ADA, made.id)
    assert desk.stored.tickets == []


def test_of_many_launches_at_once_one_wins(desk: Desk) -> None:
    made = desk.create()

    def launched(_: int) -> bool:
        try:
            desk.service.launch(ADA, made.id)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(launched, range(8))) == 1
    assert len(desk.stored.tickets) == 1


def test_a_viewer_makes_and_launches_nothing(desk: Desk) -> None:
    viewer = ADA.model_copy(update={"role": Role.VIEWER})
    made = desk.create()
    with pytest.raises(Forbidden):
        desk.service.create(viewer, brief())
    with pytest.raises(Forbidden):
        desk.service.launch(viewer, made.id)


def test_the_same_id_again_is_the_same_campaign(desk: Desk) -> None:
    id = id_at()
    first = desk.service.create(ADA, brief(), "First", campaign_id=id)
    assert desk.service.create(ADA, brief(), "Second", campaign_id=id) == first
    assert desk.timeline.types("W1", id) == [EventType.CAMPAIGN_CREATED]


def test_rules_are_for_phases_that_there_are(desk: Desk) -> None:
    rules = {"copy": ApprovalRule.REQUIRED, "tea": ApprovalRule.NEVER}
    with pytest.raises(InvalidInput) as refused:
        desk.service.create(ADA, brief(), governed=Governed(phase_rules=rules))
    assert [error.field for error in refused.value.errors] == ["phase_rules.tea"]


def test_an_unknown_campaign_is_not_launched(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.service.launch(ADA, id_at())


def test_a_launch_fixes_what_each_phase_may_cost_before_anything_starts(desk: Desk) -> None:
    desk.models = PAID
    made = desk.create()
    quote = desk.service.quotes.quote(ADA, made.id)
    launched = desk.service.launch(ADA, made.id)
    assert (launched.max_costs, launched.launched_by) == (quote.max_costs, "U1")
    assert all(cost > 0 for cost in launched.max_costs.values())


def test_a_campaign_is_not_launched_beyond_its_own_budget(desk: Desk) -> None:
    desk.models = PAID
    made = desk.service.create(ADA, brief(), model_budget=Decimal("0.001"))
    with pytest.raises(BudgetExceeded) as refused:
        desk.service.launch(ADA, made.id)
    assert (refused.value.scope, refused.value.free) == (f"campaign/{made.id}", Decimal("0.001"))
    assert desk.stored.tickets == []
    assert desk.service.get(ADA, made.id) == made
