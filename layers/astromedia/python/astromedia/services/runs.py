"""Runs: the executions that carry campaigns out, each on the playbook that its campaign keeps to."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from astromedia.domain.campaign import Campaign, CampaignStatus
from astromedia.domain.errors import Conflict, NotFound
from astromedia.domain.ports import Campaigns, Engine
from astromedia.domain.queue import Ticket
from astromedia.playbooks.compiler import compile_playbook
from astromedia.playbooks.model import Playbook

LIVE = (CampaignStatus.RUNNING, CampaignStatus.PAUSED)
"""The statuses in which a campaign has an execution, or a ticket for one."""


@dataclass(frozen=True, kw_only=True)
class Runs:
    """Over any engine."""

    campaigns: Campaigns
    engine: Engine

    def start(self, ticket: Ticket) -> bool:
        """Start the run that the ticket asks for, unless it was started before. False if its campaign went on without
        it. Conflict if its machine is just being removed: it can be started later."""
        try:
            campaign = self.campaigns.get(ticket.workspace_id, ticket.campaign_id)
        except NotFound:
            return False
        if campaign.run != ticket.run or campaign.status not in LIVE:
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
