"""Where every caught error of an execution leads: the campaign is failed, and says why."""

from typing import Any

from astromedia.bootstrap.workflow import campaign_progress
from astromedia.domain.task import CampaignTask
from astromedia.kit.observability import bind, measured
from astromedia.services.failures import failure_from_states


@measured
def handler(event: dict[str, Any], context: object) -> dict[str, str]:
    """Mark the campaign as failed with the error that Step Functions caught (`error`, `cause`)."""
    task = CampaignTask.model_validate(event)
    bind(**task.whose)
    return {"status": campaign_progress().fail(task, failure_from_states(event["error"], event["cause"])).status}
