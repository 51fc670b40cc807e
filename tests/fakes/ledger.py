"""Ledger entries in memory."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from threading import Lock

from astromedia.domain.budget import Hold, HoldStatus
from astromedia.domain.ledger import Entries, LedgerEntry
from astromedia.domain.ports import Page

from .paging import cut


class FakeLedgerEntries:
    """Implements ports.LedgerEntries; `holds` are those of the budgets it belongs to."""

    def __init__(self) -> None:
        self.holds: Callable[[], Iterable[Hold]] = tuple
        self.entries: dict[tuple[str, str, str], LedgerEntry] = {}
        self._lock = Lock()

    def add(self, entry: LedgerEntry) -> bool:
        key = (entry.workspace_id, entry.campaign_id, entry.id)
        with self._lock:
            new = key not in self.entries
            self.entries.setdefault(key, entry)
        return new

    def page(self, workspace_id: str, campaign_id: str, limit: int, after: str | None = None) -> Page[LedgerEntry]:
        return cut(self.of_campaign(workspace_id, campaign_id), lambda e: e.id, limit, after)

    def of_campaign(self, workspace_id: str, campaign_id: str) -> Sequence[LedgerEntry]:
        mine = [e for key, e in self.entries.items() if key[:2] == (workspace_id, campaign_id)]
        return sorted(mine, key=lambda e: e.id)

    def books(self, workspace_id: str, campaign_id: str) -> Entries:
        worst = [hold.worst for hold in self.holds() if hold.status is HoldStatus.STARTED]
        mine = [each for each in worst if (each.workspace_id, each.campaign_id) == (workspace_id, campaign_id)]
        return Entries(self.of_campaign(workspace_id, campaign_id), mine)

    def since(self, workspace_id: str, start: datetime, end: datetime) -> Sequence[LedgerEntry]:
        mine = [e for key, e in self.entries.items() if key[0] == workspace_id and start <= e.at < end]
        return sorted(mine, key=lambda e: (e.at, e.id))
