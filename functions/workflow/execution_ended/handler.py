"""Told by EventBridge that an execution ended, however it did."""

import json
from typing import Any

from astromedia.bootstrap.queue import dispatcher
from astromedia.bootstrap.workflow import campaign_progress, machines, publisher
from astromedia.domain.task import CampaignTask
from astromedia.kit.observability import bind, measured
from astromedia.services.failures import failure_from_execution

CUT_OFF = ("ABORTED", "TIMED_OUT")
"""Ends from outside: an execution that fails by itself has recorded and told why."""


@measured
def handler(event: dict[str, Any], context: object) -> dict[str, int]:
    """Mark the campaign as failed if this run is its present one and did not say so itself; give its slot to others.

    Its machine goes if nobody needs it any more. How many of those who waited were started.
    """
    detail = event["detail"]
    task = CampaignTask.model_validate(json.loads(detail["input"]))
    bind(**task.whose)
    if detail["status"] in CUT_OFF:
        campaign_progress().cut_off(task, failure_from_execution(detail), publisher())
    elif detail["status"] == "FAILED":
        campaign_progress().fail(task, failure_from_execution(detail))
    started = dispatcher().ended(task.workspace_id, task.campaign_id, task.run)
    machines().tidy(task.workspace_id, task.campaign_id)
    return {"started": started}
