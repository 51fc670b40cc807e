"""The ledger: every completed model call is settled in it exactly once."""

from dataclasses import dataclass
from decimal import Decimal

from astromedia.domain.ledger import LedgerEntry
from astromedia.domain.ports import LedgerEntries


@dataclass(frozen=True)
class Ledger:
    """Money spent, over any store of entries."""

    entries: LedgerEntries

    def settle(self, entry: LedgerEntry) -> Decimal:
        """Record what a call cost and return it (US dollars). The same call settled again changes nothing."""
        self.entries.add(entry)
        return entry.cost
