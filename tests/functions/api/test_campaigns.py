from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from astromedia.domain.campaign import CampaignStatus
from tests.samples import id_at
from tests.unit.domain.briefs import brief_data

from .problems import problem
from .world import World


def create(client: TestClient, **body: Any) -> dict[str, Any]:
    made: dict[str, Any] = client.post("/v1/campaigns", json={"brief": brief_data()} | body).json()
    return made


def test_a_created_campaign_is_where_location_says(ada: TestClient) -> None:
    answer = ada.post("/v1/campaigns", json={"name": "  Spring 🌱 ", "brief": brief_data()})
    assert answer.status_code == 201
    made = answer.json()
    assert (made["name"], made["status"], made["version"]) == ("Spring 🌱", "DRAFT", 1)
    assert made["brief"]["budget"] == {"amount": "2500.00", "currency": "USD"}
    assert made["created_at"] == "2026-03-02T09:30:00Z"
    assert ada.get(answer.headers["Location"]).json() == made


@pytest.mark.parametrize("amount", ["2500.00", 2500, 2500.00, "2500"])
def test_money_is_exact_as_text_or_number(ada: TestClient, amount: object) -> None:
    made = create(ada, brief=brief_data(budget={"amount": amount}))
    assert made["brief"]["budget"]["amount"] == "2500.00"


@pytest.mark.parametrize(("amount", "told"), [(0.1, "0.10"), (999999999.99, "999999999.99"), ("0.07", "0.07")])
def test_cents_are_kept(ada: TestClient, amount: object, told: str) -> None:
    assert create(ada, brief=brief_data(budget={"amount": amount}))["brief"]["budget"]["amount"] == told


def test_any_script_comes_back_as_it_was(ada: TestClient) -> None:
    notes = "עברית ‮ العربية — 👩‍👩‍👧 zero\u200bwidth"
    assert create(ada, brief=brief_data(notes=notes))["brief"]["notes"] == notes


def test_campaigns_are_listed_newest_first_and_in_pages(ada: TestClient, world: World) -> None:
    made = []
    for i in range(3):
        world.clock.advance(1)
        made.append(create(ada, name=f"Number {i}"))
    first = ada.get("/v1/campaigns", params={"limit": 2}).json()
    second = ada.get("/v1/campaigns", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [*first["items"], *second["items"]] == made[::-1]
    assert second["next_cursor"] is None


def test_campaigns_are_listed_by_status(ada: TestClient) -> None:
    draft, running = create(ada), create(ada)
    ada.post(f"/v1/campaigns/{running['id']}/launch")
    found = {status: ada.get("/v1/campaigns", params={"status": status}).json() for status in CampaignStatus}
    assert [c["id"] for c in found[CampaignStatus.DRAFT]["items"]] == [draft["id"]]
    assert [c["id"] for c in found[CampaignStatus.RUNNING]["items"]] == [running["id"]]
    assert found[CampaignStatus.FAILED]["items"] == []


def test_launching_answers_202_once(ada: TestClient, world: World) -> None:
    made = create(ada)
    launched = ada.post(f"/v1/campaigns/{made['id']}/launch", headers={"X-Request-Id": "launch-1"})
    assert (launched.status_code, launched.json()["status"]) == (202, "RUNNING")
    ((name, (_, payload)),) = world.engine.started.items()
    assert name == f"{made['id']}-1"
    assert (payload["request_id"], payload["run"]) == ("launch-1", 1)
    assert problem(ada.post(f"/v1/campaigns/{made['id']}/launch"))["status"] == 409


def test_phases_events_and_costs_of_a_draft(ada: TestClient) -> None:
    path = f"/v1/campaigns/{create(ada)['id']}"
    phases = ada.get(f"{path}/phases").json()
    assert len(phases["items"]) == 10
    assert {p["status"] for p in phases["items"]} == {"IDLE"}
    assert ada.get(f"{path}/phases/seo").json() == phases["items"][3]
    assert phases["items"][3]["output"] is None
    events = ada.get(f"{path}/events").json()
    assert [(e["sequence"], e["type"]) for e in events["items"]] == [(1, "campaign.created")]
    later = ada.get(f"{path}/events", params={"cursor": events["next_cursor"]}).json()
    assert later == {"items": [], "next_cursor": events["next_cursor"]}
    costs = ada.get(f"{path}/costs").json()
    assert (costs["total"], costs["currency"], costs["items"]) == ("0.00", "USD", [])


PATHS = ["", "/phases", "/phases/seo", "/events", "/costs", "/report"]


@pytest.mark.parametrize("rest", PATHS)
def test_another_workspaces_campaign_is_404(ada: TestClient, eve: TestClient, rest: str) -> None:
    path = f"/v1/campaigns/{create(ada)['id']}{rest}"
    assert ada.get(path).status_code == 200
    assert problem(eve.get(path))["status"] == 404


def test_another_workspaces_campaign_cannot_be_launched(ada: TestClient, eve: TestClient, world: World) -> None:
    made = create(ada)
    assert problem(eve.post(f"/v1/campaigns/{made['id']}/launch"))["status"] == 404
    assert world.engine.started == {}
    assert eve.get("/v1/campaigns").json()["items"] == []


@pytest.mark.parametrize("rest", PATHS)
def test_an_unknown_campaign_is_404_and_an_impossible_id_is_422(ada: TestClient, rest: str) -> None:
    assert problem(ada.get(f"/v1/campaigns/{id_at()}{rest}"))["status"] == 404
    impossible = problem(ada.get(f"/v1/campaigns/nope%00%23{rest}"))
    assert impossible["errors"][0]["field"] == "campaign_id"


IN_PATHS = {
    "upload_id": "01KJPY44E0CGSBHRRNH1AV3MK6",
    "export_id": "01KJPY44E0CGSBHRRNH1AV3MK6",
    "phase": "seo",
    "name": "own",
    "provider": "google",
    "scheduled_at": "2026-03-02T10:00:00Z",
    "scope": "workspace/2026-03",
    **dict.fromkeys(("campaign_id", "asset_id", "workspace_id", "schedule_id", "key_id"), id_at()),
    **dict.fromkeys(("user_id", "invitation_id", "session_id"), id_at()),
}


def test_every_route_but_the_open_ones_needs_a_token(anyone: TestClient, login: Callable[[str], TestClient]) -> None:
    of_accounts = {"/v1/auth/register", "/v1/auth/login", "/v1/auth/verify-2fa", "/v1/auth/refresh"}
    of_accounts |= {"/v1/auth/verify-email", "/v1/auth/forgot-password", "/v1/auth/reset-password"}
    of_accounts |= {"/v1/auth/oauth/{provider}/start", "/v1/auth/oauth/{provider}/callback"}
    open_to_all = of_accounts | {"/health/live", "/health/ready", "/.well-known/jwks.json"}
    description = anyone.get("/openapi.json").json()
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            address = path.format(**IN_PATHS)
            body = {"brief": brief_data()} if "requestBody" in operation else None
            answer = anyone.request(method, address, json=body)
            assert (answer.status_code == 401) is (path not in open_to_all), path
            assert ("security" in operation) is (path not in open_to_all), path
