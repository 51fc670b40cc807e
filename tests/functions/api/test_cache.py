from fastapi.testclient import TestClient

from astromedia.agents.registry import AGENTS
from astromedia.domain.role import Role

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
    saved = {part["agent"]: part["saved"] for part in told["agents"]}
    assert saved == dict.fromkeys(AGENTS, "0.00") | {"analyst": "0.000000001", "seo": "0.0015"}
    hers = eve.get("/v1/cache").json()
    assert (hers["hit_rate"], hers["exact_hits"]) == (None, 0)


def test_the_semantic_level_tells_its_threshold_and_what_it_got_wrong(ada: TestClient, world: World) -> None:
    mine = workspace_of(ada)
    world.cache.count(mine, "semantic/seo", {"97/right": 3, "97/wrong": 1})
    told = {part["agent"]: part["semantic"] for part in ada.get("/v1/cache").json()["agents"]}
    assert (told["seo"]["samples"], told["seo"]["wrong"]) == (4, 1)
    assert (told["copywriter"]["samples"], told["copywriter"]["false_hits"]) == (0, [])


def test_answers_are_dropped_by_campaign_by_agent_or_all(ada: TestClient, eve: TestClient, world: World) -> None:
    made = create(ada)["id"]
    for tag, count in {f"campaign/{made}": 3, "agent/seo": 2, "agent/analyst": 1}.items():
        for i in range(count):
            world.cache.put(workspace_of(ada), f"{tag}/{i}", b"answer", 60, [tag])
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
