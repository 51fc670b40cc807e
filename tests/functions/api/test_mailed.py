"""What is done with tokens that were mailed: an address is verified, a password is reset."""

import re
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from astromedia.domain.audit import Action
from astromedia.domain.mail_token import LIFETIMES, Purpose

from .conftest import PASSWORD
from .problems import fields, problem
from .world import World

EMAIL = "ada@example.com"
NEW = "staple a longer horse"
TOKEN = re.compile(r"am[vp]_[\w-]{43}\b")
VERIFY, AGAIN = "/v1/auth/verify-email", "/v1/users/me/verify-email"
FORGOT, RESET = "/v1/auth/forgot-password", "/v1/auth/reset-password"


def mailed(world: World, purpose: Purpose) -> list[str]:
    """The tokens of one kind that were mailed to Ada, the oldest first."""
    found = [token for to, _, text in world.outbox.sent if to == EMAIL for token in TOKEN.findall(text)]
    return [token for token in found if token.startswith("amv_" if purpose is Purpose.VERIFICATION else "amp_")]


def verified(client: TestClient) -> bool:
    return client.get("/v1/users/me").json()["user"]["verified_at"] is not None


def logs_in(client: TestClient, password: str) -> bool:
    return client.post("/v1/auth/login", json={"email": EMAIL, "password": password}).status_code == 200


@pytest.fixture
def forgotten(ada: TestClient, world: World) -> Callable[[], str]:
    """Asks for a reset of Ada's password; the token that is mailed then."""

    def asked() -> str:
        answer = ada.post(FORGOT, json={"email": "Ada@Example.com"})
        assert (answer.status_code, answer.json()) == (202, {"expires_in": 1800})
        world.run_errands()
        return mailed(world, Purpose.RESET)[-1]

    return asked


def test_who_registers_is_mailed_what_verifies_the_address(ada: TestClient, anyone: TestClient, world: World) -> None:
    ((to, subject, text),) = world.outbox.sent
    assert (to, subject) == (EMAIL, "Verify your e-mail address for AstroMedia")
    assert "from testclient, 2026-03-02 09:30 UTC" in text
    assert "until 2026-03-04 09:30 UTC" in text
    assert not verified(ada)
    (token,) = mailed(world, Purpose.VERIFICATION)
    world.clock.advance(60)
    assert anyone.post(VERIFY, json={"token": token}).status_code == 204
    assert ada.get("/v1/users/me").json()["user"]["verified_at"] == "2026-03-02T09:31:00Z"
    entry = world.audit.entries[-1]
    assert (entry.action, entry.ip, entry.details) == (Action.EMAIL_VERIFIED, "testclient", {})


def test_a_mail_says_nothing_that_whoever_asked_has_written(anyone: TestClient, world: World) -> None:
    lure = "Win at http://evil.example"
    person = {"email": EMAIL, "password": PASSWORD, "name": lure, "workspace": lure}
    anyone.post("/v1/auth/register", json=person, headers={"User-Agent": lure})
    anyone.post(FORGOT, json={"email": EMAIL}, headers={"User-Agent": lure})
    world.run_errands()
    assert len(world.outbox.sent) == 2
    assert "evil" not in str(world.outbox.sent)


def test_an_address_is_verified_once(ada: TestClient, world: World) -> None:
    (token,) = mailed(world, Purpose.VERIFICATION)
    assert [ada.post(VERIFY, json={"token": token}).status_code for _ in range(2)] == [204, 422]
    again = ada.post(AGAIN)
    assert (problem(again)["status"], problem(again)["detail"]) == (
        409,
        "Your email address was verified at 2026-03-02T09:30:00Z.",
    )


def test_another_verification_can_be_asked_for(ada: TestClient, world: World) -> None:
    answer = ada.post(AGAIN)
    assert (answer.status_code, answer.json()) == (202, {"expires_in": 2 * 24 * 3600})
    first, second = mailed(world, Purpose.VERIFICATION)
    assert first != second
    assert ada.post(VERIFY, json={"token": first}).status_code == 204
    assert verified(ada)


