"""What a campaign has cost: its ledger entries and their totals."""

from dataclasses import dataclass
from typing import NamedTuple

from astromedia.domain.account import Caller
from astromedia.domain.ledger import LedgerEntry
from astromedia.domain.ports import Campaigns, LedgerEntries
from astromedia.ledger.totals import Totals, totals

from .paging import Cursors, Listing


class Costs(NamedTuple):
    """A page of entries, and the totals of all of them."""

    entries: Listing[LedgerEntry]
    totals: Totals


@dataclass(frozen=True, kw_only=True)
class CostService:
    """Over any store of campaigns and entries."""

    campaigns: Campaigns
    entries: LedgerEntries
    cursors: Cursors

    def of_campaign(self, caller: Caller, campaign_id: str, limit: int, cursor: str | None = None) -> Costs:
        """NotFound if there is no such campaign."""
        of = f"costs/{campaign_id}"
        after = self.cursors.open(caller.workspace_id, of, cursor)
        self.campaigns.get(caller.workspace_id, campaign_id)
        page = self.entries.page(caller.workspace_id, campaign_id, limit, after)
        listing = Listing(page.items, self.cursors.seal(caller.workspace_id, of, page.next_position))
        return Costs(listing, totals(self.entries.of_campaign(caller.workspace_id, campaign_id)))
