"""Campaigns, phases and their timeline in memory."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Any

from astromedia.domain.campaign import Campaign, CampaignStatus, Phase, PhaseStatus
from astromedia.domain.change import Change, State
from astromedia.domain.errors import Conflict, NotFound
from astromedia.domain.event import Event
from astromedia.domain.ports import Page
from astromedia.domain.queue import Ticket

from .paging import cut
from .timeline import FakeTimeline


class FakeCampaigns:
    """Implements ports.Campaigns; its events go to `timeline`, its tickets are `tickets`."""

    def __init__(self, timeline: FakeTimeline | None = None) -> None:
        self.timeline = timeline or FakeTimeline()
        self.tickets: list[Ticket] = []
        self._campaigns: dict[tuple[str, str], Campaign] = {}
        self._phases: dict[tuple[str, str, str], Phase] = {}
        self._closed: defaultdict[tuple[str, str, str], dict[int, Phase]] = defaultdict(dict)
        self._playbooks: dict[tuple[str, str], Mapping[str, Any]] = {}
        self._lock = Lock()

    def add(
        self,
        campaign: Campaign,
        phases: Sequence[Phase],
        playbook: Mapping[str, Any] | None = None,
        event: Event | None = None,
    ) -> None:
        """Tests that set a scene may leave out the playbook and the event."""
        with self._lock:
            if (campaign.workspace_id, campaign.id) in self._campaigns:
                raise Conflict(f"Campaign {campaign.id} exists already.")
            self._campaigns[campaign.workspace_id, campaign.id] = campaign
            self._phases |= {_key(phase): phase for phase in phases}
            self._playbooks[campaign.workspace_id, campaign.id] = playbook or {}
            self.timeline.tell([event] if event else [])

    def get(self, workspace_id: str, campaign_id: str) -> Campaign:
        campaign = self._campaigns.get((workspace_id, campaign_id))
        if campaign is None:
            raise NotFound(f"There is no campaign {campaign_id}.")
        return campaign

    def state(self, workspace_id: str, campaign_id: str) -> State:
        with self._lock:
            return State(self.get(workspace_id, campaign_id), self.phases(workspace_id, campaign_id))

    def page(
        self, workspace_id: str, limit: int, after: str | None = None, status: CampaignStatus | None = None
    ) -> Page[Campaign]:
        mine = [c for (owner, _), c in self._campaigns.items() if owner == workspace_id]
        wanted = sorted((c for c in mine if status in (None, c.status)), key=lambda c: c.id, reverse=True)
        return cut(wanted, lambda c: c.id, limit, after)

    def commit(self, change: Change) -> Change:
        with self._lock:
            self._check(change)
            campaign = change.campaign and _counted(change.campaign)
            phases = [_counted(phase) for phase in change.phases]
            if campaign:
                self._campaigns[campaign.workspace_id, campaign.id] = campaign
            self._phases |= {_key(phase): phase for phase in phases}
            for phase in change.closed:
                self._closed[_key(phase)][phase.revision] = phase
            self.tickets += [change.ticket] if change.ticket else []
            self.timeline.tell(change.events)
            return change._replace(campaign=campaign, phases=phases)

    def phases(self, workspace_id: str, campaign_id: str) -> Sequence[Phase]:
        mine = [p for key, p in self._phases.items() if key[:2] == (workspace_id, campaign_id)]
        return sorted(mine, key=lambda p: p.position)

    def phase(self, workspace_id: str, campaign_id: str, name: str) -> Phase:
        phase = self._phases.get((workspace_id, campaign_id, name))
        if phase is None:
            raise NotFound(f"Campaign {campaign_id} has no phase {name}.")
        return phase

    def revisions(self, workspace_id: str, campaign_id: str, name: str) -> Sequence[Phase]:
        return [phase for _, phase in sorted(self._closed[workspace_id, campaign_id, name].items())]

    def playbook(self, workspace_id: str, campaign_id: str) -> Mapping[str, Any]:
        self.get(workspace_id, campaign_id)
        return self._playbooks[workspace_id, campaign_id]

    def awaiting(self, workspace_id: str, limit: int, after: str | None = None) -> Page[Phase]:
        waiting = [p for key, p in self._phases.items() if key[0] == workspace_id and _awaits(p)]
        mine = sorted(waiting, key=_since)
        first = len([p for p in mine if after is not None and _since(p) <= after])
        found = mine[first : first + limit]
        return Page(found, _since(found[-1]) if len(mine) > first + limit else None)

    def set(self, thing: Campaign | Phase) -> None:
        """For tests to set a scene: as it is given, whatever was there."""
        if isinstance(thing, Campaign):
            self._campaigns[thing.workspace_id, thing.id] = thing
        else:
            self._phases[_key(thing)] = thing

    def _check(self, change: Change) -> None:
        for now in (change.campaign, change.given, *change.phases):
            if now is not None:
                before = self._campaigns.get((now.workspace_id, now.id)) if isinstance(now, Campaign) else None
                before_phase = self._phases.get(_key(now)) if isinstance(now, Phase) else None
                stored = before or before_phase
                if stored is None or stored.version != now.version:
                    raise Conflict(f"Campaign {change.campaign_id} was changed meanwhile; read it again.")


def _key(phase: Phase) -> tuple[str, str, str]:
    return phase.workspace_id, phase.campaign_id, phase.name


def _counted(thing: Any) -> Any:
    return thing.model_copy(update={"version": thing.version + 1})


def _awaits(phase: Phase) -> bool:
    return phase.status is PhaseStatus.AWAITING_APPROVAL and phase.review is not None


def _since(phase: Phase) -> str:
    assert phase.review
    return f"{phase.review.requested_at.isoformat()}#{phase.campaign_id}#{phase.name}"
