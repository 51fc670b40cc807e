"""Tenants never meet: every operation of the description, with another workspace's ids in every position.

A new parameter that names a thing has to be added to `Things`, or the test fails: it knows no id for it.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from functions.api.access import ACCESS
from functions.api.schema import openapi
from tests.playbooks import NAMER
from tests.samples import PNG, asset, campaign, identity
from tests.unit.domain.briefs import brief_data

from .problems import problem
from .world import World

API = openapi()
PARAMETER = re.compile(r"\{(\w+)\}")
OPERATIONS = [
    (method, path, operation)
    for path, operations in API["paths"].items()
    for method, operation in operations.items()
    if PARAMETER.search(path) and ACCESS[operation["operationId"]].permission
]
"""Those that name something, and are not for whoever comes."""
NAMES_NO_THING = {"limit", "cursor", "status", "from", "to", "upcoming", "agent", "action"}
"""Parameters of a query that say how much of one's own is wanted."""


class Things:
    """One of each thing that Ada's workspace has, and their ids by the parameter that names them."""

    def __init__(self, world: World, ada: TestClient) -> None:
        self.world, self.ada = world, ada
        made = self._post("/v1/campaigns", name="Ada's", brief=brief_data())
        self._post("/v1/agents", **NAMER)
        phases = [{"name": "research", "agent": "analyst"}]
        self._post("/v1/playbooks", name="hers", title="Hers", phases=phases)
        schedule = self._post("/v1/schedules", brief=brief_data(), expression="rate(1 hour)")
        key = self._post("/v1/api-keys", name="hers", scopes=["read"])
        self.workspace_id = ada.get("/v1/users/me").json()["workspace"]["id"]
        kept = asset(campaign(workspace_id=self.workspace_id))
        world.assets.save(kept)
        ada.put(f"/v1/budgets/campaign/{made['id']}", json={"cap": "3.00"}).raise_for_status()
        user_id = ada.get("/v1/users/me").json()["user"]["id"]
        world.identities.add(identity(user_id))
        person = {"email": "grace@example.com", "role": "editor"}
        invitation = self._post(f"/v1/workspaces/{self.workspace_id}/invitations", **person)
        file = {"filename": "a.png", "media_type": "image/png", "bytes": len(PNG)}
        upload = self._post("/v1/assets/uploads", **file)
        assert world.inbox.post(upload["fields"], PNG) == 204
        self.ids = {
            "upload_id": upload["id"],
            "user_id": user_id,
            "export_id": self.ada.post(f"/v1/workspaces/{self.workspace_id}/exports").json()["id"],
            "invitation_id": invitation["id"],
            "campaign_id": made["id"],
            "phase": "research",
            "schedule_id": schedule["id"],
            "key_id": key["id"],
            "scheduled_at": "2026-03-02T10:00:00Z",
            "asset_id": kept.id,
            "workspace_id": self.workspace_id,
            "provider": "google",
            "session_id": ada.get("/v1/users/me/sessions").json()["items"][0]["id"],
            "scope": f"campaign/{made['id']}",
        }
        self.names = {"/v1/playbooks/": "hers", "/v1/agents/": NAMER["name"]}

    def path(self, template: str) -> str:
        """The address of Ada's thing."""
        own = next((name for prefix, name in self.names.items() if template.startswith(prefix)), None)
        return PARAMETER.sub(lambda found: own if own and found[1] == "name" else self.ids[found[1]], template)

    def seen(self) -> dict[str, Any]:
        """All that Ada sees of her workspace, and all that its stores hold."""
        lists = [path for path, operations in API["paths"].items() if "get" in operations and "{" not in path]
        # To export one's data is on record, so it would change what is compared.
        asked = [path for path in lists if path.startswith("/v1/") and path != "/v1/users/me/export"]
        answers = {path: self.ada.get(path).json() for path in asked}
        stores = (
            self.world.campaigns,
            self.world.schedules,
            self.world.assets,
            self.world.uploads,
            self.world.files,
            self.world.editions,
            self.world.accounts,
            self.world.identities,
            self.world.api_keys,
            self.world.audit,
            self.world.sessions,
        )
        held = {type(store).__name__: _plain(vars(store)) for store in stores}
        return answers | held

    def _post(self, path: str, **body: Any) -> dict[str, Any]:
        answer = self.ada.post(path, json=body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made


def _plain(state: dict[str, Any]) -> dict[str, str]:
    return {name: repr(value) for name, value in state.items() if "lock" not in name}


def example(operation: dict[str, Any]) -> dict[str, Any]:
    """The body that the description shows."""
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    name = schema["$ref"].rpartition("/")[2]
    shown: dict[str, Any] = API["components"]["schemas"][name]["examples"][0]
    return shown


@pytest.fixture
def things(world: World, ada: TestClient) -> Things:
    return Things(world, ada)


@pytest.mark.parametrize(
    ("method", "path", "operation"), OPERATIONS, ids=[f"{method} {path}" for method, path, _ in OPERATIONS]
)
def test_what_another_workspace_has_is_not_there(
    method: str, path: str, operation: dict[str, Any], things: Things, eve: TestClient
) -> None:
    before = things.seen()
    body = example(operation) if "requestBody" in operation else None
    answer = eve.request(method, things.path(path), json=body)
    if path == "/v1/playbooks/{name}" or path == "/v1/agents/{name}":
        assert answer.status_code in (404, 422)  # An example with another name is refused before it is looked for.
    else:
        assert problem(answer)["status"] == 404
    assert things.seen() == before


def queries() -> Iterator[tuple[str, str, str]]:
    """Each parameter of a query that names a thing: method, path, name."""
    for path, operations in API["paths"].items():
        for method, operation in operations.items():
            for parameter in operation.get("parameters", ()):
                if parameter["in"] == "query" and parameter["name"] not in NAMES_NO_THING:
                    yield method, path, parameter["name"]


@pytest.mark.parametrize(("method", "path", "name"), list(queries()))
def test_a_query_for_what_another_workspace_has_finds_nothing(
    method: str, path: str, name: str, things: Things, eve: TestClient
) -> None:
    before = things.seen()
    answer = eve.request(method, path, params={name: things.ids[name]})
    assert answer.status_code == 404 or answer.json()["items"] == []
    assert things.seen() == before


def bodies() -> Iterator[tuple[str, str, str]]:
    """Each field of a body that is named as an id is: method, path, name."""
    for method, path, operation in OPERATIONS:
        if "requestBody" in operation:
            yield from ((method, path, name) for name in example(operation) if name.endswith("_id"))


@pytest.mark.parametrize(("method", "path", "name"), list(bodies()))
def test_a_body_that_names_somebody_of_another_workspace_is_refused(
    method: str, path: str, name: str, things: Things, eve: TestClient, login: Callable[[str], TestClient]
) -> None:
    theirs = Things(things.world, login("mallory"))
    stranger = things.ada.get("/v1/users/me").json()["user"]["id"]
    answer = theirs.ada.request(method, theirs.path(path), json={name: stranger})
    assert answer.status_code in (404, 409, 422)


def test_a_cursor_of_another_workspace_is_refused(things: Things, eve: TestClient) -> None:
    things._post("/v1/campaigns", name="Another", brief=brief_data())
    cursor = things.ada.get("/v1/campaigns", params={"limit": 1}).json()["next_cursor"]
    assert things.ada.get("/v1/campaigns", params={"cursor": cursor}).status_code == 200
    assert problem(eve.get("/v1/campaigns", params={"cursor": cursor}))["status"] == 422
