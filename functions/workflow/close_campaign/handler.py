"""Last state of every execution that went well: the campaign is completed."""

from typing import Any

from astromedia.bootstrap.workflow import campaign_progress
from astromedia.domain.task import CampaignTask
from astromedia.kit.observability import measured


@measured
def handler(event: dict[str, Any], context: object) -> dict[str, str]:
    """Mark the campaign as completed."""
    return {"status": campaign_progress().close(CampaignTask.model_validate(event)).status}
