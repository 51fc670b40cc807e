"""Reads the queue of occurrences that could not be launched, for good: each becomes a failed run, to be replayed.

EventBridge Scheduler puts those there that it could not deliver, Lambda those that its function failed at. Both put the
event into the body, and say why in attributes: ERROR_CODE and ERROR_MESSAGE, or ErrorMessage.
"""

from typing import Any

from pydantic import ValidationError

from astromedia.bootstrap.schedules import firing
from astromedia.domain.campaign import Failure
from astromedia.domain.task import ScheduledTask
from astromedia.kit.observability import LOG, measured

NOT_LAUNCHED = "NotLaunched"


@measured
def handler(event: dict[str, Any], context: object) -> dict[str, int]:
    """Write down each occurrence as failed; how many. What is no occurrence of ours is logged and dropped."""
    return {"failed": sum(_failed(record) for record in event["Records"])}


def _failed(record: dict[str, Any]) -> bool:
    try:
        task = ScheduledTask.model_validate_json(record["body"])
    except ValidationError:
        LOG.warning("no occurrence of a schedule", extra={"message_id": record["messageId"]})
        return False
    firing().give_up(task.workspace_id, task.schedule_id, task.scheduled_at, _failure(record["messageAttributes"]))
    return True


def _failure(attributes: dict[str, Any]) -> Failure:
    said = {name: attribute.get("stringValue", "") for name, attribute in attributes.items()}
    why = said.get("ERROR_MESSAGE") or said.get("ErrorMessage") or "It could not be delivered."
    return Failure(error=said.get("ERROR_CODE") or NOT_LAUNCHED, detail=why)
