"""How often one may ask, and what those who ask too often get: attacks, by name."""

import json
import logging
from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from astromedia.domain.rate import Rate
from astromedia.services.rates import Allowed
from functions.api.access import ACCESS, RateClass
from functions.api.app import create_app
from functions.api.schema import openapi
from tests.conftest import Measured

from .conftest import PASSWORD
from .problems import problem
from .test_campaigns import create
from .world import World

PRODUCT = Allowed(auth=Rate(5, 900), ai=Rate(10, 60))
WRONG = "wrong horse battery"
From = Callable[[str], TestClient]


@pytest.fixture
def world() -> World:
    return World(allowed=PRODUCT)


@pytest.fixture
def app(world: World) -> FastAPI:
    services = world.services()
    return create_app(lambda: services, ["https://app.example.com"])


@pytest.fixture
def coming_from(app: FastAPI) -> From:
    """Makes a client at an IP address."""
    return lambda address: TestClient(app, client=(address, 4711), raise_server_exceptions=False)


def register(client: TestClient, name: str = "ada") -> None:
    person = {"email": f"{name}@example.com", "password": PASSWORD, "name": name}
    assert client.post("/v1/auth/register", json=person).status_code == 201


def log_in(client: TestClient, email: str, password: str = WRONG, **headers: str) -> Response:
    return client.post("/v1/auth/login", json={"email": email, "password": password}, headers=headers)


def logged_in(client: TestClient, email: str = "ada@example.com") -> TestClient:
    client.headers["Authorization"] = f"Bearer {log_in(client, email, PASSWORD).json()['access_token']}"
    return client


def too_many(answer: Response) -> int:
    """The seconds that a 429 asks to wait."""
    found = problem(answer)
    assert (found["status"], found["type"]) == (429, "urn:astromedia:problem:too-many-requests")
    return int(answer.headers["Retry-After"])


def test_credential_stuffing_from_one_ip_over_many_accounts(coming_from: From, world: World) -> None:
    thief = coming_from("203.0.113.9")
    assert [log_in(thief, f"user{n}@example.com").status_code for n in range(5)] == [401] * 5
    assert too_many(log_in(thief, "user5@example.com")) == 900
    assert too_many(log_in(thief, "user6@example.com", PASSWORD)) == 900
    register(coming_from("192.0.2.1"))
    logged_in(coming_from("192.0.2.2"))
    world.clock.advance(900)
    assert log_in(thief, "user7@example.com").status_code == 401


def test_one_account_from_many_ips(coming_from: From, world: World) -> None:
    register(coming_from("192.0.2.1"))
    spelled = ("ada@example.com", "ADA@example.com", "Ada@Example.COM", "aDa@EXAMPLE.com", "ada@example.com")
    tries = [log_in(coming_from(f"203.0.113.{n}"), email).status_code for n, email in enumerate(spelled)]
    assert tries == [401] * 4 + [429]  # registering was a try, too
    for n in range(5, 10):
        last = log_in(coming_from(f"203.0.113.{n}"), "ada@example.com", PASSWORD)
    assert too_many(last) == 900
    assert log_in(coming_from("203.0.113.99"), "eve@example.com").status_code == 401


def test_a_thief_in_one_place_cannot_lock_out_many_accounts(coming_from: From) -> None:
    register(coming_from("192.0.2.1"))
    thief = coming_from("203.0.113.9")
    for _ in range(20):
        log_in(thief, "nobody@example.com")
    for _ in range(20):
        assert log_in(thief, "ada@example.com").status_code == 429
    assert log_in(coming_from("192.0.2.1"), "ada@example.com", PASSWORD).status_code == 200


def test_spoofed_x_forwarded_for(coming_from: From) -> None:
    thief = coming_from("203.0.113.9")

    def spoofed(n: int) -> int:
        said = f"198.51.100.{n}"
        headers = {"X-Forwarded-For": said, "Forwarded": f"for={said}", "X-Real-Ip": said, "CF-Connecting-IP": said}
        return log_in(thief, f"user{n}@example.com", **headers).status_code

    assert [spoofed(n) for n in range(7)] == [401] * 5 + [429] * 2


