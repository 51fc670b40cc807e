"""What starts, steers and wakes the campaigns that were launched."""

from astromedia.agents.catalog import Catalog
from astromedia.kit.clock import utc_now
from astromedia.kit.settings import ApiSettings
from astromedia.ledger.ledger import Ledger
from astromedia.services.budgets import BudgetService
from astromedia.services.control import ControlService
from astromedia.services.gates import GateService
from astromedia.services.paging import Cursors
from astromedia.services.quotes import QuoteService
from astromedia.services.reviews import Judge, ReviewService
from astromedia.services.runs import Runs

from .engine import engine
from .queue import dispatcher_of
from .stores import Stores


class Work:
    """Runs, the queue they wait in, and the gates they wait at."""

    def __init__(self, settings: ApiSettings, stores: Stores) -> None:
        machines = engine(settings)
        self.runs = Runs(campaigns=stores.campaigns, engine=machines, clock=utc_now)
        self.dispatch = dispatcher_of(settings).nudge
        self.keeper = GateService(
            campaigns=stores.campaigns,
            gates=stores.gates,
            engine=machines,
            queue=stores.queue,
            publish=stores.bus.publish,
            dispatch=self.dispatch,
            clock=utc_now,
        )


def control_service(stores: Stores, work: Work, quotes: QuoteService, budgets: BudgetService) -> ControlService:
    """Pauses, resumes, cancels, retries and changes campaigns."""
    ledger = Ledger(budgets=stores.budgets, entries=stores.entries, clock=utc_now, alert=stores.bus.publish)
    return ControlService(
        campaigns=stores.campaigns,
        entries=stores.entries,
        gates=stores.gates,
        keeper=work.keeper,
        runs=work.runs,
        queue=stores.queue,
        quotes=quotes,
        budgets=budgets,
        bus=stores.bus,
        abandon=ledger.abandon,
        dispatch=work.dispatch,
        clock=utc_now,
    )


def review_service(stores: Stores, work: Work, catalog: Catalog, judge: Judge, cursors: Cursors) -> ReviewService:
    """Lets people decide on phases."""
    return ReviewService(
        campaigns=stores.campaigns,
        accounts=stores.accounts,
        gates=work.keeper,
        agent_of=catalog.of,
        judge=judge,
        cursors=cursors,
        clock=utc_now,
    )
