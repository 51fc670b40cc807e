"""Exports of a workspace, as owners ask for them."""

from fastapi.testclient import TestClient

from astromedia.domain.audit import Action
from astromedia.domain.export import ExportStatus
from astromedia.domain.role import Role

from .problems import problem
from .test_workspaces import Join, home, join
from .world import World

__all__ = ["join"]


def test_an_export_is_asked_for_and_fetched_once_it_is_done(ada: TestClient, world: World) -> None:
    asked = ada.post(f"{home(ada)}/exports")
    assert (asked.status_code, asked.json()["status"], asked.json()["url"]) == (202, "PENDING", None)
    where = asked.headers["Location"]
    assert ada.get(where).json() == asked.json()
    ((key, export),) = world.exports.stored.items()
    world.exports.stored[key] = export.model_copy(update={"status": ExportStatus.DONE, "size": 7})
    done = ada.get(where).json()
    assert (done["status"], done["size"]) == ("DONE", 7)
    assert export.key in done["url"]
    world.clock.advance(7 * 86_400)
    relogin = ada.post("/v1/auth/login", json={"email": "ada@example.com", "password": "correct horse battery"})
    ada.headers["Authorization"] = f"Bearer {relogin.json()['access_token']}"
    assert ada.get(where).json()["url"] is None
    assert Action.WORKSPACE_EXPORTED in world.audit.actions


def test_one_export_is_written_at_a_time(ada: TestClient) -> None:
    headers = {"Idempotency-Key": "once"}
    first = ada.post(f"{home(ada)}/exports", headers=headers)
    again = ada.post(f"{home(ada)}/exports", headers=headers)
    assert (again.status_code, again.json()) == (202, first.json())
    refused = ada.post(f"{home(ada)}/exports")
    assert problem(refused)["status"] == 409
    assert first.json()["id"] in refused.json()["detail"]


def test_only_owners_export(ada: TestClient, join: Join, eve: TestClient) -> None:
    where = ada.post(f"{home(ada)}/exports").headers["Location"]
    bob = join("bob", Role.ADMIN)
    assert problem(bob.post(f"{home(ada)}/exports"))["status"] == 403
    assert problem(bob.get(where))["status"] == 403
    assert problem(eve.get(where))["status"] == 404
