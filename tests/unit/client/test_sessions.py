"""A client goes on when its access token has expired."""

import json

import pytest

from astromedia_client import ApiProblem, Client
from astromedia_client.sessions import Memory

from .fake_answers import problem
from .fake_api import API_URL, PASSWORD, REFRESH_TOKEN, RESETS, SESSION, TOKEN, VERIFIES, FakeApi

REFRESH = "POST /v1/auth/refresh"


def test_an_expired_token_is_refreshed_and_the_request_sent_again(api: FakeApi) -> None:
    with Client(API_URL, network=api.network) as client:
        client.login("ana@example.com", PASSWORD)
        for number in range(3):
            api.expired |= api.tokens
            made = client.campaigns.create({"company": {}})
            assert made.id == f"01CAMPAIGN{number}"
    assert api.paths.count(REFRESH) == 3
    assert len(api.campaigns) == 3
    refresh = next(request for request in api.requests if request.url.path == "/v1/auth/refresh")
    assert json.loads(refresh.content) == {"refresh_token": REFRESH_TOKEN}
    assert "authorization" not in refresh.headers


def test_a_session_that_has_ended_is_told_as_it_is(api: FakeApi) -> None:
    with Client(API_URL, network=api.network) as client:
        client.login("ana@example.com", PASSWORD)
        api.expired.add(TOKEN)
        api.instead[REFRESH] = [problem(401, "Unauthorized", "the session has ended")]
        with pytest.raises(ApiProblem, match="401"):
            client.me()
        assert api.paths.count(REFRESH) == 1


def test_a_new_token_that_is_refused_too_is_not_refreshed_for_ever(api: FakeApi) -> None:
    with Client(API_URL, network=api.network) as client:
        client.login("ana@example.com", PASSWORD)
        api.instead["GET /v1/users/me"] = [problem(401, "Unauthorized")] * 9
        with pytest.raises(ApiProblem, match="401"):
            client.me()
        assert api.paths.count(REFRESH) == 1
        assert api.paths.count("GET /v1/users/me") == 2


def test_a_token_without_a_session_is_not_refreshed(api: FakeApi, client: Client) -> None:
    api.expired.add(TOKEN)
    with pytest.raises(ApiProblem, match="401"):
        client.me()
    assert REFRESH not in api.paths


def test_clients_that_share_a_login_refresh_once(api: FakeApi) -> None:
    shared = Memory()
    with Client(API_URL, network=api.network, tokens=shared) as first:
        first.login("ana@example.com", PASSWORD)
        with Client(API_URL, TOKEN, network=api.network, tokens=shared) as second:
            api.expired.add(TOKEN)
            assert first.me() == second.me()
    assert api.paths.count(REFRESH) == 1


def test_after_a_switch_the_new_session_is_refreshed(api: FakeApi) -> None:
    shared = Memory()
    with Client(API_URL, network=api.network, tokens=shared) as client:
        client.login("ana@example.com", PASSWORD)
        api.refreshes = 1
        client.workspaces.switch("01OTHER")
        kept = shared.read()
        assert kept
        assert (kept.access_token, kept.refresh_token) == (f"{TOKEN}-1", f"{REFRESH_TOKEN}-1")


def test_mailed_tokens(api: FakeApi, client: Client) -> None:
    assert client.mail_verification().expires_in == 2 * 24 * 3600
    client.verify_email(VERIFIES)
    assert client.forgot_password("ana@example.com").expires_in == 1800
    with pytest.raises(ApiProblem, match="422"):
        client.reset_password("wrong", "staple a longer horse")
    client.reset_password(RESETS, "staple a longer horse")
    assert api.passwords["ana@example.com"] == "staple a longer horse"


def test_sessions_passwords_and_names(api: FakeApi, client: Client) -> None:
    (session,) = client.sessions.list()
    assert (session.id, session.current, session.ip) == (SESSION, True, "203.0.113.7")
    client.sessions.end(SESSION)
    client.change_password(PASSWORD, "staple a longer horse")
    assert client.rename("Ana Maria").user.name == "Ana Maria"
    client.logout()
    with pytest.raises(ApiProblem, match="401"):
        client.me()
