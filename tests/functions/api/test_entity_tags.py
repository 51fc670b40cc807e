"""Tags of single resources: what is read again only if it changed, and changed only if it is what was read."""

import re
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from functions.api.access import ACCESS
from functions.api.app import create_app
from functions.api.entity_tags import GUARDED, TAGGED, tag_of
from functions.api.schema import openapi
from tests import fakes
from tests.samples import asset, campaign

from .conftest import PASSWORD
from .problems import problem
from .test_idempotency import AGENT, KINDS, PLAYBOOK, logged_in, send
from .world import World

CHANGES: dict[str, tuple[str, dict[str, Any]]] = {
    "campaigns": ("PATCH", {"name": "Autumn"}),
    "schedules": ("PATCH", {"name": "Autumn"}),
    "playbooks": ("PUT", {"title": "Other", "phases": PLAYBOOK["phases"]}),
    "agents": ("PUT", {name: value for name, value in AGENT.items() if name != "name"} | {"title": "Other"}),
}
DELETED = [kind for kind in KINDS if kind != "campaigns"]


def made(client: TestClient, kind: str) -> tuple[str, str]:
    """Where a new thing is, and its tag."""
    answer = client.post(f"/v1/{kind}", json=KINDS[kind])
    return answer.headers["Location"], answer.headers["ETag"]


def change(client: TestClient, kind: str, path: str, tag: str, **other: Any) -> Response:
    method, body = CHANGES[kind]
    return client.request(method, path, json=body | other, headers={"If-Match": tag})


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_made_read_and_changed_has_a_strong_tag(kind: str, ada: TestClient) -> None:
    path, tag = made(ada, kind)
    assert re.fullmatch(r'"1?2?\.[0-9a-f]{16}"', tag)
    assert ada.get(path).headers["ETag"] == tag
    changed = change(ada, kind, path, tag)
    assert changed.status_code == 200
    assert changed.headers["ETag"] == ada.get(path).headers["ETag"] != tag


@pytest.mark.parametrize("kind", KINDS)
def test_what_you_have_is_not_sent_again(kind: str, ada: TestClient) -> None:
    path, tag = made(ada, kind)
    for known in (tag, f"W/{tag}", f'"other", {tag}', f'"a,b" , W/"x",{tag}', "*"):
        answer = ada.get(path, headers={"If-None-Match": known})
        assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", tag), known
        assert "Content-Type" not in answer.headers
        assert answer.headers["X-Request-Id"]
    change(ada, kind, path, tag)
    for known in (tag, '"other"', "", tag.strip('"')):
        assert ada.get(path, headers={"If-None-Match": known}).status_code == 200, known


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_changed_since_is_not_overwritten(kind: str, ada: TestClient) -> None:
    path, tag = made(ada, kind)
    assert change(ada, kind, path, tag).status_code == 200
    now = ada.get(path)
    for stale in (tag, f"W/{now.headers['ETag']}", '"nonsense"', "", f'{tag}, "5.aa"', tag.strip('"')):
        refused = change(ada, kind, path, stale)
        assert problem(refused)["status"] == 412, stale
        assert ada.get(path).content == now.content
    for good in (f"{tag}, {now.headers['ETag']}", "*"):
        assert change(ada, kind, path, good).status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_condition_whatever_there_is_is_changed(kind: str, ada: TestClient) -> None:
    path, _ = made(ada, kind)
    method, body = CHANGES[kind]
    for _ in range(2):
        assert ada.request(method, path, json=body).status_code == 200


@pytest.mark.parametrize("kind", DELETED)
def test_what_was_changed_since_is_not_deleted(kind: str, ada: TestClient) -> None:
    path, tag = made(ada, kind)
    now = change(ada, kind, path, tag).headers["ETag"]
    assert problem(ada.delete(path, headers={"If-Match": tag}))["status"] == 412
    assert ada.get(path).status_code == 200
    assert ada.delete(path, headers={"If-Match": now}).status_code == 204
    assert problem(ada.get(path))["status"] == 404
    assert problem(ada.delete(path, headers={"If-Match": "*"}))["status"] == 404


# Races: somebody else is faster between the reading and the writing


def test_of_two_who_change_a_campaign_at_once_the_second_is_told() -> None:
    world = World()

    class Raced(fakes.FakeCampaigns):
        faster = True

        def commit(self, change: Any) -> Any:
            if self.faster:
                self.faster = False
                answers.append(client.patch(path, json={"name": "Faster"}))
            return super().commit(change)

    world.campaigns = Raced()
    client, answers = logged_in(world), list[Response]()
    path, tag = made(client, "campaigns")
    refused = client.patch(path, json={"name": "Slower"}, headers={"If-Match": tag})
    assert (answers[0].status_code, problem(refused)["status"]) == (200, 412)
    assert client.get(path).json()["name"] == "Faster"


@pytest.mark.parametrize("act", ["change", "delete"])
def test_of_two_who_change_a_schedule_at_once_the_second_is_told(act: str) -> None:
    world = World()

    class Raced(fakes.FakeSchedules):
        faster = False

        def get(self, *whose: str) -> Any:
            found = super().get(*whose)
            if self.faster:
                self.faster = False
                answers.append(client.patch(path, json={"name": "Faster"}))
            return found

    world.schedules = schedules = Raced()
    client, answers = logged_in(world), list[Response]()
    path, tag = made(client, "schedules")
    schedules.faster = True
    body = {"name": "Slower"} if act == "change" else None
    method = "PATCH" if act == "change" else "DELETE"
    refused = client.request(method, path, json=body, headers={"If-Match": tag})
    assert (answers[0].status_code, problem(refused)["status"]) == (200, 412)
    assert client.get(path).json()["name"] == "Faster"


