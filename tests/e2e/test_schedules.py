"""Campaigns by the clock, over HTTP, on the local cloud: they fire, launch once, run to their end, and fail visibly."""

import json
import os
import re
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from infra.local import LocalCloud
from infra.local.plan import local_session
from tests.unit.domain.briefs import brief_data

from .conftest import OFFLINE, ROOT, Member, shell

SOON = timedelta(seconds=6)
PATIENCE = 120.0
GUIDE = ROOT / "docs" / "schedules.md"


def make(member: Member, expression: str, **body: Any) -> dict[str, Any]:
    answer = member.http.post("/v1/schedules", json={"brief": brief_data(), "expression": expression} | body)
    made: dict[str, Any] = answer.raise_for_status().json()
    return made


def soon(zone_hours: int = 0) -> str:
    """A moment that is just ahead, as a clock shows it so many hours from UTC."""
    at = datetime.now(UTC) + SOON + timedelta(hours=zone_hours)
    return f"at({at:%Y-%m-%dT%H:%M:%S})"


def wait_for_run(member: Member, schedule: dict[str, Any], status: str) -> dict[str, Any]:
    """The schedule's latest run, once it has this status."""
    pause, waited = threading.Event(), 0.0
    while True:
        runs = member.get(f"/v1/schedules/{schedule['id']}/runs")["items"]
        if runs and runs[0]["status"] == status:
            found: dict[str, Any] = runs[0]
            return found
        assert waited < PATIENCE, f"still {runs}"
        pause.wait(0.2)
        waited += 0.2


class Cloud:
    """The services behind the API, as the account's owner sees them."""

    def __init__(self, url: str) -> None:
        self.lambdas = local_session().client("lambda", endpoint_url=url)
        self.queues = local_session().client("sqs", endpoint_url=url)
        self.scheduler = local_session().client("scheduler", endpoint_url=url)

    def event(self, schedule: dict[str, Any]) -> str:
        """What the Scheduler would deliver at the schedule's next time."""
        told = self.scheduler.get_schedule(Name=schedule["id"], GroupName="astromedia-dev-schedules")
        return str(told["Target"]["Input"]).replace("<aws.scheduler.scheduled-time>", schedule["next_run"])

    def call(self, function: str, event: str = "{}") -> Any:
        answer: Any = self.lambdas.invoke(FunctionName=f"astromedia-dev-{function}", Payload=event)
        assert "FunctionError" not in answer
        return json.load(answer["Payload"])

    def bury(self, event: str, why: str) -> None:
        """Put an event among the dead letters."""
        (url,) = [url for url in self.queues.list_queues()["QueueUrls"] if url.endswith("-dead-letters")]
        said: Any = {"ERROR_MESSAGE": {"DataType": "String", "StringValue": why}}
        self.queues.send_message(QueueUrl=url, MessageBody=event, MessageAttributes=said)


@pytest.fixture
def behind(cloud: LocalCloud) -> Cloud:
    return Cloud(cloud.endpoints.aws_endpoint_url)


@pytest.fixture
def hourly(ada: Member) -> Iterator[dict[str, Any]]:
    """A schedule that is not due within this test."""
    made = make(ada, "rate(1 hour)", start=(datetime.now(UTC) + timedelta(hours=1)).isoformat())
    yield made
    ada.http.delete(f"/v1/schedules/{made['id']}").raise_for_status()


def test_at_launches_a_campaign_that_completes(ada: Member) -> None:
    made = make(ada, soon(9), time_zone="Asia/Tokyo", governance="AUTO", model_budget="1.00")
    run = wait_for_run(ada, made, "LAUNCHED")
    assert run["scheduled_at"] == made["next_run"]
    assert ada.follow(run["campaign_id"])[-1]["type"] == "campaign.completed"
    campaign = ada.get(f"/v1/campaigns/{run['campaign_id']}")
    assert (campaign["name"], campaign["launched_by"]) == (made["name"], made["created_by"])
    assert ada.get(f"/v1/schedules/{made['id']}")["next_run"] is None


