from decimal import Decimal

from fastapi.testclient import TestClient

from tests.samples import entry, id_at

from .test_campaigns import create
from .world import World


def test_the_ledger_in_pages_with_the_totals_of_all(ada: TestClient, world: World) -> None:
    made = create(ada)
    (key,) = world.campaigns._campaigns
    campaign = world.campaigns.get(*key)
    for i, model in enumerate(("m-1", "meta/m-2", "m-1")):
        world.ledger.add(entry(campaign, id=id_at(i), model=model, cost=Decimal("0.000000001")))
    path = f"/v1/campaigns/{made['id']}/costs"
    first = ada.get(path, params={"limit": 2}).json()
    second = ada.get(path, params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [len(first["items"]), len(second["items"]), second["next_cursor"]] == [2, 1, None]
    assert first["total"] == second["total"] == "0.000000003"
    assert first["items"][0]["cost"] == "0.000000001"
    assert "workspace_id" not in first["items"][0]
    assert [(p["phase"], p["calls"]) for p in first["by_phase"]] == [("research", 3)]
    models = [(m["provider"], m["model"], m["calls"], m["cost"]) for m in first["by_model"]]
    assert models == [("openai", "m-1", 2, "0.000000002"), ("openai", "meta/m-2", 1, "0.000000001")]
