"""What the state machine tells a campaign: it runs, it is completed, it failed. Every step may be repeated."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from astromedia.agents.allowance import spent
from astromedia.domain.campaign import Campaign, CampaignStatus, Failure, PhaseStatus
from astromedia.domain.errors import Conflict
from astromedia.domain.event import EventType
from astromedia.domain.ports import Campaigns, Clock, LedgerEntries, Timeline
from astromedia.domain.task import CampaignTask

ENDED = {CampaignStatus.COMPLETED, CampaignStatus.FAILED, CampaignStatus.CANCELLED}


@dataclass(frozen=True, kw_only=True)
class Progress:
    """The campaign's status as its execution goes on."""

    campaigns: Campaigns
    timeline: Timeline
    entries: LedgerEntries
    clock: Clock

    def open(self, task: CampaignTask) -> Campaign:
        """Mark the campaign as running, unless the API did so or it has ended."""
        return self._move(task, CampaignStatus.RUNNING, EventType.CAMPAIGN_LAUNCHED, launched_at=self.clock())

    def close(self, task: CampaignTask) -> Campaign:
        """Mark the campaign as completed."""
        return self._move(task, CampaignStatus.COMPLETED, EventType.CAMPAIGN_COMPLETED, ended_at=self.clock())

    def fail(self, task: CampaignTask, failure: Failure) -> Campaign:
        """Mark the campaign as failed, and every phase that was cut off in the middle of its work."""
        for phase in self.campaigns.phases(task.workspace_id, task.campaign_id):
            if phase.status is PhaseStatus.RUNNING:
                ended = {"status": PhaseStatus.FAILED, "failure": failure, "ended_at": self.clock()}
                change = ended | dict(spent(self.entries, phase))
                # A branch that was still at work when its sibling failed may have ended by now: it keeps its end.
                with suppress(Conflict):
                    self.campaigns.save_phase(phase.model_copy(update=change), unless_left=PhaseStatus.RUNNING)
        return self._move(
            task, CampaignStatus.FAILED, EventType.CAMPAIGN_FAILED, ended_at=self.clock(), failure=failure
        )

    def _move(self, task: CampaignTask, to: CampaignStatus, event: EventType, **change: Any) -> Campaign:
        campaign = self.campaigns.get(task.workspace_id, task.campaign_id)
        if campaign.status is not to and campaign.status not in ENDED:
            try:
                campaign = self.campaigns.save(campaign.model_copy(update={"status": to, **change}))
            except Conflict:
                return self._move(task, to, event, **change)
        if campaign.status is to:
            self._tell(task, event, change.get("failure"))
        return campaign

    def _tell(self, task: CampaignTask, event: EventType, failure: Failure | None) -> None:
        self.timeline.append(
            task.workspace_id,
            task.campaign_id,
            event,
            self.clock(),
            task.request_id,
            data=failure.model_dump() if failure else {},
            once=event.value,
        )
