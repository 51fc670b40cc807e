"""members list, role, remove, invite, invitations, revoke, accept; workspace list, switch, rename; audit."""

import json

import pytest

from ..conftest import RunCommand
from ..fake_answers import problem
from ..fake_api import INVITATION, MEMBER, PERSON, FakeApi
from .test_reading import data, lines

pytestmark = pytest.mark.usefixtures("logged_in")


def test_members_are_listed_over_all_pages(run: RunCommand) -> None:
    assert [member["email"] for member in data(run, "members", "list")["items"]] == ["ada@example.com"] * 2
    assert lines(run, "members", "list")[2][:2] == [PERSON, "ada@example.com"]


def test_a_member_gets_another_role(run: RunCommand, api: FakeApi) -> None:
    assert data(run, "members", "role", PERSON, "viewer")["role"] == "viewer"
    assert json.loads(api.requests[-1].content) == {"role": "viewer"}


def test_the_last_owner_stays(run: RunCommand, api: FakeApi) -> None:
    api.instead[f"DELETE {MEMBER}"] = [problem(409, "Conflict", "This is the last owner of the workspace")]
    refused = run("members", "remove", PERSON)
    assert refused.exit_code != 0
    assert "last owner" in refused.stderr
    assert data(run, "members", "remove", PERSON) == {"removed": PERSON}


def test_somebody_is_invited_and_the_invitation_revoked(run: RunCommand, api: FakeApi) -> None:
    made = data(run, "members", "invite", "grace@example.com", "editor")
    assert (made["email"], made["role"]) == ("grace@example.com", "editor")
    assert lines(run, "members", "invitations")[2][:3] == [PERSON, "grace@example.com", "editor"]
    assert data(run, "members", "revoke", PERSON) == {"revoked": PERSON}
    assert api.paths[-1] == f"DELETE {INVITATION}"


def test_a_fault_is_told_with_the_argument_it_is_in(run: RunCommand, api: FakeApi) -> None:
    errors = [{"field": "role", "message": "is none"}]
    api.instead["POST /v1/workspaces/01WORK/invitations"] = [problem(422, "Invalid input", errors=errors)]
    refused = run("members", "invite", "grace@example.com", "king")
    assert (refused.exit_code, refused.stderr) == (2, "error: ROLE: is none\n")


def test_an_invitation_is_accepted(run: RunCommand, api: FakeApi) -> None:
    assert data(run, "members", "accept", "the.token")["name"] == "Analytical Engines"
    assert json.loads(api.requests[-1].content) == {"token": "the.token"}


def test_one_goes_on_in_another_workspace(run: RunCommand, api: FakeApi) -> None:
    assert len(data(run, "workspace", "list")["items"]) == 2
    assert run("workspace", "switch", "01WORK").stdout.startswith("You work in ")
    assert json.loads(api.requests[-1].content) == {"workspace_id": "01WORK"}
    assert data(run, "workspace", "rename", "Engines")["name"] == "Engines"


def test_the_audit_log_is_shown(run: RunCommand, api: FakeApi) -> None:
    (entry,) = data(run, "audit", "--limit", "1", "--action", "member.role_changed")["items"]
    assert entry["details"] == {"before": "viewer", "after": "editor"}
    assert api.requests[-1].url.params["action"] == "member.role_changed"
    assert "before viewer, after editor" in run("audit").stdout
