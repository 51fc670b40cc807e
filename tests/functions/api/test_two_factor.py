"""Two-factor login as its owner uses it."""

import re
from datetime import UTC, datetime
from urllib.parse import unquote

import pyotp
import pytest
from fastapi.testclient import TestClient

from astromedia.domain.audit import Action
from astromedia.domain.mail_token import Purpose

from .conftest import PASSWORD
from .problems import fields, problem
from .protected import ME, Protected, bearing, log_in, verify
from .test_mailed import mailed
from .world import World

EMAIL = "ada@example.com"


@pytest.fixture
def protected(ada: TestClient, world: World) -> Protected:
    return Protected(ada, world.clock, EMAIL)


def test_it_is_switched_on_by_a_code_of_the_secret(ada: TestClient, world: World) -> None:
    off = {"enabled": False, "enabled_at": None, "recovery_codes_left": 0}
    assert ada.get(ME).json() == off
    started = ada.post(ME, json={"current_password": PASSWORD})
    assert started.status_code == 200
    told = started.json()
    assert told["expires_in"] == 900
    assert pyotp.parse_uri(told["otpauth_uri"]).name == EMAIL
    assert told["secret"] in told["otpauth_uri"]
    assert unquote(told["qr_code"]).startswith("data:image/svg+xml;charset=utf-8,<svg ")
    assert ada.get(ME).json() == off
    assert log_in(ada, EMAIL).status_code == 200
    confirmed = ada.post(f"{ME}/confirm", json={"code": pyotp.TOTP(told["secret"]).at(world.clock())})
    assert len(set(confirmed.json()["recovery_codes"])) == 10
    assert ada.get(ME).json() == {"enabled": True, "enabled_at": "2026-03-02T09:30:00Z", "recovery_codes_left": 10}


def test_logging_in_takes_a_code_then(protected: Protected, anyone: TestClient) -> None:
    answer = log_in(anyone, EMAIL)
    assert answer.status_code == 202
    assert (answer.json()["two_factor"], answer.json()["expires_in"]) == ("required", 300)
    assert answer.json().keys() == {"two_factor", "challenge", "expires_in"}
    code = protected.code()
    login = verify(anyone, answer.json()["challenge"], f"{code[:3]} {code[3:]}")
    assert (login.status_code, login.json()["user"]["email"]) == (200, EMAIL)
    assert anyone.get("/v1/users/me", headers=bearing(login)).status_code == 200


def test_a_recovery_code_lets_in_once(protected: Protected, anyone: TestClient) -> None:
    login = verify(anyone, protected.challenge(anyone), protected.recovery_codes[0].upper())
    assert login.status_code == 200
    assert anyone.get(ME, headers=bearing(login)).json()["recovery_codes_left"] == 9


def test_switching_it_on_and_off_ends_other_sessions(ada: TestClient, anyone: TestClient, world: World) -> None:
    other = bearing(log_in(anyone, EMAIL))
    protected = Protected(ada, world.clock, EMAIL)
    assert anyone.get("/v1/users/me", headers=other).status_code == 401
    other = bearing(verify(anyone, protected.challenge(anyone), protected.code()))
    assert ada.request("DELETE", ME, json={"code": protected.code()}).status_code == 204
    assert anyone.get("/v1/users/me", headers=other).status_code == 401
    assert ada.get(ME).json()["enabled"] is False
    assert log_in(anyone, EMAIL).status_code == 200


def test_a_recovery_code_switches_it_off(protected: Protected) -> None:
    assert protected.client.request("DELETE", ME, json={"code": protected.recovery_codes[9]}).status_code == 204
    assert protected.client.get(ME).json()["enabled"] is False


def test_new_recovery_codes_replace_all_before(protected: Protected, anyone: TestClient) -> None:
    answer = protected.client.post(f"{ME}/recovery-codes", json={"code": protected.recovery_codes[0]})
    fresh = answer.json()["recovery_codes"]
    assert len({*fresh, *protected.recovery_codes}) == 20
    challenge = protected.challenge(anyone)
    assert verify(anyone, challenge, protected.recovery_codes[1]).status_code == 401
    assert verify(anyone, challenge, fresh[1]).status_code == 200
    assert protected.client.get(ME).json()["recovery_codes_left"] == 9


def test_what_is_done_is_on_record_and_mailed(protected: Protected, world: World) -> None:
    protected.client.post(f"{ME}/recovery-codes", json={"code": protected.code()})
    protected.client.request("DELETE", ME, json={"code": protected.code()})
    assert world.audit.actions == [
        Action.TWO_FACTOR_ENABLED,
        Action.RECOVERY_CODES_REPLACED,
        Action.TWO_FACTOR_DISABLED,
    ]
    mails = [text for to, subject, text in world.outbox.sent if to == EMAIL and "two-factor login" in subject]
    said = [found[0] for text in mails if (found := re.search("switched on|new recovery codes|switched off", text))]
    assert said == ["switched on", "new recovery codes", "switched off"]
    assert "from testclient, 2026-03-02 09:30 UTC" in mails[0]


