"""Last state of every execution that went well: the campaign is completed."""

from typing import Any

from astromedia.bootstrap.workflow import campaign_progress
from astromedia.domain.task import CampaignTask
from astromedia.kit.observability import bind, measured


@measured
def handler(event: dict[str, Any], context: object) -> dict[str, str]:
    """Mark the campaign as completed."""
    task = CampaignTask.model_validate(event)
    bind(**task.whose)
    return {"status": campaign_progress().close(task).status}
