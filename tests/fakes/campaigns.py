"""Campaigns and phases in memory."""

from collections.abc import Sequence
from threading import Lock

from astromedia.domain.campaign import Campaign, CampaignStatus, Phase, PhaseStatus
from astromedia.domain.errors import Conflict, NotFound
from astromedia.domain.ports import Page

from .paging import cut


class FakeCampaigns:
    """Implements ports.Campaigns."""

    def __init__(self) -> None:
        self._campaigns: dict[tuple[str, str], Campaign] = {}
        self._phases: dict[tuple[str, str, str], Phase] = {}
        self._lock = Lock()

    def add(self, campaign: Campaign, phases: Sequence[Phase]) -> None:
        with self._lock:
            if (campaign.workspace_id, campaign.id) in self._campaigns:
                raise Conflict(f"Campaign {campaign.id} exists already.")
            self._campaigns[campaign.workspace_id, campaign.id] = campaign
            self._phases |= {(p.workspace_id, p.campaign_id, p.name): p for p in phases}

    def get(self, workspace_id: str, campaign_id: str) -> Campaign:
        campaign = self._campaigns.get((workspace_id, campaign_id))
        if campaign is None:
            raise NotFound(f"There is no campaign {campaign_id}.")
        return campaign

    def page(
        self, workspace_id: str, limit: int, after: str | None = None, status: CampaignStatus | None = None
    ) -> Page[Campaign]:
        mine = [c for (owner, _), c in self._campaigns.items() if owner == workspace_id]
        wanted = sorted((c for c in mine if status in (None, c.status)), key=lambda c: c.id, reverse=True)
        return cut(wanted, lambda c: c.id, limit, after)

    def save(self, campaign: Campaign) -> Campaign:
        with self._lock:
            current = self._campaigns.get((campaign.workspace_id, campaign.id))
            if current is None or current.version != campaign.version:
                raise Conflict(f"Campaign {campaign.id} was changed meanwhile; read it again.")
            saved = campaign.model_copy(update={"version": campaign.version + 1})
            self._campaigns[campaign.workspace_id, campaign.id] = saved
            return saved

    def phases(self, workspace_id: str, campaign_id: str) -> Sequence[Phase]:
        mine = [p for key, p in self._phases.items() if key[:2] == (workspace_id, campaign_id)]
        return sorted(mine, key=lambda p: p.position)

    def phase(self, workspace_id: str, campaign_id: str, name: str) -> Phase:
        phase = self._phases.get((workspace_id, campaign_id, name))
        if phase is None:
            raise NotFound(f"Campaign {campaign_id} has no phase {name}.")
        return phase

    def save_phase(self, phase: Phase, unless_left: PhaseStatus | None = None) -> None:
        key = (phase.workspace_id, phase.campaign_id, phase.name)
        with self._lock:
            if unless_left and self._phases[key].status is not unless_left:
                raise Conflict(f"Phase {phase.name} is no longer {unless_left}; read it again.")
            self._phases[key] = phase
