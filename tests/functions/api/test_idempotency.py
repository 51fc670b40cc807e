"""A POST that is sent again with its Idempotency-Key does nothing again."""

import json
from collections.abc import Callable
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from astromedia.domain.idempotency import Claim
from astromedia.domain.role import Role
from astromedia.services.idempotency import KEPT, LEASE
from astromedia.storage.campaigns import DynamoCampaigns
from astromedia.storage.claims import DynamoClaims
from functions.api.access import ACCESS
from functions.api.app import create_app
from functions.api.idempotency import claim_of, fingerprint
from functions.api.schema import openapi
from infra.stacks.api import API
from tests import fakes
from tests.cloud import ACCOUNTS, CAMPAIGNS
from tests.conftest import Measured
from tests.fakes.mortal import Killed, Life, Mortal
from tests.playbooks import NAMER
from tests.unit.domain.briefs import brief_data

from .conftest import PASSWORD, Demoted
from .problems import fields, problem
from .world import World

CAMPAIGN: dict[str, Any] = {"name": "Spring", "brief": brief_data()}
SCHEDULE = CAMPAIGN | {"expression": "cron(0 9 ? * MON-FRI *)"}
PLAYBOOK = {"name": "naming", "title": "Naming", "phases": [{"name": "research", "agent": "analyst"}]}
AGENT = NAMER | {"models": []}
KINDS = {"campaigns": CAMPAIGN, "schedules": SCHEDULE, "playbooks": PLAYBOOK, "agents": AGENT}


def send(client: TestClient, path: str = "/v1/campaigns", body: object = CAMPAIGN, key: str = "key-1") -> Response:
    return client.post(path, json=body, headers={"Idempotency-Key": key})


def names(client: TestClient, kind: str) -> list[str]:
    """What there is of a kind, but for what is built in."""
    items = client.get(f"/v1/{kind}").json()["items"]
    return [item["name"] for item in items if not item.get("built_in")]


def is_running(answer: Response) -> bool:
    return answer.status_code == 409 and int(answer.headers["Retry-After"]) >= 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_request_gets_the_first_answer_and_makes_nothing(
    kind: str, ada: TestClient, measured: Measured
) -> None:
    path, body = f"/v1/{kind}", KINDS[kind]
    first, second = send(ada, path, body), send(ada, path, body)
    assert measured()["IdempotentReplays"] == [(1, {})]
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.content == first.content
    assert second.headers["Location"] == first.headers["Location"]
    assert second.headers["Content-Type"] == first.headers["Content-Type"]
    assert (first.headers.get("Idempotent-Replayed"), second.headers["Idempotent-Replayed"]) == (None, "true")
    assert second.headers["X-Request-Id"] != first.headers["X-Request-Id"]
    assert names(ada, kind) == [body["name"]]


def test_json_that_says_the_same_is_the_same_body(ada: TestClient) -> None:
    first = send(ada)
    again = json.dumps(dict(reversed(CAMPAIGN.items())), indent=4)
    headers = {"Idempotency-Key": "key-1", "Content-Type": "application/json"}
    assert ada.post("/v1/campaigns", content=again, headers=headers).json() == first.json()
    assert len({fingerprint("POST", "/a", "", body) for body in (b'{"a":1,"b":[2]}', b'{ "b": [2], "a": 1 }')}) == 1
    others = [("POST", "/b", "", b"{}"), ("PUT", "/a", "", b"{}"), ("POST", "/a", "x", b"{}"), ("POST", "/a", "", b"[")]
    deep = ("POST", "/a", "", b"[" * 100_000)
    assert len({fingerprint(*each) for each in (*others, deep, ("POST", "/a", "", b"{}"))}) == 6


def test_another_body_with_the_same_key_is_409(ada: TestClient) -> None:
    send(ada)
    other = send(ada, body=CAMPAIGN | {"name": "Autumn"})
    assert problem(other)["status"] == 409
    assert "Retry-After" not in other.headers
    assert names(ada, "campaigns") == ["Spring"]


def test_another_campaign_with_the_same_key_is_409(ada: TestClient) -> None:
    ids = [send(ada, key=f"make-{i}").json()["id"] for i in range(2)]
    assert send(ada, f"/v1/campaigns/{ids[0]}/launch", None).status_code == 202
    assert send(ada, f"/v1/campaigns/{ids[1]}/launch", None).status_code == 409
    assert send(ada, f"/v1/campaigns/{ids[0]}/launch", None).headers["Idempotent-Replayed"] == "true"
    assert ada.get(f"/v1/campaigns/{ids[1]}").json()["status"] == "DRAFT"


