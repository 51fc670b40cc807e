import json

import pytest

from ..conftest import RunCommand
from ..fake_api import PASSWORD, SESSION, FakeApi

NEW = "staple a longer horse"


@pytest.mark.usefixtures("logged_in")
def test_sessions_are_a_table(run: RunCommand) -> None:
    shown = run("sessions").stdout
    assert SESSION in shown
    assert "2026-03-02 09:30" in shown
    assert "203.0.113.7" in shown
    assert "this one" in shown
    (only,) = json.loads(run("sessions", "--json").stdout)["items"]
    assert (only["id"], only["current"]) == (SESSION, True)


@pytest.mark.usefixtures("logged_in")
def test_a_session_can_be_ended(run: RunCommand, api: FakeApi) -> None:
    assert run("sessions", "--end", SESSION).stdout == f"Ended the session {SESSION}.\n"
    assert api.paths[-1] == f"DELETE /v1/users/me/sessions/{SESSION}"


@pytest.mark.usefixtures("logged_in")
def test_a_password_can_be_changed_through_a_pipe(run: RunCommand, api: FakeApi) -> None:
    result = run("password", "--stdin", input=f"{PASSWORD}\n{NEW}\n")
    assert (result.exit_code, api.passwords["ana@example.com"]) == (0, NEW)
    assert NEW not in result.output


@pytest.mark.usefixtures("logged_in")
def test_a_password_is_asked_for_on_a_terminal(run: RunCommand, api: FakeApi) -> None:
    result = run("password", at_terminal=lambda: True, input=f"{PASSWORD}\n{NEW}\n{NEW}\n")
    assert (result.exit_code, api.passwords["ana@example.com"]) == (0, NEW)
    assert NEW not in result.output


@pytest.mark.usefixtures("logged_in")
def test_a_wrong_password_is_told(run: RunCommand) -> None:
    result = run("password", "--stdin", input=f"wrong\n{NEW}\n")
    assert (result.exit_code, result.stderr) == (2, "error: current_password: is not your password\n")
    assert run("password").stderr == "error: --stdin: missing, and there is no terminal to ask on\n"


@pytest.mark.usefixtures("logged_in")
def test_a_name_can_be_changed(run: RunCommand) -> None:
    assert run("rename", "Ana Maria").stdout == "You are Ana Maria.\n"
