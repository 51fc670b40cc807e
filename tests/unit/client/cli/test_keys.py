"""keys create, list, revoke; every command by an API key instead of a login."""

import json

import pytest

from ..conftest import RunCommand
from ..fake_answers import problem
from ..fake_api import API_KEY, API_URL, FakeApi
from ..fake_workflow import KEY
from .test_reading import data, lines

BY_KEY = {"ASTROMEDIA_API_URL": API_URL, "ASTROMEDIA_API_KEY": f"{API_KEY}\n", "HOME": "/nowhere"}


@pytest.mark.usefixtures("logged_in")
def test_a_key_is_made_and_shown(run: RunCommand, api: FakeApi) -> None:
    arguments = ("keys", "create", "nightly", "--scope", "read", "--scope", "campaigns:write")
    made = data(run, *arguments, "--expires-at", "2027-03-01T00:00:00Z")
    assert (made["name"], made["key"][:8]) == ("nightly", "am_live_")
    body = {"name": "nightly", "scopes": ["read", "campaigns:write"], "expires_at": "2027-03-01T00:00:00Z"}
    assert json.loads(api.requests[-1].content) == body
    shown = run(*arguments)
    assert json.loads(api.requests[-1].content) == body | {"expires_at": None}
    assert made["key"] in shown.stdout.splitlines()
    assert "not shown again" in shown.stdout


@pytest.mark.usefixtures("logged_in")
def test_what_is_wrong_with_a_key_is_told_with_its_option(run: RunCommand, api: FakeApi) -> None:
    errors = [{"field": "scopes[1]", "message": "is none"}, {"field": "expires_at", "message": "is past"}]
    api.instead["POST /v1/api-keys"] = [problem(422, "Invalid input", errors=errors)]
    refused = run("keys", "create", "n", "--scope", "read", "--scope", "all", "--expires-at", "2020-01-01T00:00:00Z")
    assert refused.stderr == "error: --scope all: is none\nerror: --expires-at: is past\n"
    assert run("keys", "create", "n").exit_code == 2


@pytest.mark.usefixtures("logged_in")
def test_keys_are_listed_and_revoked(run: RunCommand) -> None:
    assert [key["id"] for key in data(run, "keys", "list")["items"]] == [KEY, KEY]
    row = [KEY, "nightly", "reports", "campaigns:write,", "read", "2027-03-02", "00:00", "UTC"]
    assert lines(run, "keys", "list")[2] == [*row, "2026-03-02", "09:41", "UTC"]
    assert run("keys", "revoke", KEY).stdout == f"{KEY} is revoked.\n"


def test_a_command_works_by_a_key_from_the_environment(run: RunCommand, api: FakeApi) -> None:
    id = api.work()
    listed = run("campaign", "list", "--json", environ=BY_KEY)
    assert [campaign["id"] for campaign in json.loads(listed.stdout)["items"]] == [id]
    assert api.requests[-1].headers["x-api-key"] == API_KEY
    assert "authorization" not in api.requests[-1].headers


@pytest.mark.usefixtures("logged_in")
def test_a_key_goes_before_a_login_and_the_option_before_the_environment(run: RunCommand, api: FakeApi) -> None:
    assert run("--api-key", API_KEY, "campaign", "list", environ=BY_KEY | {"ASTROMEDIA_API_KEY": "x"}).exit_code == 0
    assert run("--api-key", API_KEY, "campaign", "list").exit_code == 0
    assert {request.headers.get("x-api-key") for request in api.requests[1:]} == {API_KEY}


def test_a_key_that_does_not_count_is_told_without_being_repeated(run: RunCommand) -> None:
    refused = run("campaign", "list", environ=BY_KEY | {"ASTROMEDIA_API_KEY": "am_live_secret"})
    assert (refused.exit_code, refused.stderr) == (3, "error: the access token is not valid; give another API key\n")


def test_why_a_key_does_not_count_is_told_in_one_sentence(run: RunCommand, api: FakeApi) -> None:
    api.instead["GET /v1/campaigns"] = [problem(401, "Unauthorized", "This API key was revoked.")]
    refused = run("campaign", "list", environ=BY_KEY)
    assert refused.stderr == "error: This API key was revoked; give another API key\n"


@pytest.mark.parametrize("key", ["am_live_é", "am_live_\x07", " "])
def test_what_cannot_be_a_key_is_not_sent(run: RunCommand, api: FakeApi, key: str) -> None:
    refused = run("campaign", "list", environ=BY_KEY | {"ASTROMEDIA_API_KEY": key})
    assert (refused.exit_code, api.requests) == (2, [])
    assert refused.stderr == "error: ASTROMEDIA_API_KEY: is not an API key; those begin with am_live_\n"
