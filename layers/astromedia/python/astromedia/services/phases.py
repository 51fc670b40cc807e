"""How far a campaign is: its phases and its timeline."""

from collections.abc import Sequence
from dataclasses import dataclass

from astromedia.domain.account import Caller
from astromedia.domain.campaign import Phase
from astromedia.domain.errors import NotFound
from astromedia.domain.event import Event
from astromedia.domain.ports import Campaigns, Timeline
from astromedia.kit.ahead import ahead

from .paging import Cursors, Listing


@dataclass(frozen=True, kw_only=True)
class PhaseService:
    """Over any store and timeline."""

    campaigns: Campaigns
    timeline: Timeline
    cursors: Cursors

    def all(self, caller: Caller, campaign_id: str) -> Sequence[Phase]:
        """Every phase in order. NotFound if there is no such campaign."""
        phases = self.campaigns.phases(caller.workspace_id, campaign_id)
        if not phases:
            raise NotFound(f"There is no campaign {campaign_id}.")
        return phases

    def get(self, caller: Caller, campaign_id: str, name: str) -> Phase:
        """NotFound if there is no such campaign or phase."""
        return self.campaigns.phase(caller.workspace_id, campaign_id, name)

    def revisions(
        self, caller: Caller, campaign_id: str, name: str, limit: int, cursor: str | None = None
    ) -> Listing[Phase]:
        """The revisions of a phase in order, the present one last. NotFound as above."""
        of = f"revisions/{campaign_id}/{name}"
        after = int(self.cursors.open(caller.workspace_id, of, cursor) or 0)
        present = self.get(caller, campaign_id, name)
        every = [*self.campaigns.revisions(caller.workspace_id, campaign_id, name), present]
        left = [one for one in every if one.revision > after]
        position = str(left[limit - 1].revision) if len(left) > limit else None
        return Listing(left[:limit], self.cursors.seal(caller.workspace_id, of, position))

    def events(self, caller: Caller, campaign_id: str, limit: int, cursor: str | None = None) -> Listing[Event]:
        """What happened after `cursor`. There is always a next cursor: a timeline can go on."""
        of = f"events/{campaign_id}"
        seen = int(self.cursors.open(caller.workspace_id, of, cursor) or 0)
        found = ahead(lambda: self.timeline.since(caller.workspace_id, campaign_id, seen, limit))
        self.campaigns.get(caller.workspace_id, campaign_id)
        events = found()
        last = events[-1].sequence if events else seen
        return Listing(events, self.cursors.seal(caller.workspace_id, of, str(last)))
