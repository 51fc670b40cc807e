"""People in the loop on the local cloud: races, secret tokens, pause, cancel, retry, and a restart in the middle."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.local import LocalCloud
from infra.local.plan import local_session

from .conftest import OFFLINE, OFTEN, PATIENCE_SECONDS, Member
from .gateway.servers import Reply, model_server

PHASES = [
    {"name": "research", "agent": "analyst"},
    {"name": "strategy", "agent": "strategist", "needs": ["research"]},
    {"name": "seo", "agent": "seo", "needs": ["strategy"]},
]


def until(true: Callable[[], bool], what: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait for something that is bound to happen."""
    pause, ends = threading.Event(), time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, f"{what} did not happen within {seconds} s"
        pause.wait(0.1)


class Steered(Member):
    """A member who governs a short playbook."""

    def launch_governed(self, governance: str = "GUIDED", **facts: Any) -> str:
        body = {"brief": self.brief(), "playbook": "short", "governance": governance, **facts}
        made = self.http.post("/v1/campaigns", json=body).raise_for_status().json()
        self.launch(made["id"])
        return str(made["id"])

    def phase(self, campaign_id: str, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.get(f"/v1/campaigns/{campaign_id}/phases/{name}")
        return found

    def await_phase(self, campaign_id: str, name: str, status: str = "AWAITING_APPROVAL", revision: int = 1) -> Any:
        def there() -> bool:
            phase = self.phase(campaign_id, name)
            return (phase["status"], phase["revision"]) == (status, revision)

        until(there, f"{name} {status} {revision}")
        return self.phase(campaign_id, name)

    def decide(self, campaign_id: str, name: str, decision: str, **body: Any) -> httpx.Response:
        return self.http.post(f"/v1/campaigns/{campaign_id}/phases/{name}/{decision}", json=body)

    def approve(self, campaign_id: str, name: str, revision: int = 1) -> None:
        phase = self.await_phase(campaign_id, name, revision=revision)
        self.decide(campaign_id, name, "approve", content_hash=phase["content_hash"]).raise_for_status()

    def control(self, campaign_id: str, action: str) -> httpx.Response:
        return self.http.post(f"/v1/campaigns/{campaign_id}/{action}")

    def status(self, campaign_id: str) -> str:
        return str(self.get(f"/v1/campaigns/{campaign_id}")["status"])


def steered(cloud: LocalCloud, email: str) -> Steered:
    member = Steered(cloud.endpoints.api_url, email)
    playbook = {"name": "short", "title": "Short", "phases": PHASES}
    member.http.post("/v1/playbooks", json=playbook).raise_for_status()
    return member


@pytest.fixture(scope="module")
def grace(cloud: LocalCloud) -> Iterator[Steered]:
    with steered(cloud, "grace.governs@example.com") as member:
        yield member


def test_of_many_who_decide_at_once_one_wins_and_the_others_get_409_with_the_reason(grace: Steered) -> None:
    campaign_id = grace.launch_governed()
    content = grace.await_phase(campaign_id, "research")["content_hash"]

    def decide(i: int) -> httpx.Response:
        if i % 2:
            return grace.decide(campaign_id, "research", "approve", content_hash=content)
        return grace.decide(campaign_id, "research", "reject", feedback=f"Number {i}.", content_hash=content)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(decide, range(8)))
    assert sorted(answer.status_code for answer in answers) == [200, *[409] * 7]
    assert all("approved by" in a.text or "rejected by" in a.text for a in answers if a.status_code == 409)
    events = grace.all(f"/v1/campaigns/{campaign_id}/events")
    decided = [event for event in events if event["type"] in ("phase.approved", "phase.rejected")]
    assert len(decided) == 1
    assert grace.control(campaign_id, "cancel").status_code == 202


def tokens(cloud: LocalCloud) -> list[str]:
    """Every task token that is kept."""
    client = local_session().client("dynamodb", endpoint_url=cloud.endpoints.aws_endpoint_url)
    pages = client.get_paginator("scan").paginate(
        TableName=cloud.endpoints.output("CampaignsTable"),
        FilterExpression="begins_with(sk, :gate)",
        ExpressionAttributeValues={":gate": {"S": "GATE#"}},
    )
    return [json.loads(item["document"]["S"])["token"] for page in pages for item in page["Items"]]


def test_a_token_is_in_no_answer_no_log_and_no_event(grace: Steered, cloud: LocalCloud) -> None:
    campaign_id = grace.launch_governed()
    grace.await_phase(campaign_id, "research")
    until(lambda: bool(tokens(cloud)), "a token was kept")
    secrets = tokens(cloud)
    grace.approve(campaign_id, "research")
    grace.await_phase(campaign_id, "strategy")
    base = f"/v1/campaigns/{campaign_id}"
    paths = [base, f"{base}/phases", f"{base}/events", f"{base}/costs", f"{base}/report", "/v1/approvals"]
    answers = "".join(grace.http.get(path).text for path in paths)
    logs = "".join(file.read_text(errors="replace") for file in cloud.folder.logs.glob("*.log"))
    for secret in secrets:
        # A token is long: whoever logs a part of it gives it away as well.
        for part in (secret, secret[-40:]):
            assert part not in answers
            assert part not in logs
    assert grace.control(campaign_id, "cancel").status_code == 202


