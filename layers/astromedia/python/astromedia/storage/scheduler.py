"""What keeps the time: EventBridge Scheduler, in a group of our own. A schedule is called there by its id."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from astromedia.domain.errors import FieldError, InvalidInput
from astromedia.domain.schedule import Schedule

from .clients import scheduler

if TYPE_CHECKING:
    from mypy_boto3_scheduler.type_defs import CreateScheduleInputTypeDef

SCHEDULED_TIME = "<aws.scheduler.scheduled-time>"
"""EventBridge Scheduler puts the occurrence's own time here, the same in each try."""
MOST_LATE = 3600
"""Seconds after its time within which an occurrence is still delivered."""
RETRIES = 10


class Target(NamedTuple):
    """Whom to call, as whom, and where to put what could not be delivered: ARNs."""

    function: str
    role: str
    dead_letters: str


class EventBridgeScheduler:
    """Implements timekeeping.Scheduler on the schedules of `group`."""

    def __init__(self, group: str, target: Target) -> None:
        self._group = group
        self._target = target

    def place(self, schedule: Schedule, start: datetime | None) -> None:
        client = scheduler()
        wanted = self._wanted(schedule, start)
        try:
            try:
                client.update_schedule(**wanted)
            except client.exceptions.ResourceNotFoundException:
                client.create_schedule(**wanted)
        except client.exceptions.ConflictException:  # made by somebody else since: theirs may be an older version
            client.update_schedule(**wanted)
        except client.exceptions.ValidationException as refusal:
            message = f"is not taken by EventBridge Scheduler: {refusal.response['Error'].get('Message')}"
            raise InvalidInput("The schedule is not acceptable.", [FieldError("expression", message)]) from None

    def remove(self, schedule_id: str) -> None:
        remover(self._group)(schedule_id)

    def _wanted(self, schedule: Schedule, start: datetime | None) -> "CreateScheduleInputTypeDef":
        wanted: CreateScheduleInputTypeDef = {
            "Name": schedule.id,
            "GroupName": self._group,
            "ScheduleExpression": schedule.expression,
            "ScheduleExpressionTimezone": schedule.time_zone,
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "State": "DISABLED" if schedule.paused_at else "ENABLED",
            # One that is over would count against the account's quota for ever.
            "ActionAfterCompletion": "DELETE",
            "Target": {
                "Arn": self._target.function,
                "RoleArn": self._target.role,
                "Input": json.dumps(_input(schedule)),
                "RetryPolicy": {"MaximumEventAgeInSeconds": MOST_LATE, "MaximumRetryAttempts": RETRIES},
                "DeadLetterConfig": {"Arn": self._target.dead_letters},
            },
        }
        if start:
            wanted["StartDate"] = start
        if schedule.end:
            wanted["EndDate"] = schedule.end
        return wanted


def remover(group: str) -> Callable[[str], None]:
    """What removes a schedule of `group` by its id, if it is there."""

    def remove(schedule_id: str) -> None:
        client = scheduler()
        try:
            client.delete_schedule(Name=schedule_id, GroupName=group)
        except client.exceptions.ResourceNotFoundException:
            return

    return remove


def _input(schedule: Schedule) -> dict[str, str]:
    return {
        "workspace_id": schedule.workspace_id,
        "schedule_id": schedule.id,
        "scheduled_at": SCHEDULED_TIME,
    }
