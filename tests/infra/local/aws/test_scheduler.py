"""Schedules of the local cloud: they fire at their time, once, and whatever was restarted meanwhile."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from infra.local import hooks
from infra.local.aws.forward import Answer, Functions
from infra.local.aws.library import persistence, responses, scheduler, sqs
from infra.local.aws.scheduler import EVERY, Deliveries
from infra.local.plan import ACCOUNT, REGION

FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:launch:live"
LETTERS = f"arn:aws:sqs:{REGION}:{ACCOUNT}:letters"
INPUT = json.dumps({"scheduled_at": "<aws.scheduler.scheduled-time>"})


class FakeLambda(Functions):
    """Runs a function in no time; fails as long as it is told to."""

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1:1")
        self.events: list[str] = []
        self.fails = False

    def send(self, path: str, body: bytes, headers: Any) -> Answer:
        assert path == f"/2015-03-31/functions/{FUNCTION}/invocations"
        self.events.append(json.loads(body)["scheduled_at"])
        return 200, {"X-Amz-Function-Error": "Unhandled"} if self.fails else {}, b"{}"


class Clockwork:
    """ministack's schedules, a clock that stands still, and what is delivered by it."""

    def __init__(self) -> None:
        self.now = datetime(2027, 3, 1, tzinfo=UTC)
        self.functions = FakeLambda()
        self.saves = 0
        self.start()

    def start(self) -> None:
        """What begins anew with a restart."""
        self.deliveries = Deliveries(self.functions, self._changed, lambda: self.now, delays=(0, 0))

    def put(self, expression: str, zone: str = "UTC", method: str = "POST", **changes: Any) -> None:
        target = {"Arn": FUNCTION, "RoleArn": "role", "Input": INPUT, "DeadLetterConfig": {"Arn": LETTERS}}
        body = {
            "ScheduleExpression": expression,
            "ScheduleExpressionTimezone": zone,
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "ActionAfterCompletion": "DELETE",
            "Target": target | changes.pop("target", {}),
        }
        text = json.dumps(body | changes).encode()
        status, _, answer = asyncio.run(scheduler.handle_request(method, "/schedules/s", {}, text, {}))
        assert status == 200, answer

    def at(self, moment: str | datetime) -> list[str]:
        """Let it be that time; what was delivered then."""
        self.now = datetime.fromisoformat(moment).replace(tzinfo=UTC) if isinstance(moment, str) else moment
        before = len(self.functions.events)
        self.deliveries.tick()
        self.deliveries.drain()
        return self.functions.events[before:]

    def through(self, start: str, end: str) -> list[str]:
        """Look every half minute; what was delivered."""
        at, last = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (start, end))
        fired = []
        while at <= last:
            fired += self.at(at)
            at += timedelta(seconds=30)
        return fired

    def restart(self) -> None:
        """What a kill and a start leave: what was saved."""
        saved = json.loads(json.dumps(scheduler.get_state(), default=persistence._json_default), object_hook=_revived)
        scheduler.reset()
        scheduler.load_persisted_state(saved)
        self.start()

    def names(self) -> list[str]:
        return [record["Name"] for record in scheduler._schedules.values()]

    def _changed(self) -> None:
        self.saves += 1


def _revived(value: dict[str, Any]) -> Any:
    return persistence._json_object_hook(value)


@pytest.fixture
def works(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clockwork]:
    works = Clockwork()
    monkeypatch.setattr(scheduler, "time", SimpleNamespace(time=lambda: works.now.timestamp()))
    with responses.request_scope(ACCOUNT, REGION):
        yield works
        scheduler.reset()
        sqs.reset()


@pytest.mark.parametrize(
    ("expression", "zone", "since", "until", "fired"),
    [
        (
            "cron(0 9 * * ? *)", "America/New_York", "2027-03-13T12:00", "2027-03-14T18:00",
            ["2027-03-13T14:00:00Z", "2027-03-14T13:00:00Z"],
        ),
        (
            "cron(0 9 * * ? *)", "Asia/Tokyo", "2027-03-13T12:00", "2027-03-15T06:00",
            ["2027-03-14T00:00:00Z", "2027-03-15T00:00:00Z"],
        ),
        (  # 02:30 is skipped on the 14th
            "cron(30 2 * * ? *)", "America/New_York", "2027-03-13T00:00", "2027-03-15T12:00",
            ["2027-03-13T07:30:00Z", "2027-03-15T06:30:00Z"],
        ),
        (  # 01:30 comes twice on the 7th
            "cron(30 1 * * ? *)", "America/New_York", "2027-11-06T12:00", "2027-11-08T12:00",
            ["2027-11-07T05:30:00Z", "2027-11-08T06:30:00Z"],
        ),
        ("at(2027-03-15T09:30:00)", "Asia/Tokyo", "2027-03-14T12:00", "2027-03-15T12:00", ["2027-03-15T00:30:00Z"]),
        (
            "rate(9 hours)", "America/New_York", "2027-03-14T00:00", "2027-03-14T18:30",
            ["2027-03-14T00:00:00Z", "2027-03-14T09:00:00Z", "2027-03-14T18:00:00Z"],
        ),
    ],
)  # fmt: skip
def test_it_fires_on_the_wall_clock_of_its_zone_across_changes_of_clocks(
    works: Clockwork, expression: str, zone: str, since: str, until: str, fired: list[str]
) -> None:
    works.now = datetime.fromisoformat(since).replace(tzinfo=UTC)
    works.put(expression, zone)
    assert works.through(since, until) == fired


