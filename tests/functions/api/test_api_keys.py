"""API keys over HTTP: made once, used by programs, and every way in that must stay shut."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from astromedia.domain.permission import SCOPES, Permission
from astromedia.domain.role import Role
from functions.api.access import ACCESS
from functions.api.schema import openapi

from .conftest import Demoted
from .problems import fields, problem
from .test_campaigns import create
from .world import World

GUIDE = Path(__file__).parents[3] / "docs" / "api-keys.md"
EVERYTHING = sorted(scope.value for scope in SCOPES)
INVALID = "The API key is not valid; check that it was copied whole."


def make(client: TestClient, *scopes: str, **body: Any) -> dict[str, Any]:
    answer = client.post("/v1/api-keys", json={"name": "nightly", "scopes": scopes or ["read"]} | body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def ask(client: TestClient, key: str, path: str = "/v1/campaigns", method: str = "GET", **more: Any) -> Response:
    """What a program without a login is answered."""
    anyone = TestClient(client.app, follow_redirects=False)
    return anyone.request(method, path, headers=[(b"X-API-Key", key.encode())], **more)


def refusal(client: TestClient, key: str) -> str:
    told = problem(ask(client, key))
    assert told["status"] == 401
    return str(told["detail"])


def test_a_key_is_shown_once(ada: TestClient) -> None:
    made = make(ada, "read", "campaigns:write", "read", name=" nightly ", expires_at="2026-03-02T11:30:00+01:00")
    told = {name: made[name] for name in ("name", "scopes", "last_used_at", "revoked_at")}
    assert told == {"name": "nightly", "scopes": ["campaigns:write", "read"], "last_used_at": None, "revoked_at": None}
    assert made["key"].startswith(f"am_live_{made['id']}_")
    read = ada.get(f"/v1/api-keys/{made['id']}")
    listed = ada.get("/v1/api-keys")
    assert read.json() == {name: value for name, value in made.items() if name != "key"}
    assert listed.json() == {"items": [read.json()], "next_cursor": None}
    for text in (read.text, listed.text):
        assert made["key"][-43:] not in text
        assert "sealed" not in text


def test_a_program_works_with_it(ada: TestClient, world: World) -> None:
    made = make(ada, "read", "campaigns:write")
    campaign = create(ada)
    assert [each["id"] for each in ask(ada, made["key"]).json()["items"]] == [campaign["id"]]
    assert ada.get(f"/v1/api-keys/{made['id']}").json()["last_used_at"] == "2026-03-02T09:30:00Z"


def test_attack_truncated_key(ada: TestClient) -> None:
    key = make(ada)["key"]
    for length in (8, 34, 35, 36, len(key) - 1):
        assert refusal(ada, key[:length]) == INVALID


def test_attack_wrong_secret_with_the_right_id(ada: TestClient) -> None:
    one, other = make(ada), make(ada)
    mixed = f"am_live_{one['id']}_{other['key'].partition(other['id'] + '_')[2]}"
    unknown = other["key"].replace(other["id"], "01HZZZZZZZZZZZZZZZZZZZZZZZ")
    assert refusal(ada, mixed) == refusal(ada, unknown) == INVALID


def test_attack_key_of_another_workspace(ada: TestClient, eve: TestClient) -> None:
    campaign, key = create(ada), make(eve, "read", "campaigns:write")
    for method in ("GET", "PATCH"):
        told = problem(ask(ada, key["key"], f"/v1/campaigns/{campaign['id']}", method, json={"name": "Mine"}))
        assert told["status"] == 404
    for answer in (ada.get(f"/v1/api-keys/{key['id']}"), ada.delete(f"/v1/api-keys/{key['id']}")):
        assert problem(answer)["status"] == 404
    assert ask(eve, key["key"]).status_code == 200


def test_attack_revoked_key(ada: TestClient) -> None:
    made = make(ada)
    assert ask(ada, made["key"]).status_code == 200
    assert ada.delete(f"/v1/api-keys/{made['id']}").status_code == 204
    assert refusal(ada, made["key"]) == "This API key was revoked at 2026-03-02T09:30:00Z."
    assert ada.delete(f"/v1/api-keys/{made['id']}").status_code == 204
    assert ada.get(f"/v1/api-keys/{made['id']}").json()["revoked_at"] == "2026-03-02T09:30:00Z"


def test_attack_expired_key(ada: TestClient, world: World) -> None:
    made = make(ada, expires_at="2026-03-02T09:31:00Z")
    world.clock.advance(59)
    assert ask(ada, made["key"]).status_code == 200
    world.clock.advance(1)
    assert refusal(ada, made["key"]) == "This API key expired at 2026-03-02T09:31:00Z."


def test_attack_scope_missing(ada: TestClient) -> None:
    key = make(ada, "read")["key"]
    told = problem(ask(ada, key, "/v1/campaigns", "POST", json={}))
    assert told["status"] == 403
    assert told["detail"] == "This API key has not the scope campaigns:write; to create a campaign takes it."


@pytest.mark.parametrize("permission", [Permission.KEYS_WRITE, Permission.ACCOUNT])
def test_a_key_with_every_scope_makes_no_keys_and_is_no_person(ada: TestClient, permission: Permission) -> None:
    key = make(ada, *EVERYTHING)["key"]
    refused = 0
    for path, operations in openapi()["paths"].items():
        for method, operation in operations.items():
            answer = ask(ada, key, path.replace("{key_id}", "01HZZZZZZZZZZZZZZZZZZZZZZZ"), method)
            if ACCESS[operation["operationId"]].permission is permission:
                assert problem(answer)["status"] == 403
                refused += 1
    assert refused


def test_a_key_has_no_more_than_its_maker_has_now(ada: TestClient, demoted: Demoted, world: World) -> None:
    key = make(ada, *EVERYTHING)["key"]
    demoted(Role.VIEWER)
    assert ask(ada, key).status_code == 200
    assert "You are viewer" in problem(ask(ada, key, "/v1/campaigns", "POST", json={}))["detail"]
    world.accounts.members.clear()
    assert "has left the workspace" in refusal(ada, key)


def test_two_credentials_are_one_too_many(ada: TestClient) -> None:
    told = problem(ada.get("/v1/campaigns", headers={"X-API-Key": make(ada)["key"]}))
    assert (told["status"], told["detail"]) == (
        401,
        "This came with two credentials; send either Authorization or X-API-Key, not both.",
    )


@pytest.mark.parametrize("key", ["", "x", "am_live_é", "Bearer x", "am_live_" + "A" * 5000])
def test_nonsense_for_a_key_is_401(ada: TestClient, key: str) -> None:
    assert ask(ada, key).status_code == 401


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"scopes": ["keys:write"]}, ["scopes[0]"]),
        ({"scopes": ["read", "everything"]}, ["scopes[1]"]),
        ({"scopes": []}, ["scopes"]),
        ({"scopes": "read"}, ["scopes"]),
        ({"name": " "}, ["name"]),
        ({"name": "n" * 81}, ["name"]),
        ({"expires_at": "2026-03-02T09:30:00Z"}, ["expires_at"]),
        ({"expires_at": "tomorrow"}, ["expires_at"]),
        ({"role": "owner"}, ["role"]),
    ],
)
def test_what_is_no_key_is_422(ada: TestClient, body: dict[str, Any], wrong: list[str]) -> None:
    answer = ada.post("/v1/api-keys", json={"name": "n", "scopes": ["read"]} | body)
    assert (answer.status_code, fields(answer)) == (422, wrong)


def test_keys_come_in_pages(ada: TestClient, world: World) -> None:
    made = []
    for _ in range(3):
        world.clock.advance(1)
        made.append(make(ada)["id"])
    first = ada.get("/v1/api-keys", params={"limit": 2}).json()
    second = ada.get("/v1/api-keys", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [key["id"] for key in first["items"] + second["items"]] == made[::-1]
    assert second["next_cursor"] is None


@pytest.mark.usefixtures("autumn")
def test_the_campaign_says_which_key_launched_it(ada: TestClient) -> None:
    made = make(ada, "read", "campaigns:write")
    first, second = create(ada)["id"], create(ada)["id"]
    launched = ask(ada, made["key"], f"/v1/campaigns/{first}/launch", "POST").json()
    me = ada.get("/v1/users/me").json()["user"]["id"]
    assert (launched["launched_by"], launched["launched_with"]) == (me, made["id"])
    assert ada.post(f"/v1/campaigns/{second}/launch").json()["launched_with"] is None


def test_neither_logs_nor_events_have_a_key(ada: TestClient, world: World, caplog: pytest.LogCaptureFixture) -> None:
    made = make(ada, "read", "campaigns:write")
    world.api_keys.fault = RuntimeError("the table does not answer")
    campaign = create(ada)["id"]
    ask(ada, made["key"], f"/v1/campaigns/{campaign}/launch", "POST")
    ask(ada, made["key"], "/v1/budgets")
    ask(ada, made["key"] + "x")
    ada.delete(f"/v1/api-keys/{made['id']}")
    ask(ada, made["key"])
    logged = caplog.text + "".join(str(vars(record)) for record in caplog.records)
    assert logged.count("/v1/api-keys") == 2
    assert "was not noted" in logged
    assert made["id"] in logged
    events = json.dumps([event.model_dump(mode="json") for event in world.timeline.since("", campaign, 0, 99)])
    for text in (logged, events, str(world.bus.__dict__), ada.get(f"/v1/campaigns/{campaign}/events").text):
        assert made["key"].partition(made["id"])[2] not in text
        assert "am_live_" not in text


def test_the_description_tells_of_both_ways_in() -> None:
    told = openapi()
    schemes = told["components"]["securitySchemes"]
    assert (schemes["APIKeyHeader"]["in"], schemes["APIKeyHeader"]["name"]) == ("header", "X-API-Key")
    for operations in told["paths"].values():
        for operation in operations.values():
            needed = ACCESS[operation["operationId"]].permission
            key = [{"APIKeyHeader": [needed]}] if needed in SCOPES else []
            assert operation.get("security") == ([{"HTTPBearer": []}, *key] if needed else None)


def test_a_key_is_not_shown_to_who_asks_again(ada: TestClient, world: World) -> None:
    headers, body = {"Idempotency-Key": "k1"}, {"name": "nightly", "scopes": ["read"]}
    first, again = (ada.post("/v1/api-keys", headers=headers, json=body) for _ in range(2))
    told = problem(again)
    assert (first.status_code, told["status"]) == (201, 409)
    assert first.headers["Location"] in told["detail"]
    assert len(world.api_keys.keys) == 1


def test_the_guide_explains_every_scope() -> None:
    table = GUIDE.read_text(encoding="utf-8").partition("| scope |")[2].partition("\n\n")[0]
    first = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    assert sorted(re.findall(r"`([a-z:]+)`", "".join(first))) == EVERYTHING
