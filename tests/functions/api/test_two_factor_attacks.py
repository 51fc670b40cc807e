"""What those try who have somebody's password, or their session, and not their codes: attacks, by name."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pyotp
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from astromedia.domain.audit import Action
from astromedia.domain.rate import Rate
from astromedia.services.rates import Allowed
from functions.api.app import create_app

from .conftest import PASSWORD
from .problems import problem
from .protected import ME, Protected, bearing, log_in, verify
from .signing_in import signed_in
from .world import PLENTY, World

PRODUCT = Allowed(auth=Rate(5, 900), ai=Rate(10, 60), standard=Rate(1_000_000, 60))
EMAIL = "ada@example.com"
HOME = "192.0.2.1"
From = Callable[[str], TestClient]


@pytest.fixture
def world(request: pytest.FixtureRequest) -> World:
    """With the limits of the product, or with none, so that what else there is has to hold."""
    return World(allowed=getattr(request, "param", PRODUCT))


unlimited = pytest.mark.parametrize("world", [PLENTY], indirect=True)


@pytest.fixture
def app(world: World) -> FastAPI:
    services = world.services()
    return create_app(lambda: services)


@pytest.fixture
def coming_from(app: FastAPI) -> From:
    """Makes a client at an IP address."""
    return lambda address: TestClient(app, client=(address, 4711))


def registered(coming_from: From, world: World, email: str) -> TestClient:
    """A client of a new user, logged in, who has all their tries."""
    client = coming_from(HOME)
    person = {"email": email, "password": PASSWORD, "name": "Ada"}
    assert client.post("/v1/auth/register", json=person).status_code == 201
    world.clock.advance(900)
    client.headers |= bearing(log_in(client, email))
    return client


@pytest.fixture
def ada(coming_from: From, world: World) -> Protected:
    return Protected(registered(coming_from, world, EMAIL), world.clock, EMAIL)


def test_brute_force_over_one_challenge(ada: Protected, coming_from: From) -> None:
    thief = coming_from("203.0.113.9")
    challenge = ada.challenge(thief)
    statuses = [verify(thief, challenge, code).status_code for code in ada.wrong_codes(10)]
    assert statuses == [401] * 4 + [429] * 6  # the password was a try, too
    assert verify(coming_from("203.0.113.10"), challenge, ada.present_code()).status_code in (401, 429)


@unlimited
def test_a_challenge_dies_after_5_wrong_codes_whatever_the_limits(ada: Protected, coming_from: From) -> None:
    thief = coming_from("203.0.113.9")
    challenge = ada.challenge(thief)
    wrong = [problem(verify(thief, challenge, code)) for code in ada.wrong_codes(5)]
    assert {(each["status"], each["detail"]) for each in wrong} == {(401, "The code is wrong, or was used before.")}
    right = problem(verify(thief, challenge, ada.code()))
    assert (right["status"], right["detail"].startswith("This challenge does not count")) == (401, True)


@unlimited
def test_codes_at_once_on_one_challenge_are_no_more_than_5(ada: Protected, coming_from: From, world: World) -> None:
    thief = coming_from("203.0.113.9")
    challenge = ada.challenge(thief)
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda code: verify(thief, challenge, code).status_code, ada.wrong_codes(24)))
    assert statuses == [401] * 24
    refused = [entry for entry in world.audit.entries if entry.action is Action.CODE_REFUSED]
    assert len(refused) == 5


def test_brute_force_over_many_challenges_from_many_ips(ada: Protected, coming_from: From, world: World) -> None:
    """Each challenge and each address is new; the account is the same, and has 5 tries in 15 minutes."""
    codes, before = iter(ada.wrong_codes(50)), len(world.audit.entries)
    statuses: list[int] = []
    for n in range(20):
        thief = coming_from(f"203.0.113.{n}")
        login = log_in(thief, EMAIL)
        statuses.append(login.status_code)
        if login.status_code == 202:
            statuses.append(verify(thief, login.json()["challenge"], next(codes)).status_code)
    assert statuses == [202, 401, 202, 401, 202] + [429] * 18
    tried = [entry.action for entry in world.audit.entries[before:]]
    assert tried == [Action.CODE_REFUSED] * 2


def test_challenges_collected_before_bring_no_more_tries(ada: Protected, coming_from: From) -> None:
    thief = coming_from("203.0.113.9")
    challenges = [ada.challenge(coming_from(f"203.0.113.{n}")) for n in range(4)]
    codes = ada.wrong_codes(8)
    assert verify(thief, challenges[0], codes[0]).status_code == 401
    others = [verify(coming_from(f"198.51.100.{n}"), challenges[n % 4], codes[n]).status_code for n in range(1, 8)]
    assert others == [429] * 7


def test_who_logs_in_rightly_is_not_kept_out(ada: Protected, coming_from: From) -> None:
    """Both steps are given back, and neither is told as used."""
    home = coming_from(HOME)
    answers = [verify(home, ada.challenge(home), ada.code()) for _ in range(12)]
    assert {answer.status_code for answer in answers} == {200}
    assert '"auth";r=5' in answers[-1].headers["RateLimit"]


def test_a_thiefs_own_second_factor_buys_no_guesses_at_another_address(coming_from: From, world: World) -> None:
    """What is given back is the try of the log-in at its own address, and none of the one that verifies."""
    thief = Protected(registered(coming_from, world, "thief@example.com"), world.clock, "thief@example.com")
    there, here = coming_from("198.51.100.7"), coming_from("203.0.113.9")
    for n in range(4):
        assert log_in(here, f"user{n}@example.com", "wrong horse battery").status_code == 401
        assert verify(here, thief.challenge(there), thief.code()).status_code == 200
    assert log_in(here, "user4@example.com", "wrong horse battery").status_code == 401
    assert log_in(here, "user5@example.com", "wrong horse battery").status_code == 429


def test_logging_in_with_a_provider_buys_no_guesses(ada: Protected, coming_from: From, world: World) -> None:
    """That counts against its address only, so only there it is given back."""
    world.accounts.change_user(
        next(iter(world.accounts.users)), lambda user: user.model_copy(update={"verified_at": world.clock()})
    )
    home, thief = coming_from(HOME), coming_from("203.0.113.9")
    for n in range(5):
        answer = signed_in(world, home)
        assert answer.status_code == 202, answer.text
        assert log_in(thief, EMAIL, "wrong horse battery").status_code == 401
        login = verify(home, answer.json()["challenge"], ada.code())
        assert login.status_code == (200 if n < 4 else 429)
    assert log_in(thief, EMAIL, "wrong horse battery").status_code == 429


def test_wrong_codes_of_a_thief_wear_off(ada: Protected, coming_from: From, world: World) -> None:
    thief = coming_from("203.0.113.9")
    challenge = ada.challenge(thief)
    for code in ada.wrong_codes(5):
        verify(thief, challenge, code)
    assert log_in(coming_from(HOME), EMAIL).status_code == 429
    world.clock.advance(900)
    home = coming_from(HOME)
    assert verify(home, ada.challenge(home), ada.code()).status_code == 200


def test_valkey_down_lets_no_code_be_tried(ada: Protected, coming_from: From, world: World) -> None:
    home = coming_from(HOME)
    challenge = ada.challenge(home)
    world.rates.down = True
    assert problem(verify(home, challenge, ada.code()))["status"] == 503
    world.rates.down = False
    assert verify(home, challenge, ada.present_code()).status_code == 200


def test_replay_of_a_code(ada: Protected, coming_from: From) -> None:
    """Who looked over a shoulder has 30 seconds, and a code that counts no more."""
    home, thief = coming_from(HOME), coming_from("203.0.113.9")
    code = ada.code()
    assert verify(home, ada.challenge(home), code).status_code == 200
    assert verify(thief, ada.challenge(thief), code).status_code == 401
    assert ada.client.request("DELETE", ME, json={"code": code}).status_code == 422


def test_replay_of_the_code_that_confirmed(ada: Protected, coming_from: From) -> None:
    thief = coming_from("203.0.113.9")
    assert verify(thief, ada.challenge(thief), ada.present_code()).status_code == 401


def test_replay_of_an_earlier_code_that_was_never_used(ada: Protected, coming_from: From) -> None:
    unused, used = ada.code(), ada.code()
    home = coming_from(HOME)
    assert verify(home, ada.challenge(home), used).status_code == 200
    assert verify(home, ada.challenge(home), unused).status_code == 401


@unlimited
def test_race_of_one_code_over_many_challenges_is_one_login(ada: Protected, coming_from: From, world: World) -> None:
    raced(ada, coming_from, world, ada.code)


@unlimited
def test_race_of_one_recovery_code_is_one_login(ada: Protected, coming_from: From, world: World) -> None:
    raced(ada, coming_from, world, lambda: ada.recovery_codes[0])


def raced(ada: Protected, coming_from: From, world: World, code_of: Callable[[], str]) -> None:
    clients = [coming_from(f"203.0.113.{n}") for n in range(8)]
    challenges = [ada.challenge(client) for client in clients]
    code, before = code_of(), len(world.sessions.sessions)
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda one, its: verify(one, its, code).status_code, clients, challenges))
    assert sorted(statuses) == [200] + [401] * 7
    assert len(world.sessions.sessions) == before + 1


@unlimited
def test_race_on_one_challenge_is_one_login(ada: Protected, coming_from: From, world: World) -> None:
    """Five codes that each would do."""
    client = coming_from("203.0.113.9")
    challenge, before = ada.challenge(client), len(world.sessions.sessions)
    with ThreadPoolExecutor(5) as pool:
        statuses = list(pool.map(lambda code: verify(client, challenge, code).status_code, ada.recovery_codes[:5]))
    assert sorted(statuses) == [200] + [401] * 4
    assert len(world.sessions.sessions) == before + 1


def test_a_challenge_counts_once(ada: Protected, coming_from: From) -> None:
    home = coming_from(HOME)
    challenge = ada.challenge(home)
    assert verify(home, challenge, ada.code()).status_code == 200
    assert verify(home, challenge, ada.code()).status_code == 401


@unlimited
def test_challenge_of_another_user(ada: Protected, coming_from: From, world: World) -> None:
    eve = Protected(registered(coming_from, world, "eve@example.com"), world.clock, "eve@example.com")
    thief = coming_from("203.0.113.9")
    hers, own = ada.challenge(thief), eve.challenge(thief)
    for code in (eve.code(), eve.recovery_codes[0]):
        assert verify(thief, hers, code).status_code == 401
    login = verify(thief, own, eve.present_code())
    assert login.json()["user"]["email"] == "eve@example.com"


def test_challenge_after_password_change(ada: Protected, coming_from: From) -> None:
    thief = coming_from("203.0.113.9")
    challenge = ada.challenge(thief)
    change = {"current_password": PASSWORD, "new_password": "staple a longer horse"}
    assert ada.client.put("/v1/users/me/password", json=change).status_code == 204
    refused = problem(verify(thief, challenge, ada.code()))
    assert (refused["status"], refused["detail"].startswith("This challenge does not count")) == (401, True)


def test_challenge_after_two_factor_login_began_anew(ada: Protected, coming_from: From, world: World) -> None:
    thief = coming_from("203.0.113.9")
    challenge = ada.challenge(thief)
    assert ada.client.request("DELETE", ME, json={"code": ada.code()}).status_code == 204
    anew = Protected(ada.client, world.clock, EMAIL)
    assert verify(thief, challenge, anew.code()).status_code == 401


def test_expired_challenge(ada: Protected, coming_from: From, world: World) -> None:
    home = coming_from(HOME)
    challenge = ada.challenge(home)
    world.clock.advance(300)
    assert verify(home, challenge, ada.present_code()).status_code == 401


@pytest.mark.parametrize("challenge", ["", "x", "x" * 201, "%00", "\x00", "😀" * 9, None, 7, ["x"]])
def test_made_up_challenges(coming_from: From, challenge: object) -> None:
    body = {"challenge": challenge, "code": "123456"}
    answer = coming_from("203.0.113.9").post("/v1/auth/verify-2fa", json=body)
    assert problem(answer)["status"] in (401, 422)


def test_guessing_challenges_uses_up_the_address(coming_from: From) -> None:
    thief = coming_from("203.0.113.9")
    statuses = [verify(thief, f"guess-{n}", "123456").status_code for n in range(7)]
    assert statuses == [401] * 5 + [429] * 2


def test_a_challenge_is_no_token(ada: Protected, coming_from: From) -> None:
    thief = coming_from("203.0.113.9")
    challenge = ada.challenge(thief)
    assert thief.get("/v1/users/me", headers={"Authorization": f"Bearer {challenge}"}).status_code == 401
    assert thief.post("/v1/auth/refresh", json={"refresh_token": challenge}).status_code == 401


def test_recovery_code_reuse(ada: Protected, coming_from: From) -> None:
    home = coming_from(HOME)
    assert verify(home, ada.challenge(home), ada.recovery_codes[0]).status_code == 200
    assert verify(home, ada.challenge(home), ada.recovery_codes[0]).status_code == 401
    assert ada.client.request("DELETE", ME, json={"code": ada.recovery_codes[0]}).status_code == 422


def test_enrolment_confirm_brute_force(coming_from: From, world: World) -> None:
    client = registered(coming_from, world, EMAIL)
    secret = client.post(ME, json={"current_password": PASSWORD}).json()["secret"]
    right = pyotp.TOTP(secret).at(world.clock())
    wrong = [code for code in (f"{n:06d}" for n in range(9)) if code != right]
    statuses = [client.post(f"{ME}/confirm", json={"code": code}).status_code for code in wrong]
    assert statuses[:5] == [422] * 5
    assert set(statuses[5:]) == {429}
    assert client.get(ME).json()["enabled"] is False


@pytest.mark.parametrize(("method", "path"), [("DELETE", ME), ("POST", f"{ME}/recovery-codes")])
def test_brute_force_by_a_stolen_session(ada: Protected, world: World, method: str, path: str) -> None:
    statuses = [ada.client.request(method, path, json={"code": code}).status_code for code in ada.wrong_codes(7)]
    assert statuses == [422] * 5 + [429] * 2
    refused = [entry for entry in world.audit.entries if entry.action is Action.CODE_REFUSED]
    assert [entry.details for entry in refused] == [{"proof": "session"}] * 5
    assert ada.client.get(ME).json() == ada.client.get(ME).json() | {"enabled": True, "recovery_codes_left": 10}


def test_an_api_key_neither_reads_nor_switches(ada: Protected, coming_from: From) -> None:
    key = ada.client.post("/v1/api-keys", json={"name": "robot", "scopes": ["read"]}).json()["key"]
    robot, headers = coming_from("203.0.113.9"), {"X-API-Key": key}
    bodies = {"POST": {"current_password": PASSWORD}, "DELETE": {"code": ada.code()}, "GET": None}
    answers = [robot.request(each, ME, json=body, headers=headers) for each, body in bodies.items()]
    assert [answer.status_code for answer in answers] == [403] * 3


def test_no_secret_in_logs_audit_mail_or_answers(
    coming_from: From, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Each is in the one answer that gives it, and in nothing that is kept."""
    client = registered(coming_from, world, EMAIL)
    ada = Protected(client, world.clock, EMAIL)
    home = coming_from(HOME)
    challenge, wrong, code = ada.challenge(home), "zzzz-zzzz-zzzz-zzzz", ada.code()
    refused, login = verify(home, challenge, wrong), verify(home, challenge, code)
    answers = [refused, login, *(client.get(path) for path in (ME, "/v1/users/me", "/v1/users/me/sessions"))]
    workspace = client.get("/v1/users/me").json()["workspace"]["id"]
    answers.append(client.get(f"/v1/workspaces/{workspace}/audit"))
    answers.append(client.get(f"/v1/workspaces/{workspace}/members"))
    (user,) = world.accounts.users.values()
    assert user.two_factor
    kept = [repr(vars(store)) for store in (world.accounts, world.pending_logins, world.claims, world.audit)]
    hashes = {user.two_factor.sealed, *user.two_factor.recovery}
    secrets = {ada.secret, *ada.recovery_codes, challenge, wrong, code, *hashes}
    # Numbers are left out: a time in microseconds may have any six digits.
    logged = [said for record in caplog.records for said in vars(record).values() if isinstance(said, str)]
    seen = [*(answer.text for answer in answers), *logged, repr(world.outbox.sent)]
    assert "/v1/auth/verify-2fa" in logged
    for secret in secrets:
        assert not any(secret in text for text in seen), secret
        assert secret in hashes or not any(secret in text for text in kept), secret


def test_what_is_sent_again_with_a_key_shows_no_secret_again(coming_from: From, world: World) -> None:
    client = registered(coming_from, world, EMAIL)
    headers = {"Idempotency-Key": "same"}
    first, again = (client.post(ME, json={"current_password": PASSWORD}, headers=headers) for _ in range(2))
    assert (first.status_code, problem(again)["status"]) == (200, 409)
    assert first.json()["secret"] not in again.text + repr(vars(world.claims))
