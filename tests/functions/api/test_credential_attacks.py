"""Attacks on passwords and on what resets them, by name, and what those get who try."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from astromedia.domain.audit import Action
from astromedia.domain.mail_token import Purpose
from astromedia.domain.rate import Rate
from astromedia.services.passwords import Passwords
from astromedia.services.rates import Allowed
from functions.api.app import create_app

from .conftest import PASSWORD
from .problems import problem
from .test_mailed import FORGOT, RESET, VERIFY, mailed
from .world import World

PRODUCT = Allowed(auth=Rate(5, 900), ai=Rate(10, 60))
ADA, NOBODY, BARE = "ada@example.com", "nobody@example.com", "bare@example.com"
"""Somebody with a password, nobody, and somebody without one."""
WRONG, NEW = "wrong horse battery", "staple a longer horse"
LOGIN = "/v1/auth/login"
From = Callable[[str], TestClient]


class Counting(Passwords):
    """Counts how often bcrypt worked."""

    checks = 0

    def matches(self, password: str, stored: str | None) -> bool:
        type(self).checks += 1
        return super().matches(password, stored)


@pytest.fixture
def world() -> World:
    return World(allowed=PRODUCT)


@pytest.fixture
def app(world: World) -> FastAPI:
    Counting.checks = 0
    services = replace(world.services(), accounts=world.account_service(Counting(rounds=4)))
    return create_app(lambda: services)


@pytest.fixture
def coming_from(app: FastAPI) -> From:
    """Makes a client at an IP address."""
    return lambda address: TestClient(app, client=(address, 4711), raise_server_exceptions=False)


@pytest.fixture
def home(coming_from: From, world: World) -> TestClient:
    """Ada, logged in; there is somebody without a password, too."""
    home = coming_from("192.0.2.1")
    for email in (ADA, BARE):
        person = {"email": email, "password": PASSWORD, "name": "Somebody"}
        home.post("/v1/auth/register", json=person).raise_for_status()
    bare = world.accounts.user_by_email(BARE)
    assert bare
    world.accounts.users[bare.id] = bare.model_copy(update={"password_hash": None})
    # Registering was a try, too: by now it counts no more.
    world.clock.advance(900)
    login = home.post(LOGIN, json={"email": ADA, "password": PASSWORD}).json()
    home.headers["Authorization"] = f"Bearer {login['access_token']}"
    home.cookies.set("refresh", login["refresh_token"])
    return home


def tried(client: TestClient, email: str, password: str = WRONG) -> Response:
    return client.post(LOGIN, json={"email": email, "password": password})


def told(answer: Response) -> tuple[int, dict[str, Any], dict[str, str]]:
    """All that an answer says, but for the id of its request."""
    body = {name: value for name, value in answer.json().items() if name != "request_id"}
    headers = {name: value for name, value in answer.headers.items() if name not in {"x-request-id", "content-length"}}
    return answer.status_code, body, headers


def test_stuffing_from_one_ip_over_many_accounts_ends(home: TestClient, coming_from: From) -> None:
    thief = coming_from("203.0.113.9")
    assert [tried(thief, f"user{n}@example.com").status_code for n in range(5)] == [401] * 5
    assert tried(thief, ADA, PASSWORD).status_code == 429
    assert tried(coming_from("192.0.2.2"), ADA, PASSWORD).status_code == 200


def test_stuffing_from_many_ips_on_one_account_ends(home: TestClient, coming_from: From) -> None:
    tries = [tried(coming_from(f"203.0.113.{n}"), ADA).status_code for n in range(8)]
    assert tries == [401] * 5 + [429] * 3
    assert tried(coming_from("203.0.113.99"), ADA, PASSWORD).status_code == 429


def test_a_victim_is_not_locked_out_of_a_session_they_have(home: TestClient, coming_from: From, world: World) -> None:
    for n in range(20):
        tried(coming_from(f"203.0.113.{n}"), ADA)
    assert home.get("/v1/users/me").status_code == 200
    pair = home.post("/v1/auth/refresh", json={"refresh_token": home.cookies["refresh"]})
    assert pair.status_code == 200
    world.clock.advance(900)
    assert tried(coming_from("192.0.2.2"), ADA, PASSWORD).status_code == 200


def test_a_victim_who_has_the_mail_can_reset_while_the_attack_goes_on(
    home: TestClient, coming_from: From, world: World
) -> None:
    coming_from("192.0.2.2").post(FORGOT, json={"email": ADA}).raise_for_status()
    world.run_errands()
    for n in range(20):
        tried(coming_from(f"203.0.113.{n}"), ADA)
    (token,) = mailed(world, Purpose.RESET)
    answer = coming_from("192.0.2.3").post(RESET, json={"token": token, "new_password": NEW})
    assert answer.status_code == 204


def test_a_wrong_login_tells_nothing_of_whether_there_is_an_account(home: TestClient, coming_from: From) -> None:
    before = Counting.checks
    answers = [tried(coming_from(f"203.0.113.{n}"), email) for n, email in enumerate((ADA, NOBODY, BARE))]
    assert told(answers[0]) == told(answers[1]) == told(answers[2])
    assert answers[0].status_code == 401
    # One bcrypt each, whether or not there is a hash to compare with.
    assert Counting.checks - before == 3


def test_limits_tell_nothing_of_whether_there_is_an_account(home: TestClient, coming_from: From) -> None:
    seen = {
        email: [told(tried(coming_from(f"203.0.{net}.{n}"), email)) for n in range(7)]
        for net, email in enumerate((ADA, NOBODY, BARE))
    }
    # Ada has had a try that was right: it counts for nothing.
    assert seen[ADA] == seen[NOBODY] == seen[BARE]


def test_forgot_password_tells_nothing_and_looks_at_nothing(home: TestClient, coming_from: From, world: World) -> None:
    looked: list[str] = []
    look = world.accounts.user_by_email

    def watched(email: str) -> Any:
        looked.append(email)
        return look(email)

    world.accounts.user_by_email = watched  # type: ignore[method-assign]
    sent = len(world.outbox.sent)
    answers = [
        coming_from(f"203.0.113.{n}").post(FORGOT, json={"email": email}) for n, email in enumerate((ADA, NOBODY, BARE))
    ]
    assert told(answers[0]) == told(answers[1]) == told(answers[2])
    assert (answers[0].status_code, answers[0].json()) == (202, {"expires_in": 1800})
    # The same work: what differs is done by another function, after the answer.
    assert (looked, len(world.outbox.sent)) == ([], sent)
    assert [errand.email for errand in world.errands.waiting] == [ADA, NOBODY, BARE]
    assert [done.found for done in world.run_errands()] == [True, False, True]
    assert [to for to, _, _ in world.outbox.sent[sent:]] == [ADA, BARE]


def test_a_mailbox_is_not_flooded(home: TestClient, coming_from: From, world: World) -> None:
    sent = len(world.outbox.sent)
    answers = [coming_from(f"203.0.113.{n}").post(FORGOT, json={"email": ADA}) for n in range(20)]
    assert [answer.status_code for answer in answers] == [202] * 5 + [429] * 15
    world.run_errands()
    assert len(world.outbox.sent) - sent == 5
    again = [home.post("/v1/users/me/verify-email").status_code for _ in range(7)]
    assert again == [202] * 5 + [429] * 2


def test_registering_tells_that_there_is_an_account_to_few(home: TestClient, coming_from: From) -> None:
    thief = coming_from("203.0.113.9")
    people = [{"email": email, "password": PASSWORD, "name": "R"} for email in (ADA, BARE, *"abcd")]
    for person in people[2:]:
        person["email"] = f"{person['email']}@example.com"
    answers = [thief.post("/v1/auth/register", json=person) for person in people]
    assert [answer.status_code for answer in answers] == [409, 409, 201, 201, 201, 429]
    assert problem(answers[0])["detail"] == "This email address already has an account; log in instead."


@pytest.mark.parametrize("path", [VERIFY, RESET])
def test_guesses_of_mailed_tokens_end(coming_from: From, path: str) -> None:
    thief = coming_from("203.0.113.9")
    body = {"new_password": NEW} if path == RESET else {}
    answers = [thief.post(path, json=body | {"token": f"amp_{n:043}"}).status_code for n in range(7)]
    assert answers == [422] * 5 + [429] * 2


def test_without_valkey_nobody_gets_a_try(home: TestClient, coming_from: From, world: World) -> None:
    coming_from("192.0.2.2").post(FORGOT, json={"email": ADA}).raise_for_status()
    world.run_errands()
    world.rates.down = True
    before, users = Counting.checks, dict(world.accounts.users)
    asked = {
        LOGIN: {"email": ADA, "password": PASSWORD},
        "/v1/auth/register": {"email": NOBODY, "password": PASSWORD, "name": "N"},
        FORGOT: {"email": ADA},
        VERIFY: {"token": mailed(world, Purpose.VERIFICATION)[0]},
        RESET: {"token": mailed(world, Purpose.RESET)[0], "new_password": NEW},
    }
    for path, body in asked.items():
        answer = coming_from("192.0.2.3").post(path, json=body)
        assert problem(answer)["status"] == 503, path
        assert answer.headers["Retry-After"]
    assert (Counting.checks, world.accounts.users, world.errands.waiting) == (before, users, [])
    assert home.get("/v1/users/me").status_code == 200


def test_refused_logins_are_on_record_where_the_account_is_and_no_more_than_the_limit_lets_through(
    home: TestClient, coming_from: From, world: World
) -> None:
    for n in range(20):
        tried(coming_from(f"203.0.113.{n}"), ADA)
    tried(coming_from("198.51.100.1"), NOBODY)
    world.run_errands()
    user = world.accounts.user_by_email(ADA)
    assert user
    refused = [entry for entry in world.audit.entries if entry.action is Action.LOGIN_REFUSED]
    assert [entry.ip for entry in refused] == [f"203.0.113.{n}" for n in range(5)]
    assert {(entry.workspace_id, entry.user_id, entry.target) for entry in refused} == {
        (user.workspace_id, user.id, user.id)
    }
    assert WRONG not in repr(world.audit.entries) + repr(world.errands.waiting)


def test_who_left_their_workspace_leaves_no_more_in_its_log(home: TestClient, coming_from: From, world: World) -> None:
    user = world.accounts.user_by_email(ADA)
    assert user
    del world.accounts.members[user.workspace_id, user.id]
    before = len(world.audit.entries)
    tried(coming_from("203.0.113.9"), ADA)
    coming_from("203.0.113.10").post(FORGOT, json={"email": ADA}).raise_for_status()
    assert [done.found for done in world.run_errands()] == [True, True]
    (token,) = mailed(world, Purpose.RESET)
    reset = {"token": token, "new_password": NEW}
    assert coming_from("203.0.113.10").post(RESET, json=reset).status_code == 204
    assert len(world.audit.entries) == before


def test_a_login_is_refused_alike_if_nobody_can_record_it(home: TestClient, coming_from: From, world: World) -> None:
    world.errands.refuses = True
    answers = [tried(coming_from(f"203.0.113.{n}"), email) for n, email in enumerate((ADA, NOBODY))]
    assert told(answers[0]) == told(answers[1])
    assert answers[0].status_code == 401


def test_sessions_ended_tokens_reused_and_keys_are_on_record(home: TestClient, world: World) -> None:
    login = tried(home, ADA, PASSWORD).json()
    refresh = {"refresh_token": login["refresh_token"]}
    for _ in range(2):
        home.post("/v1/auth/refresh", json=refresh)
        world.clock.advance(11)
    key = home.post("/v1/api-keys", json={"name": "nightly", "scopes": ["read"]}).json()
    for _ in range(2):
        home.delete(f"/v1/api-keys/{key['id']}").raise_for_status()
    other = tried(home, ADA, PASSWORD).json()
    (ended,) = (each["id"] for each in home.get("/v1/users/me/sessions").json()["items"] if not each["current"])
    home.delete(f"/v1/users/me/sessions/{ended}").raise_for_status()
    home.post("/v1/auth/logout").raise_for_status()
    assert [(entry.action, entry.details) for entry in world.audit.changes] == [
        (Action.SESSION_STOLEN, {"user_agent": "testclient"}),
        (Action.API_KEY_CREATED, {"name": "nightly", "scopes": "read"}),
        (Action.API_KEY_REVOKED, {"name": "nightly"}),
        (Action.SESSION_ENDED, {}),
        (Action.LOGGED_OUT, {}),
    ]
    secrets = (key["key"], login["refresh_token"], other["access_token"], PASSWORD)
    assert not any(secret in repr(world.audit.entries) for secret in secrets)
