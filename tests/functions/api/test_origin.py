"""With an edge in front: what comes past it is refused, and nobody else than the edge is believed about addresses."""

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping

import boto3
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from mangum import Mangum

from astromedia.bootstrap.origin import origin_service, origin_values
from astromedia.domain.errors import ConfigurationError
from astromedia.domain.rate import Rate
from astromedia.kit.settings import ApiSettings, read
from astromedia.services.origin import AGAIN, OriginService
from astromedia.services.rates import Allowed
from functions.api.app import create_app
from functions.api.origin import SECRET, VIEWER
from tests.conftest import Measured
from tests.samples import id_at

from .conftest import PASSWORD
from .problems import problem
from .test_app import lines as lines
from .test_handler import SETTINGS, event
from .test_rates import log_in, register
from .world import World

VALUE, BEFORE = "current-" + "c" * 56, "previous-" + "p" * 55
EDGE, CLOUDFRONT = {SECRET: VALUE}, "64.252.64.1"
Through = Callable[..., TestClient]
SPOOFED = (VIEWER, "CloudFront-Viewer-Address", "X-Forwarded-For", "True-Client-Ip", "X-Real-Ip")


@pytest.fixture
def world() -> World:
    return World(allowed=Allowed(auth=Rate(5, 900), ai=Rate(10, 60)))


@pytest.fixture
def app(world: World) -> FastAPI:
    services = world.services()
    origin = OriginService(lambda: (VALUE, BEFORE), world.clock)
    return create_app(lambda: services, ["https://app.example.com"], origin=origin)


@pytest.fixture
def through(app: FastAPI) -> Through:
    """Makes a client of the API as CloudFront asks it for somebody at `viewer`."""

    def made(viewer: str, value: str = VALUE) -> TestClient:
        headers = {SECRET: value, VIEWER: viewer}
        return TestClient(app, client=(CLOUDFRONT, 443), headers=headers, raise_server_exceptions=False)

    return made


@pytest.fixture
def past(app: FastAPI) -> TestClient:
    """A client that knows API Gateway's own address."""
    return TestClient(app, client=("203.0.113.9", 4711), raise_server_exceptions=False)


@pytest.mark.parametrize("value", [VALUE, BEFORE])
def test_what_came_through_the_edge_is_answered(through: Through, value: str) -> None:
    assert through("192.0.2.1", value).get("/openapi.json").status_code == 200


