"""Events that nobody can make sense of, sent to all that is called without an answer, and real ones behind them."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from infra.local.drills.people import eventually, odd
from infra.local.drills.report import Part, Report
from infra.local.drills.site import PLAYBOOK, Site
from infra.local.outbox import mail

POISON = {"poison": True}
SOON = timedelta(seconds=10)
"""Until a schedule fires: it has to be made in time, on a busy machine too."""
CALLED = ("errands", "execution-ended", "launch-scheduled")
"""The functions that somebody calls without waiting for their answer."""
ASIDE = {"errands", "execution-ended"}
"""Whose events are kept for people. An occurrence that nobody can read is logged by who reads the dead letters."""
TRIES = 3
QUEUE, ERRANDS = "astromedia-dev-undelivered", "astromedia-dev-errands:live"
COUNT = "ApproximateNumberOfMessages"
STATES = "Step Functions Execution Status Change"


def drill(site: Site, report: Report) -> None:
    """Each is tried, put aside and told; what comes behind it is done."""
    person = site.person
    site.use_models("openai")
    template = _schedule(site)
    person.told_since()
    watch, before = site.watch(), {name: _errors(site, name) for name in CALLED}
    _send_poison(site, template)
    report.note(Part.USER, "mail to reset a password, asked for behind it", _is_mailed(site), True)
    campaign = person.launch("Behind", PLAYBOOK)
    report.note(Part.USER, "a campaign launched behind it", person.ended(campaign)["status"], "COMPLETED")
    report.note(Part.USER, "a schedule of the same time", _run_of(site, template), "LAUNCHED")
    for name in CALLED:
        failed = eventually(f"{TRIES} tries of {name}", lambda name=name: _failed(site, name, before))  # type: ignore[misc]
        report.note(Part.ITSELF, f"tries of {name}, and then no more", failed, TRIES)
    statuses, _ = person.told_since()
    report.note(Part.USER, "answered otherwise than 2xx", odd(statuses), set())
    letters = eventually("what was put aside", lambda: _put_aside(site))
    report.note(Part.ITSELF, "put aside, to be looked at", letters, ASIDE)
    site.note_alarms(report, watch, {"errands-failing", "undelivered"})
    site.client("sqs").purge_queue(QueueUrl=_queue(site))
    report.note(Part.PERSON, "reads the queue, and deletes what is no use", _waiting(site), 0)


def _send_poison(site: Site, template: Mapping[str, Any]) -> None:
    """To the errands, to the rule for ended executions, and as an occurrence of a schedule."""
    text = json.dumps(POISON)
    site.client("lambda").invoke(FunctionName=ERRANDS, InvocationType="Event", Payload=text.encode())
    machine = f"{site.cloud.endpoints.output('StateMachinePrefix')}campaign"
    event = {"Source": "aws.states", "DetailType": STATES}
    detail = {"stateMachineArn": machine, "status": "FAILED", "input": "no JSON"}
    url = f"{site.cloud.endpoints.aws_endpoint_url}/_local/events"
    httpx.post(url, json={**event, "Detail": json.dumps(detail)}, trust_env=False).raise_for_status()
    site.client("scheduler").create_schedule(
        Name=f"poison-{template['Name']}",
        GroupName=template["GroupName"],
        ScheduleExpression=template["ScheduleExpression"],
        FlexibleTimeWindow={"Mode": "OFF"},
        ActionAfterCompletion="DELETE",
        Target={**template["Target"], "Input": text},
    )


def _schedule(site: Site) -> dict[str, Any]:
    """A schedule that the person makes, as EventBridge Scheduler has it."""
    site.person.sent("GET", "/v1/schedules")  # until it answers: what comes next is to come in time
    expression = f"at({datetime.now(UTC) + SOON:%Y-%m-%dT%H:%M:%S})"
    asked = {
        "name": "Beside poison",
        "expression": expression,
        "playbook": PLAYBOOK,
        "brief": site.person.brief("Timed"),
    }
    made = site.person.sent("POST", "/v1/schedules", json={**asked, "governance": "AUTO"})
    group = site.cloud.endpoints.output("ScheduleGroup")
    found: dict[str, Any] = site.client("scheduler").get_schedule(Name=made["id"], GroupName=group)
    return found


def _run_of(site: Site, schedule: Mapping[str, Any]) -> str:
    """What became of the schedule's run."""

    def look() -> str | None:
        runs = site.person.sent("GET", f"/v1/schedules/{schedule['Name']}/runs?upcoming=0")["items"]
        return next((str(run["status"]) for run in runs), None)

    return eventually("the run of a schedule", look)


def _is_mailed(site: Site) -> bool:
    """Whether the person gets the mail that they ask for."""
    site.person.sent("POST", "/v1/auth/forgot-password", json={"email": site.person.email})
    return eventually("the mail", lambda: any(each.to == site.person.email for each in mail(site.cloud.endpoints)))


def _errors(site: Site, name: str) -> int:
    return site.invocations(f"astromedia-dev-{name}")[1]


def _failed(site: Site, name: str, before: Mapping[str, int]) -> int | None:
    failed = _errors(site, name) - before[name]
    return failed if failed >= TRIES else None


def _queue(site: Site) -> str:
    return str(site.client("sqs").get_queue_url(QueueName=QUEUE)["QueueUrl"])


def _waiting(site: Site) -> int:
    asked = site.client("sqs").get_queue_attributes(QueueUrl=_queue(site), AttributeNames=[COUNT])
    return int(asked["Attributes"][COUNT])


def _put_aside(site: Site) -> set[str] | None:
    """The functions whose events are in the queue, once all are; they stay there."""
    if _waiting(site) < len(ASIDE):
        return None
    asked = {"MaxNumberOfMessages": 10, "VisibilityTimeout": 0}
    found = site.client("sqs").receive_message(QueueUrl=_queue(site), **asked)["Messages"]
    arns = [json.loads(each["Body"])["requestContext"]["functionArn"] for each in found]
    return {arn.partition(":function:astromedia-dev-")[2].partition(":")[0] for arn in arns}
