"""The state machines of playbooks that nobody would follow any more: removed when the last campaign on them ended."""

from dataclasses import dataclass

from astromedia.domain.campaign import Campaign
from astromedia.domain.edition import Kind
from astromedia.domain.errors import NotFound
from astromedia.domain.ports import Campaigns, Editions, Engine


@dataclass(frozen=True, kw_only=True)
class Machines:
    """Over any engine."""

    campaigns: Campaigns
    editions: Editions
    engine: Engine

    def tidy(self, workspace_id: str, campaign_id: str) -> None:
        """Remove the machine of a campaign whose execution ended, unless a new campaign would be started on it.

        It is defined anew for a draft, or a retry, that keeps to this version.
        """
        campaign = self.campaigns.get(workspace_id, campaign_id)
        if not self._counts(campaign):
            self.engine.remove(campaign.machine)

    def _counts(self, campaign: Campaign) -> bool:
        try:
            now = self.editions.get(campaign.workspace_id, Kind.PLAYBOOK, campaign.playbook)
        except NotFound:
            return False
        return now.version == campaign.playbook_version
