"""What functions that run by the clock are made of."""

from functools import cache

from astromedia.kit.clock import utc_now
from astromedia.kit.settings import ScheduledSettings, read
from astromedia.ledger.ledger import Ledger
from astromedia.services.reconcile import Reconciler
from astromedia.storage.budgets import DynamoBudgets
from astromedia.storage.bus import EventBridgeBus
from astromedia.storage.ledger import DynamoLedgerEntries


@cache
def reconciler() -> Reconciler:
    """Ends expired holds of all workspaces."""
    settings = read(ScheduledSettings)
    ledger = Ledger(
        budgets=DynamoBudgets(settings.LEDGER_TABLE),
        entries=DynamoLedgerEntries(settings.LEDGER_TABLE),
        clock=utc_now,
        alert=EventBridgeBus(settings.EVENT_BUS_NAME).publish,
    )
    return Reconciler(ledger=ledger)
