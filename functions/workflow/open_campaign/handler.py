"""First state of every execution: the campaign is running."""

from typing import Any

from astromedia.bootstrap.workflow import campaign_progress
from astromedia.domain.task import CampaignTask


def handler(event: dict[str, Any], context: object) -> dict[str, str]:
    """Mark the campaign as running (again, if the API already did)."""
    return {"status": campaign_progress().open(CampaignTask.model_validate(event)).status}
