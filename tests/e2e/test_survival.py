"""What was finished is still there after everything was killed."""

import os
import signal
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.local import LocalCloud

from .conftest import OFFLINE, Member


def snapshot(member: Member, campaign_id: str) -> list[object]:
    paths = ("", "/phases", "/events", "/costs")
    records = [member.get(f"/v1/campaigns/{campaign_id}{path}") for path in paths]
    return [*records, member.get("/v1/assets", campaign_id=campaign_id)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / ".local"


def kill(cloud: LocalCloud) -> None:
    """kill -9 of the supervisor takes everything with it at once."""
    assert cloud.pid is not None
    os.kill(cloud.pid, signal.SIGKILL)


def test_a_finished_campaign_survives_kill_9_of_everything(folder: Path) -> None:
    with LocalCloud(folder, environ=OFFLINE) as cloud:
        member = Member(cloud.endpoints.api_url, "ada@example.com")
        campaign_id = member.run()
        before = snapshot(member, campaign_id)
        kill(cloud)
    with member, LocalCloud(folder, environ=OFFLINE) as cloud:
        member.http.base_url = cloud.endpoints.api_url
        assert snapshot(member, campaign_id) == before
        for asset in member.get("/v1/assets", campaign_id=campaign_id)["items"]:
            url = member.http.get(f"/v1/assets/{asset['id']}/download").json()["url"]
            assert len(httpx.get(url).content) == asset["size"]


def test_a_campaign_that_was_cut_off_goes_on(folder: Path) -> None:
    with LocalCloud(folder, environ=OFFLINE) as cloud:
        member = Member(cloud.endpoints.api_url, "ada@example.com")
        campaign_id = member.create()
        member.launch(campaign_id)
        finished = {event["phase"] for event in member.follow(campaign_id, {"phase.completed"}) if finishes(event)}
        kill(cloud)
    with member, LocalCloud(folder, environ=OFFLINE) as cloud:
        member.http.base_url = cloud.endpoints.api_url
        events = member.follow(campaign_id)
        assert events[-1]["type"] == "campaign.completed"
        completed = [event["phase"] for event in events if finishes(event)]
        assert sorted(completed) == sorted({phase["name"] for phase in phases(member, campaign_id)})
        started = [event["phase"] for event in events if event["type"] == "phase.started"]
        assert {phase: started.count(phase) for phase in finished} == dict.fromkeys(finished, 1)


def finishes(event: dict[str, Any]) -> bool:
    return bool(event["type"] == "phase.completed")


def phases(member: Member, campaign_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = member.get(f"/v1/campaigns/{campaign_id}/phases")["items"]
    return found
