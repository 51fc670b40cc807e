from decimal import Decimal
from typing import Any

import pytest
from fastapi.testclient import TestClient

from astromedia.domain.role import Role
from astromedia.gateway.settings import ModelSettings
from tests.unit.domain.briefs import brief_data

from .conftest import Demoted
from .problems import fields, problem
from .test_campaigns import create
from .world import World

PAID = ModelSettings.model_validate({"OPENAI_API_KEY": "k", "OPENAI_MODEL": "gpt-6-luna"})


@pytest.fixture
def paid(world: World, autumn: None) -> None:
    """A workspace whose models cost money."""
    world.models = PAID


def quote_of(client: TestClient, **body: Any) -> tuple[str, dict[str, Any]]:
    path = f"/v1/campaigns/{create(client, **body)['id']}"
    return path, client.get(f"{path}/quote").json()


def test_offline_costs_nothing_and_the_quote_says_so(ada: TestClient) -> None:
    _, quote = quote_of(ada)
    assert (quote["offline"], quote["p50"], quote["p95"], quote["max"]) == (True, "0.00", "0.00", "0.00")
    assert {phase["provider"] for phase in quote["phases"]} == {"offline"}


@pytest.mark.usefixtures("paid")
def test_a_quote_is_by_phase_and_in_all(ada: TestClient) -> None:
    _, quote = quote_of(ada)
    assert (quote["offline"], quote["currency"], len(quote["phases"])) == (False, "USD", 10)
    for name in ("p50", "p95", "max"):
        assert sum(Decimal(phase[name]) for phase in quote["phases"]) == Decimal(quote[name])
    for phase in quote["phases"]:
        assert Decimal(0) < Decimal(phase["p50"]) < Decimal(phase["p95"]) < Decimal(phase["max"])
        assert (phase["model"], phase["runs"]) == ("gpt-6-luna", 0)


@pytest.mark.usefixtures("paid")
def test_a_launch_holds_each_phase_to_its_maximum(ada: TestClient) -> None:
    path, quote = quote_of(ada)
    launched = ada.post(f"{path}/launch").json()
    assert launched["max_costs"] == {phase["phase"]: phase["max"] for phase in quote["phases"]}
    assert launched["launched_by"] == launched["created_by"]


@pytest.mark.usefixtures("paid")
def test_a_campaign_whose_budget_is_too_small_is_not_launched(ada: TestClient, world: World) -> None:
    path, quote = quote_of(ada, model_budget="0.001")
    refused = problem(ada.post(f"{path}/launch"))
    scope = f"campaign/{path.rpartition('/')[2]}"
    told = {"status": 402, "scope": scope, "free": "0.001", "cap": "0.001", "currency": "USD", "upgrade": "/v1/plans"}
    assert told.items() <= refused.items()
    for said in (scope, "$0.001 left", quote["p95"], f"PUT /v1/budgets/{scope}", "'starter'"):
        assert said in refused["detail"]
    assert world.engine.started == {}
    assert ada.get(path).json()["status"] == "DRAFT"
    assert ada.put(f"/v1/budgets/{scope}", json={"cap": quote["p95"]}).status_code == 200
    assert ada.post(f"{path}/launch").status_code == 202


@pytest.mark.usefixtures("paid")
@pytest.mark.parametrize("scope", ["workspace/2026-11", "user/{user}/2026-11"])
def test_a_month_that_is_spent_stops_the_launch(ada: TestClient, scope: str) -> None:
    name = scope.format(user=ada.get("/v1/users/me").json()["user"]["id"])
    ada.put(f"/v1/budgets/{name}", json={"cap": "0"})
    path, _ = quote_of(ada)
    assert problem(ada.post(f"{path}/launch"))["scope"] == name


def test_an_offline_campaign_needs_no_budget(ada: TestClient) -> None:
    path, _ = quote_of(ada, model_budget=0)
    assert ada.post(f"{path}/launch").status_code == 202


def test_an_editor_cannot_give_more_than_the_plan(demoted: Demoted) -> None:
    editor = demoted(Role.EDITOR)
    assert create(editor, model_budget="5.00")["status"] == "DRAFT"
    assert create(editor, model_budget="5.01")["status"] == 403
    assert len(editor.get("/v1/campaigns").json()["items"]) == 1


@pytest.mark.parametrize("amount", ["-1", "NaN", "0.0000000001", "lots"])
def test_a_model_budget_is_an_amount(ada: TestClient, amount: str) -> None:
    assert fields(ada.post("/v1/campaigns", json={"brief": brief_data(), "model_budget": amount})) == ["model_budget"]


def test_models_without_a_price_are_a_conflict_that_names_them(ada: TestClient, world: World) -> None:
    world.models = ModelSettings.model_validate({"OPENAI_API_KEY": "k", "OPENAI_MODEL": "nameless"})
    path, refused = quote_of(ada)
    assert refused["status"] == 409
    assert "openai/nameless" in refused["detail"]
    assert problem(ada.post(f"{path}/launch"))["status"] == 409


def test_others_have_no_quote(ada: TestClient, eve: TestClient) -> None:
    path, _ = quote_of(ada)
    assert problem(eve.get(f"{path}/quote"))["status"] == 404


def test_models_that_are_all_switched_off_are_a_conflict_until_one_is_on(ada: TestClient, world: World) -> None:
    world.switch.off["offline"] = "no drafts this week"
    path, refused = quote_of(ada)
    assert refused["status"] == 409
    assert "offline/composer-1 (no drafts this week)" in refused["detail"]
    assert problem(ada.post(f"{path}/launch"))["status"] == 409
    world.switch.off.clear()
    assert ada.post(f"{path}/launch").status_code == 202
