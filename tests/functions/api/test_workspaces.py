"""Workspaces and their members, as clients see them."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from astromedia.domain.account import Member
from astromedia.domain.audit import Action
from astromedia.domain.role import Role

from .problems import fields, problem
from .world import World

Login = Callable[[str], TestClient]
NOWHERE = "01HZZZZZZZZZZZZZZZZZZZZZZZ"


def me(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/v1/users/me").json()
    return found


def home(client: TestClient) -> str:
    return f"/v1/workspaces/{me(client)['workspace']['id']}"


def switched(client: TestClient, workspace_id: str) -> TestClient:
    """The client, working in this workspace from now on."""
    answer = client.post("/v1/auth/switch", json={"workspace_id": workspace_id})
    assert answer.status_code == 200
    client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
    return client


@pytest.fixture
def join(world: World, ada: TestClient, login: Login) -> Callable[[str, Role], TestClient]:
    """Makes a client of a new user who works in Ada's workspace."""
    workspace_id = me(ada)["workspace"]["id"]

    def made(name: str, role: Role) -> TestClient:
        client = login(name)
        user_id = me(client)["user"]["id"]
        member = Member(workspace_id=workspace_id, user_id=user_id, role=role, created_at=world.clock())
        world.accounts.members[workspace_id, user_id] = member
        return switched(client, workspace_id)

    return made


Join = Callable[[str, Role], TestClient]


def path(ada: TestClient, of: TestClient) -> str:
    return f"{home(ada)}/members/{me(of)['user']['id']}"


def test_one_sees_ones_workspaces_and_works_in_one_of_them(ada: TestClient, join: Join) -> None:
    bob = join("bob", Role.EDITOR)
    own, other = bob.get("/v1/workspaces").json()["items"]
    assert (own["name"], own["role"], other["name"], other["role"]) == ("bob", "owner", "ada", "editor")
    assert bob.get(home(bob)).json() == other == ada.get(home(ada)).json() | {"role": "editor"}
    assert problem(bob.get(f"/v1/workspaces/{own['id']}"))["status"] == 404
    assert me(bob)["workspace"]["id"] == other["id"]
    assert me(switched(bob, own["id"]))["role"] == "owner"


def test_nobody_switches_to_where_they_do_not_belong(ada: TestClient, eve: TestClient) -> None:
    for id in (me(ada)["workspace"]["id"], NOWHERE):
        assert problem(eve.post("/v1/auth/switch", json={"workspace_id": id}))["status"] == 404


def test_anothers_workspace_is_not_there(ada: TestClient, eve: TestClient) -> None:
    there = home(ada)
    answers = [
        eve.get(there),
        eve.patch(there, json={"name": "Mine"}),
        eve.get(f"{there}/members"),
        eve.patch(path(ada, ada), json={"role": "viewer"}),
        eve.delete(path(ada, ada)),
        eve.post(f"{there}/invitations", json={"email": "eve@example.com", "role": "owner"}),
        eve.get(f"{there}/invitations"),
        eve.delete(f"{there}/invitations/{NOWHERE}"),
        eve.get(f"{there}/audit"),
    ]
    assert {problem(answer)["status"] for answer in answers} == {404}


def test_a_workspace_is_renamed_once(ada: TestClient, world: World) -> None:
    for _ in range(2):
        assert ada.patch(home(ada), json={"name": "Engines"}).json()["name"] == "Engines"
    (entry,) = world.audit.changes
    assert (entry.action, entry.details) == (Action.WORKSPACE_RENAMED, {"before": "ada", "after": "Engines"})
    assert me(ada)["workspace"]["name"] == "Engines"
    assert sorted(fields(ada.patch(home(ada), json={"name": " ", "id": "x"}))) == ["id", "name"]


def test_members_are_listed_in_pages(ada: TestClient, join: Join) -> None:
    join("bob", Role.EDITOR)
    first = ada.get(f"{home(ada)}/members?limit=1").json()
    rest = ada.get(f"{home(ada)}/members", params={"cursor": first["next_cursor"]}).json()
    found = [*first["items"], *rest["items"]]
    assert sorted((each["email"], each["role"]) for each in found) == [
        ("ada@example.com", "owner"), ("bob@example.com", "editor")
    ]  # fmt: skip
    assert rest["next_cursor"] is None


