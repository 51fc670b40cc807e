"""The books of a test's campaign, and what must hold of them whatever a provider does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from astromedia.domain.ledger import LedgerEntry
from astromedia.domain.ports import Budgets, LedgerEntries
from astromedia.ledger.scopes import scopes_of
from tests.samples import NOW, id_at

LATER = datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Books:
    """Budgets and entries of one campaign in one workspace of its own."""

    budgets: Budgets
    entries: LedgerEntries
    workspace_id: str
    campaign_id: str

    @classmethod
    def opened(cls, budgets: Budgets, entries: LedgerEntries) -> "Books":
        """Empty ones."""
        return cls(budgets, entries, id_at(), id_at())

    @property
    def settled(self) -> Sequence[LedgerEntry]:
        """Every entry, in order of id."""
        return self.entries.of_campaign(self.workspace_id, self.campaign_id)

    @property
    def spent(self) -> Decimal:
        """US dollars."""
        return sum((entry.cost for entry in self.settled), Decimal(0))

    def faults(self) -> Sequence[str]:
        """What is wrong with them after all calls have ended; nothing, if money is conserved."""
        scopes = [scope.name for scope in scopes_of(self.campaign_id, NOW)]
        budgets = self.budgets.read(self.workspace_id, scopes)
        open_holds = [hold for hold in self.budgets.expired(LATER, 100) if hold.workspace_id == self.workspace_id]
        return [
            *(f"hold {hold.id} is still {hold.status}" for hold in open_holds),
            *(f"{b.scope}: {b.free} + {b.held} + {b.settled} != {b.cap}" for b in budgets if b.free + b.used != b.cap),
            *(f"{b.scope}: {b.held} is still held" for b in budgets if b.held),
            *(f"{b.scope}: settled {b.settled}, entries {self.spent}" for b in budgets if b.settled != self.spent),
            *(f"no budget of {scope}" for scope in scopes if scope not in {b.scope for b in budgets}),
        ]
