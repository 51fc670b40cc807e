from fastapi.testclient import TestClient

from astromedia.domain.account import Role

from .conftest import Demoted
from .problems import fields, problem
from .test_campaigns import create
from .world import World


def workspace_of(client: TestClient) -> str:
    return str(client.get("/v1/users/me").json()["workspace"]["id"])


def test_hits_are_told_by_level_and_agent_with_what_they_saved(ada: TestClient, eve: TestClient, world: World) -> None:
    mine = workspace_of(ada)
    world.cache.count(mine, "cache/seo", {"exact_hits": 2, "misses": 1, "saved_nano": 1_500_000})
    world.cache.count(mine, "cache/analyst", {"semantic_hits": 1, "misses": 4, "saved_nano": 1})
    told = ada.get("/v1/cache").json()
    assert (told["exact_hits"], told["semantic_hits"], told["misses"], told["hit_rate"]) == (2, 1, 5, 0.375)
    assert (told["saved"], told["currency"]) == ("0.001500001", "USD")
    assert [(part["agent"], part["saved"]) for part in told["agents"]] == [
        ("analyst", "0.000000001"), ("seo", "0.0015")
    ]  # fmt: skip
    assert (eve.get("/v1/cache").json()["hit_rate"], eve.get("/v1/cache").json()["agents"]) == (None, [])


def test_answers_are_dropped_by_campaign_by_agent_or_all(ada: TestClient, eve: TestClient, world: World) -> None:
    made = create(ada)["id"]
    tags = {f"campaign/{made}": 3, "agent/seo": 2, "agent/analyst": 1}
    world.cache.tags[workspace_of(ada)].update(tags)
    assert eve.delete("/v1/cache").json() == {"dropped": 0}
    assert ada.delete("/v1/cache", params={"campaign_id": made}).json() == {"dropped": 3}
    assert ada.delete("/v1/cache", params={"agent": "seo"}).json() == {"dropped": 2}
    assert ada.delete("/v1/cache").json() == {"dropped": 1}


def test_what_cannot_be_dropped_is_named(ada: TestClient, eve: TestClient) -> None:
    made = create(ada)["id"]
    assert fields(ada.delete("/v1/cache", params={"agent": "nobody"})) == ["agent"]
    assert fields(ada.delete("/v1/cache", params={"agent": "seo", "campaign_id": made})) == ["agent"]
    assert problem(eve.delete("/v1/cache", params={"campaign_id": made}))["status"] == 404


def test_viewers_do_not_drop(demoted: Demoted) -> None:
    assert problem(demoted(Role.VIEWER).delete("/v1/cache"))["status"] == 403
