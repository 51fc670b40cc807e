"""What EventBridge Scheduler is told, and that a fake one is told the same way."""

import json
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from botocore.stub import Stubber

from astromedia.domain.errors import InvalidInput
from astromedia.domain.timekeeping import Scheduler
from astromedia.storage import clients
from astromedia.storage.scheduler import EventBridgeScheduler, Target
from tests.fakes import FakeScheduler
from tests.samples import NOW, id_at, schedule

ACCOUNT = "123456789012"
TARGET = Target(
    function=f"arn:aws:lambda:eu-west-3:{ACCOUNT}:function:launch",
    role=f"arn:aws:iam::{ACCOUNT}:role/scheduler",
    dead_letters=f"arn:aws:sqs:eu-west-3:{ACCOUNT}:dead-letters",
)


@pytest.fixture
def group(aws: None) -> str:
    """The name of a new group of schedules."""
    name = f"group-{id_at()}"
    boto3.client("scheduler").create_schedule_group(Name=name)
    return name


@pytest.fixture(params=["fake", "aws"])
def scheduler(request: pytest.FixtureRequest) -> Scheduler:
    if request.param == "fake":
        return FakeScheduler()
    return EventBridgeScheduler(request.getfixturevalue("group"), TARGET)


def test_placing_again_and_removing_again_change_nothing(scheduler: Scheduler) -> None:
    made = schedule()
    for _ in range(2):
        scheduler.place(made, None)
    for _ in range(2):
        scheduler.remove(made.id)
    scheduler.remove(id_at())


def test_it_is_told_all_it_needs_to_deliver(group: str) -> None:
    made = schedule(end=NOW + timedelta(days=9))
    start = datetime(2027, 3, 1, 9, tzinfo=UTC)
    EventBridgeScheduler(group, TARGET).place(made, start)
    told = boto3.client("scheduler").get_schedule(Name=made.id, GroupName=group)
    assert (told["ScheduleExpression"], told["ScheduleExpressionTimezone"]) == (made.expression, "Asia/Tokyo")
    assert (told["StartDate"], told["EndDate"], told["State"]) == (start, made.end, "ENABLED")
    assert (told["FlexibleTimeWindow"], told["ActionAfterCompletion"]) == ({"Mode": "OFF"}, "DELETE")
    target = told["Target"]
    assert (target["Arn"], target["RoleArn"], target["DeadLetterConfig"]["Arn"]) == TARGET
    assert target["RetryPolicy"] == {"MaximumEventAgeInSeconds": 3600, "MaximumRetryAttempts": 10}
    assert json.loads(target["Input"]) == {
        "workspace_id": "W1",
        "schedule_id": made.id,
        "scheduled_at": "<aws.scheduler.scheduled-time>",
    }


def test_a_paused_one_is_disabled_and_a_changed_one_brought_up_to_date(group: str) -> None:
    made = schedule()
    scheduler = EventBridgeScheduler(group, TARGET)
    scheduler.place(made, None)
    scheduler.place(made.model_copy(update={"paused_at": NOW, "expression": "rate(1 day)"}), None)
    told = boto3.client("scheduler").get_schedule(Name=made.id, GroupName=group)
    assert (told["State"], told["ScheduleExpression"]) == ("DISABLED", "rate(1 day)")


def test_what_is_removed_is_not_there(group: str) -> None:
    made = schedule()
    scheduler = EventBridgeScheduler(group, TARGET)
    scheduler.place(made, None)
    scheduler.remove(made.id)
    client = boto3.client("scheduler")
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.get_schedule(Name=made.id, GroupName=group)


def test_one_that_somebody_else_just_made_is_brought_up_to_date(aws: None) -> None:
    with Stubber(clients.scheduler()) as service:
        service.add_client_error("update_schedule", "ResourceNotFoundException")
        service.add_client_error("create_schedule", "ConflictException")
        service.add_response("update_schedule", {"ScheduleArn": "arn:aws:scheduler:::schedule/g/s"})
        EventBridgeScheduler("any", TARGET).place(schedule(), None)
        service.assert_no_pending_responses()


def test_an_expression_that_aws_does_not_take_is_the_clients_fault(aws: None) -> None:
    with Stubber(clients.scheduler()) as service:
        service.add_client_error("update_schedule", "ValidationException", "Invalid Schedule Expression")
        with pytest.raises(InvalidInput) as told:
            EventBridgeScheduler("any", TARGET).place(schedule(), None)
    ((field, message),) = told.value.errors
    assert field == "expression"
    assert "Invalid Schedule Expression" in message
