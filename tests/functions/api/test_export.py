"""What is kept of somebody, as they get it."""

import json
from typing import Any

from fastapi.testclient import TestClient

from astromedia.domain.api_key import ApiKey
from astromedia.domain.audit import Action
from astromedia.domain.role import Role
from astromedia.services.personal import MOST_IN_ALL, MOST_LOOKED_AT, MOST_PLACES
from functions.api.dependencies import LONGEST_USER_AGENT
from tests.samples import api_key, audit_entry, id_at, member, workspace

from .conftest import PASSWORD
from .problems import problem
from .test_workspaces import Join, home, join, me
from .world import World

__all__ = ["join"]


def export(client: TestClient) -> Any:
    answer = client.get("/v1/users/me/export")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_all_that_is_kept_of_one_is_in_it_and_of_nobody_else(ada: TestClient, join: Join, world: World) -> None:
    bob = join("bob", Role.ADMIN)
    mine = bob.post("/v1/api-keys", json={"name": "bobs", "scopes": ["read"]}).json()
    ada.post("/v1/api-keys", json={"name": "adas", "scopes": ["read"]})
    bob.patch(home(bob), json={"name": "Engines"})
    found = export(bob)
    assert (found["user"]["email"], found["user"]["has_password"], found["whole"]) == ("bob@example.com", True, True)
    own, shared = found["workspaces"]
    assert (own["role"], shared["role"], shared["id"], shared["name"]) == (
        "owner", "admin", me(ada)["workspace"]["id"], "Engines"
    )  # fmt: skip
    assert [(key["id"], key["name"]) for key in shared["api_keys"]] == [(mine["id"], "bobs")]
    assert {entry["user_id"] for place in found["workspaces"] for entry in place["did"]} == {found["user"]["id"]}
    assert Action.WORKSPACE_RENAMED in {entry["action"] for entry in shared["did"]}
    assert shared["usage"]["currency"] == "USD"
    assert [session["current"] for session in found["sessions"]].count(True) == 1
    assert world.audit.actions[-1] is Action.ACCOUNT_EXPORTED


def test_no_secret_and_no_hash_is_in_it(ada: TestClient, world: World) -> None:
    text = ada.post("/v1/api-keys", json={"name": "hers", "scopes": ["read"]}).json()["key"]
    exported = json.dumps(export(ada))
    secrets = [PASSWORD, text, *(key.sealed for key in world.api_keys.keys.values())]
    secrets += [user.password_hash or "" for user in world.accounts.users.values()]
    secrets += [session.token_hash for session in world.sessions.sessions.values()]
    assert not [secret for secret in secrets if secret in exported]


def stored(world: World, key: ApiKey) -> None:
    """Without an entry in the audit log, of which there may be too many as well."""
    world.api_keys.keys[key.id] = key


def test_it_says_when_there_is_more(ada: TestClient, world: World) -> None:
    here, user_id = me(ada)["workspace"]["id"], me(ada)["user"]["id"]
    for second in range(MOST_LOOKED_AT):
        stored(world, api_key(here, id=id_at(second), created_by=user_id))
    assert export(ada)["whole"]
    stored(world, api_key(here, id=id_at(-1), created_by=user_id, name="the oldest"))
    found = export(ada)
    assert (found["whole"], found["workspaces"][0]["whole"]) == (False, False)
    names = [key["name"] for key in found["workspaces"][0]["api_keys"]]
    assert (len(names), "the oldest" in names) == (MOST_LOOKED_AT, False)


def test_whoever_did_much_in_many_workspaces_gets_as_much_as_fits_into_an_answer(ada: TestClient, world: World) -> None:
    user_id = me(ada)["user"]["id"]
    for i in range(MOST_PLACES - 1):
        other = workspace(id=id_at(i))
        world.accounts.workspaces[other.id] = other
        world.accounts.members[other.id, user_id] = member(other.id, user_id)
        for second in range(MOST_LOOKED_AT):
            did = {"user_id": user_id, "details": {"user_agent": "x" * LONGEST_USER_AGENT}}
            world.audit.add(audit_entry(other.id, id=id_at(second), **did))
    found = export(ada)
    assert len(found["workspaces"]) == MOST_PLACES
    assert {len(there["did"]) for there in found["workspaces"][1:]} == {MOST_IN_ALL // MOST_PLACES}
    assert not found["whole"]


def test_it_is_for_people_only(ada: TestClient) -> None:
    key = ada.post("/v1/api-keys", json={"name": "all", "scopes": ["read", "audit:read"]}).json()["key"]
    keyed = TestClient(ada.app, headers={"X-API-Key": key})
    assert problem(keyed.get("/v1/users/me/export"))["status"] == 403
