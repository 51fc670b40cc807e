"""Whatever JSON comes, a POST makes a campaign, a playbook or an agent, or says in 4xx problem+json why not."""

import json
from typing import Any

from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.api.app import create_app
from tests.playbooks import NAMER
from tests.unit.domain.briefs import brief_data

from .problems import problem
from .world import World

SERVICES = World().services()
CLIENT = TestClient(create_app(lambda: SERVICES))
ADA = {"email": "ada@example.com", "password": "correct horse battery"}
CLIENT.post("/v1/auth/register", json=ADA | {"name": "Ada"})
CLIENT.headers["Authorization"] = f"Bearer {CLIENT.post('/v1/auth/login', json=ADA).json()['access_token']}"

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4))


def near(valid: Any) -> st.SearchStrategy[Any]:
    """`valid`, or something else in its place or in one of its parts' places."""
    if isinstance(valid, dict):
        parts = {name: near(value) | JSON for name, value in valid.items()}
        return st.just(valid) | st.fixed_dictionaries({}, optional=parts) | one_part(valid)
    return st.just(valid) | SCALARS


def one_part(valid: dict[str, Any]) -> st.SearchStrategy[Any]:
    """`valid` with another value for one of its names."""
    changes = st.sampled_from(sorted(valid)).flatmap(lambda name: near(valid[name]).map(lambda value: {name: value}))
    return changes.map(lambda change: valid | change)


def answered(body: Any, path: str = "/v1/campaigns") -> None:
    response = CLIENT.post(path, content=json.dumps(body), headers={"Content-Type": "application/json"})
    if response.status_code != 201:
        assert 400 <= problem(response)["status"] < 500


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(JSON)
def test_any_json(body: Any) -> None:
    answered(body)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(near({"name": "Spring", "playbook": "campaign", "brief": brief_data()}))
def test_json_that_is_nearly_right(body: Any) -> None:
    answered(body)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes(body: bytes) -> None:
    response = CLIENT.post("/v1/campaigns", content=body, headers={"Content-Type": "application/json"})
    assert 400 <= problem(response)["status"] < 500


PHASE = {"name": "a", "agent": "analyst", "needs": ["b"], "inputs": ["research"], "validation": {"longest_words": 9}}
PLAYBOOK = {"name": "naming", "title": "Naming", "phases": [PHASE, {"name": "b", "agent": "namer"}]}
PHASES = st.lists(near(PHASE), max_size=3)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(near(PLAYBOOK) | PHASES.map(lambda phases: PLAYBOOK | {"phases": phases}))
def test_a_playbook_that_is_nearly_right(body: Any) -> None:
    answered(body, "/v1/playbooks")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(near(NAMER) | JSON.map(lambda schema: NAMER | {"output_schema": schema}))
def test_an_agent_that_is_nearly_right(body: Any) -> None:
    answered(body, "/v1/agents")