def test_a_campaign_is_launched_once(ada: TestClient, world: World) -> None:
    id = send(ada).json()["id"]
    answers = [send(ada, f"/v1/campaigns/{id}/launch", None) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [202, 202, 202]
    assert len(world.engine.started) == 1
    assert ada.post(f"/v1/campaigns/{id}/launch").status_code == 409


def test_one_key_does_for_several_operations(ada: TestClient) -> None:
    assert [send(ada, f"/v1/{kind}", body).status_code for kind, body in KINDS.items()] == [201] * 4


def test_another_users_same_key_is_another_key(ada: TestClient, eve: TestClient) -> None:
    first, other = send(ada), send(eve)
    assert (first.status_code, other.status_code) == (201, 201)
    assert "Idempotent-Replayed" not in other.headers
    assert first.json()["id"] != other.json()["id"]


def test_without_a_key_every_request_counts(ada: TestClient) -> None:
    for _ in range(2):
        assert ada.post("/v1/campaigns", json=CAMPAIGN).status_code == 201
    assert names(ada, "campaigns") == ["Spring", "Spring"]


def test_a_refusal_is_kept_too(ada: TestClient) -> None:
    first, second = (send(ada, body={"brief": {}}) for _ in range(2))
    assert first.json()["errors"] == second.json()["errors"]
    assert second.headers["Idempotent-Replayed"] == "true"
    assert second.json()["type"] == first.json()["type"]


def test_after_a_day_the_key_is_as_new(ada: TestClient, login: Callable[[str], TestClient], world: World) -> None:
    send(ada)
    world.clock.now += KEPT
    again = {"email": "ada@example.com", "password": PASSWORD}
    ada.headers["Authorization"] = f"Bearer {ada.post('/v1/auth/login', json=again).json()['access_token']}"
    assert "Idempotent-Replayed" not in send(ada, body=CAMPAIGN | {"name": "Autumn"}).headers
    assert sorted(names(ada, "campaigns")) == ["Autumn", "Spring"]


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 256, "é", "a\tb", "a\x7f"])
def test_a_bad_key_is_422(key: str, ada: TestClient) -> None:
    answer = ada.post("/v1/campaigns", json=CAMPAIGN, headers={b"Idempotency-Key": key.encode()})
    assert problem(answer)["status"] == 422
    assert fields(answer) == ["Idempotency-Key"]
    assert names(ada, "campaigns") == []


def test_two_keys_are_422(ada: TestClient) -> None:
    keys = [("Idempotency-Key", "one"), ("Idempotency-Key", "two")]
    assert fields(ada.post("/v1/campaigns", json=CAMPAIGN, headers=keys)) == ["Idempotency-Key"]


def test_every_visible_character_does_for_a_key(ada: TestClient) -> None:
    key = "".join(map(chr, range(0x21, 0x7F)))
    assert send(ada, key=key).status_code == send(ada, key="x" * 255).status_code == 201


def test_keys_are_for_posts(ada: TestClient) -> None:
    made = send(ada).json()
    for name in ("One", "Two"):
        headers = {"Idempotency-Key": "key-2"}
        changed = ada.patch(f"/v1/campaigns/{made['id']}", json={"name": name}, headers=headers)
        assert changed.json()["name"] == name


def test_a_key_is_kept_as_its_hash(ada: TestClient, world: World) -> None:
    send(ada, key="very-secret-key")
    assert isinstance(world.claims, fakes.FakeClaims)
    assert "very-secret-key" not in repr(world.claims.kept)


# What happens at the same time


def fifty_at_once(client: TestClient) -> tuple[list[Response], list[Response]]:
    """What 50 requests with one key get at the same time, and when they are all sent again."""
    with ThreadPoolExecutor(50) as pool:
        first = list(pool.map(lambda _: send(client), range(50)))
        return first, list(pool.map(lambda _: send(client), range(50)))


def check_one(client: TestClient) -> None:
    first, again = fifty_at_once(client)
    answered = [answer for answer in first if not is_running(answer)]
    assert {answer.status_code for answer in answered} == {201}
    assert len({answer.content for answer in [*answered, *again]}) == 1
    assert {answer.headers["Idempotent-Replayed"] for answer in again} == {"true"}
    assert sum("Idempotent-Replayed" not in answer.headers for answer in answered) == 1
    assert names(client, "campaigns") == ["Spring"]


