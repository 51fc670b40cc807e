from astromedia.domain.campaign import CampaignStatus, PhaseStatus
from astromedia.domain.event import EventType
from astromedia.services.lost import LOST, LostRuns
from astromedia.services.progress import Progress
from astromedia.services.runs import Runs

from .desk import ADA, Desk


def lost_runs(desk: Desk) -> LostRuns:
    return LostRuns(
        runs=Runs(campaigns=desk.campaigns, engine=desk.engine, clock=desk.clock),
        progress=Progress(campaigns=desk.campaigns, entries=desk.budgets.entries, clock=desk.clock),
        publish=desk.bus.publish,
    )


def test_a_run_that_goes_on_is_left_alone() -> None:
    desk = Desk()
    (slot,) = desk.queue.slots("W1")
    assert not lost_runs(desk).settle(slot.ticket)
    assert desk.campaign == desk.made


def test_a_run_that_is_over_and_did_not_say_so_fails_its_campaign_which_can_be_retried() -> None:
    desk = Desk()
    (slot,) = desk.queue.slots("W1")
    desk.engine.stop(desk.made.machine, desk.made.execution, "lost")
    assert lost_runs(desk).settle(slot.ticket)
    assert (desk.campaign.status, desk.campaign.failure) == (CampaignStatus.FAILED, LOST)
    assert desk.phase("seo").status is PhaseStatus.FAILED
    assert [type for type, _ in desk.bus.events] == [EventType.CAMPAIGN_FAILED]
    assert desk.control.retry(ADA, desk.made.id).run == 2
