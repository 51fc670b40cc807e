"""The campaign book as a use case: read one campaign's records, make the book or its data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from astromedia.domain.asset import Asset
from astromedia.domain.money import plain
from astromedia.domain.ports import Assets, Campaigns, Files, LedgerEntries

from .costs import Costs, costs
from .media import figures
from .page import html
from .source import Source
from .view import book

PRIVATE = {"workspace_id", "campaign_id", "key"}


@dataclass(frozen=True)
class Reports:
    """Makes the campaign book of any campaign in the caller's workspace, finished or not."""

    campaigns: Campaigns
    assets: Assets
    files: Files
    ledger: LedgerEntries

    def html(self, workspace_id: str, campaign_id: str, now: datetime) -> str:
        """The book as one self-contained HTML document, made at `now` (UTC). NotFound if there is no such campaign."""
        source = Source(
            campaign=self.campaigns.get(workspace_id, campaign_id),
            phases=self.campaigns.phases(workspace_id, campaign_id),
            figures=figures(self.assets.of_campaign(workspace_id, campaign_id), self.files),
            entries=self.ledger.of_campaign(workspace_id, campaign_id),
            now=now,
        )
        return html(book(source))

    def data(self, workspace_id: str, campaign_id: str) -> dict[str, Any]:
        """The same content as JSON values: campaign, brief, phases with outputs, assets without bytes, costs."""
        campaign = self.campaigns.get(workspace_id, campaign_id)
        phases = self.campaigns.phases(workspace_id, campaign_id)
        entries = self.ledger.of_campaign(workspace_id, campaign_id)
        assets = self.assets.of_campaign(workspace_id, campaign_id)
        return {
            "campaign": campaign.model_dump(mode="json", exclude={"brief", "workspace_id"}),
            "brief": campaign.brief.model_dump(mode="json"),
            "phases": [phase.model_dump(mode="json", exclude=PRIVATE - {"key"}) for phase in phases],
            "assets": [_metadata(asset) for asset in assets],
            "costs": _costs(costs(entries, [phase.name for phase in phases])),
        }


def _metadata(asset: Asset) -> Mapping[str, Any]:
    return asset.model_dump(mode="json", exclude=PRIVATE)


def _costs(table: Costs) -> Mapping[str, Any]:
    rows = [row._asdict() | {"cost": plain(row.cost), "saved": plain(row.saved)} for row in table.rows]
    whole = table.total
    return {
        "currency": "USD",
        "total": plain(whole.cost),
        "saved": plain(whole.saved),
        "calls": whole.calls,
        "cached": whole.cached,
        "rows": rows,
    }
