"""What was spent: a campaign's ledger, and a workspace's spend in a stretch of time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from astromedia.domain.account import Caller
from astromedia.domain.errors import FieldError, InvalidInput
from astromedia.domain.ledger import LedgerEntry
from astromedia.domain.ports import Campaigns, Clock, LedgerEntries
from astromedia.kit.ahead import ahead
from astromedia.ledger.totals import Total, Totals, model_of, split, total, totals

from .paging import Cursors, Listing

MOST_DAYS = 366
PARTS: Mapping[str, Callable[[LedgerEntry], str]] = {
    "user": lambda entry: entry.user_id or "",
    "campaign": lambda entry: entry.campaign_id,
    "agent": lambda entry: entry.agent,
    "model": model_of,
    "provider": lambda entry: entry.provider,
    "day": lambda entry: f"{entry.at.astimezone(UTC):%Y-%m-%d}",
}
"""What a workspace's spend is split by."""


class Costs(NamedTuple):
    """A page of entries, and the totals of all of them."""

    entries: Listing[LedgerEntry]
    totals: Totals


class Spend(NamedTuple):
    """A workspace's spend from the first day to the last (UTC): whole, and split by each of PARTS."""

    first: date
    last: date
    total: Total
    by: Mapping[str, Mapping[str, Total]]


@dataclass(frozen=True, kw_only=True)
class CostService:
    """Over any store of campaigns and entries."""

    campaigns: Campaigns
    entries: LedgerEntries
    cursors: Cursors
    clock: Clock

    def of_campaign(self, caller: Caller, campaign_id: str, limit: int, cursor: str | None = None) -> Costs:
        """NotFound if there is no such campaign."""
        of = f"costs/{campaign_id}"
        after = self.cursors.open(caller.workspace_id, of, cursor)
        whose = caller.workspace_id, campaign_id
        found = ahead(lambda: self.entries.page(*whose, limit, after))
        every = ahead(lambda: self.entries.of_campaign(*whose))
        self.campaigns.get(*whose)
        page = found()
        listing = Listing(page.items, self.cursors.seal(caller.workspace_id, of, page.next_position))
        return Costs(listing, totals(every()))

    def of_workspace(self, caller: Caller, first: date | None = None, last: date | None = None) -> Spend:
        """Both days included; by default this month so far. InvalidInput if that is no stretch of a year at most."""
        last = last or max(self.clock().date(), first or date.min)
        first = first or last.replace(day=1)
        if not 0 <= (last - first).days < MOST_DAYS:
            raise InvalidInput(
                "The dates are not acceptable.", [FieldError("to", "is before `from`, or over a year on")]
            )
        start = datetime.combine(first, time.min, UTC)
        end = datetime.combine(last, time.min, UTC) + timedelta(days=1)
        found = self.entries.since(caller.workspace_id, start, end)
        return Spend(first, last, total(found), {name: split(found, part) for name, part in PARTS.items()})