def test_of_fifty_at_once_one_creates_a_campaign(ada: TestClient) -> None:
    check_one(ada)


def test_of_fifty_at_once_one_creates_a_campaign_in_the_real_tables(aws: None) -> None:
    class Campaigns(DynamoCampaigns):
        timeline = fakes.FakeTimeline()

    world = World()
    world.claims, world.campaigns = DynamoClaims(ACCOUNTS), Campaigns(CAMPAIGNS)  # type: ignore[assignment]
    world.clock.now += timedelta(days=36_500)  # the table forgets what has expired by its own clock
    check_one(logged_in(world))


def logged_in(world: World) -> TestClient:
    services = world.services()
    client = TestClient(create_app(lambda: services), follow_redirects=False)
    person = {"email": "ada@example.com", "password": PASSWORD}
    client.post("/v1/auth/register", json=person | {"name": "Ada"})
    client.headers["Authorization"] = f"Bearer {client.post('/v1/auth/login', json=person).json()['access_token']}"
    return client


def test_while_one_is_at_work_others_are_told_when_to_ask_again(world: World) -> None:
    told: list[Response] = []

    class Slow(fakes.FakeCampaigns):
        def add(self, *args: Any, **named: Any) -> None:
            told.append(send(client))
            world.clock.advance(7)
            told.append(send(client))
            super().add(*args, **named)

    world.campaigns = Slow()
    client = logged_in(world)
    assert send(client).status_code == 201
    assert [problem(answer)["status"] for answer in told] == [409, 409]
    assert [answer.headers["Retry-After"] for answer in told] == ["1", "7"]
    assert send(client).headers["Idempotent-Replayed"] == "true"


# What is cut off

STORES = {"campaigns": "campaigns", "schedules": "schedules", "playbooks": "editions", "agents": "editions"}


@pytest.mark.parametrize("step", range(1, 6))
@pytest.mark.parametrize("kind", KINDS)
def test_killed_anywhere_the_repeat_after_the_lease_makes_no_second_one(kind: str, step: int) -> None:
    """Before and after each effect: at the store, at the scheduler or engine, and at the answer's keeping."""
    world, life = World(), Life()
    store = STORES[kind]
    mortals = {store: {"add"}, "scheduler": {"place"}, "engine": {"define"}, "claims": {"replace"}}
    for name, effects in mortals.items():
        setattr(world, name, Mortal(getattr(world, name), life, effects))
    client = logged_in(world)
    path, body = f"/v1/{kind}", KINDS[kind]
    life.dies_at = step
    # The others are what the test client makes of the first, by how far its thread has come.
    with suppress(Killed, CancelledError, RuntimeError):
        send(client, path, body)
    life.dies_at, life.dead = -1, False
    again = send(client, path, body)
    if is_running(again):
        world.clock.now += LEASE
        again = send(client, path, body)
    assert again.status_code == 201, again.json()
    assert names(client, kind) == [body["name"]]
    assert client.get(again.headers["Location"]).json() == again.json()
    assert send(client, path, body).headers["Idempotent-Replayed"] == "true"


def test_the_lease_is_longer_than_a_request_can_run() -> None:
    assert timedelta(seconds=2 * API.timeout) <= LEASE


def test_who_overran_the_lease_does_not_overwrite_the_answer_of_who_took_over(world: World) -> None:
    class Slower(fakes.FakeCampaigns):
        late = True

        def add(self, *args: Any, **named: Any) -> None:
            if self.late:
                self.late = False
                world.clock.now += LEASE
                answers.append(send(client))
            super().add(*args, **named)

    world.campaigns = Slower()
    client, answers = logged_in(world), list[Response]()
    answers.append(send(client))
    assert [answer.json()["id"] for answer in answers] == [answers[0].json()["id"]] * 2
    assert names(client, "campaigns") == ["Spring"]
    assert send(client).content == answers[0].content


@pytest.mark.parametrize("fault", [RuntimeError("the table is away"), None])
def test_our_own_failure_is_not_kept(world: World, fault: Exception | None) -> None:
    """Whoever sends it again makes what the first try did not, or finds what it did make."""

    class Failing(fakes.FakeCampaigns):
        fails = True

        def add(self, *args: Any, **named: Any) -> None:
            if fault is None:
                super().add(*args, **named)
            if self.fails:
                self.fails = False
                raise fault or RuntimeError("the answer got lost")
            super().add(*args, **named)

    world.campaigns = Failing()
    client = logged_in(world)
    assert send(client).status_code == 500
    again = send(client)
    assert again.status_code == 201
    assert "Idempotent-Replayed" not in again.headers
    assert names(client, "campaigns") == ["Spring"]