def test_a_paused_campaign_begins_nothing_and_goes_on_when_it_is_resumed(grace: Steered) -> None:
    campaign_id = grace.launch_governed(phase_rules={"strategy": "never", "seo": "never"})
    grace.await_phase(campaign_id, "research")
    assert grace.control(campaign_id, "pause").json()["status"] == "PAUSED"
    grace.approve(campaign_id, "research")
    # Approved, the campaign would go on at once: that it waits at the next phase's gate is what there is to see.
    until(lambda: grace.status(campaign_id) == "PAUSED", "the pause")
    assert grace.phase(campaign_id, "strategy")["status"] == "IDLE"
    assert grace.control(campaign_id, "resume").json()["status"] == "RUNNING"
    assert grace.follow(campaign_id)[-1]["type"] == "campaign.completed"


def test_a_campaign_that_failed_is_retried_and_keeps_what_is_completed(grace: Steered) -> None:
    expires = {"remind_after": 1, "expire_after": 1, "on_expiry": "fail"}
    campaign_id = grace.launch_governed(phase_rules={"research": "never"}, approval_policy=expires)
    events = grace.follow(campaign_id)
    assert events[-1]["type"] == "campaign.failed"
    assert events[-1]["data"]["error"] == "ApprovalExpired"
    assert "phase.expired" in [event["type"] for event in events]
    grace.http.patch(
        f"/v1/campaigns/{campaign_id}", json={"approval_policy": {"expire_after": 86_400}}
    ).raise_for_status()
    assert grace.control(campaign_id, "retry").status_code == 202
    for name in ("strategy", "seo"):
        grace.approve(campaign_id, name)
    until(lambda: grace.status(campaign_id) == "COMPLETED", "the end")
    events = grace.all(f"/v1/campaigns/{campaign_id}/events")
    begun = [event["phase"] for event in events if event["type"] == "phase.started"]
    assert begun == ["research", "strategy", "seo"]
    assert grace.get(f"/v1/campaigns/{campaign_id}")["run"] == 2


def test_a_campaign_is_cancelled_while_a_model_call_hangs(tmp_path: Path) -> None:
    with model_server(Reply(silent=True)) as server:
        settings = OFTEN | {
            "MODEL_CHAIN": "openai",
            "OPENAI_API_KEY": "k",
            "OPENAI_BASE_URL": f"{server.url}/v1",
            "OPENAI_MODEL": "m",
            "MODEL_PRICES": json.dumps({"openai/m": {"input": "1", "output": "2"}}),
        }
        with LocalCloud(tmp_path / ".local", environ=settings) as cloud, steered(cloud, "ada@example.com") as ada:
            campaign_id = ada.launch_governed("AUTO")
            until(lambda: server.asked > 0, "the call")
            began = time.monotonic()
            assert ada.control(campaign_id, "cancel").status_code == 202
            states = local_session().client("stepfunctions", endpoint_url=cloud.endpoints.aws_endpoint_url)
            running = [
                execution
                for each in states.list_state_machines()["stateMachines"]
                for execution in states.list_executions(
                    stateMachineArn=each["stateMachineArn"], statusFilter="RUNNING"
                )["executions"]
            ]
            assert running == []
            assert ada.status(campaign_id) == "CANCELLED"
            assert time.monotonic() - began < 5
            phases = ada.all(f"/v1/campaigns/{campaign_id}/phases")
            assert {phase["status"] for phase in phases} == {"SKIPPED"}
            assert ada.follow(campaign_id)[-1]["type"] == "campaign.cancelled"
            assert ada.get("/v1/queue")["running"] == []


def test_a_campaign_that_waits_for_people_survives_a_restart(tmp_path: Path) -> None:
    folder = tmp_path / ".local"
    with LocalCloud(folder, environ=OFFLINE) as cloud:
        ada = steered(cloud, "ada@example.com")
        campaign_id = ada.launch_governed(phase_rules={"research": "never"})
        ada.await_phase(campaign_id, "strategy")
    with ada, LocalCloud(folder, environ=OFFLINE) as cloud:
        ada.http.base_url = cloud.endpoints.api_url
        for name in ("strategy", "seo"):
            ada.approve(campaign_id, name)
        until(lambda: ada.status(campaign_id) == "COMPLETED", "the end")
        events = ada.all(f"/v1/campaigns/{campaign_id}/events")
        begun = [event["phase"] for event in events if event["type"] in ("phase.started", "phase.retried")]
        assert begun == ["research", "strategy", "seo"]