def test_a_success_does_not_reset_what_protects_others(coming_from: From) -> None:
    register(coming_from("192.0.2.1"), "thief")
    thief = coming_from("203.0.113.9")
    for n in range(5):
        assert log_in(thief, f"user{n}@example.com").status_code == 401
        assert n == 4 or log_in(thief, "thief@example.com", PASSWORD).status_code == 200
    assert log_in(thief, "user9@example.com").status_code == 429
    assert log_in(thief, "thief@example.com", PASSWORD).status_code == 429


def test_who_logs_in_rightly_is_not_kept_out(coming_from: From) -> None:
    home = coming_from("192.0.2.1")
    register(home)
    answers = [log_in(home, "ada@example.com", PASSWORD) for _ in range(12)]
    assert {answer.status_code for answer in answers} == {200}
    assert answers[-1].headers["RateLimit"].endswith('"auth";r=4;t=900')


def test_accounts_made_from_one_ip_are_few(coming_from: From) -> None:
    factory = coming_from("203.0.113.9")
    for n in range(5):
        register(factory, f"robot{n}")
    person = {"email": "robot5@example.com", "password": PASSWORD, "name": "R"}
    assert too_many(factory.post("/v1/auth/register", json=person)) == 900


def test_a_try_that_is_refused_costs_no_password_hash(coming_from: From, world: World) -> None:
    thief = coming_from("203.0.113.9")
    for n in range(6):
        log_in(thief, f"user{n}@example.com")
    asked: list[str] = []
    look = world.accounts.user_by_email
    world.accounts.user_by_email = lambda email: asked.append(email) or look(email)  # type: ignore[method-assign, func-returns-value]
    assert log_in(thief, "ada@example.com").status_code == 429
    assert asked == []


def test_valkey_down_closes_auth_and_opens_the_others(
    coming_from: From, world: World, capsys: pytest.CaptureFixture[str], warnings: list[str]
) -> None:
    home = coming_from("192.0.2.1")
    register(home)
    ada = logged_in(home)
    world.rates.down = True
    capsys.readouterr()
    for answer in (log_in(home, "ada@example.com", PASSWORD), home.post("/v1/auth/register", json={})):
        assert problem(answer)["status"] == 503
        assert int(answer.headers["Retry-After"]) >= 1
        assert answer.headers["RateLimit-Policy"] == '"standard";q=100;w=60, "auth";q=5;w=900'
    assert [ada.get("/v1/campaigns").status_code for _ in range(150)] == [200] * 150
    assert coming_from("192.0.2.7").get("/nowhere").status_code == 404
    assert ada.get("/health/live").status_code == 200
    assert len([line for line in warnings if "cannot be counted" in line]) == 153
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "RateLimitUnavailable" in line]
    assert len(told) == 153
    assert {(each["service"], each["request"]) for each in told} == {("api", "refused"), ("api", "let-through")}


