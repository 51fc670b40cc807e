"""One request id, from the client's door to the last event: what an operator follows when somebody complains."""

import json
import re
from typing import Any

import pytest

from infra.local import LocalCloud
from infra.local.plan import local_session
from infra.observability.queries import QUERIES

from .conftest import Member
from .test_governance import steered

PHASES = {
    "research": "analyst",
    "strategy": "strategist",
    "scriptwriting": "scriptwriter",
    "seo": "seo",
    "copy": "copywriter",
    "content": "content-writer",
    "visuals": "designer",
    "video": "video-producer",
    "distribution": "social",
    "analytics": "analytics",
}
"""Who does each phase of the built-in playbook."""

MOVEMENTS = ("HOLD#", "ENTRY#")
"""What is set aside before a model is asked, and what was settled for it."""


def lines(cloud: LocalCloud, name: str) -> list[dict[str, Any]]:
    """What a log says so far, but for what it measures."""
    text = (cloud.folder.logs / f"astromedia-dev-{name}.log").read_text()
    found = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    return [line for line in found if "_aws" not in line]


def client(cloud: LocalCloud, service: str) -> Any:
    session: Any = local_session()
    return session.client(service, endpoint_url=cloud.endpoints.aws_endpoint_url)


@pytest.fixture(scope="module")
def heard(cloud: LocalCloud) -> str:
    """A queue that hears whatever is said on the bus of domain events: its address."""
    sqs, events = client(cloud, "sqs"), client(cloud, "events")
    url: str = sqs.create_queue(QueueName="heard")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    bus = cloud.endpoints.output("EventBusName")
    events.put_rule(Name="heard", EventBusName=bus, EventPattern=json.dumps({"source": ["astromedia"]}))
    events.put_targets(Rule="heard", EventBusName=bus, Targets=[{"Id": "heard", "Arn": arn}])
    return url


@pytest.fixture(scope="module")
def launched(cloud: LocalCloud, ada: Member, heard: str) -> tuple[str, str]:
    """A completed campaign, and the id of the request that launched it: nobody chose that."""
    campaign_id = ada.create()
    answer = ada.http.post(f"/v1/campaigns/{campaign_id}/launch").raise_for_status()
    assert ada.follow(campaign_id)[-1]["type"] == "campaign.completed"
    return campaign_id, answer.headers["X-Request-Id"]


def test_the_access_log_has_it_and_so_has_the_api_s(cloud: LocalCloud, launched: tuple[str, str]) -> None:
    campaign_id, id = launched
    (served,) = [line for line in lines(cloud, "access") if line["request_id"] == id]
    assert (served["method"], served["status"]) == ("POST", "202")
    assert served["path"] == f"/v1/campaigns/{campaign_id}/launch"
    answered = [line for line in lines(cloud, "api") if line["request_id"] == id]
    assert {line["function_request_id"] for line in answered} == {served["function_request_id"]}
    assert answered[-1]["message"] == "Answered"
    assert answered[-1]["campaign_id"] == campaign_id


def test_an_id_that_the_client_chose_leads_to_the_access_log(cloud: LocalCloud, ada: Member) -> None:
    ada.http.get("/v1/users/me", headers={"X-Request-Id": "mine-1"}).raise_for_status()
    (answered,) = [line for line in lines(cloud, "api") if line["request_id"] == "mine-1"]
    (served,) = [line for line in lines(cloud, "access") if line["request_id"] == answered["access_log_id"]]
    assert served["path"] == "/v1/users/me"
    assert served["function_request_id"] == answered["function_request_id"]


def test_the_execution_was_started_with_it(cloud: LocalCloud, launched: tuple[str, str]) -> None:
    campaign_id, id = launched
    arn = f"{cloud.endpoints.output('StateMachinePrefix')}campaign".replace(":stateMachine:", ":execution:")
    execution = client(cloud, "stepfunctions").describe_execution(executionArn=f"{arn}:{campaign_id}-1")
    assert json.loads(execution["input"])["request_id"] == id


@pytest.mark.parametrize("phase", PHASES)
def test_every_agent_logs_it(cloud: LocalCloud, launched: tuple[str, str], phase: str) -> None:
    campaign_id, id = launched
    mine = [line for line in lines(cloud, PHASES[phase]) if line.get("campaign_id") == campaign_id]
    assert {(line["request_id"], line["phase"]) for line in mine} == {(id, phase)}
    assert mine[-1]["message"] == "Ended"


