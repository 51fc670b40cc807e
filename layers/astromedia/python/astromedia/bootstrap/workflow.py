"""What the workflow's steps are made of."""

from functools import cache

from astromedia.kit.clock import utc_now
from astromedia.kit.settings import DispatchSettings, GateSettings, WorkflowSettings, read
from astromedia.services.gates import GateService
from astromedia.services.machines import Machines
from astromedia.services.progress import Progress, Publish
from astromedia.storage.bus import EventBridgeBus
from astromedia.storage.editions import DynamoEditions
from astromedia.storage.gates import DynamoGates
from astromedia.storage.ledger import DynamoLedgerEntries
from astromedia.storage.queue import DynamoQueue

from .campaigns import campaign_store
from .engine import engine
from .queue import dispatcher


@cache
def campaign_progress() -> Progress:
    """What the workflow's steps tell a campaign."""
    settings = read(WorkflowSettings)
    return Progress(
        campaigns=campaign_store(settings.CAMPAIGNS_TABLE),
        entries=DynamoLedgerEntries(settings.LEDGER_TABLE),
        clock=utc_now,
    )


def publisher() -> Publish:
    """Tells the domain's bus."""
    return EventBridgeBus(read(GateSettings).EVENT_BUS_NAME).publish


@cache
def machines() -> Machines:
    """Removes state machines that nobody needs any more."""
    settings = read(DispatchSettings)
    return Machines(
        campaigns=campaign_store(settings.CAMPAIGNS_TABLE),
        editions=DynamoEditions(settings.CAMPAIGNS_TABLE),
        engine=engine(settings),
    )


@cache
def gate_service() -> GateService:
    """Lets phases wait, and wakes them."""
    settings = read(GateSettings)
    return GateService(
        campaigns=campaign_store(settings.CAMPAIGNS_TABLE),
        gates=DynamoGates(settings.CAMPAIGNS_TABLE),
        engine=engine(settings),
        queue=DynamoQueue(settings.CAMPAIGNS_TABLE, utc_now),
        publish=EventBridgeBus(settings.EVENT_BUS_NAME).publish,
        # Made only when a campaign's slot is lent to others.
        dispatch=lambda workspace_id: dispatcher().nudge(workspace_id),
        clock=utc_now,
    )
