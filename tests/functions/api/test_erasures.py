"""Erasing accounts and workspaces, as clients see it: at once nobody gets in any more."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from astromedia.domain.audit import Action
from astromedia.domain.erasure import Subject
from astromedia.domain.role import Role

from .conftest import PASSWORD
from .problems import fields, problem
from .test_workspaces import Join, Login, home, join, me, path, switched
from .world import World

__all__ = ["join"]
PROOF = {"current_password": PASSWORD}


def erase(client: TestClient, where: str, **body: Any) -> Any:
    return client.request("DELETE", where, json=body)


def log_in(client: TestClient, name: str) -> Any:
    return client.post("/v1/auth/login", json={"email": f"{name}@example.com", "password": PASSWORD})


def test_of_a_workspace_that_is_erased_no_credential_counts_any_more(ada: TestClient, join: Join, world: World) -> None:
    bob, here = join("bob", Role.ADMIN), home(ada)
    key = ada.post("/v1/api-keys", json={"name": "nightly", "scopes": ["read"]}).json()["key"]
    ada.post(f"{here}/invitations", json={"email": "cleo@example.com", "role": "viewer"})
    token = world.outbox.sent[-1][2].split("members accept ")[1].split()[0]
    answer = erase(ada, here, name="ada")
    assert (answer.status_code, answer.json()["subject"]) == (202, "workspace")
    assert here.endswith(answer.json()["id"])
    assert {ada.get("/v1/campaigns").status_code, bob.get("/v1/campaigns").status_code} == {401}
    keyed = TestClient(ada.app, headers={"X-API-Key": key})
    assert problem(keyed.get("/v1/campaigns"))["status"] == 401
    cleo = TestClient(ada.app)
    cleo.post("/v1/auth/register", json={"email": "cleo@example.com", "password": PASSWORD, "name": "Cleo"})
    cleo.headers["Authorization"] = f"Bearer {log_in(cleo, 'cleo').json()['access_token']}"
    assert problem(cleo.post("/v1/invitations/accept", json={"token": token}))["status"] == 404
    (erasure,) = world.erasures.stored.values()
    assert (erasure.subject, here.endswith(erasure.id)) == (Subject.WORKSPACE, True)
    assert world.audit.actions[-1] is Action.WORKSPACE_ERASED


def test_whoever_has_no_workspace_any_more_gets_one_at_the_next_login(ada: TestClient) -> None:
    before = me(ada)
    erase(ada, home(ada), name="ada")
    login = log_in(ada, "ada").json()
    ada.headers["Authorization"] = f"Bearer {login['access_token']}"
    after = me(ada)
    assert (after["user"], after["role"]) == (before["user"], "owner")
    assert after["workspace"]["id"] != before["workspace"]["id"]
    assert [each["id"] for each in ada.get("/v1/workspaces").json()["items"]] == [after["workspace"]["id"]]
    assert log_in(ada, "ada").json()["workspace"] == after["workspace"]


@pytest.mark.parametrize("name", ["Ada", " ada", "ad", "another"])
def test_a_workspace_is_erased_by_its_exact_name_only(ada: TestClient, name: str, world: World) -> None:
    answer = erase(ada, home(ada), name=name)
    assert (problem(answer)["status"], fields(answer)) == (422, ["name"])
    assert ada.get("/v1/campaigns").status_code == 200
    assert not world.erasures.stored


def test_only_owners_erase_a_workspace(ada: TestClient, join: Join, eve: TestClient) -> None:
    bob = join("bob", Role.ADMIN)
    assert problem(erase(bob, home(ada), name="ada"))["status"] == 403
    assert problem(erase(eve, home(ada), name="ada"))["status"] == 404
    assert ada.get("/v1/campaigns").status_code == 200


def test_an_account_that_is_erased_is_gone_with_the_workspace_that_was_theirs_alone(
    ada: TestClient, join: Join, world: World
) -> None:
    bob = join("bob", Role.EDITOR)
    user = me(bob)["user"]
    own = next(each["id"] for each in bob.get("/v1/workspaces").json()["items"] if each["role"] == "owner")
    assert log_in(bob, "bob").status_code == 200
    answer = erase(bob, "/v1/users/me", **PROOF)
    assert (answer.status_code, answer.json()["subject"], answer.json()["id"]) == (202, "user", user["id"])
    assert bob.get("/v1/users/me").status_code == 401
    assert log_in(bob, "bob").status_code == 401
    assert {(each.subject, each.id) for each in world.erasures.stored.values()} == {
        (Subject.USER, user["id"]), (Subject.WORKSPACE, own)
    }  # fmt: skip
    assert [each["email"] for each in ada.get(f"{home(ada)}/members").json()["items"]] == ["ada@example.com"]
    assert not world.sessions.of_user(user["id"])
    told = [entry.action for entry in world.audit.changes if entry.workspace_id in home(ada)]
    assert told[-2:] == [Action.MEMBER_LEFT, Action.ACCOUNT_ERASED]
    again = {"email": "bob@example.com", "password": PASSWORD, "name": "Bob"}
    assert bob.post("/v1/auth/register", json=again).status_code == 201


def test_the_last_owner_of_what_others_use_stays_until_it_is_in_other_hands(ada: TestClient, join: Join) -> None:
    bob = join("bob", Role.EDITOR)
    refused = erase(ada, "/v1/users/me", **PROOF)
    assert problem(refused)["status"] == 409
    assert me(ada)["workspace"]["id"] in refused.json()["detail"]
    ada.patch(path(ada, bob), json={"role": "owner"})
    assert erase(ada, "/v1/users/me", **PROOF).status_code == 202
    assert [each["email"] for each in bob.get(f"{home(bob)}/members").json()["items"]] == ["bob@example.com"]


def test_an_account_is_erased_only_by_who_knows_the_password(ada: TestClient, world: World) -> None:
    for body in ({}, {"current_password": "wrong"}):
        answer = erase(ada, "/v1/users/me", **body)
        assert (problem(answer)["status"], fields(answer)) == (422, ["current_password"])
    assert ada.get("/v1/users/me").status_code == 200
    assert not world.erasures.stored


def test_whoever_has_no_password_must_have_logged_in_just_now(ada: TestClient, world: World) -> None:
    id = me(ada)["user"]["id"]
    world.accounts.users[id] = world.accounts.users[id].model_copy(update={"password_hash": None})
    world.clock.advance(601)
    assert problem(erase(ada, "/v1/users/me"))["status"] == 403
    world.clock.advance(-1)
    lent = switched(TestClient(ada.app, headers=dict(ada.headers)), me(ada)["workspace"]["id"])
    assert problem(erase(lent, "/v1/users/me"))["status"] == 403  # Another session stood for who they are.
    assert erase(ada, "/v1/users/me").status_code == 202


def test_an_erasure_that_was_cut_off_is_completed_by_asking_again(join: Join, world: World) -> None:
    bob = join("bob", Role.EDITOR)
    world.erasures.fault = OSError("cut off")
    assert erase(bob, "/v1/users/me", **PROOF).status_code == 500
    world.erasures.fault = None
    bob.headers["Authorization"] = f"Bearer {log_in(bob, 'bob').json()['access_token']}"
    assert erase(bob, "/v1/users/me", **PROOF).status_code == 202
    assert log_in(bob, "bob").status_code == 401


def test_no_api_key_erases_anything(ada: TestClient, login: Login) -> None:
    scopes = ["read", "workspace:write", "members:write"]
    key = ada.post("/v1/api-keys", json={"name": "all", "scopes": scopes}).json()["key"]
    keyed = TestClient(ada.app, headers={"X-API-Key": key})
    assert problem(erase(keyed, home(ada), name="ada"))["status"] == 403
    assert problem(erase(keyed, "/v1/users/me", **PROOF))["status"] == 403
    assert switched(ada, me(ada)["workspace"]["id"])
