"""What a workspace has at work, ended for good: the first part of its erasure. Every turn may be repeated."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from astromedia.domain.campaign import Campaign, CampaignStatus
from astromedia.domain.change import Change, event_of
from astromedia.domain.edition import Kind
from astromedia.domain.erasure import Cleared, Erasure
from astromedia.domain.errors import Conflict, NotFound
from astromedia.domain.event import EventType
from astromedia.domain.ports import Campaigns, Clock, Editions, Engine, Queue
from astromedia.domain.tenancy import Memberships
from astromedia.domain.timekeeping import Schedules

from .playbooks import machine_of
from .runs import LIVE

PAGE = 50
TRIES = 20
CAUSE = "erased"


@dataclass(frozen=True, kw_only=True)
class Halt:
    """Over any store; `forget` takes a schedule's id from what keeps the time."""

    memberships: Memberships
    campaigns: Campaigns
    queue: Queue
    schedules: Schedules
    editions: Editions
    engine: Engine
    forget: Callable[[str], None]
    clock: Clock

    def members(self, erasure: Erasure) -> Cleared:
        """Nobody belongs to it: no session and no API key counts."""
        return Cleared(self.memberships.clear(erasure.id))

    def runs(self, erasure: Erasure) -> Cleared:
        """Some more campaigns are cancelled, so that no phase asks a model any more, and their executions stopped."""
        page = self.campaigns.page(erasure.id, PAGE, erasure.position)
        for campaign in page.items:
            self._end(campaign, erasure)
        for machine in {campaign.machine for campaign in page.items}:
            self.engine.erase(machine)
        return Cleared(position=page.next_position)

    def slots(self, erasure: Erasure) -> Cleared:
        """Nobody waits, and the stage counts no slot of it. This has to come before its rows go."""
        for ticket in self.queue.tickets(erasure.id, PAGE):
            self.queue.forget(erasure.id, ticket.campaign_id, ticket.run)
        for slot in self.queue.slots(erasure.id):
            self.queue.release(erasure.id, slot.ticket.campaign_id, slot.ticket.run)
        return Cleared(position="more" if self.queue.next_ticket(erasure.id) else None)

    def times(self, erasure: Erasure) -> Cleared:
        """Some more schedules never fire again."""
        page = self.schedules.page(erasure.id, PAGE, erasure.position)
        for schedule in page.items:
            self.forget(schedule.id)
        return Cleared(position=page.next_position)

    def machines(self, erasure: Erasure) -> Cleared:
        """The state machines of some more playbooks are gone, those of their earlier editions too."""
        page = self.editions.page(erasure.id, Kind.PLAYBOOK, PAGE, erasure.position)
        for playbook in page.items:
            for edition in self.editions.versions(erasure.id, Kind.PLAYBOOK, playbook.name):
                self.engine.erase(machine_of(edition))
        return Cleared(position=page.next_position)

    def _end(self, campaign: Campaign, erasure: Erasure) -> None:
        for _ in range(TRIES):
            if campaign.status not in LIVE:
                break
            now, by = self.clock(), {"by": erasure.requested_by}
            ended = campaign.model_copy(update={"status": CampaignStatus.CANCELLED, "ended_at": now})
            told = event_of(campaign, EventType.CAMPAIGN_CANCELLED, erasure.id, now, by)
            with suppress(Conflict):  # It is changed by somebody else at this moment.
                self.campaigns.commit(Change(campaign.workspace_id, campaign.id, campaign=ended, events=[told]))
            try:
                campaign = self.campaigns.get(campaign.workspace_id, campaign.id)
            except NotFound:
                return
        if campaign.status is CampaignStatus.CANCELLED and campaign.run:
            self.engine.stop(campaign.machine, campaign.execution, CAUSE)
