"""What EventBridge Scheduler calls, what reads its dead letters, and what looks after schedules; on real storage."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from astromedia.bootstrap import schedules as bootstrap
from astromedia.domain.campaign import CampaignStatus
from astromedia.domain.schedule import RunStatus, Schedule, ScheduledRun
from astromedia.storage.accounts import DynamoAccounts
from astromedia.storage.campaigns import DynamoCampaigns
from astromedia.storage.schedules import DynamoSchedules
from functions.scheduled.fail_scheduled import handler as fail
from functions.scheduled.launch_scheduled import handler as launch
from functions.scheduled.sweep_schedules import handler as sweep
from tests import samples
from tests.cloud import ACCOUNTS, CAMPAIGNS

AT = datetime(2027, 3, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def scheduling(settings: None) -> Iterator[None]:
    """The rest of the functions' environment, and the group that schedules are in."""
    boto3.client("scheduler").create_schedule_group(Name="schedules")
    environment = {
        "ACCOUNTS_TABLE": ACCOUNTS,
        "SCHEDULE_GROUP": "schedules",
        "SCHEDULE_TARGET_ARN": "arn:aws:lambda:eu-west-3:123456789012:function:launch",
        "SCHEDULE_ROLE_ARN": "arn:aws:iam::123456789012:role/scheduler",
        "SCHEDULE_DEAD_LETTERS_ARN": "arn:aws:sqs:eu-west-3:123456789012:dead-letters",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        bootstrap.firing.cache_clear()
        bootstrap.sweeper.cache_clear()
        yield


@pytest.fixture
def made(scheduling: None) -> Schedule:
    """A schedule of a user who is there."""
    user = samples.user()
    workspace = samples.workspace(id=user.workspace_id)
    DynamoAccounts(ACCOUNTS).add(user, workspace, samples.member(workspace.id, user.id))
    schedule = samples.schedule(workspace_id=workspace.id, created_by=user.id, expression="rate(1 hour)", first=AT)
    DynamoSchedules(CAMPAIGNS).add(schedule.model_copy(update={"swept_to": AT}))
    return schedule


def event(of: Schedule, at: datetime = AT) -> dict[str, str]:
    return {"workspace_id": of.workspace_id, "schedule_id": of.id, "scheduled_at": f"{at:%Y-%m-%dT%H:%M:%SZ}"}


def run(of: Schedule, at: datetime = AT) -> ScheduledRun | None:
    return DynamoSchedules(CAMPAIGNS).run(of.workspace_id, of.id, at)


def letter(body: str, **attributes: str) -> dict[str, Any]:
    said = {name: {"stringValue": value, "dataType": "String"} for name, value in attributes.items()}
    return {"messageId": "m", "body": body, "messageAttributes": said}


def test_an_occurrence_launches_one_campaign_however_often_and_at_once_it_is_delivered(made: Schedule) -> None:
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _: launch.handler(event(made), None), range(5)))
    (campaign,) = DynamoCampaigns(CAMPAIGNS).page(made.workspace_id, 10).items
    assert answers == [{"status": "LAUNCHED", "campaign_id": campaign.id}] * 5
    assert (campaign.status, campaign.run, campaign.created_by) == (CampaignStatus.RUNNING, 1, made.created_by)
    assert launch.handler(event(made), None) == answers[0]


def test_what_is_no_occurrence_is_refused(scheduling: None) -> None:
    with pytest.raises(ValueError, match="scheduled_at"):
        launch.handler({"workspace_id": "W", "schedule_id": "S", "scheduled_at": "soon"}, None)


def test_a_schedule_that_is_gone_launches_nothing(scheduling: None) -> None:
    assert launch.handler(event(samples.schedule()), None) == {"status": None, "campaign_id": None}


@pytest.mark.parametrize(
    ("attributes", "failure"),
    [
        ({"ErrorCode": "200", "ErrorMessage": "Task timed out"}, ("NotLaunched", "Task timed out")),
        ({"ERROR_CODE": "AWS.Scheduler.Throttled", "ERROR_MESSAGE": "Rate"}, ("AWS.Scheduler.Throttled", "Rate")),
        ({}, ("NotLaunched", "It could not be delivered.")),
    ],
)
def test_a_dead_letter_becomes_a_failed_run(
    made: Schedule, attributes: dict[str, str], failure: tuple[str, str]
) -> None:
    letters = {"Records": [letter("no JSON"), letter('{"other": 1}'), letter(json.dumps(event(made)), **attributes)]}
    assert fail.handler(letters, None) == {"failed": 1}
    failed = run(made)
    assert failed
    assert failed.failure
    assert (failed.status, failed.failure.error, failed.failure.detail) == (RunStatus.FAILED, *failure)


def test_what_nobody_heard_of_is_missed(made: Schedule) -> None:
    past = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=3)
    old = made.model_copy(update={"id": samples.id_at(), "first": past, "swept_to": past})
    DynamoSchedules(CAMPAIGNS).add(old)
    assert sweep.handler({}, None)["swept"] >= 1
    missed = run(old, past)
    assert missed
    assert missed.status is RunStatus.MISSED
