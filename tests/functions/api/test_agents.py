"""Agents over HTTP."""

from typing import Any

from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from astromedia.agents.registry import AGENTS
from astromedia.domain.role import Role
from tests.playbooks import NAMER
from tests.unit.domain.briefs import brief_data

from .conftest import Demoted

BODY = NAMER | {"inputs": ["research"], "models": ["offline/composer-1"], "max_cost": "0.05"}


def errors(answer: Any) -> set[str]:
    assert answer.status_code == 422, answer.text
    return {error["field"] for error in answer.json()["errors"]}


def test_an_agent_is_defined_read_changed_and_deleted(ada: TestClient) -> None:
    made = ada.post("/v1/agents", json=BODY)
    assert (made.status_code, made.headers["Location"]) == (201, "/v1/agents/namer")
    assert {name: made.json()[name] for name in BODY} == BODY
    assert ada.get("/v1/agents/namer").json() == made.json()
    changed = ada.put("/v1/agents/namer", json=BODY | {"instructions": {"en": "Find better names."}}).json()
    assert (changed["edition"], changed["instructions"]) == (2, {"en": "Find better names."})
    assert changed["version"] != made.json()["version"]
    assert ada.delete("/v1/agents/namer").status_code == 204
    assert ada.get("/v1/agents/namer").status_code == 404


def test_agents_say_what_they_read_and_write(ada: TestClient) -> None:
    ada.post("/v1/agents", json=BODY)
    agents = ada.get("/v1/agents").json()["items"]
    assert [agent["name"] for agent in agents] == [*AGENTS, "namer"]
    for agent in agents:
        Draft202012Validator.check_schema(agent["output_schema"])
        assert agent["output_schema"]["properties"]


def test_every_fault_is_named_at_once(ada: TestClient) -> None:
    schema = {"type": "object", "properties": {"a": {"type": "strnig"}, "b": {"type": "string", "maxLength": -1}}}
    assert errors(ada.post("/v1/agents", json=BODY | {"output_schema": schema, "models": ["openai/none"]})) == {
        "output_schema.properties.a.type",
        "output_schema.properties.b.maxLength",
        "models[0]",
    }
    wrong = {"name": "A b", "instructions": "", "output_schema": [], "max_cost": "-1", "colour": "red"}
    fields = errors(ada.post("/v1/agents", json=BODY | wrong))
    assert {"name", "output_schema", "max_cost", "colour"} <= fields


def test_a_taken_name_and_a_builtin_one_are_conflicts(ada: TestClient) -> None:
    ada.post("/v1/agents", json=BODY)
    for name in ("namer", "analyst", "compliance"):
        assert ada.post("/v1/agents", json=BODY | {"name": name}).status_code == 409
    assert ada.put("/v1/agents/analyst", json=BODY | {"name": "analyst"}).status_code == 409
    assert ada.delete("/v1/agents/analyst").status_code == 409


def test_an_agent_in_use_is_not_deleted(ada: TestClient) -> None:
    ada.post("/v1/agents", json=BODY)
    phases = [{"name": "research", "agent": "analyst"}, {"name": "names", "agent": "namer", "needs": ["research"]}]
    ada.post("/v1/playbooks", json={"name": "naming", "title": "Naming", "phases": phases})
    answer = ada.delete("/v1/agents/namer")
    assert answer.status_code == 409
    assert "naming" in answer.json()["detail"]


def test_viewers_and_other_workspaces_change_nothing(ada: TestClient, eve: TestClient, demoted: Demoted) -> None:
    ada.post("/v1/agents", json=BODY)
    assert eve.get("/v1/agents/namer").status_code == 404
    assert eve.put("/v1/agents/namer", json=BODY).status_code == 404
    assert eve.delete("/v1/agents/namer").status_code == 404
    viewer = demoted(Role.VIEWER)
    assert viewer.post("/v1/agents", json=BODY | {"name": "other"}).status_code == 403
    assert viewer.put("/v1/agents/namer", json=BODY).status_code == 403
    assert viewer.delete("/v1/agents/namer").status_code == 403


def test_a_campaign_pins_the_version_and_its_phases_are_quoted(ada: TestClient) -> None:
    ada.post("/v1/agents", json=BODY)
    phases = [{"name": "research", "agent": "analyst"}, {"name": "names", "agent": "namer", "needs": ["research"]}]
    ada.post("/v1/playbooks", json={"name": "naming", "title": "Naming", "phases": phases})
    campaign = ada.post("/v1/campaigns", json={"brief": brief_data(), "playbook": "naming"}).json()
    ada.put("/v1/agents/namer", json=BODY | {"max_cost": "0.01"})
    quote = ada.get(f"/v1/campaigns/{campaign['id']}/quote").json()
    assert [phase["agent"] for phase in quote["phases"]] == ["analyst", "namer"]
