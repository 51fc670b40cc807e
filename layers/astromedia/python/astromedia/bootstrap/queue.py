"""What starts who waits for a slot."""

from functools import cache

from astromedia.kit.clock import utc_now
from astromedia.kit.settings import DispatchSettings, read
from astromedia.services.lost import LostRuns
from astromedia.services.progress import Progress
from astromedia.services.queue import Dispatcher
from astromedia.services.runs import Runs
from astromedia.storage.budgets import DynamoBudgets
from astromedia.storage.bus import EventBridgeBus
from astromedia.storage.ledger import DynamoLedgerEntries
from astromedia.storage.queue import DynamoQueue

from .campaigns import campaign_store
from .engine import engine


@cache
def dispatcher() -> Dispatcher:
    """Over the queue and engine of this function's stage."""
    return dispatcher_of(read(DispatchSettings))


def dispatcher_of(settings: DispatchSettings) -> Dispatcher:
    """Over DynamoDB and Step Functions."""
    campaigns = campaign_store(settings.CAMPAIGNS_TABLE)
    runs = Runs(campaigns=campaigns, engine=engine(settings), clock=utc_now)
    progress = Progress(campaigns=campaigns, entries=DynamoLedgerEntries(settings.LEDGER_TABLE), clock=utc_now)
    publish = EventBridgeBus(settings.EVENT_BUS_NAME).publish
    return Dispatcher(
        queue=DynamoQueue(settings.CAMPAIGNS_TABLE, utc_now),
        budgets=DynamoBudgets(settings.LEDGER_TABLE),
        campaigns=campaigns,
        stage_limit=settings.MAX_RUNNING_CAMPAIGNS,
        start=runs.start,
        settle=LostRuns(runs=runs, progress=progress, publish=publish).settle,
        clock=utc_now,
    )
