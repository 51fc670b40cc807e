import pytest
from fastapi.testclient import TestClient

from tests.samples import asset, campaign, id_at

from .problems import fields, problem
from .world import World


@pytest.fixture
def workspace_id(ada: TestClient) -> str:
    return str(ada.get("/v1/users/me").json()["workspace"]["id"])


def test_assets_are_listed_read_and_downloaded(ada: TestClient, world: World, workspace_id: str) -> None:
    owner, other = campaign(workspace_id=workspace_id), campaign(workspace_id=workspace_id)
    made = [asset(owner, id=id_at(i)) for i in range(2)]
    for each in [*made, asset(other)]:
        world.assets.save(each)
    listed = ada.get("/v1/assets", params={"campaign_id": owner.id}).json()
    assert [a["id"] for a in listed["items"]] == [made[1].id, made[0].id]
    assert len(ada.get("/v1/assets").json()["items"]) == 3
    read = ada.get(f"/v1/assets/{made[0].id}").json()
    assert read == listed["items"][1]
    assert "key" not in read

    link = ada.get(f"/v1/assets/{made[0].id}/download")
    assert link.status_code == 307
    assert link.headers["Location"] == link.json()["url"]
    assert made[0].key in link.json()["url"]
    assert link.json()["expires_at"] == "2026-03-02T09:45:00Z"


def test_another_workspaces_asset_is_404(ada: TestClient, eve: TestClient, world: World, workspace_id: str) -> None:
    made = asset(campaign(workspace_id=workspace_id))
    world.assets.save(made)
    for path in (f"/v1/assets/{made.id}", f"/v1/assets/{made.id}/download"):
        assert problem(eve.get(path))["status"] == 404
    assert eve.get("/v1/assets", params={"campaign_id": made.campaign_id}).json()["items"] == []


@pytest.mark.parametrize("limit", ["0", "101", "-1", "x", "9" * 40, "1.5"])
def test_a_limit_is_between_1_and_100(ada: TestClient, limit: str) -> None:
    assert fields(ada.get("/v1/assets", params={"limit": limit})) == ["limit"]


@pytest.mark.parametrize("cursor", ["x", "é🙂", "AAAAAAAAAAAAAAAAAAAAAAAAAAAA", "x" * 401, "\x00"])
def test_a_made_up_cursor_is_refused(ada: TestClient, cursor: str) -> None:
    for path in ("/v1/assets", "/v1/campaigns"):
        assert fields(ada.get(path, params={"cursor": cursor})) == ["cursor"]
