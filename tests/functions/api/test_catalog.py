from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from astromedia.agents.registry import AGENTS
from astromedia.playbooks.builtin import CAMPAIGN


def test_playbooks_say_who_does_what_after_what(ada: TestClient) -> None:
    (playbook,) = ada.get("/v1/playbooks").json()["items"]
    assert [(p["name"], p["agent"], p["needs"]) for p in playbook["phases"]] == [
        (p.name, p.agent, list(p.needs)) for p in CAMPAIGN.phases
    ]


def test_agents_say_what_they_read_and_write(ada: TestClient) -> None:
    agents = ada.get("/v1/agents").json()["items"]
    assert [a["name"] for a in agents] == list(AGENTS)
    for agent in agents:
        Draft202012Validator.check_schema(agent["output_schema"])
        assert agent["output_schema"]["properties"]
