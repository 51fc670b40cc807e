"""Told by EventBridge that an execution ended abnormally (aborted, timed out, or failed without its clean-up)."""

import json
from typing import Any

from astromedia.bootstrap.workflow import campaign_progress
from astromedia.domain.task import CampaignTask
from astromedia.services.failures import failure_from_execution


def handler(event: dict[str, Any], context: object) -> dict[str, str]:
    """Mark the campaign as failed, unless it is completed or failed already."""
    detail = event["detail"]
    task = CampaignTask.model_validate(json.loads(detail["input"]))
    return {"status": campaign_progress().fail(task, failure_from_execution(detail)).status}