@pytest.fixture
def warnings() -> Iterator[list[str]]:
    """What was warned of."""
    from astromedia.kit.observability import LOG

    said: list[str] = []

    class Collect(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    collect = Collect(logging.WARNING)
    LOG._logger.addHandler(collect)
    yield said
    LOG._logger.removeHandler(collect)


def test_429_carries_retry_after_and_waiting_so_long_helps(coming_from: From, world: World, measured: Measured) -> None:
    home = coming_from("192.0.2.1")
    register(home)
    ada = logged_in(home)
    answers = [ada.get("/v1/campaigns") for _ in range(101)]
    assert [answer.status_code for answer in answers] == [200] * 100 + [429]
    assert measured()["RateLimited"] == [(1, {"limit": "standard"})]
    assert answers[0].headers["RateLimit-Policy"] == '"standard";q=100;w=60'
    assert answers[0].headers["RateLimit"] == '"standard";r=99;t=60'
    assert answers[-1].headers["RateLimit"] == '"standard";r=0;t=60'
    world.clock.advance(too_many(answers[-1]))
    assert ada.get("/v1/campaigns").status_code == 200


def test_a_bigger_plan_gives_more(coming_from: From, world: World) -> None:
    home = coming_from("192.0.2.1")
    register(home)
    ada = logged_in(home)
    me = ada.get("/v1/users/me").json()
    world.budgets.set_plan(me["workspace"]["id"], "enterprise", world.clock())
    world.clock.advance(60)
    assert ada.get("/v1/campaigns").headers["RateLimit"] == '"standard";r=999;t=60'


def test_users_behind_one_address_count_apart(coming_from: From) -> None:
    home = coming_from("192.0.2.1")
    register(home)
    register(home, "eve")
    ada, eve = logged_in(coming_from("192.0.2.1")), logged_in(coming_from("192.0.2.1"), "eve@example.com")
    ada.get("/v1/campaigns")
    assert eve.get("/v1/campaigns").headers["RateLimit"] == '"standard";r=99;t=60'


def test_work_for_models_has_a_limit_of_its_own(coming_from: From) -> None:
    home = coming_from("192.0.2.1")
    register(home)
    ada = logged_in(home)
    campaigns = [create(ada)["id"] for _ in range(11)]
    launched = [ada.post(f"/v1/campaigns/{each}/launch") for each in campaigns]
    assert [answer.status_code for answer in launched] == [202] * 10 + [429]
    assert launched[0].headers["RateLimit-Policy"] == '"standard";q=100;w=60, "ai";q=10;w=60'
    assert "'ai'" in problem(launched[-1])["detail"]
    assert ada.get("/v1/campaigns").status_code == 200


@pytest.mark.parametrize("path", ["/v1/users/me", "/nowhere", "/docs", "/openapi.json"])
def test_nobody_we_know_counts_by_address(coming_from: From, path: str) -> None:
    stranger = coming_from("203.0.113.9")
    junk = {"Authorization": "Bearer nonsense", "Origin": "https://app.example.com"}
    answers = [stranger.get(path, headers=junk) for _ in range(101)]
    assert answers[0].headers["RateLimit"] == '"standard";r=99;t=60'
    assert {answer.status_code for answer in answers[:100]} <= {200, 401, 404}
    assert too_many(answers[100]) == 60
    assert answers[100].headers["RateLimit"] == '"standard";r=0;t=60'
    assert answers[100].headers["X-Content-Type-Options"] == "nosniff"
    assert answers[100].headers["Access-Control-Allow-Origin"] == "https://app.example.com"
    assert "Retry-After" in answers[100].headers["Access-Control-Expose-Headers"]
    assert coming_from("192.0.2.1").get(path, headers=junk).status_code != 429


def test_bodies_that_cannot_be_read_count_too(coming_from: From) -> None:
    stranger = coming_from("203.0.113.9")
    bodies = (b"{", b"[" * 9999, b'{"email": 5}', b'{"email": "x"}', b"\xff", b"null", b"")
    for body in bodies:
        answer = stranger.post("/v1/auth/login", content=body, headers={"Content-Type": "application/json"})
        assert 400 <= problem(answer)["status"] < 500
    assert answer.headers["RateLimit"].startswith(f'"standard";r={100 - len(bodies)}')


def test_who_watches_the_service_is_never_refused(coming_from: From, world: World) -> None:
    watcher = coming_from("192.0.2.1")
    answers = [watcher.get("/health/live") for _ in range(150)]
    assert {answer.status_code for answer in answers} == {200}
    assert answers[-1].headers["RateLimit"].startswith('"free";r=')
    assert world.rates.takes == 0


def test_a_request_is_counted_once(coming_from: From, world: World) -> None:
    home = coming_from("192.0.2.1")
    register(home)
    ada = logged_in(home)
    before = world.rates.takes
    ada.get("/v1/campaigns")
    log_in(home, "ada@example.com")
    home.get("/nowhere")
    assert world.rates.takes == before + 3


def test_every_operation_tells_of_its_limits() -> None:
    operations = [operation for path in openapi()["paths"].values() for operation in path.values()]
    for operation in operations:
        rate = ACCESS[operation["operationId"]].rate
        assert ("429" in operation["responses"]) is (rate is not RateClass.FREE)
        assert rate is RateClass.FREE or "Retry-After" in operation["responses"]["429"]["headers"]
        assert rate is RateClass.FREE or "503" in operation["responses"]
