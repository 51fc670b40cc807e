import httpx
import pytest

from astromedia_client import ApiProblem, ApiUnreachable, Client, FieldProblem, UnexpectedAnswer
from tests.fakes.clock import FakeClock

from .fake_answers import problem
from .fake_api import API_KEY, API_URL, TOKEN, FakeApi

REFUSED = httpx.ConnectError("[Errno 111] Connection refused")


def test_a_read_is_repeated_until_it_succeeds(api: FakeApi, client: Client, clock: FakeClock) -> None:
    before = clock()
    busy = problem(429, "Too many requests", headers={"Retry-After": "4"})
    api.instead["GET /v1/campaigns"] = [REFUSED, busy, problem(503, "Unavailable")]
    assert list(client.campaigns.list()) == []
    assert len(api.requests) == 4
    assert (clock() - before).total_seconds() == 0.25 + 4 + 1.0


def test_a_read_without_any_answer_ends(api: FakeApi, client: Client) -> None:
    api.instead["GET /v1/campaigns"] = [REFUSED] * 9
    with pytest.raises(ApiUnreachable, match=r"^http://api\.test does not answer \(Connection refused\)$"):
        list(client.campaigns.list())
    assert len(api.requests) == 4


def keys(api: FakeApi) -> list[str | None]:
    return [request.headers.get("idempotency-key") for request in api.requests]


@pytest.mark.parametrize(
    "failure",
    [
        REFUSED,
        httpx.ReadTimeout("timed out"),
        problem(429, "Too many requests", headers={"Retry-After": "1"}),
        problem(503, "Unavailable"),
        problem(409, "Conflict", headers={"Retry-After": "2"}),
    ],
)
def test_a_post_is_repeated_with_its_key(api: FakeApi, client: Client, failure: httpx.Response | Exception) -> None:
    api.instead["POST /v1/campaigns"] = [failure]
    client.campaigns.create({"company": {}})
    first, second = keys(api)
    assert first
    assert first == second


def test_a_programs_post_is_repeated_too(api: FakeApi, clock: FakeClock) -> None:
    api.instead["POST /v1/campaigns"] = [REFUSED]
    with Client(API_URL, network=api.network, sleep=clock.advance, api_key=API_KEY) as client:
        client.campaigns.create({"company": {}})
    first, second = keys(api)
    assert first
    assert first == second


def test_every_post_has_a_key_of_its_own(api: FakeApi, client: Client) -> None:
    for _ in range(2):
        client.campaigns.create({"company": {}})
    client.campaigns.launch("01CAMPAIGN0")
    assert len(set(keys(api)) - {None}) == 3


@pytest.mark.parametrize(
    ("failure", "times"), [(problem(409, "Conflict"), 1), (problem(500, "Internal error"), 1), (REFUSED, 4)]
)
def test_a_post_that_cannot_do_better_ends(
    api: FakeApi, client: Client, failure: httpx.Response | Exception, times: int
) -> None:
    api.instead["POST /v1/campaigns"] = [failure] * 9
    with pytest.raises((ApiProblem, ApiUnreachable)):
        client.campaigns.create({"company": {}})
    assert len(api.requests) == times


@pytest.mark.parametrize("failure", [REFUSED, problem(429, "Too many requests", headers={"Retry-After": "1"})])
def test_other_changes_are_sent_once(api: FakeApi, client: Client, failure: httpx.Response | Exception) -> None:
    api.instead["PATCH /v1/campaigns/01CAMPAIGN0"] = [failure]
    with pytest.raises((ApiProblem, ApiUnreachable)):
        client.campaigns.change("01CAMPAIGN0", name="Autumn")
    assert (len(api.requests), keys(api)) == (1, [None])


def test_who_proves_who_they_are_has_no_key(api: FakeApi, client: Client) -> None:
    api.instead["POST /v1/auth/login"] = [REFUSED]
    with pytest.raises(ApiUnreachable):
        client.login("ana@example.com", "wrong")
    assert keys(api) == [None]


@pytest.mark.parametrize("status", [429, 503])
def test_a_change_that_may_be_made_twice_waits_as_long_as_the_api_says(
    api: FakeApi, client: Client, clock: FakeClock, status: int
) -> None:
    before = clock()
    path = "PUT /v1/models/cost-share"
    api.instead[path] = [problem(status, "Busy", headers={"Retry-After": "7"})]
    client.set_cost_share("0.5")
    assert (len(api.requests), (clock() - before).total_seconds()) == (2, 7)
    api.instead[path] = [problem(status, "Busy")]
    with pytest.raises(ApiProblem):
        client.set_cost_share("0.5")
    api.instead[path] = [REFUSED]
    with pytest.raises(ApiUnreachable):
        client.set_cost_share("0.5")
    assert len(api.requests) == 4


def test_nobody_waits_a_quarter_of_an_hour_for_a_log_in(api: FakeApi, client: Client, clock: FakeClock) -> None:
    before = clock()
    api.instead["GET /v1/users/me"] = [problem(429, "Too many requests", headers={"Retry-After": "900"})]
    with pytest.raises(ApiProblem):
        client.me()
    assert clock() == before


def test_a_problem_has_all_that_the_api_said(api: FakeApi, client: Client) -> None:
    errors = [{"field": "brief.end", "message": "is before start"}, "not an error object"]
    answer = problem(422, "Invalid input", "1 field is wrong", {"X-Request-Id": "01REQ"}, errors=errors)
    api.instead["GET /v1/campaigns"] = [answer]
    with pytest.raises(ApiProblem, match=r"^422 Invalid input: 1 field is wrong$") as caught:
        list(client.campaigns.list())
    assert caught.value.errors == (FieldProblem("brief.end", "is before start"),)
    assert caught.value.request_id == "01REQ"


@pytest.mark.parametrize("body", [b"<html>Bad gateway</html>", b"[1]", b"", b'{"errors": 5}', b"\xff"])
def test_something_in_between_that_fails_is_a_problem_too(api: FakeApi, client: Client, body: bytes) -> None:
    api.instead["GET /v1/campaigns"] = [httpx.Response(502, content=body)]
    with pytest.raises(ApiProblem, match=r"^502 Bad Gateway$"):
        list(client.campaigns.list())


@pytest.mark.parametrize("body", [b"<html>hello</html>", b'{"items": [{"id": 5}]}', b'{"items": 3}', b"null"])
def test_another_api_is_recognised(api: FakeApi, client: Client, body: bytes) -> None:
    api.instead["GET /v1/campaigns"] = [httpx.Response(200, content=body)]
    with pytest.raises(UnexpectedAnswer, match=r"^http://api\.test/v1/campaigns did not answer as this client expects"):
        list(client.campaigns.list())


def test_text_that_is_not_unicode_is_left_to_the_api_to_judge(api: FakeApi, client: Client) -> None:
    api.instead["POST /v1/campaigns"] = [problem(422, "Invalid input")]
    with pytest.raises(ApiProblem):
        client.campaigns.create({"notes": "\ud800 é 🥖"})
    assert b'"\\ud800 \\u00e9 \\ud83e\\udd56"' in api.requests[0].content


def test_the_token_is_sent_to_the_api(api: FakeApi, client: Client) -> None:
    list(client.campaigns.list())
    assert api.requests[0].headers["authorization"] == f"Bearer {TOKEN}"


def test_an_id_cannot_lead_to_another_path(api: FakeApi, client: Client) -> None:
    with pytest.raises(ApiProblem, match="404"):
        client.campaigns.get("../assets/01A?x=#")
    assert str(api.requests[0].url) == f"{API_URL}/v1/campaigns/..%2Fassets%2F01A%3Fx%3D%23"
