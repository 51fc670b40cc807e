"""What the state machine tells a campaign: it is completed, or it failed. Every step may be repeated."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from astromedia.domain import transitions
from astromedia.domain.campaign import Campaign, CampaignStatus, Failure, PhaseStatus
from astromedia.domain.change import Change, State, event_of, together
from astromedia.domain.errors import Conflict
from astromedia.domain.event import EventType
from astromedia.domain.ports import Campaigns, Clock, LedgerEntries
from astromedia.domain.task import CampaignTask

from .runs import LIVE

ENDED = {CampaignStatus.COMPLETED, CampaignStatus.FAILED, CampaignStatus.CANCELLED}
TOLD = {
    CampaignStatus.COMPLETED: EventType.CAMPAIGN_COMPLETED,
    CampaignStatus.FAILED: EventType.CAMPAIGN_FAILED,
}
"""What others are told of a campaign that ended so."""
Publish = Callable[[EventType, Mapping[str, Any]], None]
TRIES = 20
"""Branches that were still at work end by themselves meanwhile."""


@dataclass(frozen=True, kw_only=True)
class Progress:
    """The campaign's status as its execution goes on. What an older run than the present one says changes nothing."""

    campaigns: Campaigns
    entries: LedgerEntries
    clock: Clock

    def close(self, task: CampaignTask) -> Campaign:
        """Mark the campaign as completed."""
        for _ in range(TRIES):
            campaign = self.campaigns.state(task.workspace_id, task.campaign_id).campaign
            if campaign.run != task.run or campaign.status not in LIVE:
                return campaign
            done = campaign.model_copy(update={"status": CampaignStatus.COMPLETED, "ended_at": self.clock()})
            try:
                return self._commit(task, done, EventType.CAMPAIGN_COMPLETED, {})
            except Conflict:
                continue
        raise Conflict(f"Campaign {task.campaign_id} changes too fast to be closed; try again.")

    def fail(self, task: CampaignTask, failure: Failure) -> Campaign:
        """Mark the campaign as failed, and every phase that was cut off in the middle of its work.

        Of one that was cancelled, what is not completed is skipped, should the cancel itself have been cut off.
        """
        for _ in range(TRIES):
            state = self.campaigns.state(task.workspace_id, task.campaign_id)
            if state.campaign.run != task.run:
                return state.campaign
            try:
                return self._ended(task, state, failure)
            except Conflict:
                # A branch that was still at work when its sibling failed has ended by now: it keeps its end.
                continue
        raise Conflict(f"Campaign {task.campaign_id} changes too fast to be marked as failed; try again.")

    def cut_off(self, task: CampaignTask, failure: Failure, publish: Publish) -> Campaign:
        """The execution was ended from outside, and could not say so: mark the campaign as failed, if it is not over.

        Others are told how it ended: once more, if the execution had just done so.
        """
        campaign = self.fail(task, failure)
        if campaign.run == task.run and campaign.status in TOLD:
            publish(TOLD[campaign.status], task.model_dump(include={"workspace_id", "campaign_id", "request_id"}))
        return campaign

    def _ended(self, task: CampaignTask, state: State, failure: Failure) -> Campaign:
        if state.campaign.status in LIVE:
            return self._fail(task, state, failure)
        if state.campaign.status is CampaignStatus.CANCELLED:
            books = self.entries.books(task.workspace_id, task.campaign_id)
            for change in transitions.all_skipped(state.phases, books, task.request_id, self.clock()):
                self.campaigns.commit(change)
        return state.campaign

    def _fail(self, task: CampaignTask, state: State, failure: Failure) -> Campaign:
        now = self.clock()
        cut_off = [phase for phase in state.phases if phase.status is PhaseStatus.RUNNING]
        books = self.entries.books(task.workspace_id, task.campaign_id)
        for change in together([transitions.failed(each, failure, books, task.request_id, now) for each in cut_off]):
            self.campaigns.commit(change)
        ended = {"status": CampaignStatus.FAILED, "ended_at": now, "failure": failure}
        failed = state.campaign.model_copy(update=ended)
        return self._commit(task, failed, EventType.CAMPAIGN_FAILED, failure.model_dump())

    def _commit(self, task: CampaignTask, campaign: Campaign, type: EventType, data: Mapping[str, Any]) -> Campaign:
        event = event_of(campaign, type, task.request_id, self.clock(), data)
        saved = self.campaigns.commit(
            Change(task.workspace_id, task.campaign_id, campaign=campaign, events=[event])
        ).campaign
        assert saved is not None, "a campaign was given"
        return saved
