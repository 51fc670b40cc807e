from collections.abc import Sequence
from decimal import Decimal

import pytest

from astromedia.domain.campaign import Campaign, CampaignStatus, Failure, Phase, PhaseStatus
from astromedia.domain.event import EventType
from astromedia.domain.ids import new_id
from astromedia.domain.task import CampaignTask
from astromedia.ledger.ledger import Ledger
from astromedia.ledger.scopes import scopes_of
from astromedia.services.progress import Progress
from tests.fakes import FakeBudgets, FakeBus, FakeCampaigns, FakeClock, FakeTimeline
from tests.samples import entry
from tests.unit.domain.briefs import brief

CLOCK = FakeClock()
TASK = CampaignTask(workspace_id="W1", campaign_id=new_id(CLOCK()), request_id="R1")
FAILURE = Failure(error="OutputInvalid", detail="swot: missing")


class Stage:
    def __init__(self, status: CampaignStatus = CampaignStatus.DRAFT) -> None:
        self.campaigns, self.timeline = FakeCampaigns(), FakeTimeline()
        self.budgets = FakeBudgets()
        self.progress = Progress(
            campaigns=self.campaigns, timeline=self.timeline, entries=self.budgets.entries, clock=CLOCK
        )
        ids = {"campaign_id": TASK.campaign_id, "workspace_id": "W1"}
        campaign = Campaign(
            id=TASK.campaign_id,
            workspace_id="W1",
            created_by="U1",
            name="Test",
            playbook="campaign",
            brief=brief(),
            status=status,
            created_at=CLOCK(),
        )
        phases = [
            Phase(**ids, name="research", agent="analyst", position=0, needs=(), status=PhaseStatus.COMPLETED),
            Phase(**ids, name="strategy", agent="strategist", position=1, needs=(), status=PhaseStatus.RUNNING),
            Phase(**ids, name="seo", agent="seo", position=2, needs=()),
        ]
        self.campaigns.add(campaign, phases)

    def events(self) -> list[EventType]:
        return [event.type for event in self.timeline.since("W1", TASK.campaign_id, 0, 10)]


def test_a_campaign_opens_and_closes() -> None:
    stage = Stage()
    opened = stage.progress.open(TASK)
    assert (opened.status, opened.launched_at) == (CampaignStatus.RUNNING, CLOCK())
    closed = stage.progress.close(TASK)
    assert (closed.status, closed.ended_at) == (CampaignStatus.COMPLETED, CLOCK())
    assert stage.events() == [EventType.CAMPAIGN_LAUNCHED, EventType.CAMPAIGN_COMPLETED]


def test_every_step_may_be_repeated() -> None:
    stage = Stage()
    for step in (stage.progress.open, stage.progress.open, stage.progress.close, stage.progress.close):
        step(TASK)
    assert stage.events() == [EventType.CAMPAIGN_LAUNCHED, EventType.CAMPAIGN_COMPLETED]


def test_a_phase_that_was_cut_off_costs_what_the_ledger_says_and_will_say() -> None:
    stage = Stage(CampaignStatus.RUNNING)
    campaign = stage.campaigns.get("W1", TASK.campaign_id)
    ledger = Ledger(budgets=stage.budgets, entries=stage.budgets.entries, clock=CLOCK, alert=FakeBus().publish)
    paid, lost = (
        ledger.hold(entry(campaign, phase="strategy", cost=cost), scopes_of(campaign.id, CLOCK()), 9)
        for cost in ("0.10", "0.25")
    )
    ledger.settle(paid, paid.worst)
    ledger.start(lost)
    stage.progress.fail(TASK, FAILURE)
    assert stage.campaigns.phase("W1", TASK.campaign_id, "strategy").cost == Decimal("0.35")


def test_a_failure_is_kept_and_marks_the_phases_that_were_cut_off() -> None:
    stage = Stage(CampaignStatus.RUNNING)
    failed = stage.progress.fail(TASK, FAILURE)
    assert (failed.status, failed.failure) == (CampaignStatus.FAILED, FAILURE)
    statuses = [phase.status for phase in stage.campaigns.phases("W1", TASK.campaign_id)]
    assert statuses == [PhaseStatus.COMPLETED, PhaseStatus.FAILED, PhaseStatus.IDLE]
    (event,) = stage.timeline.since("W1", TASK.campaign_id, 0, 10)
    assert event.data == {"error": "OutputInvalid", "detail": "swot: missing"}


@pytest.mark.parametrize("ended", [CampaignStatus.COMPLETED, CampaignStatus.FAILED, CampaignStatus.CANCELLED])
def test_what_has_ended_stays_as_it_ended(ended: CampaignStatus) -> None:
    stage = Stage(ended)
    assert stage.progress.open(TASK).status is ended
    assert stage.progress.close(TASK).status is ended
    assert stage.progress.fail(TASK, FAILURE).status is ended


def test_a_change_meanwhile_is_read_again() -> None:
    stage = Stage()
    save = stage.campaigns.save
    changed: list[Campaign] = []

    def save_after_someone_else(campaign: Campaign) -> Campaign:
        if not changed:
            changed.append(save(stage.campaigns.get("W1", TASK.campaign_id)))
        return save(campaign)

    stage.campaigns.save = save_after_someone_else  # type: ignore[method-assign]
    assert stage.progress.open(TASK).version == 3


def test_a_branch_that_ended_meanwhile_keeps_its_end() -> None:
    stage = Stage(CampaignStatus.RUNNING)
    listed = stage.campaigns.phases

    def phases_then_completion(workspace_id: str, campaign_id: str) -> Sequence[Phase]:
        found = listed(workspace_id, campaign_id)
        done = stage.campaigns.phase(workspace_id, campaign_id, "strategy").model_copy(
            update={"status": PhaseStatus.COMPLETED}
        )
        stage.campaigns.save_phase(done)
        return found

    stage.campaigns.phases = phases_then_completion  # type: ignore[method-assign]
    stage.progress.fail(TASK, FAILURE)
    assert stage.campaigns.phase("W1", TASK.campaign_id, "strategy").status is PhaseStatus.COMPLETED