def test_the_steps_around_the_agents_log_it(cloud: LocalCloud, launched: tuple[str, str]) -> None:
    campaign_id, id = launched
    (closed,) = [line for line in lines(cloud, "close-campaign") if line["request_id"] == id]
    assert closed["campaign_id"] == campaign_id


def test_every_movement_of_money_has_it(cloud: LocalCloud, launched: tuple[str, str]) -> None:
    campaign_id, id = launched
    tables = client(cloud, "dynamodb")
    (ledger,) = [name for name in tables.list_tables()["TableNames"] if "Ledger" in name]
    rows = [row for row in tables.scan(TableName=ledger)["Items"] if campaign_id in row["pk"]["S"]]
    kept = {kind: [row["document"]["S"] for row in rows if row["sk"]["S"].startswith(kind)] for kind in MOVEMENTS}
    holds = [json.loads(each)["worst"] for each in kept["HOLD#"]]
    entries = [json.loads(each) for each in kept["ENTRY#"]]
    for found in (holds, entries):
        assert {(each["request_id"], each["phase"]) for each in found} == {(id, phase) for phase in PHASES}


def test_every_event_since_the_launch_has_it(ada: Member, launched: tuple[str, str]) -> None:
    campaign_id, id = launched
    created, *rest = ada.all(f"/v1/campaigns/{campaign_id}/events")
    assert created["request_id"] != id
    assert {event["request_id"] for event in rest} == {id}
    assert {event["phase"] for event in rest} == {None, *PHASES}


def test_others_are_told_under_it(cloud: LocalCloud, heard: str, launched: tuple[str, str]) -> None:
    campaign_id, id = launched
    messages = client(cloud, "sqs").receive_message(QueueUrl=heard, MaxNumberOfMessages=10)["Messages"]
    told = [json.loads(message["Body"])["detail"] for message in messages]
    mine = [detail for detail in told if detail["campaign_id"] == campaign_id]
    assert mine
    assert {detail["request_id"] for detail in mine} == {id}


def test_who_decides_has_an_id_of_their_own_and_the_run_keeps_its_own(cloud: LocalCloud) -> None:
    with steered(cloud, "iris@example.com") as iris:
        campaign_id = iris.launch_governed()
        content = iris.await_phase(campaign_id, "research")["content_hash"]
        iris.http.headers["X-Request-Id"] = "decide-1"
        iris.decide(campaign_id, "research", "approve", content_hash=content).raise_for_status()
        iris.await_phase(campaign_id, "strategy")
        events = iris.all(f"/v1/campaigns/{campaign_id}/events")
        iris.control(campaign_id, "cancel").raise_for_status()
    (launch,) = {event["request_id"] for event in events if event["type"] == "campaign.launched"}
    approved = {event["request_id"] for event in events if event["type"] == "phase.approved"}
    assert approved == {"decide-1"} != {launch}
    after = {event["request_id"] for event in events if event["phase"] == "strategy"}
    assert after == {launch}


WORD = re.compile(r"(?<![@\w])[a-z_]+\b")
LANGUAGE = {
    *("fields", "filter", "parse", "stats", "sort", "desc", "by", "as", "in", "and", "or"),
    *("count", "pct", "sum", "max", "latest"),
}
"""Words of CloudWatch Logs Insights."""
SAID_BY_FAILURES = {"error"}
SAID_BY_LAMBDA = {"type", "record", "metrics"}
"""Of its own lines, which the local cloud does not write."""


@pytest.mark.parametrize("name", QUERIES)
def test_saved_questions_ask_for_what_lines_have(cloud: LocalCloud, launched: tuple[str, str], name: str) -> None:
    question = re.sub(r'"[^"]*"|/\^.*/', "", QUERIES[name])
    made = set(re.findall(r" as (\w+)", question)) | set(re.findall(r"\?<(\w+)>", QUERIES[name]))
    asked = set(WORD.findall(question)) - LANGUAGE - made
    logs = [path.stem.removeprefix("astromedia-dev-") for path in cloud.folder.logs.glob("astromedia-dev-*.log")]
    said = {field for log in logs for line in lines(cloud, log) for field in line}
    assert asked <= said | SAID_BY_FAILURES | SAID_BY_LAMBDA