def test_registering_does_not_fail_with_the_mail(
    anyone: TestClient, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.outbox.refuses = True
    person = {"email": EMAIL, "password": PASSWORD}
    assert anyone.post("/v1/auth/register", json=person | {"name": "Ada"}).status_code == 201
    assert "The mail to verify an address was not sent" in caplog.text
    token = anyone.post("/v1/auth/login", json=person).json()["access_token"]
    anyone.headers["Authorization"] = f"Bearer {token}"
    assert problem(anyone.post(AGAIN))["status"] == 503


@pytest.mark.parametrize(("path", "purpose"), [(VERIFY, Purpose.VERIFICATION), (RESET, Purpose.RESET)])
def test_only_a_token_that_was_mailed_for_this_counts_and_not_for_long(
    ada: TestClient, world: World, forgotten: Callable[[], str], path: str, purpose: Purpose
) -> None:
    tokens = {Purpose.RESET: forgotten(), Purpose.VERIFICATION: mailed(world, Purpose.VERIFICATION)[0]}
    own = tokens.pop(purpose)
    (other,) = tokens.values()
    world.clock.advance(int(LIFETIMES[purpose].total_seconds()))
    for token in (own, other, own[:-1], own.upper(), "amp_" + "x" * 43, "amv_", "\x00", "ключ"):
        answer = ada.post(path, json={"token": token} | ({"new_password": NEW} if path == RESET else {}))
        assert (answer.status_code, fields(answer)) == (422, ["token"])
        assert token not in answer.text
    world.clock.advance(-1)
    answer = ada.post(path, json={"token": own} | ({"new_password": NEW} if path == RESET else {}))
    assert answer.status_code == 204


def test_a_forgotten_password_is_reset_and_everybody_is_logged_out(
    ada: TestClient, anyone: TestClient, world: World, forgotten: Callable[[], str]
) -> None:
    token = forgotten()
    _, subject, text = world.outbox.sent[-1]
    assert subject == "Reset your AstroMedia password"
    assert "from testclient, 2026-03-02 09:30 UTC" in text
    assert "until 2026-03-02 10:00 UTC" in text
    assert "\n    astromedia reset-password\n" in text
    assert anyone.post(RESET, json={"token": token, "new_password": NEW}).status_code == 204
    assert ada.get("/v1/users/me").status_code == 401
    assert not logs_in(anyone, PASSWORD)
    assert logs_in(anyone, NEW)
    (user,) = world.accounts.users.values()
    assert user.verified_at == world.clock()
    assert world.audit.actions == [Action.PASSWORD_RESET]
    to, subject, text = world.outbox.sent[-1]
    assert (to, subject) == (EMAIL, "Your AstroMedia password was changed")
    assert "from testclient, 2026-03-02 09:30 UTC" in text


def test_of_all_open_tokens_one_counts_and_once(anyone: TestClient, forgotten: Callable[[], str]) -> None:
    tokens = [forgotten() for _ in range(3)]
    assert anyone.post(RESET, json={"token": tokens[1], "new_password": NEW}).status_code == 204
    for token in tokens:
        late = anyone.post(RESET, json={"token": token, "new_password": "yet another longer horse"})
        assert fields(late) == ["token"]
    assert logs_in(anyone, NEW)


def test_a_password_that_was_changed_makes_open_tokens_worthless(
    ada: TestClient, anyone: TestClient, forgotten: Callable[[], str]
) -> None:
    token = forgotten()
    ada.put("/v1/users/me/password", json={"current_password": PASSWORD, "new_password": NEW}).raise_for_status()
    late = anyone.post(RESET, json={"token": token, "new_password": "yet another longer horse"})
    assert fields(late) == ["token"]
    assert logs_in(anyone, NEW)


def test_an_unacceptable_password_leaves_the_token_as_it_was(anyone: TestClient, forgotten: Callable[[], str]) -> None:
    token = forgotten()
    for password in ("short", "Password123", "ada@example.com"):
        assert fields(anyone.post(RESET, json={"token": token, "new_password": password})) == ["new_password"]
    assert anyone.post(RESET, json={"token": token, "new_password": NEW}).status_code == 204


def test_who_changes_the_password_is_told_by_mail_and_it_is_recorded(ada: TestClient, world: World) -> None:
    ada.put("/v1/users/me/password", json={"current_password": PASSWORD, "new_password": NEW}).raise_for_status()
    assert world.outbox.sent[-1][1] == "Your AstroMedia password was changed"
    assert world.audit.actions == [Action.PASSWORD_CHANGED]


def test_a_password_changes_though_the_mail_about_it_fails(
    ada: TestClient, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.outbox.refuses = True
    change = {"current_password": PASSWORD, "new_password": NEW}
    assert ada.put("/v1/users/me/password", json=change).status_code == 204
    assert "The mail about a change was not sent" in caplog.text
    assert logs_in(ada, NEW)


def test_what_cannot_be_left_to_anybody_is_told_alike(ada: TestClient, world: World) -> None:
    world.errands.refuses = True
    for email in (EMAIL, "nobody@example.com"):
        assert problem(ada.post(FORGOT, json={"email": email}))["status"] == 503


def test_no_token_is_in_a_log_or_in_the_store(
    anyone: TestClient, world: World, forgotten: Callable[[], str], caplog: pytest.LogCaptureFixture
) -> None:
    token = forgotten()
    anyone.post(RESET, json={"token": token, "new_password": NEW}).raise_for_status()
    again = forgotten()
    logged = caplog.text + "".join(str(vars(record)) for record in caplog.records)
    for secret in (token, again, *mailed(world, Purpose.VERIFICATION)):
        assert secret not in logged
        assert secret not in repr(vars(world.mail_tokens)) + repr(world.audit.entries) + repr(world.errands.waiting)
