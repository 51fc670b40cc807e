"""What was finished is still there after everything was killed."""

import os
import signal
from pathlib import Path

from infra.local import LocalCloud

from .conftest import Member


def snapshot(member: Member, campaign_id: str) -> list[object]:
    paths = ("", "/phases", "/events", "/costs")
    records = [member.get(f"/v1/campaigns/{campaign_id}{path}") for path in paths]
    return [*records, member.get("/v1/assets", campaign_id=campaign_id)]


def test_a_finished_campaign_survives_kill_9_of_everything(tmp_path: Path) -> None:
    folder = tmp_path / ".local"
    with LocalCloud(folder, environ={}) as cloud:
        member = Member(cloud.endpoints.api_url, "ada@example.com")
        campaign_id = member.run()
        before = snapshot(member, campaign_id)
        assert cloud.pid is not None
        os.kill(cloud.pid, signal.SIGKILL)
    with LocalCloud(folder, environ={}) as cloud:
        assert str(member.http.base_url).rstrip("/") == cloud.endpoints.api_url
        assert snapshot(member, campaign_id) == before
        for asset in before[-1]["items"]:  # type: ignore[index]
            url = member.http.get(f"/v1/assets/{asset['id']}/download").json()["url"]
            assert len(member.http.get(url, headers={"Authorization": ""}).content) == asset["size"]


def test_a_campaign_that_was_cut_off_says_so(tmp_path: Path) -> None:
    folder = tmp_path / ".local"
    with LocalCloud(folder, environ={}) as cloud:
        member = Member(cloud.endpoints.api_url, "ada@example.com")
        campaign_id = member.create()
        member.launch(campaign_id)
        os.kill(cloud.pid or 0, signal.SIGKILL)
    with LocalCloud(folder, environ={}):
        last = member.follow(campaign_id)[-1]
        assert last["type"] == "campaign.failed"
        assert last["data"]["error"] == "LocalHost.Restarted"