def test_what_was_due_while_everything_was_down_fires_after_the_start(tmp_path: Path) -> None:
    with LocalCloud(tmp_path / ".local", environ=OFFLINE) as cloud:
        member = Member(cloud.endpoints.api_url, "ada@example.com")
        made = make(member, soon())
        assert cloud.pid is not None
        os.kill(cloud.pid, signal.SIGKILL)
    with member, LocalCloud(tmp_path / ".local", environ=OFFLINE) as cloud:
        member.http.base_url = cloud.endpoints.api_url
        run = wait_for_run(member, made, "LAUNCHED")
        assert run["scheduled_at"] == made["next_run"]
        assert member.get(f"/v1/campaigns/{run['campaign_id']}")["status"] == "RUNNING"


def test_a_rate_launches_a_campaign_that_completes_until_it_is_paused(ada: Member) -> None:
    made = make(ada, "rate(1 minute)", start=(datetime.now(UTC) + SOON).isoformat())
    run = wait_for_run(ada, made, "LAUNCHED")
    paused = ada.http.post(f"/v1/schedules/{made['id']}/pause").raise_for_status().json()
    assert (paused["state"], paused["next_run"]) == ("DISABLED", None)
    assert ada.follow(run["campaign_id"])[-1]["type"] == "campaign.completed"
    assert ada.http.delete(f"/v1/schedules/{made['id']}").status_code == 204


def test_a_delivery_repeated_five_times_launches_once(ada: Member, hourly: dict[str, Any], behind: Cloud) -> None:
    event = behind.event(hourly)
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _: behind.call("launch-scheduled", event), range(5)))
    (run,) = ada.get(f"/v1/schedules/{hourly['id']}/runs")["items"]
    assert answers == [{"status": "LAUNCHED", "campaign_id": run["campaign_id"]}] * 5
    events = ada.follow(run["campaign_id"])
    assert [event["type"] for event in events].count("campaign.launched") == 1
    assert events[-1]["type"] == "campaign.completed"


def test_what_cannot_be_delivered_is_a_failed_run_that_can_be_replayed(
    ada: Member, hourly: dict[str, Any], behind: Cloud
) -> None:
    behind.bury(behind.event(hourly), "Nobody answered.")
    failed = wait_for_run(ada, hourly, "FAILED")
    assert failed["failure"]["detail"] == "Nobody answered."
    replay = ada.http.post(f"/v1/schedules/{hourly['id']}/runs/{failed['scheduled_at']}/replay")
    assert replay.status_code == 202
    run = wait_for_run(ada, hourly, "LAUNCHED")
    assert run["campaign_id"] == replay.json()["campaign_id"]
    assert ada.follow(run["campaign_id"])[-1]["type"] == "campaign.completed"


def test_schedules_are_swept(behind: Cloud) -> None:
    assert "swept" in behind.call("sweep-schedules")


def test_the_guide_does_what_it_says(ada: Member, tmp_path: Path) -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    found = re.search(r"<!-- tested by tests/e2e/test_schedules.py -->\n```bash\n(.*?)```", guide, re.DOTALL)
    assert found
    ada.get("/v1/users/me")
    environment = {
        "PATH": os.environ["PATH"],
        "API": str(ada.http.base_url),
        "AUTH": f"Authorization: {ada.signed_in.authorization}",
        "JSON": "Content-Type: application/json",
    }
    done = shell(found[1], tmp_path, **environment)
    assert done.returncode == 0, done.stderr
    upcoming = json.loads(done.stdout.partition("}{")[0] + "}")["upcoming"]
    assert [moment[11:] for moment in upcoming] == ["00:00:00Z"] * 3
    assert '"expression":"cron(30 8 ? * MON-FRI *)"' in done.stdout
