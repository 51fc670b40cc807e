"""What the workflow's steps are made of."""

from functools import cache

from astromedia.kit.clock import utc_now
from astromedia.kit.settings import WorkflowSettings, read
from astromedia.services.progress import Progress
from astromedia.storage.campaigns import DynamoCampaigns
from astromedia.storage.ledger import DynamoLedgerEntries
from astromedia.storage.timeline import DynamoTimeline


@cache
def campaign_progress() -> Progress:
    """What the workflow's steps tell a campaign."""
    settings = read(WorkflowSettings)
    return Progress(
        campaigns=DynamoCampaigns(settings.CAMPAIGNS_TABLE),
        timeline=DynamoTimeline(settings.CAMPAIGNS_TABLE),
        entries=DynamoLedgerEntries(settings.LEDGER_TABLE),
        clock=utc_now,
    )
