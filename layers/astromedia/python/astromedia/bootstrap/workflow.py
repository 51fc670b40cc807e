"""What the workflow's steps are made of."""

from functools import cache

from astromedia.kit.clock import utc_now
from astromedia.kit.settings import CoreSettings, read
from astromedia.services.progress import Progress
from astromedia.storage.campaigns import DynamoCampaigns
from astromedia.storage.timeline import DynamoTimeline


@cache
def campaign_progress() -> Progress:
    """What the workflow's steps tell a campaign."""
    table = read(CoreSettings).CAMPAIGNS_TABLE
    return Progress(campaigns=DynamoCampaigns(table), timeline=DynamoTimeline(table), clock=utc_now)
