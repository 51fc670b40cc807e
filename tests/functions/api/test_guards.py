"""Requests that are made to do harm: refused early, in 4xx problem+json, and nothing comes of them."""

import gzip
import json
import re
from collections.abc import Iterator
from functools import reduce
from operator import getitem
from typing import Any, cast

import pytest
from fastapi.testclient import TestClient

from functions.api.docs import example_of
from functions.api.guards import LARGEST_ANSWER, LARGEST_HEADERS, SINGLE, carried
from functions.api.schema import openapi
from infra.local.functions.outcome import LARGEST_PAYLOAD
from tests.unit.domain.briefs import brief_data

from .problems import fields, problem
from .test_app import lines as lines
from .test_campaigns import create
from .test_input import nothing_was_made
from .world import World

API = openapi()
SERVER_SET = ("id", "workspace_id", "user_id", "role", "created_by", "created_at", "status", "version", "email")
ID = "01HZZZZZZZZZZZZZZZZZZZZZZZ"
JSON = {"Content-Type": "application/json"}
BOMBS = {
    "lists": b"[" * 100_000,
    "objects": b'{"brief":' * 25_000,
    "closed": b"[" * 50_000 + b"]" * 50_000,
    "inside": b'{"brief": ' + b'{"a":' * 20_000 + b"1" + b"}" * 20_000 + b"}",
}


def posts() -> list[tuple[str, dict[str, Any]]]:
    """Every operation with a body: its method and address, and a body that is right."""
    return [
        (
            f"{method.upper()} {path}",
            cast("dict[str, Any]", example_of(operation["requestBody"]["content"]["application/json"], API)),
        )
        for path, operations in API["paths"].items()
        for method, operation in operations.items()
        if "requestBody" in operation
    ]


POSTS = posts()


def sent(client: TestClient, operation: str, **request: Any) -> Any:
    method, path = operation.split()
    path = re.sub(r"\{(name|phase)\}", "naming", path).replace("{scope}", "workspace/2026-11")
    return client.request(method, re.sub(r"\{\w+\}", ID, path), **request)


# Bodies


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize("operation", [operation for operation, _ in POSTS])
def test_depth_is_refused_by_every_operation(operation: str, bomb: str, ada: TestClient) -> None:
    answer = sent(ada, operation, content=BOMBS[bomb], headers=JSON | {"Idempotency-Key": "bomb"})
    assert 400 <= problem(answer)["status"] < 500
    assert len(answer.content) < 20_000


def test_depth_where_no_body_is_wanted_is_ignored(ada: TestClient) -> None:
    headers = JSON | {"Idempotency-Key": "bomb"}
    answer = ada.post(f"/v1/campaigns/{ID}/launch", content=BOMBS["lists"], headers=headers)
    assert problem(answer)["status"] == 404


def ten_megabytes() -> Iterator[bytes]:
    for _ in range(160):
        yield b"x" * 65_536


@pytest.mark.parametrize("path", ["/v1/campaigns", f"/v1/campaigns/{ID}/launch", "/v1/auth/login"])
def test_ten_megabytes_are_413(path: str, ada: TestClient, world: World) -> None:
    answer = ada.post(path, content=b"".join(ten_megabytes()), headers=JSON)
    assert problem(answer)["status"] == 413
    assert nothing_was_made(ada, world)


@pytest.mark.parametrize("path", ["/v1/campaigns", "/v1/auth/login"])
@pytest.mark.parametrize("length", ["5", "0", "-1", "abc", "9" * 30, "9" * 5000])
def test_ten_megabytes_that_say_they_are_less_are_413(path: str, length: str, ada: TestClient) -> None:
    answer = ada.post(path, content=ten_megabytes(), headers=JSON | {"Content-Length": length})
    assert problem(answer)["status"] == 413


