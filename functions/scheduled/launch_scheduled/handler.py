"""Called by EventBridge Scheduler, at least once for each occurrence of a schedule: launches its campaign."""

from typing import Any

from astromedia.bootstrap.schedules import firing
from astromedia.domain.task import ScheduledTask
from astromedia.kit.observability import measured


@measured
def handler(event: dict[str, Any], context: object) -> dict[str, str | None]:
    """Launch the campaign of the occurrence, unless that was done; what became of it (null: nothing to do)."""
    task = ScheduledTask.model_validate(event)
    run = firing().fire(task.workspace_id, task.schedule_id, task.scheduled_at)
    return {"status": run.status if run else None, "campaign_id": run.campaign_id if run else None}