def test_what_is_done_stays_done_if_mail_is_refused(ada: TestClient, world: World) -> None:
    world.outbox.refuses = True
    assert len(Protected(ada, world.clock, EMAIL).recovery_codes) == 10


def test_who_has_only_a_session_starts_nothing(ada: TestClient) -> None:
    wrong = ada.post(ME, json={"current_password": "wrong horse battery"})
    assert (problem(wrong)["status"], fields(wrong)) == (422, ["current_password"])


def test_who_has_no_password_sets_one_first(ada: TestClient, world: World) -> None:
    (user,) = world.accounts.users.values()
    world.accounts.users[user.id] = user.model_copy(update={"password_hash": None})
    answer = problem(ada.post(ME, json={"current_password": PASSWORD}))
    assert (answer["status"], "no password yet" in answer["detail"]) == (409, True)


def test_what_is_on_is_not_started_or_confirmed_again(protected: Protected) -> None:
    again = protected.client.post(ME, json={"current_password": PASSWORD})
    assert (problem(again)["status"], "on already" in again.json()["detail"]) == (409, True)
    assert protected.client.post(f"{ME}/confirm", json={"code": protected.code()}).status_code == 409


def test_what_is_off_has_no_codes(ada: TestClient) -> None:
    answers = [
        ada.request("DELETE", ME, json={"code": "123456"}),
        ada.post(f"{ME}/recovery-codes", json={"code": "123456"}),
        ada.post(f"{ME}/confirm", json={"code": "123456"}),
    ]
    assert [problem(answer)["status"] for answer in answers] == [409] * 3


def test_starting_again_replaces_the_secret(ada: TestClient, world: World) -> None:
    first, second = (ada.post(ME, json={"current_password": PASSWORD}).json()["secret"] for _ in range(2))
    wrong = ada.post(f"{ME}/confirm", json={"code": pyotp.TOTP(first).at(world.clock())})
    assert fields(wrong) == ["code"]
    assert ada.post(f"{ME}/confirm", json={"code": pyotp.TOTP(second).at(world.clock())}).status_code == 200


def test_a_secret_waits_15_minutes(ada: TestClient, world: World) -> None:
    secret = ada.post(ME, json={"current_password": PASSWORD}).json()["secret"]
    world.clock.advance(899)
    tokens = log_in(ada, EMAIL)
    ada.headers |= bearing(tokens)
    world.clock.advance(1)
    late = ada.post(f"{ME}/confirm", json={"code": pyotp.TOTP(secret).at(world.clock())})
    assert problem(late)["status"] == 409


def test_another_workspace_is_entered_without_a_code(protected: Protected) -> None:
    mine = protected.client.get("/v1/users/me").json()["workspace"]["id"]
    assert protected.client.post("/v1/auth/switch", json={"workspace_id": mine}).status_code == 200


def test_another_password_leaves_it_on(protected: Protected, anyone: TestClient) -> None:
    change = {"current_password": PASSWORD, "new_password": "staple a longer horse"}
    assert protected.client.put("/v1/users/me/password", json=change).status_code == 204
    assert log_in(anyone, EMAIL, change["new_password"]).status_code == 202


def test_a_mailbox_alone_lets_nobody_in(protected: Protected, anyone: TestClient, world: World) -> None:
    """A password that was reset by mail leaves it on."""
    anyone.post("/v1/auth/forgot-password", json={"email": EMAIL})
    world.run_errands()
    token = mailed(world, Purpose.RESET)[-1]
    new = "staple a longer horse"
    assert anyone.post("/v1/auth/reset-password", json={"token": token, "new_password": new}).status_code == 204
    assert log_in(anyone, EMAIL, new).status_code == 202


@pytest.mark.parametrize("code", ["", "12345", "x" * 41, 123456, None])
def test_what_cannot_be_a_code_is_named(protected: Protected, anyone: TestClient, code: object) -> None:
    challenge = protected.challenge(anyone)
    answer = anyone.post("/v1/auth/verify-2fa", json={"challenge": challenge, "code": code})
    assert fields(answer) == ["code"]


def test_codes_go_on_where_clocks_do(protected: Protected, anyone: TestClient, world: World) -> None:
    world.clock.now = datetime(2026, 12, 24, tzinfo=UTC)
    challenge = protected.challenge(anyone)
    late = pyotp.TOTP(protected.secret).at(world.clock())
    world.clock.advance(30)
    assert verify(anyone, challenge, late).status_code == 200
