"""Runs: the executions that carry campaigns out, each on the playbook that its campaign keeps to."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from astromedia.domain.campaign import Campaign, CampaignStatus
from astromedia.domain.change import Change, event_of
from astromedia.domain.errors import Conflict, NotFound
from astromedia.domain.event import EventType
from astromedia.domain.ports import Campaigns, Clock, Engine
from astromedia.domain.queue import Ticket
from astromedia.playbooks.compiler import compile_playbook
from astromedia.playbooks.model import Playbook

TRIES = 5
LIVE = (CampaignStatus.RUNNING, CampaignStatus.PAUSED)
"""The statuses in which a campaign has an execution, or a ticket for one."""


@dataclass(frozen=True, kw_only=True)
class Runs:
    """Over any engine."""

    campaigns: Campaigns
    engine: Engine
    clock: Clock

    def start(self, ticket: Ticket) -> bool:
        """Start the run that the ticket asks for, unless it was started before. False if its campaign went on without
        it. Conflict if its machine is just being removed: it can be started later."""
        campaign = self._told(ticket)
        if campaign is None:
            return False
        self._start_on_its_machine(campaign, {**ticket.model_dump(include=_IDS)})
        return True

    def goes_on(self, ticket: Ticket) -> bool:
        """Whether the execution that was started for the ticket's run is not over."""
        campaign = self.campaigns.get(ticket.workspace_id, ticket.campaign_id)
        present = campaign.model_copy(update={"run": ticket.run})
        return self.engine.runs(present.machine, present.execution)

    def stop(self, campaign: Campaign, cause: str) -> None:
        """End the campaign's present execution, if it runs."""
        self.engine.stop(campaign.machine, campaign.execution, cause)

    def _told(self, ticket: Ticket) -> Campaign | None:
        """The campaign, whose timeline tells that this run has its slot; None if it went on without the run."""
        for _ in range(TRIES):
            try:
                campaign = self.campaigns.state(ticket.workspace_id, ticket.campaign_id).campaign
            except NotFound:
                return None
            if campaign.run != ticket.run or campaign.status not in LIVE:
                return None
            if campaign.started_run == ticket.run:
                return campaign
            with suppress(Conflict):  # Somebody pauses or changes it at this moment.
                return self._tell(campaign, ticket)
        raise Conflict(f"Campaign {ticket.campaign_id} changes too fast to be started; try again.")

    def _tell(self, campaign: Campaign, ticket: Ticket) -> Campaign:
        """Told before it is started: whoever dies in between starts it later, and what has begun was always told."""
        data = {"run": ticket.run}
        told = event_of(campaign, EventType.CAMPAIGN_STARTED, ticket.request_id, self.clock(), data)
        begun = campaign.model_copy(update={"started_run": ticket.run})
        self.campaigns.commit(Change(campaign.workspace_id, campaign.id, campaign=begun, events=[told]))
        return begun

    def _start_on_its_machine(self, campaign: Campaign, payload: Mapping[str, str | int]) -> None:
        try:
            self._start(campaign, payload)
        except NotFound:
            # Its playbook has another version by now, or is gone; the campaign keeps to the one it was made with.
            playbook = Playbook.model_validate(self.campaigns.playbook(campaign.workspace_id, campaign.id))
            self.engine.define(campaign.machine, compile_playbook(playbook))
            self._start(campaign, payload)

    def _start(self, campaign: Campaign, payload: Mapping[str, str | int]) -> None:
        with suppress(Conflict):  # It has run, and is over: nothing is left to start.
            self.engine.start(campaign.machine, campaign.execution, payload)


_IDS = {"workspace_id", "campaign_id", "request_id", "run"}
