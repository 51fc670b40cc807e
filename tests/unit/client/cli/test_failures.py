"""Whatever goes wrong: lines on stderr, nothing on stdout, no traceback, and the right exit code."""

import httpx
import pytest

from ..conftest import RunCommand
from ..fake_answers import problem
from ..fake_api import FakeApi


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["campaign", "lst"], "error: No such command 'lst'. Did you mean 'list'?"),
        (["campaign", "run"], "error: Missing argument 'BRIEF.yaml'."),
        (["campaign", "list", "--bogus"], "error: No such option: --bogus"),
        (["campaign", "list", "--limit", "x"], "error: Invalid value for '--limit'"),
        (["campaign", "list", "--limit", "0"], "error: Invalid value for '--limit'"),
        (["campaign", "list", "--api-url", "nowhere"], "error: --api-url: 'nowhere' is not the http(s) address"),
        (["campaign", "run", "none.yaml"], "error: none.yaml: cannot be read: No such file or directory"),
        (["assets", "download"], "error: ASSET: name assets to download, or a campaign with --campaign"),
    ],
)
def test_bad_usage_is_one_line_and_2(run: RunCommand, logged_in: None, arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(message)
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("answers", "code", "message"),
    [
        ([httpx.ConnectError("[Errno 111] Connection refused")] * 4, 3, "http://api.test does not answer (Connection"),
        ([problem(404, "Not found", "there is no 01X")], 3, "404 Not found: there is no 01X"),
        ([problem(403, "Forbidden")], 3, "403 Forbidden"),
        ([problem(500, "Internal\nerror", "a\tb\x1b[31m\u202e")], 3, "500 Internal error: a b [31m"),
        (
            [problem(500, "Internal error", "Try again", {"X-Request-Id": "01REQ"})],
            3,
            "500 Internal error: Try again; whoever runs it finds out more by the request id 01REQ",
        ),
        ([problem(401, "Unauthorized")] * 2, 3, "Unauthorized; run `astromedia login`"),
        ([problem(422, "Invalid input", errors=[{"message": "no"}])], 2, "no"),
        ([problem(413, "Content too large")], 2, "413 Content too large"),
        ([httpx.Response(200, text="<html>")], 3, "http://api.test/v1/campaigns did not answer as this client expects"),
    ],
)
def test_what_the_api_does_wrong_is_one_line(
    run: RunCommand,
    logged_in: None,
    api: FakeApi,
    answers: list[httpx.Response | BaseException],
    code: int,
    message: str,
) -> None:
    api.instead["GET /v1/campaigns"] = answers
    result = run("campaign", "list", "--json")
    assert (result.exit_code, result.stdout) == (code, "")
    assert result.stderr.startswith(f"error: {message}")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("arguments", [[], ["campaign"], ["assets"]])
def test_without_a_command_there_is_help(run: RunCommand, arguments: list[str]) -> None:
    result = run(*arguments)
    assert "Commands" in result.stdout
    assert (result.exit_code, result.stderr) == (2, "")


def test_help_is_not_a_failure(run: RunCommand) -> None:
    assert run("campaign", "run", "--help").exit_code == 0


def test_ctrl_c_is_130(run: RunCommand, logged_in: None, api: FakeApi) -> None:
    api.instead["GET /v1/campaigns"] = [KeyboardInterrupt()]
    assert run("campaign", "list").exit_code == 130