def test_ten_megabytes_with_a_key_are_413_where_no_body_is_wanted(ada: TestClient) -> None:
    answer = ada.post(f"/v1/campaigns/{ID}/launch", content=ten_megabytes(), headers={"Idempotency-Key": "key"})
    assert problem(answer)["status"] == 413


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "br", "deflate", "zstd", "identity, gzip", "x"])
def test_a_compressed_body_is_415(encoding: str, ada: TestClient, world: World) -> None:
    bomb = gzip.compress(b"0" * 50_000_000)
    assert len(bomb) < 60_000
    answer = ada.post("/v1/campaigns", content=bomb, headers=JSON | {"Content-Encoding": encoding})
    assert problem(answer)["status"] == 415
    assert nothing_was_made(ada, world)


def test_a_body_as_it_is_may_say_so(ada: TestClient) -> None:
    answer = ada.post("/v1/campaigns", json={"brief": brief_data()}, headers={"Content-Encoding": "identity"})
    assert answer.status_code == 201


# Answers


def test_an_answer_that_lambda_would_not_hand_on_is_413_and_says_what_to_do(ada: TestClient, world: World) -> None:
    made = create(ada)
    (workspace_id, _), *_ = world.campaigns._campaigns
    phases = world.campaigns.phases(workspace_id, made["id"])
    large = [phase.model_copy(update={"output": {"text": "\n" * 340_000}}) for phase in phases]
    for phase in large:
        world.campaigns.set(phase)
    told = problem(ada.get(f"/v1/campaigns/{made['id']}/phases"))
    assert (told["status"], told["title"]) == (413, "Content too large")
    assert "The answer would have 1" in told["detail"]
    assert "one by one" in told["detail"]
    assert ada.get(f"/v1/campaigns/{made['id']}/phases/research").json()["output"] == large[0].output


