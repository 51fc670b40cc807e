"""The audit log: what is recorded, and how it is read."""

import json

from fastapi.testclient import TestClient

from astromedia.domain.audit import Action
from astromedia.domain.role import Role

from .conftest import Demoted
from .problems import fields, problem
from .test_workspaces import home
from .world import World


def change_everything(ada: TestClient, world: World) -> None:
    here = home(ada)
    for path, body in (
        ("/v1/budgets/workspace/2026-03", {"cap": "20.50"}),
        (f"{here}/plan", {"plan": "team"}),
        (f"{here}/concurrency", {"limit": 3}),
        ("/v1/models/cost-share", {"share": "0.5"}),
    ):
        world.clock.advance(1)
        assert ada.put(path, json=body, headers={"X-Request-Id": "change-it"}).status_code == 200


def test_what_bears_on_money_is_recorded_with_who_from_where(ada: TestClient, world: World) -> None:
    change_everything(ada, world)
    found = [entry for entry in ada.get(f"{home(ada)}/audit").json()["items"] if entry["action"] != Action.LOGGED_IN]
    assert [(entry["action"], entry["details"]) for entry in reversed(found)] == [
        ("budget.cap_changed", {"after": "20.50"}),
        ("plan.changed", {"before": "free", "after": "team"}),
        ("concurrency.changed", {"before": "100", "after": "3"}),
        ("cost_share.changed", {"after": "0.5"}),
    ]
    assert found[0]["request_id"] == "change-it"
    assert found[0]["ip"] == "testclient"
    assert found[3]["target"] == "workspace/2026-03"
    (user,) = world.accounts.users
    assert {entry["user_id"] for entry in found} == {user}


def test_what_is_refused_is_not_recorded_as_done(ada: TestClient, world: World) -> None:
    ada.put("/v1/budgets/workspace/2026-02", json={"cap": "20.50"})
    ada.put(f"{home(ada)}/plan", json={"plan": "none"})
    ada.put(f"{home(ada)}/concurrency", json={"limit": 999})
    assert world.audit.changes == []


def test_it_is_read_in_pages_and_by_action(ada: TestClient, world: World) -> None:
    change_everything(ada, world)
    log = f"{home(ada)}/audit"
    whole = ada.get(log).json()["items"]
    first = ada.get(f"{log}?limit=3").json()
    assert [*first["items"], *ada.get(log, params={"cursor": first["next_cursor"]}).json()["items"]] == whole
    (plan,) = ada.get(f"{log}?action=plan.changed").json()["items"]
    assert plan in whole
    assert fields(ada.get(f"{log}?action=x")) == ["action"]
    assert fields(ada.get(log, params={"cursor": first["next_cursor"], "action": "plan.changed"})) == ["cursor"]


def test_it_is_read_as_lines(ada: TestClient, world: World) -> None:
    change_everything(ada, world)
    log = f"{home(ada)}/audit"
    lines = {"Accept": "application/x-ndjson"}
    first = ada.get(f"{log}?limit=3", headers=lines)
    assert first.headers["Content-Type"] == "application/x-ndjson"
    rest = ada.get(first.links["next"]["url"], headers=lines)
    assert "Link" not in rest.headers
    found = [json.loads(line) for line in (first.text + rest.text).splitlines()]
    assert found == ada.get(log).json()["items"]


def test_nobody_can_change_it_and_only_owners_and_admins_read_it(ada: TestClient, demoted: Demoted) -> None:
    log = f"{home(ada)}/audit"
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert problem(ada.request(method, log))["status"] == 405
    for role in (Role.EDITOR, Role.VIEWER):
        assert problem(demoted(role).get(log))["status"] == 403