@pytest.mark.parametrize("shown", [None, "", "wrong", VALUE[:-1], VALUE + "x", f"{VALUE},{VALUE}", VALUE.upper()])
def test_attack_past_the_edge(past: TestClient, shown: str | None) -> None:
    headers = {} if shown is None else {SECRET: shown}
    answer = past.get("/openapi.json", headers=headers)
    refused = problem(answer)
    assert (refused["status"], refused["type"]) == (403, "urn:astromedia:problem:forbidden")
    assert "public address" in refused["detail"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "RateLimit" not in answer.headers


def test_what_is_refused_is_counted(past: TestClient, through: Through, measured: Measured) -> None:
    through("192.0.2.1").get("/openapi.json")
    past.get("/health/live")
    past.get("/openapi.json")
    assert measured()["RefusedPastEdge"] == [(1, {})]


def test_attack_two_secrets_of_which_one_is_right(past: TestClient) -> None:
    headers = [(SECRET, VALUE), (SECRET, "wrong")]
    assert past.get("/openapi.json", headers=headers).status_code == 403


def test_attack_nothing_is_done_past_the_edge(past: TestClient, world: World) -> None:
    person = {"email": "ada@example.com", "password": PASSWORD, "name": "ada"}
    assert past.post("/v1/auth/register", json=person).status_code == 403
    assert world.accounts.user_by_email("ada@example.com") is None


def test_preflights_come_through_the_edge_too(past: TestClient, through: Through) -> None:
    asking = {"Origin": "https://app.example.com", "Access-Control-Request-Method": "GET"}
    assert past.options("/v1/campaigns", headers=asking).status_code == 403
    assert through("192.0.2.1").options("/v1/campaigns", headers=asking).status_code == 200


def test_whether_it_runs_is_told_anybody_and_nothing_else_is(past: TestClient) -> None:
    assert past.get("/health/live").json() == {"status": "ok"}
    for path in ("/health/ready", "/health/live/", "//health/live", "/HEALTH/LIVE", "/health/live/../ready"):
        assert past.get(path).status_code == 403


def test_limits_are_those_of_the_viewer_not_of_the_edge(through: Through, world: World) -> None:
    home, school = through("192.0.2.1"), through("2001:db8::1")
    for n in range(5):
        assert log_in(home, f"user{n}@example.com").status_code == 401
    assert log_in(home, "user5@example.com").status_code == 429
    assert log_in(school, "user6@example.com").status_code == 401
    assert log_in(through("2001:DB8:0:0::2"), "user7@example.com").headers["RateLimit"].count('"auth";r=3')


def test_a_session_tells_the_viewers_address(through: Through) -> None:
    client = through("2001:0db8:0000::0001")
    register(client)
    token = log_in(client, "ada@example.com", PASSWORD).json()["access_token"]
    (session,) = client.get("/v1/users/me/sessions", headers={"Authorization": f"Bearer {token}"}).json()["items"]
    assert session["ip"] == "2001:db8::1"


@pytest.mark.parametrize("header", SPOOFED[1:])
def test_attack_a_viewer_says_to_the_edge_where_it_is(through: Through, header: str) -> None:
    thief = through("203.0.113.9")
    answers = [log_in(thief, f"user{n}@example.com", **{header: f"198.51.100.{n}:4711"}) for n in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]


@pytest.mark.parametrize("header", SPOOFED)
def test_attack_past_the_edge_nobody_is_believed(world: World, header: str) -> None:
    """Where nothing is verified, as no edge is in front, what a client says of addresses is not read at all."""
    services = world.services()
    thief = TestClient(create_app(lambda: services), client=("203.0.113.9", 4711))
    spoofed = [{header: f"198.51.100.{n}", SECRET: VALUE} for n in range(6)]
    answers = [log_in(thief, f"user{n}@example.com", **headers) for n, headers in enumerate(spoofed)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]


@pytest.mark.parametrize("said", ["", "nowhere", "198.51.100.1, 198.51.100.2", "198.51.100.1:4711", "1" * 99])
def test_an_edge_that_names_no_address_counts_as_one_client(through: Through, said: str) -> None:
    client = through(said)
    answers = [log_in(client, f"user{n}@example.com") for n in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]


def test_a_secret_that_cannot_be_read_is_our_fault_and_lets_nobody_in(world: World) -> None:
    def down() -> tuple[str, ...]:
        raise OSError("Secrets Manager does not answer")

    services = world.services()
    app = create_app(lambda: services, origin=OriginService(down, world.clock))
    answer = TestClient(app, raise_server_exceptions=False).get("/openapi.json", headers=EDGE)
    assert problem(answer)["status"] == 500
    assert "Secrets" not in answer.text


def test_the_secret_is_in_no_log(through: Through, past: TestClient, lines: list[dict[str, object]]) -> None:
    through("192.0.2.1").get("/v1/campaigns")
    past.get("/v1/campaigns", headers={SECRET: "w" * 64})
    told = json.dumps(lines)
    assert "403" in told
    assert VALUE not in told
    assert "w" * 64 not in told


def secret(content: Mapping[str, str]) -> str:
    """The ARN of a new secret in Secrets Manager."""
    return boto3.client("secretsmanager").create_secret(Name=id_at(), SecretString=json.dumps(content))["ARN"]


@pytest.fixture
def event_loop() -> Iterator[None]:
    """Mangum makes the thread an event loop for as long as a Lambda lives; here it ends with the test."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    yield
    loop.close()
    asyncio.set_event_loop(None)


def test_a_lambda_behind_cloudfront_rotates_without_a_refusal(aws: None, world: World, event_loop: None) -> None:
    """Events as API Gateway makes them of what CloudFront sends, and the secret in Secrets Manager."""
    arn = secret({"current": BEFORE})
    origin = OriginService(lambda: origin_values(arn), world.clock)
    services = world.services()
    handler = Mangum(create_app(lambda: services, origin=origin), lifespan="off")

    def ask(value: str | None, viewer: str = "192.0.2.1") -> int:
        asked = event("GET", "/nowhere")
        asked["requestContext"]["http"]["sourceIp"] = CLOUDFRONT
        asked["headers"] |= {"via": "3.0 d1.cloudfront.net (CloudFront)", VIEWER.lower(): viewer}
        asked["headers"] |= {"x-forwarded-for": f"198.51.100.7, {viewer}, {CLOUDFRONT}"}
        asked["headers"] |= {} if value is None else {SECRET.lower(): value}
        answer = handler(asked, None)  # type: ignore[arg-type]
        return int(answer["statusCode"])

    assert [ask(None), ask(VALUE), ask(BEFORE)] == [403, 403, 404]
    rotated = json.dumps({"current": VALUE, "previous": BEFORE})
    boto3.client("secretsmanager").put_secret_value(SecretId=arn, SecretString=rotated)
    world.clock.advance(AGAIN.total_seconds())
    assert [ask(VALUE), ask(BEFORE), ask("x" * 64)] == [404, 404, 403]


@pytest.mark.parametrize(
    "content",
    [{}, {"current": "short"}, {"previous": BEFORE}, {"current": VALUE, "previous": "short"}, {"current": ""}],
)
def test_a_value_that_could_be_guessed_lets_nobody_in(aws: None, content: dict[str, str]) -> None:
    origin = origin_service(read(ApiSettings, SETTINGS | {"ORIGIN_SECRET_ARN": secret(content)}))
    assert origin
    with pytest.raises(ConfigurationError, match="32 or more characters"):
        origin.verified(next(iter(content.values()), ""))


def test_without_the_setting_nothing_is_checked() -> None:
    assert origin_service(read(ApiSettings, SETTINGS)) is None
