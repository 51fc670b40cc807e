import json
import stat
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from tests.fakes.clock import FakeClock

from ..conftest import RunCommand
from ..fake_answers import problem
from ..fake_api import API_URL, PASSWORD, REFRESH_TOKEN, TOKEN, FakeApi

BO = {
    "user": {"id": "01USER", "email": "bo@example.com", "name": "Ana", "verified_at": None},
    "workspace": {"id": "01WORK", "name": "Ana's"},
    "api_url": API_URL,
    "expires_at": "2026-03-02T10:30:00Z",
}


def test_registering_logs_in(run: RunCommand, tmp_path: Path) -> None:
    made = run("register", "--email", "bo@example.com", "--name", "Bo", "--workspace", "W", "--json")
    assert (made.exit_code, json.loads(made.stdout), made.stderr) == (0, BO, "")
    file = tmp_path / ".config" / "astromedia" / "credentials.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text())[API_URL]["access_token"] == TOKEN


def test_whoami_asks_the_api(run: RunCommand, logged_in: None) -> None:
    answer = json.loads(run("whoami", "--json").stdout)
    assert (answer["user"]["email"], answer["role"]) == ("ana@example.com", "owner")


def test_a_password_can_come_through_a_pipe(run: RunCommand, api: FakeApi) -> None:
    result = run(
        "login",
        "--email",
        "ana@example.com",
        "--password-stdin",
        input=f"{PASSWORD}\r\n",
    )
    assert result.exit_code == 0
    assert json.loads(api.requests[0].content)["password"] == PASSWORD
    assert PASSWORD not in result.output
    assert TOKEN not in result.output


def test_a_login_reads_as_a_sentence(run: RunCommand) -> None:
    expected = "ana@example.com, workspace Ana's (01WORK), at http://api.test until 2026-03-02 10:30 UTC\n"
    assert run("login", "--email", "ana@example.com").stdout == expected


def test_a_wrong_password_leaves_the_old_login(run: RunCommand, logged_in: None) -> None:
    refused = run("login", "--email", "ana@example.com", "--password-stdin", input="wrong\n")
    assert refused.exit_code == 3
    assert refused.stderr == "error: e-mail and password do not match; run `astromedia login`\n"
    assert run("whoami").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["login"], "error: --email: missing, and there is no terminal to ask on\n"),
        (["register", "--email", "a@b.c"], "error: --name: missing, and there is no terminal to ask on\n"),
        (["login", "--email", "a@b.c"], "error: --password-stdin: missing, and there is no terminal to ask on\n"),
    ],
)
def test_without_a_terminal_nothing_is_asked(
    run: RunCommand, tmp_path: Path, arguments: list[str], message: str
) -> None:
    result = run(*arguments, environ={"ASTROMEDIA_API_URL": API_URL, "HOME": str(tmp_path)})
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", message)


def test_every_field_that_registration_refuses_has_a_line(run: RunCommand, api: FakeApi) -> None:
    errors = [{"field": "email", "message": "is no e-mail address"}, {"field": "password", "message": "is too short"}]
    api.instead["POST /v1/auth/register"] = [problem(422, "Invalid input", errors=errors)]
    result = run("register", "--email", "x", "--name", "Ana")
    assert result.exit_code == 2
    assert result.stderr == "error: email: is no e-mail address\nerror: password: is too short\n"


def test_logging_out_forgets(run: RunCommand, logged_in: None) -> None:
    assert run("logout").stdout == "Logged out of http://api.test.\n"
    assert json.loads(run("logout", "--json").stdout) == {"api_url": API_URL, "was_logged_in": False}
    result = run("whoami")
    assert result.exit_code == 3
    assert result.stderr == (
        "error: not logged in at http://api.test; run `astromedia login` or `astromedia register`\n"
    )


def test_logging_out_ends_the_session(run: RunCommand, api: FakeApi, logged_in: None, tmp_path: Path) -> None:
    api.expired.add(TOKEN)
    assert run("logout").exit_code == 0
    assert api.paths[-2:] == ["POST /v1/auth/refresh", "POST /v1/auth/logout"]
    assert json.loads(saved(tmp_path)) == {}


def test_a_session_that_has_ended_is_forgotten_all_the_same(run: RunCommand, api: FakeApi, logged_in: None) -> None:
    api.instead["POST /v1/auth/logout"] = [problem(401, "Unauthorized", "the session has ended")] * 2
    assert run("logout").exit_code == 0
    assert run("whoami").exit_code == 3


def test_a_logout_that_does_not_arrive_forgets_nothing(run: RunCommand, api: FakeApi, logged_in: None) -> None:
    api.instead["POST /v1/auth/logout"] = [httpx.ConnectError("[Errno 111] Connection refused")]
    assert run("logout").exit_code != 0
    assert run("whoami").exit_code == 0


def test_commands_refresh_by_themselves(run: RunCommand, api: FakeApi, logged_in: None, tmp_path: Path) -> None:
    api.expired.add(TOKEN)
    shown = run("campaign", "list", "--json")
    assert (shown.exit_code, json.loads(shown.stdout)) == (0, {"items": []})
    kept = json.loads(saved(tmp_path))[API_URL]
    assert (kept["access_token"], kept["refresh_token"]) == (f"{TOKEN}-1", f"{REFRESH_TOKEN}-1")
    assert kept["email"] == "ana@example.com"
    assert stat.S_IMODE((tmp_path / ".config" / "astromedia" / "credentials.json").stat().st_mode) == 0o600
    assert run("campaign", "list").exit_code == 0
    assert api.paths.count("POST /v1/auth/refresh") == 1
    assert TOKEN not in shown.output


def test_a_session_that_ended_says_what_to_do(run: RunCommand, api: FakeApi, logged_in: None) -> None:
    api.expired.add(TOKEN)
    api.instead["POST /v1/auth/refresh"] = [problem(401, "Unauthorized", "the session has ended")]
    result = run("campaign", "list")
    assert result.exit_code == 3
    assert result.stderr == "error: the access token is not valid; run `astromedia login`\n"


def saved(home: Path) -> str:
    return (home / ".config" / "astromedia" / "credentials.json").read_text()


def test_a_login_expires(run: RunCommand, logged_in: None, clock: FakeClock) -> None:
    clock.now += timedelta(seconds=3600)
    result = run("campaign", "list")
    assert (result.exit_code, result.stderr) == (
        3,
        "error: the login at http://api.test has expired; run `astromedia login`\n",
    )
