from decimal import Decimal

import pytest

from astromedia.domain.campaign import CampaignStatus, Failure, PhaseStatus
from astromedia.domain.change import Change
from astromedia.domain.event import EventType
from astromedia.domain.ids import new_id
from astromedia.domain.task import CampaignTask
from astromedia.ledger.ledger import Ledger
from astromedia.ledger.scopes import scopes_of
from astromedia.services.progress import Progress
from tests.fakes import FakeBudgets, FakeBus, FakeCampaigns, FakeClock
from tests.samples import campaign, entry, phase

CLOCK = FakeClock()
TASK = CampaignTask(workspace_id="W1", campaign_id=new_id(CLOCK()), request_id="R1")
FAILURE = Failure(error="OutputInvalid", detail="swot: missing")


class Stage:
    def __init__(self, status: CampaignStatus = CampaignStatus.RUNNING, run: int = 1) -> None:
        self.campaigns, self.budgets = FakeCampaigns(), FakeBudgets()
        self.progress = Progress(campaigns=self.campaigns, entries=self.budgets.entries, clock=CLOCK)
        made = campaign(id=TASK.campaign_id, workspace_id="W1", status=status, run=run)
        phases = [
            phase(made, 0, name="research", status=PhaseStatus.COMPLETED),
            phase(made, 1, name="strategy", status=PhaseStatus.RUNNING),
            phase(made, 2, name="seo"),
        ]
        self.campaigns.add(made, phases)

    def events(self) -> list[EventType]:
        return self.campaigns.timeline.types("W1", TASK.campaign_id)


def test_a_campaign_closes() -> None:
    stage = Stage()
    closed = stage.progress.close(TASK)
    assert (closed.status, closed.ended_at) == (CampaignStatus.COMPLETED, CLOCK())
    assert stage.events() == [EventType.CAMPAIGN_COMPLETED]


def test_every_step_may_be_repeated() -> None:
    stage = Stage()
    for _ in range(2):
        stage.progress.close(TASK)
    assert stage.events() == [EventType.CAMPAIGN_COMPLETED]


def test_what_an_older_run_says_changes_nothing() -> None:
    stage = Stage(run=2)
    before = stage.campaigns.state("W1", TASK.campaign_id)
    stage.progress.fail(TASK, FAILURE)
    stage.progress.close(TASK)
    assert stage.campaigns.state("W1", TASK.campaign_id) == before


def test_a_paused_campaign_of_which_the_last_phase_was_at_work_is_completed() -> None:
    stage = Stage(CampaignStatus.PAUSED)
    assert stage.progress.close(TASK).status is CampaignStatus.COMPLETED


def test_a_phase_that_was_cut_off_costs_what_the_ledger_says_and_will_say() -> None:
    stage = Stage()
    made = stage.campaigns.get("W1", TASK.campaign_id)
    ledger = Ledger(budgets=stage.budgets, entries=stage.budgets.entries, clock=CLOCK, alert=FakeBus().publish)
    paid, lost = (
        ledger.hold(entry(made, phase="strategy", cost=cost), scopes_of(made.id, CLOCK()), 9)
        for cost in ("0.10", "0.25")
    )
    ledger.settle(paid, paid.worst)
    ledger.start(lost)
    stage.progress.fail(TASK, FAILURE)
    assert stage.campaigns.phase("W1", TASK.campaign_id, "strategy").cost == Decimal("0.35")


def test_a_failure_is_kept_and_marks_the_phases_that_were_cut_off() -> None:
    stage = Stage()
    failed = stage.progress.fail(TASK, FAILURE)
    assert (failed.status, failed.failure) == (CampaignStatus.FAILED, FAILURE)
    statuses = [phase.status for phase in stage.campaigns.phases("W1", TASK.campaign_id)]
    assert statuses == [PhaseStatus.COMPLETED, PhaseStatus.FAILED, PhaseStatus.IDLE]
    cut_off, event = stage.campaigns.timeline.since("W1", TASK.campaign_id, 0, 10)
    assert (cut_off.type, cut_off.phase) == (EventType.PHASE_FAILED, "strategy")
    assert event.data == {"error": "OutputInvalid", "detail": "swot: missing"}


@pytest.mark.parametrize("ended", [CampaignStatus.COMPLETED, CampaignStatus.FAILED, CampaignStatus.CANCELLED])
def test_what_has_ended_stays_as_it_ended(ended: CampaignStatus) -> None:
    stage = Stage(ended)
    assert stage.progress.close(TASK).status is ended
    assert stage.progress.fail(TASK, FAILURE).status is ended


def test_what_a_cancel_that_was_cut_off_left_is_skipped_when_the_execution_ends() -> None:
    stage = Stage(CampaignStatus.CANCELLED)
    for _ in range(2):
        stage.progress.fail(TASK, FAILURE)
    statuses = [phase.status for phase in stage.campaigns.phases("W1", TASK.campaign_id)]
    assert statuses == [PhaseStatus.COMPLETED, PhaseStatus.SKIPPED, PhaseStatus.SKIPPED]
    assert stage.events() == [EventType.PHASE_SKIPPED, EventType.PHASE_SKIPPED]


class Overtaken(FakeCampaigns):
    """Somebody else changes the campaign, or ends the phase that was cut off, right before the first commit."""

    overtaken = False

    def commit(self, change: Change) -> Change:
        if not self.overtaken:
            self.overtaken = True
            campaign, phases = self.state("W1", TASK.campaign_id)
            done = phases[1].model_copy(update={"status": PhaseStatus.COMPLETED})
            super().commit(Change("W1", TASK.campaign_id, campaign=campaign, phases=[done]))
        return super().commit(change)


def test_a_branch_that_ended_meanwhile_keeps_its_end() -> None:
    stage, campaigns = Stage(), Overtaken()
    campaigns.add(*stage.campaigns.state("W1", TASK.campaign_id))
    progress = Progress(campaigns=campaigns, entries=stage.budgets.entries, clock=CLOCK)
    assert progress.fail(TASK, FAILURE).status is CampaignStatus.FAILED
    assert campaigns.phase("W1", TASK.campaign_id, "strategy").status is PhaseStatus.COMPLETED


def test_a_change_meanwhile_is_read_again() -> None:
    stage, campaigns = Stage(), Overtaken()
    campaigns.add(*stage.campaigns.state("W1", TASK.campaign_id))
    progress = Progress(campaigns=campaigns, entries=stage.budgets.entries, clock=CLOCK)
    assert progress.close(TASK).status is CampaignStatus.COMPLETED


def test_of_forty_phases_at_work_all_are_marked() -> None:
    stage = Stage()
    made = campaign(id=new_id(CLOCK()), workspace_id="W1", status=CampaignStatus.RUNNING, run=1)
    stage.campaigns.add(made, [phase(made, i, status=PhaseStatus.RUNNING) for i in range(40)])
    stage.progress.fail(TASK.model_copy(update={"campaign_id": made.id}), FAILURE)
    assert {each.status for each in stage.campaigns.phases("W1", made.id)} == {PhaseStatus.FAILED}
    assert stage.campaigns.timeline.types("W1", made.id).count(EventType.PHASE_FAILED) == 40