@pytest.mark.parametrize("text", ["x", '"', "\\", "\n", "\x01", "é", "🥐", '{"a": "b\\n"}'])
@pytest.mark.parametrize("size", [10, 1_500_000, 6_000_000])
def test_what_is_let_through_fits_into_what_lambda_hands_on(text: str, size: int) -> None:
    body = (text * (size // len(text.encode()))).encode()
    headers = {f"header-{i}": "x" * 1_000 for i in range(20)}
    whole = {"statusCode": 200, "headers": headers, "body": body.decode(), "isBase64Encoded": False, "cookies": []}
    payload = len(json.dumps(whole, ensure_ascii=False).encode())
    assert carried(body) > LARGEST_ANSWER or payload <= LARGEST_PAYLOAD
    assert carried(body) <= LARGEST_ANSWER or payload > LARGEST_ANSWER


# Addresses of the web, in every field that takes one

SELF = "http://127.0.0.1/"
ME = "me"
INSIDE = (
    *(SELF, "http://localhost:8000", "http://169.254.169.254/latest/meta-data/", "http://[fd00:ec2::254]/"),
    *("http://10.0.0.1", "http://100.64.0.1", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[fe80::1]/"),
    *("http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/", "http://127.1/", "http://①②⑦.⓪.⓪.①/"),
    *("http://metadata.google.internal/", "http://printer.local/", "http://intranet/", "http://example.com./"),
    *("http://example.com@127.0.0.1/", f"http://{ME}:{ME}@example.com/", "http://example.com\\@127.0.0.1/"),
    *("file:///etc/passwd", "gopher://127.0.0.1:6379/_FLUSHALL", "ftp://example.com", "javascript:alert(1)"),
)


COMPARED = {"iss", "redirect_uri"}
"""Addresses that are compared with those we know, and never asked: see test_oauth_attacks."""


def web_fields() -> list[tuple[str, str, dict[str, Any]]]:
    """Every field of a body that takes an address of the web: operation, path, and the body without it."""
    return [
        (operation, path, body)
        for operation, body in POSTS
        for path, value in leaves(body)
        if path not in COMPARED
        and (re.search(r"(url|uri|website|link|href|endpoint|callback|webhook)s?$", path) or "://" in str(value))
    ]


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The values inside a body that hold no others, by their paths."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, f"{path}.{name}".lstrip("."))
    else:
        yield path, value


def test_every_field_for_an_address_of_the_web_is_tried() -> None:
    """What takes one by its description shows one in its example."""
    described = {
        name
        for schema in API["components"]["schemas"].values()
        for name, field in schema.get("properties", {}).items()
        if "https?:" in json.dumps(field) or '"format": "uri"' in json.dumps(field)
    }
    assert described == {path.rpartition(".")[2] for _, path, _ in web_fields()} == {"website"}


@pytest.mark.parametrize("address", INSIDE)
@pytest.mark.parametrize(("operation", "path", "body"), web_fields(), ids=[" ".join(each[:2]) for each in web_fields()])
def test_an_address_that_leads_inside_is_422(
    operation: str, path: str, body: dict[str, Any], address: str, ada: TestClient, world: World
) -> None:
    *parents, name = path.split(".")
    changed = json.loads(json.dumps(body))
    reduce(getitem, parents, changed)[name] = address
    answer = sent(ada, operation, json=changed)
    assert problem(answer)["status"] == 422
    assert fields(answer) == [path]
    assert nothing_was_made(ada, world)


# Headers


@pytest.mark.parametrize("count", [1, 400])
def test_headers_that_are_too_large_are_431(count: int, ada: TestClient) -> None:
    value = "x" * (LARGEST_HEADERS // count)
    answer = ada.get("/v1/campaigns", headers=[(f"X-Large-{i}", value) for i in range(count)])
    assert problem(answer)["status"] == 431
    fits = "x" * (LARGEST_HEADERS // 2)
    assert ada.get("/v1/campaigns", headers={"X-Large": fits}).status_code == 200


@pytest.mark.parametrize("name", sorted(name.decode() for name in SINGLE))
def test_what_there_can_be_one_of_is_not_taken_twice(name: str, anyone: TestClient) -> None:
    answer = anyone.get("/v1/campaigns", headers=[(name, "1"), (name.title(), "1")])
    assert problem(answer)["status"] == 400
    assert name in answer.json()["detail"]


@pytest.mark.parametrize("name", ["X-Request-Id", "X-Other", "If-Match", "Idempotency-Key", "Authorization"])
@pytest.mark.parametrize("value", [b"a\r\nSet-Cookie: a=b", b"a\nb", b"a\rb", b"a\x00b"])
def test_a_line_break_in_a_header_is_400_and_goes_nowhere(
    name: str, value: bytes, anyone: TestClient, lines: list[dict[str, Any]]
) -> None:
    answer = anyone.get("/health/live", headers={name.encode(): value})
    assert problem(answer)["status"] == 400
    assert len(answer.headers["X-Request-Id"]) == 26
    assert "Set-Cookie" not in answer.headers
    assert "Set-Cookie" not in json.dumps(lines)


# Mass assignment


def test_the_generated_cases_cover_what_takes_a_body() -> None:
    assert len(POSTS) >= 10
    assert all(isinstance(body, dict) for _, body in POSTS)


@pytest.mark.parametrize(("operation", "body"), POSTS, ids=[operation for operation, _ in POSTS])
def test_what_is_not_asked_for_is_refused_by_name(operation: str, body: dict[str, Any], ada: TestClient) -> None:
    """Also what only the server sets."""
    for name in ("surprise", "__proto__", *SERVER_SET):
        if name not in body:
            answer = sent(ada, operation, json=body | {name: "owner"})
            assert answer.status_code == 422, (operation, name, answer.text)
            assert name in fields(answer)


def objects(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects inside a body, by their paths."""
    if isinstance(value, dict):
        if path:
            yield path, value
        for name, inner in value.items():
            yield from objects(inner, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from objects(inner, f"{path}[{i}]")


NESTED = ("POST /v1/campaigns", "POST /v1/schedules", "PATCH /v1/campaigns/{campaign_id}", "POST /v1/playbooks")


@pytest.mark.parametrize("operation", NESTED)
def test_what_is_not_asked_for_is_refused_inside_too(operation: str, ada: TestClient) -> None:
    body = json.loads(json.dumps(dict(POSTS)[operation]))
    for path, inner in objects(body):
        if path != "phase_rules":
            inner["workspace_id"] = ID
            assert f"{path}.workspace_id" in fields(sent(ada, operation, json=body))
            del inner["workspace_id"]
