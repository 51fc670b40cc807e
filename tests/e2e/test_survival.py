"""What was finished is still there after everything was killed."""

import os
import signal
from pathlib import Path

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


def test_a_campaign_that_was_cut_off_says_so(folder: Path) -> None:
    with LocalCloud(folder, environ=OFFLINE) as cloud:
        member = Member(cloud.endpoints.api_url, "ada@example.com")
        campaign_id = member.create()
        member.launch(campaign_id)
        kill(cloud)
    with member, LocalCloud(folder, environ=OFFLINE) as cloud:
        member.http.base_url = cloud.endpoints.api_url
        last = member.follow(campaign_id)[-1]
        assert last["type"] == "campaign.failed"
        assert last["data"]["error"] == "LocalHost.Restarted"