@pytest.mark.parametrize("conditional", [True, False])
@pytest.mark.parametrize("act", ["change", "delete"])
@pytest.mark.parametrize("kind", ["playbooks", "agents"])
def test_of_two_who_change_an_edition_at_once_the_second_is_told(kind: str, act: str, conditional: bool) -> None:
    world = World()

    class Raced(fakes.FakeEditions):
        faster = False

        def get(self, *which: Any) -> Any:
            found = super().get(*which)
            if self.faster:
                self.faster = False
                answers.append(change(client, kind, path, "*"))
            return found

    world.editions = editions = Raced()
    client, answers = logged_in(world), list[Response]()
    path, tag = made(client, kind)
    editions.faster = True
    method, body = CHANGES[kind]
    headers = {"If-Match": tag} if conditional else {}
    refused = (
        client.request(method, path, json=body | {"title": "Slower"}, headers=headers)
        if act == "change"
        else client.delete(path, headers=headers)
    )
    assert (answers[0].status_code, problem(refused)["status"]) == (200, 412 if conditional else 409)
    assert client.get(path).json()["title"] == "Other"


# What else has tags


@pytest.mark.parametrize("path", ["/v1/agents/analyst", "/v1/playbooks/campaign"])
def test_what_is_built_in_has_a_tag_but_cannot_be_changed(path: str, ada: TestClient) -> None:
    tag = ada.get(path).headers["ETag"]
    assert ada.get(path, headers={"If-None-Match": tag}).status_code == 304
    assert ada.delete(path, headers={"If-Match": tag}).status_code == 409


def test_a_schedules_next_run_is_part_of_its_tag_but_no_change(ada: TestClient, world: World) -> None:
    hourly = KINDS["campaigns"] | {"expression": "rate(1 hour)", "start": "2026-03-02T10:00:00Z"}
    answer = ada.post("/v1/schedules", json=hourly)
    path, tag = answer.headers["Location"], answer.headers["ETag"]
    assert ada.get(path, headers={"If-None-Match": tag}).status_code == 304
    world.clock.now += timedelta(minutes=50)
    login = ada.post("/v1/auth/login", json={"email": "ada@example.com", "password": PASSWORD}).json()
    ada.headers["Authorization"] = f"Bearer {login['access_token']}"
    later = ada.get(path, headers={"If-None-Match": tag})
    assert (later.status_code, later.json()["version"]) == (200, answer.json()["version"])
    assert change(ada, "schedules", path, tag).status_code == 200


def test_phases_and_assets_have_tags(ada: TestClient, world: World) -> None:
    me = ada.get("/v1/users/me").json()["workspace"]["id"]
    file = asset(campaign(workspace_id=me))
    world.assets.save(file)
    path, _ = made(ada, "campaigns")
    for each in (f"/v1/assets/{file.id}", f"{path}/phases/research"):
        tag = ada.get(each).headers["ETag"]
        assert tag.startswith('"1.')
        assert ada.get(each, headers={"If-None-Match": tag}).status_code == 304


def test_a_replayed_answer_has_the_tag_of_the_first(ada: TestClient) -> None:
    first = send(ada)
    ada.patch(first.headers["Location"], json={"name": "Other"})
    assert send(ada).headers["ETag"] == first.headers["ETag"]


def test_what_says_something_else_has_another_tag() -> None:
    bodies = [b'{"version":1}', b'{"version":2}', b'{"version":1,"a":2}', b'{"version":null}', b"{}"]
    assert len({tag_of(body, "version") for body in bodies}) == 5


def test_refusals_and_lists_have_none(ada: TestClient) -> None:
    assert "ETag" not in ada.get("/v1/campaigns/01HZZZZZZZZZZZZZZZZZZZZZZZ").headers
    assert "ETag" not in ada.get("/v1/campaigns").headers
    assert ada.get("/v1/campaigns", headers={"If-None-Match": "*"}).status_code == 200


def test_pages_of_named_origins_may_use_them() -> None:
    client = TestClient(create_app(World().services, ["https://app.example.com"]))
    asked = {
        "Origin": "https://app.example.com",
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "Authorization, Idempotency-Key, If-Match, If-None-Match",
    }
    assert client.options("/v1/campaigns", headers=asked).status_code == 200
    shown = client.get("/health/live", headers=asked).headers["Access-Control-Expose-Headers"]
    assert {"ETag", "Location", "Retry-After", "Idempotent-Replayed"} <= set(shown.split(", "))


def test_the_api_tells_of_them() -> None:
    assert TAGGED.keys() | GUARDED <= ACCESS.keys()
    for operations in openapi()["paths"].values():
        for method, operation in operations.items():
            id, takes = operation["operationId"], [each["name"] for each in operation.get("parameters", [])]
            answers = operation["responses"]
            assert ("If-Match" in takes) is ("412" in answers) is (id in GUARDED)
            assert ("If-None-Match" in takes) is ("304" in answers) is (id in TAGGED and method == "get")
            done = next(told for status, told in answers.items() if status < "400")
            assert ("ETag" in done.get("headers", {})) is (id in TAGGED)