def test_an_answer_that_cannot_be_kept_is_given_all_the_same(world: World) -> None:
    class Forgetful(fakes.FakeClaims):
        def replace(self, *_: object) -> bool:
            raise RuntimeError("the table is away")

    world.claims = Forgetful()
    assert send(logged_in(world)).status_code == 201


def test_what_shows_a_secret_is_not_kept(ada: TestClient, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is what is too large: that it was done is known, and where it is."""
    monkeypatch.setitem(ACCESS, "create_a_campaign", ACCESS["create_a_campaign"]._replace(once=True))
    made = send(ada)
    again = send(ada)
    assert problem(again)["status"] == 409
    assert made.headers["Location"] in again.json()["detail"]
    assert names(ada, "campaigns") == ["Spring"]
    assert isinstance(world.claims, fakes.FakeClaims)
    assert "Spring" not in repr(world.claims.kept)


# What the API says of it


def test_every_post_that_needs_credentials_tells_of_its_key() -> None:
    for path, operations in openapi()["paths"].items():
        for method, operation in operations.items():
            takes = [each["name"] for each in operation.get("parameters", []) if each["in"] == "header"]
            keyed = method == "post" and ACCESS[operation["operationId"]].permission is not None
            assert ("Idempotency-Key" in takes) is keyed, path
            if keyed:
                assert "Retry-After" in operation["responses"]["409"]["headers"]
                done = next(told for status, told in operation["responses"].items() if status < "300")
                assert "Idempotent-Replayed" in done["headers"]


def test_who_may_not_leaves_no_claim(ada: TestClient, demoted: Demoted, world: World) -> None:
    assert isinstance(world.claims, fakes.FakeClaims)
    demoted(Role.VIEWER)
    assert problem(send(ada))["status"] == 403
    ada.post("/v1/auth/logout")
    assert problem(send(ada))["status"] == 401
    assert world.claims.kept == {}


def test_who_may_not_is_told_so_though_the_claims_do_not_answer(ada: TestClient, world: World) -> None:
    class Broken(fakes.FakeClaims):
        def add(self, claim: Claim) -> bool:
            raise RuntimeError("the table does not answer")

    world.claims = Broken()
    services = world.services()
    client = TestClient(create_app(lambda: services), headers={"Authorization": ada.headers["Authorization"]})
    ada.post("/v1/auth/logout")
    assert problem(send(client))["status"] == 401


def test_who_may_not_takes_back_no_earlier_try(ada: TestClient, demoted: Demoted, world: World) -> None:
    """What was begun when they might, and was cut off, keeps its id for when they may again."""
    assert isinstance(world.claims, fakes.FakeClaims)
    send(ada)
    (known,) = world.claims.kept.values()
    cut_off = known.model_copy(update={"answer": None})
    world.claims.replace(known, cut_off)
    world.clock.advance(LEASE.total_seconds() + 1)
    assert problem(send(demoted(Role.VIEWER)))["status"] == 403
    (kept,) = world.claims.kept.values()
    assert (kept.made_id, kept.lease_until) == (known.made_id, world.clock())


def test_a_claim_that_cannot_be_taken_back_ends_with_its_lease(ada: TestClient, demoted: Demoted, world: World) -> None:
    class Stuck(fakes.FakeClaims):
        def remove(self, claim: Claim) -> bool:
            raise RuntimeError("the table does not answer")

    world.claims = Stuck()
    services = world.services()
    token = demoted(Role.VIEWER).headers["Authorization"]
    client = TestClient(create_app(lambda: services), headers={"Authorization": token})
    assert problem(send(client))["status"] == 403
    assert len(world.claims.kept) == 1


def test_a_program_claims_as_people_do(ada: TestClient, anyone: TestClient) -> None:
    made = ada.post("/v1/api-keys", json={"name": "p", "scopes": ["campaigns:write", "read"]}).json()
    anyone.headers["X-API-Key"] = made["key"]
    first, *others = (send(anyone) for _ in range(3))
    assert [other.json() for other in others] == [first.json()] * 2
    ada.delete(f"/v1/api-keys/{made['id']}")
    assert problem(send(anyone))["status"] == 401


def test_without_state_there_is_no_claim() -> None:
    assert claim_of({}) is None
