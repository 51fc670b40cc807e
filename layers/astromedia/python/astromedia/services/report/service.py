"""The campaign book as a use case: read one campaign's records, make the book or its data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from astromedia.domain.asset import Asset
from astromedia.domain.change import State
from astromedia.domain.ledger import LedgerEntry
from astromedia.domain.money import plain
from astromedia.domain.ports import Assets, Campaigns, Files, LedgerEntries
from astromedia.kit.ahead import ahead

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
        state, assets, entries = self._records(workspace_id, campaign_id)
        source = Source(
            campaign=state.campaign,
            phases=state.phases,
            figures=figures(assets, self.files),
            entries=entries,
            now=now,
        )
        return html(book(source))

    def data(self, workspace_id: str, campaign_id: str) -> dict[str, Any]:
        """The same content as JSON values: campaign, brief, phases with outputs, assets without bytes, costs."""
        (campaign, phases), assets, entries = self._records(workspace_id, campaign_id)
        return {
            "campaign": campaign.model_dump(mode="json", exclude={"brief", "workspace_id"}),
            "brief": campaign.brief.model_dump(mode="json"),
            "phases": [phase.model_dump(mode="json", exclude=PRIVATE - {"key"}) for phase in phases],
            "assets": [_metadata(asset) for asset in assets],
            "costs": _costs(costs(entries, [phase.name for phase in phases])),
        }

    def _records(self, *campaign: str) -> tuple[State, Sequence[Asset], Sequence[LedgerEntry]]:
        assets = ahead(lambda: self.assets.of_campaign(*campaign))
        entries = ahead(lambda: self.ledger.of_campaign(*campaign))
        return self.campaigns.state(*campaign), assets(), entries()


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