def test_it_fires_in_the_second_in_which_it_is_due(works: Clockwork) -> None:
    works.put("at(2027-03-01T09:30:05)")
    assert works.at("2027-03-01T09:30:04.999") == []
    assert works.at("2027-03-01T09:30:05.000") == ["2027-03-01T09:30:05Z"]
    assert EVERY < 1


def test_start_and_end_bound_it(works: Clockwork) -> None:
    start, end = datetime(2027, 3, 1, 10, tzinfo=UTC), datetime(2027, 3, 1, 12, tzinfo=UTC)
    works.put("rate(1 hour)", StartDate=start.timestamp(), EndDate=end.timestamp())
    assert works.through("2027-03-01T08:00", "2027-03-01T15:00") == [
        "2027-03-01T10:00:00Z", "2027-03-01T11:00:00Z", "2027-03-01T12:00:00Z"
    ]  # fmt: skip
    assert works.names() == []


def test_one_that_is_over_is_removed_if_it_says_so(works: Clockwork) -> None:
    works.put("at(2027-03-01T09:00:00)", ActionAfterCompletion="NONE")
    works.through("2027-03-01T09:00", "2027-03-01T09:05")
    assert works.names() == ["s"]
    works.put("at(2027-03-01T10:00:00)", method="PUT")
    assert works.through("2027-03-01T10:00", "2027-03-01T10:05") == ["2027-03-01T10:00:00Z"]
    assert works.names() == []


def test_a_disabled_one_does_not_fire_nor_make_up_for_it(works: Clockwork) -> None:
    works.put("rate(1 hour)", StartDate=works.now.timestamp(), State="DISABLED")
    assert works.through("2027-03-01T00:00", "2027-03-01T03:30") == []
    works.put("rate(1 hour)", method="PUT", StartDate=datetime(2027, 3, 1, tzinfo=UTC).timestamp())
    assert works.through("2027-03-01T03:30", "2027-03-01T05:30") == ["2027-03-01T04:00:00Z", "2027-03-01T05:00:00Z"]


def test_what_was_delivered_is_remembered_and_what_was_not_is_delivered_after_a_restart(works: Clockwork) -> None:
    works.put("at(2027-03-01T09:00:00)", ActionAfterCompletion="NONE")
    works.restart()
    assert works.at("2027-03-01T09:30:00") == ["2027-03-01T09:00:00Z"]
    assert works.saves > 0
    works.restart()
    assert works.at("2027-03-01T09:30:01") == []


def test_what_is_too_old_to_be_delivered_is_not(works: Clockwork) -> None:
    works.put("at(2027-03-01T09:00:00)", target={"RetryPolicy": {"MaximumEventAgeInSeconds": 3600}})
    works.restart()
    assert works.at("2027-03-01T10:00:01") == []


def test_of_all_that_was_due_while_nothing_ran_the_latest_is_delivered(works: Clockwork) -> None:
    works.put("rate(10 minutes)")
    works.at("2027-03-01T00:00:00")
    works.restart()
    assert works.at("2027-03-01T05:55:00") == ["2027-03-01T05:50:00Z"]
    assert works.at("2027-03-01T06:00:00") == ["2027-03-01T06:00:00Z"]


def test_what_fails_is_tried_three_times_and_put_among_the_dead_letters(works: Clockwork) -> None:
    asyncio.run(_sqs("CreateQueue", QueueName="letters"))
    works.functions.fails = True
    works.put("at(2027-03-01T09:00:00)")
    assert works.at("2027-03-01T09:00:00") == ["2027-03-01T09:00:00Z"] * 3
    (letter,) = asyncio.run(_sqs("ReceiveMessage", QueueUrl=_url(), MessageAttributeNames=["All"]))["Messages"]
    assert json.loads(letter["Body"]) == {"scheduled_at": "2027-03-01T09:00:00Z"}
    said = {name: value["StringValue"] for name, value in letter["MessageAttributes"].items()}
    assert (said["SCHEDULED_TIME"], said["TARGET_ARN"]) == ("2027-03-01T09:00:00Z", FUNCTION)
    assert "failed 3 times" in said["ERROR_MESSAGE"]
    assert works.at("2027-03-01T09:00:30") == []


def test_a_change_of_what_is_due_later_fires_nothing_again(works: Clockwork) -> None:
    works.put("cron(0 9 * * ? *)")
    assert works.at("2027-03-01T09:00:00") == ["2027-03-01T09:00:00Z"]
    works.now += timedelta(seconds=30)
    works.put("cron(0 9,10 * * ? *)", method="PUT")
    assert works.through("2027-03-01T09:01", "2027-03-01T10:01") == ["2027-03-01T10:00:00Z"]


def test_ministacks_own_clock_drives_it(works: Clockwork) -> None:
    works.put("at(2027-03-01T09:00:00)")
    works.now = datetime(2027, 3, 1, 9, tzinfo=UTC)
    with hooks.installed(works.deliveries.hooks()):
        scheduler._tick_schedules()
        works.deliveries.drain()
        assert scheduler._SCHEDULE_TICK_INTERVAL == EVERY
    assert works.functions.events == ["2027-03-01T09:00:00Z"]


def _url() -> str:
    return str(sqs._queue_url("letters"))


async def _sqs(operation: str, **parameters: Any) -> Any:
    headers = {"x-amz-target": f"AmazonSQS.{operation}", "content-type": "application/x-amz-json-1.0"}
    _, _, body = await sqs.handle_request("POST", "/", headers, json.dumps(parameters).encode(), {})
    return json.loads(body)
