"""Playbooks over HTTP."""

from typing import Any

from fastapi.testclient import TestClient

from astromedia.domain.role import Role
from astromedia.playbooks.builtin import PLAYBOOKS
from tests.unit.domain.briefs import brief_data

from .conftest import Demoted
from .world import World

RESEARCH = {"name": "research", "agent": "analyst"}
STRATEGY = {
    "name": "strategy",
    "agent": "strategist",
    "needs": ["research"],
    "inputs": ["research"],
    "group": "Base",
    "title": "The plan",
}
NAMING = {"name": "naming", "title": "Naming", "phases": [RESEARCH, STRATEGY]}


def errors(answer: Any) -> set[str]:
    assert answer.status_code == 422, answer.text
    return {error["field"] for error in answer.json()["errors"]}


def test_a_playbook_is_written_read_changed_and_deleted(ada: TestClient, world: World) -> None:
    made = ada.post("/v1/playbooks", json=NAMING)
    assert (made.status_code, made.headers["Location"]) == (201, "/v1/playbooks/naming")
    assert ada.get("/v1/playbooks/naming").json() == made.json()
    assert (made.json()["built_in"], made.json()["edition"]) == (False, 1)
    assert made.json()["phases"][1]["group"] == "Base"
    changed = ada.put("/v1/playbooks/naming", json={"title": "Better", "phases": [RESEARCH]})
    assert (changed.status_code, changed.json()["edition"], changed.json()["title"]) == (200, 2, "Better")
    assert changed.json()["version"] != made.json()["version"]
    assert len(world.engine.defined) == 1
    assert ada.delete("/v1/playbooks/naming").status_code == 204
    assert world.engine.defined == {}
    for method in ("get", "delete"):
        assert getattr(ada, method)("/v1/playbooks/naming").status_code == 404


def test_the_builtin_ones_are_listed_first_page_by_page(ada: TestClient) -> None:
    ada.post("/v1/playbooks", json=NAMING)
    first = ada.get("/v1/playbooks", params={"limit": 3}).json()
    rest = ada.get("/v1/playbooks", params={"limit": 3, "cursor": first["next_cursor"]}).json()
    listed = first["items"] + rest["items"]
    assert [(playbook["name"], playbook["built_in"]) for playbook in listed] == [
        *((name, True) for name in PLAYBOOKS),
        ("naming", False),
    ]
    assert rest["next_cursor"] is None
    for playbook in listed[:-1]:
        phases = [(phase["name"], phase["agent"], tuple(phase["needs"])) for phase in playbook["phases"]]
        assert phases == [(phase.name, phase.agent, phase.needs) for phase in PLAYBOOKS[playbook["name"]].phases]


def test_a_cursor_of_another_list_is_refused(ada: TestClient) -> None:
    cursor = ada.get("/v1/playbooks", params={"limit": 1}).json()["next_cursor"]
    assert errors(ada.get("/v1/agents", params={"cursor": cursor})) == {"cursor"}


def test_every_fault_is_named_at_once(ada: TestClient) -> None:
    phases = [RESEARCH | {"needs": ["b"]}, {"name": "b", "agent": "nobody", "needs": ["research", "gone"]}, STRATEGY]
    assert errors(ada.post("/v1/playbooks", json=NAMING | {"phases": phases})) == {
        "phases[0].needs[0]",
        "phases[1].needs[1]",
        "phases[1].agent",
        "phases[2].needs[0]",
    }
    assert errors(ada.post("/v1/playbooks", json=NAMING | {"phases": []})) == {"phases"}
    many = [{"name": f"p{i}", "agent": "analyst"} for i in range(41)]
    assert errors(ada.post("/v1/playbooks", json=NAMING | {"phases": many})) == {"phases"}
    wrong = [{"name": "A b", "agent": "analyst", "retries": 99, "approval": "perhaps", "colour": "red"}]
    assert errors(ada.post("/v1/playbooks", json=NAMING | {"phases": wrong})) == {
        f"phases[0].{field}" for field in ("name", "retries", "approval", "colour")
    }


def test_a_taken_name_and_a_builtin_one_are_conflicts(ada: TestClient) -> None:
    ada.post("/v1/playbooks", json=NAMING)
    for name in ("naming", "campaign"):
        assert ada.post("/v1/playbooks", json=NAMING | {"name": name}).status_code == 409
    body = {"title": "Mine", "phases": [RESEARCH]}
    assert ada.put("/v1/playbooks/campaign", json=body).status_code == 409
    assert ada.delete("/v1/playbooks/campaign").status_code == 409


def test_a_name_cannot_be_changed(ada: TestClient) -> None:
    ada.post("/v1/playbooks", json=NAMING)
    assert errors(ada.put("/v1/playbooks/naming", json=NAMING | {"name": "other"})) == {"name"}
    assert ada.put("/v1/playbooks/naming", json=NAMING).json()["edition"] == 1


def test_viewers_read_and_change_nothing(ada: TestClient, demoted: Demoted) -> None:
    ada.post("/v1/playbooks", json=NAMING)
    viewer = demoted(Role.VIEWER)
    assert viewer.get("/v1/playbooks/naming").status_code == 200
    assert viewer.post("/v1/playbooks", json=NAMING | {"name": "other"}).status_code == 403
    assert viewer.put("/v1/playbooks/naming", json=NAMING).status_code == 403
    assert viewer.delete("/v1/playbooks/naming").status_code == 403


def test_another_workspace_does_not_see_it(ada: TestClient, eve: TestClient) -> None:
    ada.post("/v1/playbooks", json=NAMING)
    assert eve.get("/v1/playbooks/naming").status_code == 404
    assert eve.put("/v1/playbooks/naming", json=NAMING).status_code == 404
    assert eve.delete("/v1/playbooks/naming").status_code == 404
    assert "naming" not in [playbook["name"] for playbook in eve.get("/v1/playbooks").json()["items"]]
    assert eve.post("/v1/playbooks", json=NAMING).status_code == 201


def test_a_campaign_follows_it_and_keeps_to_its_version(ada: TestClient, world: World) -> None:
    version = ada.post("/v1/playbooks", json=NAMING).json()["version"]
    campaign = ada.post("/v1/campaigns", json={"brief": brief_data(), "playbook": "naming"}).json()
    ada.delete("/v1/playbooks/naming")
    world.engine.unknown = True
    assert ada.post(f"/v1/campaigns/{campaign['id']}/launch").status_code == 202
    ((machine, _),) = world.engine.started.values()
    assert (machine.playbook, machine.version) == ("naming", version)
    assert "Strategy" in world.engine.defined[machine]["States"]
    phases = ada.get(f"/v1/campaigns/{campaign['id']}/phases").json()["items"]
    assert [(phase["name"], phase["title"], phase["group"]) for phase in phases] == [
        ("research", None, None),
        ("strategy", "The plan", "Base"),
    ]
