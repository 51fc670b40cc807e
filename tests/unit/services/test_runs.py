"""A run that has its slot is told, and started: once, whoever tries it how often."""

import pytest

from astromedia.domain.campaign import CampaignStatus
from astromedia.domain.change import Change
from astromedia.domain.errors import ProviderUnavailable
from astromedia.domain.event import EventType
from astromedia.services.campaigns import ticket_for
from astromedia.services.runs import Runs

from .desk import Desk


def runs(desk: Desk) -> Runs:
    return Runs(campaigns=desk.campaigns, engine=desk.engine, clock=desk.clock)


def fresh(**changes: object) -> Desk:
    """A campaign that has its slot and whose execution was not started yet."""
    desk = Desk(**changes)  # type: ignore[arg-type]
    desk.engine.started.clear()
    return desk


def start(desk: Desk) -> bool:
    return runs(desk).start(ticket_for(desk.made, "R1", desk.clock()))


def test_a_run_is_told_and_started_once_with_ids_only() -> None:
    desk = fresh()
    assert [start(desk), start(desk)] == [True, True]
    ids = {"workspace_id": "W1", "campaign_id": desk.made.id, "request_id": "R1", "run": 1}
    assert desk.engine.started == {f"{desk.made.id}-1": (desk.made.machine, ids)}
    assert (desk.events(), desk.campaign.started_run) == ([EventType.CAMPAIGN_STARTED], 1)


def test_who_dies_before_the_start_starts_it_later_and_tells_it_once() -> None:
    desk = fresh()
    desk.engine.fault = ProviderUnavailable("no engine")
    with pytest.raises(ProviderUnavailable):
        start(desk)
    desk.engine.fault = None
    assert start(desk)
    assert (desk.events(), len(desk.engine.started)) == ([EventType.CAMPAIGN_STARTED], 1)


@pytest.mark.parametrize(
    "changes", [{"run": 2}, {"status": CampaignStatus.CANCELLED}, {"status": CampaignStatus.FAILED}]
)
def test_a_campaign_that_went_on_without_its_run_is_not_started(changes: dict[str, object]) -> None:
    desk = fresh()
    desk.campaigns.set(desk.campaign.model_copy(update=changes))
    assert not start(desk)
    assert (desk.engine.started, desk.events()) == ({}, [])


def test_who_pauses_at_the_same_moment_keeps_nobody_from_starting() -> None:
    desk = fresh()
    commit = desk.campaigns.commit

    def overtaken(change: Change) -> Change:
        if desk.campaign.status is CampaignStatus.RUNNING:
            desk.campaigns.set(desk.campaign.model_copy(update={"status": CampaignStatus.PAUSED, "version": 9}))
        return commit(change)

    desk.campaigns.commit = overtaken  # type: ignore[method-assign]
    assert start(desk)
    assert (desk.campaign.status, desk.campaign.started_run) == (CampaignStatus.PAUSED, 1)
