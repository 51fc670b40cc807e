"""From an invitation to a member, and every way in which that is refused."""

import re
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from astromedia.domain.audit import Action

from .conftest import PASSWORD
from .problems import fields, problem
from .test_workspaces import Login, home, me, switched
from .world import World

EVE = {"email": "Eve@Example.com", "role": "editor"}


@pytest.fixture
def invitations(ada: TestClient) -> str:
    return f"{home(ada)}/invitations"


def token(world: World) -> str:
    """What the last mail says."""
    found = re.search(r"accept (\S+)\n", world.outbox.sent[-1][2])
    assert found
    return found[1]


def accept(client: TestClient, token: str) -> Any:
    return client.post("/v1/invitations/accept", json={"token": token})


def test_whoever_is_invited_joins_once(ada: TestClient, eve: TestClient, invitations: str, world: World) -> None:
    made = ada.post(invitations, json=EVE)
    assert made.status_code == 201
    assert (made.json()["email"], made.json()["role"]) == ("eve@example.com", "editor")
    assert made.json()["expires_at"] == "2026-03-09T09:30:00Z"
    to, subject, text = world.outbox.sent[-1]
    assert (to, subject) == ("eve@example.com", "Join ada on AstroMedia")
    assert "as editor" in text
    joined = accept(eve, token(world))
    assert joined.json() == ada.get(home(ada)).json() | {"role": "editor"}
    assert [each["name"] for each in eve.get("/v1/workspaces").json()["items"]] == ["eve", "ada"]
    assert me(switched(eve, joined.json()["id"]))["role"] == "editor"
    assert problem(accept(eve, token(world)))["status"] == 404
    assert ada.get(invitations).json()["items"] == []
    assert world.audit.actions == [Action.INVITATION_CREATED, Action.INVITATION_ACCEPTED]
    assert {entry.workspace_id for entry in world.audit.changes} == {joined.json()["id"]}


def test_the_token_is_in_the_mail_and_nowhere_else(ada: TestClient, invitations: str, world: World) -> None:
    answers = [ada.post(invitations, json=EVE), ada.get(invitations), ada.get(f"{home(ada)}/audit")]
    secret = token(world).rpartition(".")[2]
    assert len(secret) == 43
    stored = world.services().invitations
    for text in [answer.text for answer in answers] + [repr(stored), *map(repr, world.audit.changes)]:
        assert secret not in text


def test_it_is_for_one_address(ada: TestClient, login: Login, invitations: str, world: World) -> None:
    ada.post(invitations, json=EVE)
    sent = token(world)
    assert problem(accept(login("bob"), sent))["status"] == 403
    assert accept(login("eve"), sent).status_code == 200


def test_what_has_expired_was_revoked_or_was_guessed_is_not_open(
    ada: TestClient, eve: TestClient, invitations: str, world: World
) -> None:
    made = ada.post(invitations, json=EVE).json()
    right = token(world)
    wrong = right[:-1] + ("A" if right[-1] != "A" else "B")
    assert problem(accept(eve, wrong))["status"] == 404
    assert ada.delete(f"{invitations}/{made['id']}").status_code == 204
    assert problem(ada.delete(f"{invitations}/{made['id']}"))["status"] == 404
    assert problem(accept(eve, right))["status"] == 404
    assert world.audit.actions[-1] is Action.INVITATION_REVOKED
    ada.post(invitations, json=EVE)
    late = token(world)
    world.clock.now += timedelta(days=7)
    log_in(ada, "ada")
    log_in(eve, "eve")
    assert problem(accept(eve, late))["status"] == 404
    assert ada.get(invitations).json()["items"] == []
    assert fields(accept(eve, "nonsense")) == ["token"]


def log_in(client: TestClient, name: str) -> None:
    """Once the token has ended."""
    person = {"email": f"{name}@example.com", "password": PASSWORD}
    token = client.post("/v1/auth/login", json=person).json()["access_token"]
    client.headers["Authorization"] = f"Bearer {token}"


def test_members_are_not_invited_and_do_not_join_twice(
    ada: TestClient, eve: TestClient, invitations: str, world: World
) -> None:
    ada.post(invitations, json=EVE)
    first = token(world)
    ada.post(invitations, json=EVE)
    accept(eve, first)
    assert problem(accept(eve, token(world)))["status"] == 409
    assert problem(ada.post(invitations, json=EVE))["status"] == 409


def test_an_admin_invites_no_owner_and_an_editor_nobody(
    ada: TestClient, eve: TestClient, invitations: str, world: World
) -> None:
    ada.post(invitations, json=EVE | {"role": "admin"})
    admin = switched(eve, accept(eve, token(world)).json()["id"])
    assert problem(admin.post(invitations, json={"email": "bob@example.com", "role": "owner"}))["status"] == 403
    assert admin.post(invitations, json={"email": "bob@example.com", "role": "editor"}).status_code == 201
    ada.patch(f"{home(ada)}/members/{me(admin)['user']['id']}", json={"role": "editor"})
    assert problem(admin.get(invitations))["status"] == 403


def test_mail_that_is_not_taken_leaves_no_invitation(ada: TestClient, invitations: str, world: World) -> None:
    world.outbox.refuses = True
    assert problem(ada.post(invitations, json=EVE))["status"] == 503
    assert ada.get(invitations).json()["items"] == []
    made, ended = world.audit.changes
    assert (made.action, ended.action) == (Action.INVITATION_CREATED, Action.INVITATION_REVOKED)
    assert (ended.target, ended.details["mailed"]) == (made.target, "False")


def test_a_workspace_does_not_mail_to_the_world(ada: TestClient, invitations: str) -> None:
    for number in range(100):
        assert ada.post(invitations, json={"email": f"p{number}@example.com", "role": "viewer"}).status_code == 201
    assert problem(ada.post(invitations, json=EVE))["status"] == 409
    assert len(ada.get(f"{invitations}?limit=100").json()["items"]) == 100
