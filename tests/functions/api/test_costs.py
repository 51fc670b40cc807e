from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.samples import NOW, entry, id_at

from .problems import fields
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


def test_a_workspaces_spend_is_split_and_each_split_sums_to_it(ada: TestClient, eve: TestClient, world: World) -> None:
    create(ada)
    (key,) = world.campaigns._campaigns
    campaign = world.campaigns.get(*key)
    calls: list[dict[str, Any]] = [
        {"user_id": "U1", "cost": "0.10"},
        {"user_id": "U2", "cost": "0.05", "provider": "anthropic", "model": "c-1"},
        {"cost": "0.00", "saved": "0.07", "source": "cache", "at": NOW - timedelta(days=1)},
        {"cost": "9.00", "at": NOW - timedelta(days=2)},
    ]
    for i, facts in enumerate(calls):
        world.ledger.add(entry(campaign, id=id_at(i), **facts))
    told = ada.get("/v1/costs").json()
    assert (told["first"], told["last"]) == ("2026-03-01", "2026-03-02")
    assert (told["total"], told["saved"], told["calls"], told["cached"]) == ("0.15", "0.07", 3, 1)
    for part in ("user", "campaign", "agent", "model", "provider", "day"):
        assert sum(Decimal(row["cost"]) for row in told[f"by_{part}"]) == Decimal("0.15")
    assert [(row["name"], row["cost"]) for row in told["by_user"]] == [("", "0.00"), ("U1", "0.10"), ("U2", "0.05")]
    assert [row["name"] for row in told["by_day"]] == ["2026-03-01", "2026-03-02"]
    assert [row["name"] for row in told["by_model"]] == ["anthropic/c-1", "openai/gpt-5-mini"]
    february = ada.get("/v1/costs", params={"from": "2026-02-28", "to": "2026-02-28"}).json()
    assert february["total"] == "9.00"
    assert eve.get("/v1/costs").json()["total"] == "0.00"


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [("2026-03-02", "2026-03-01", "to"), ("2025-03-01", "2026-03-02", "to"), ("soon", "2026-03-01", "from")],
)
def test_a_stretch_of_time_that_is_none_is_422(ada: TestClient, first: str, last: str, field: str) -> None:
    assert fields(ada.get("/v1/costs", params={"from": first, "to": last})) == [field]


def test_a_cached_call_says_so(ada: TestClient, world: World) -> None:
    made = create(ada)
    (key,) = world.campaigns._campaigns
    world.ledger.add(entry(world.campaigns.get(*key), cost="0", saved="0.002", source="semantic"))
    world.ledger.add(entry(world.campaigns.get(*key), estimated=True))
    told = ada.get(f"/v1/campaigns/{made['id']}/costs").json()
    assert (told["saved"], told["cached"], told["by_phase"][0]["estimated"]) == ("0.002", 1, 1)
    assert [(e["source"], e["saved"], e["estimated"]) for e in told["items"]] == [
        ("semantic", "0.002", False), ("provider", "0.00", True)
    ]  # fmt: skip
