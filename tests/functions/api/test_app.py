"""What every answer has, whatever the route."""

import json
from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError
from fastapi.testclient import TestClient

from astromedia.domain.errors import ConfigurationError
from functions.api.app import create_app
from functions.api.middleware import SECURITY
from tests import logged

from .problems import problem
from .test_campaigns import create
from .world import World

PATHS = ["/health/live", "/openapi.json", "/docs", "/v1/users/me", "/nowhere"]


@pytest.fixture
def lines() -> Iterator[list[dict[str, object]]]:
    with logged.lines() as written:
        yield written


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_an_id_and_safe_headers(anyone: TestClient, path: str) -> None:
    headers = anyone.get(path).headers
    assert len(headers["X-Request-Id"]) == 26
    assert all(name in headers for name in SECURITY)
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("given", ["mine-42_X", "x" * 64])
def test_a_safe_request_id_is_kept(anyone: TestClient, given: str) -> None:
    assert anyone.get("/health/live", headers={"X-Request-Id": given}).headers["X-Request-Id"] == given


@pytest.mark.parametrize("given", ["x" * 65, "a b", "é", "a\tb", "", "a;b"])
def test_an_unsafe_request_id_is_replaced(anyone: TestClient, given: str) -> None:
    answer = anyone.get("/health/live", headers={b"X-Request-Id": given.encode()})
    assert len(answer.headers["X-Request-Id"]) == 26


def test_unknown_addresses_and_methods_are_problems(anyone: TestClient) -> None:
    assert problem(anyone.get("/v1/nowhere"))["status"] == 404
    assert problem(anyone.get("/v1/campaigns/"))["status"] == 404
    wrong = anyone.put("/v1/auth/login")
    assert problem(wrong)["status"] == 405
    assert wrong.headers["Allow"] == "POST"


def crashing(error: Exception) -> TestClient:
    world = World()
    world.probes = {}

    def services() -> object:
        raise error

    return TestClient(create_app(services))  # type: ignore[arg-type]


@pytest.mark.parametrize(("code", "seconds"), [("ThrottlingException", "2"), ("AccessDenied", "60")])
def test_an_outage_of_aws_says_when_to_come_again_and_nothing_of_it(code: str, seconds: str) -> None:
    refused = ClientError({"Error": {"Code": code, "Message": "arn:aws:hunter2"}}, "GetItem")
    answer = crashing(refused).get("/health/ready")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, seconds)
    assert answer.json()["type"] == "urn:astromedia:problem:service-unavailable"
    assert f"try again in {seconds} seconds" in answer.json()["detail"]
    assert "hunter2" not in answer.text


@pytest.mark.parametrize(
    "error", [RuntimeError("the password is hunter2"), ConfigurationError("the secret arn:aws:hunter2 is empty")]
)
def test_a_crash_is_a_500_that_says_nothing_of_it(error: Exception, lines: list[dict[str, object]]) -> None:
    answer = crashing(error).get("/health/ready", headers={"X-Request-Id": "crash-1"})
    assert problem(answer)["status"] == 500
    assert "hunter2" not in answer.text
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert [line["message"] for line in lines] == ["A request failed", "Answered"]
    assert {line["request_id"] for line in lines} == {"crash-1"}


def test_log_lines_say_whose_request_it_was(ada: TestClient, lines: list[dict[str, object]]) -> None:
    made = create(ada)
    ada.get(f"/v1/campaigns/{made['id']}", headers={"X-Request-Id": "read-1"})
    ada.get("/health/live")
    read, live = lines[-2:]
    workspace_id = ada.get("/v1/users/me").json()["workspace"]["id"]
    assert (read["request_id"], read["campaign_id"], read["workspace_id"]) == ("read-1", made["id"], workspace_id)
    assert (read["method"], read["status"]) == ("GET", 200)
    assert not live.get("workspace_id")
    assert not live.get("campaign_id")
    assert "Bearer" not in json.dumps(lines)


def test_other_origins_are_kept_out_by_default(anyone: TestClient) -> None:
    answer = anyone.get("/health/live", headers={"Origin": "https://app.example.com"})
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize(("origin", "allowed"), [("https://app.example.com", True), ("https://evil.example", False)])
def test_named_origins_are_let_in(world: World, origin: str, allowed: bool) -> None:
    services = world.services()
    client = TestClient(create_app(lambda: services, ["https://app.example.com"]))
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "Authorization",
    }
    for answer in (client.get("/health/live", headers=asked), client.options("/v1/campaigns", headers=asked)):
        assert (answer.headers.get("Access-Control-Allow-Origin") == origin) is allowed
        assert "X-Request-Id" in answer.headers


def test_a_preflight_is_not_counted(world: World) -> None:
    services = world.services()
    client = TestClient(create_app(lambda: services, ["https://app.example.com"]))
    asked = {"Origin": "https://app.example.com", "Access-Control-Request-Method": "POST"}
    for _ in range(3):
        preflight = client.options("/v1/auth/login", headers=asked)
        assert (preflight.status_code, "RateLimit" in preflight.headers) == (200, False)
    before, after = (client.get("/v1/nowhere").headers["RateLimit"] for _ in range(2))
    assert "r=999999;" in before
    assert "r=999998;" in after