def test_a_role_counts_at_once_whatever_the_token_says(ada: TestClient, join: Join, world: World) -> None:
    bob = join("bob", Role.ADMIN)
    assert bob.get("/v1/budgets").status_code == 200
    changed = ada.patch(path(ada, bob), json={"role": "viewer"})
    assert (changed.status_code, changed.json()["role"], changed.json()["email"]) == (200, "viewer", "bob@example.com")
    assert bob.get("/v1/budgets").status_code == 403
    assert me(bob)["role"] == "viewer"
    ada.patch(path(ada, bob), json={"role": "viewer"})
    (entry,) = world.audit.changes
    assert (entry.action, entry.details) == (Action.MEMBER_ROLE_CHANGED, {"before": "admin", "after": "viewer"})


def test_whoever_is_removed_is_out_at_once_and_back_in_their_own_workspace(
    ada: TestClient, join: Join, world: World
) -> None:
    bob = join("bob", Role.EDITOR)
    assert ada.delete(path(ada, bob)).status_code == 204
    assert problem(bob.get("/v1/campaigns"))["status"] == 401
    again = bob.post("/v1/auth/login", json={"email": "bob@example.com", "password": "correct horse battery"})
    assert again.json()["workspace"]["name"] == "bob"
    assert world.audit.actions == [Action.MEMBER_REMOVED]


def test_a_member_may_leave(join: Join, ada: TestClient, world: World) -> None:
    bob = join("bob", Role.VIEWER)
    assert bob.delete(path(ada, bob)).status_code == 204
    assert bob.get("/v1/users/me").status_code == 401
    assert world.audit.actions == [Action.MEMBER_LEFT]


def test_whoever_left_the_only_workspace_they_had_gets_a_new_one(ada: TestClient, join: Join) -> None:
    bob, left = join("bob", Role.OWNER), me(ada)["workspace"]["id"]
    assert ada.delete(path(ada, ada)).status_code == 204
    login = bob.post("/v1/auth/login", json={"email": "ada@example.com", "password": "correct horse battery"})
    assert (login.status_code, login.json()["workspace"]["name"]) == (200, "ada")
    assert login.json()["workspace"]["id"] != left


def test_there_is_always_an_owner(ada: TestClient, join: Join) -> None:
    mine = path(ada, ada)
    for refused in (ada.delete(mine), ada.patch(mine, json={"role": "admin"})):
        assert "last owner" in problem(refused)["detail"]
        assert refused.status_code == 409
    bob = join("bob", Role.EDITOR)
    assert ada.delete(mine).status_code == 409
    ada.patch(path(ada, bob), json={"role": "owner"})
    assert ada.patch(mine, json={"role": "viewer"}).json()["role"] == "viewer"


def test_an_admin_makes_no_owners_and_touches_none(ada: TestClient, join: Join) -> None:
    bob, cleo = join("bob", Role.ADMIN), join("cleo", Role.VIEWER)
    owner, viewer = path(ada, ada), path(ada, cleo)
    for refused in (
        bob.patch(owner, json={"role": "viewer"}),
        bob.delete(owner),
        bob.patch(viewer, json={"role": "owner"}),
        bob.patch(path(ada, bob), json={"role": "owner"}),
        cleo.delete(path(ada, bob)),
        cleo.patch(viewer, json={"role": "editor"}),
    ):
        assert problem(refused)["status"] == 403
    assert bob.patch(viewer, json={"role": "editor"}).status_code == 200
    assert bob.delete(viewer).status_code == 204


def test_who_is_no_member_is_not_there(ada: TestClient, eve: TestClient) -> None:
    for user_id in (NOWHERE, me(eve)["user"]["id"]):
        there = f"{home(ada)}/members/{user_id}"
        for refused in (ada.delete(there), ada.patch(there, json={"role": "viewer"})):
            assert problem(refused)["status"] == 404
    assert fields(ada.patch(path(ada, ada), json={"role": "king"})) == ["role"]
