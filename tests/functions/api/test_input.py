"""Bad input: always a 4xx that names the field, and nothing is half-created."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.unit.domain.briefs import brief_data

from .problems import fields, problem
from .world import World

COMPANY = brief_data()["company"]


def send(client: TestClient, content: bytes, content_type: str = "application/json") -> Response:
    return client.post("/v1/campaigns", content=content, headers={"Content-Type": content_type})


def nothing_was_made(client: TestClient, world: World) -> bool:
    return client.get("/v1/campaigns").json()["items"] == [] and not world.timeline._events


BAD_BRIEFS: list[tuple[dict[str, Any], str]] = [
    ({"budget": {"amount": "-1"}}, "brief.budget.amount"),
    ({"budget": {"amount": 0}}, "brief.budget.amount"),
    ({"budget": {"amount": True}}, "brief.budget.amount"),
    ({"budget": {"amount": "NaN"}}, "brief.budget.amount"),
    ({"budget": {"amount": "1e400"}}, "brief.budget.amount"),
    ({"budget": {"amount": "1.005"}}, "brief.budget.amount"),
    ({"budget": {"amount": None}}, "brief.budget.amount"),
    ({"budget": {"amount": "5", "currency": "usd"}}, "brief.budget.currency"),
    ({"end": "2027-02-01"}, "brief.end"),
    ({"end": "2037-02-01"}, "brief.end"),
    ({"start": "2027-02-30"}, "brief.start"),
    ({"channels": ["myspace"]}, "brief.channels[0]"),
    ({"channels": ["x", "x"]}, "brief.channels"),
    ({"channels": []}, "brief.channels"),
    ({"channels": "x"}, "brief.channels"),
    ({"languages": ["en", "de"]}, "brief.languages[1]"),
    ({"goals": ["fine", "bad\x00goal"]}, "brief.goals[1]"),
    ({"goals": ["bad\x1b[31m"]}, "brief.goals[0]"),
    ({"time_zone": "Mars/Olympus"}, "brief.time_zone"),
    ({"time_zone": "../../etc/passwd"}, "brief.time_zone"),
    ({"notes": "x" * 2001}, "brief.notes"),
    ({"company": COMPANY | {"name": "   "}}, "brief.company.name"),
    ({"company": COMPANY | {"website": "javascript:alert(1)"}}, "brief.company.website"),
    ({"company": COMPANY | {"secret": 1}}, "brief.company.secret"),
    ({"company": None}, "brief.company"),
    ({"surprise": {}}, "brief.surprise"),
]


@pytest.mark.parametrize(("change", "field"), BAD_BRIEFS, ids=lambda value: value if isinstance(value, str) else "")
def test_a_bad_brief_names_its_field(ada: TestClient, world: World, change: dict[str, Any], field: str) -> None:
    answer = ada.post("/v1/campaigns", json={"brief": brief_data() | change})
    assert problem(answer)["status"] == 422
    assert field in fields(answer)
    assert nothing_was_made(ada, world)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "brief"),
        ({"brief": {}}, "brief.company"),
        ({"brief": None}, "brief"),
        ({"brief": []}, "brief"),
        ({"brief": brief_data(), "name": ""}, "name"),
        ({"brief": brief_data(), "name": "  "}, "name"),
        ({"brief": brief_data(), "name": "x" * 121}, "name"),
        ({"brief": brief_data(), "name": "a\x00b"}, "name"),
        ({"brief": brief_data(), "playbook": "nonexistent"}, "playbook"),
        ({"brief": brief_data(), "playbook": "../campaign"}, "playbook"),
        ({"brief": brief_data(), "status": "COMPLETED"}, "status"),
        ([], "body"),
        ("text", "body"),
        (None, "body"),
    ],
)
def test_a_bad_body_names_its_field(ada: TestClient, world: World, body: Any, field: str) -> None:
    answer = ada.post("/v1/campaigns", json=body)
    assert problem(answer)["status"] == 422
    assert field in fields(answer)
    assert nothing_was_made(ada, world)


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422),
        (b'{"brief":', 400),
        (b"{'brief': 1}", 400),
        (b'\xff\xfe{"brief": 1}', 400),
        (b'{"name": "\xe9"}', 400),
        (b"[" * 100_000, 400),
        (b'{"brief":' * 20_000, 400),
        (b'{"brief": {"budget": {"amount": ' + b"9" * 5000 + b"}}}", 400),
        (b'{"brief": {"budget": {"amount": NaN}}}', 422),
        (b'{"brief": {"budget": {"amount": -Infinity}}}', 422),
        (b'{"name": "\\ud800", "brief": {}}', 422),
        (b'{"\\ud800\\udfff\\ud800": 1}', 422),
        (b'{"' + b"k" * 10_000 + b'": 1}', 422),
        (json.dumps({f"k{i}": i for i in range(5000)}).encode(), 422),
    ],
)
def test_what_cannot_be_read_is_refused(ada: TestClient, world: World, content: bytes, status: int) -> None:
    answer = send(ada, content)
    assert problem(answer)["status"] == status
    assert fields(answer)
    assert len(answer.content) < 20_000
    assert nothing_was_made(ada, world)


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
def test_other_content_types_are_415(ada: TestClient, content_type: str) -> None:
    answer = send(ada, json.dumps({"brief": brief_data()}).encode(), content_type)
    assert problem(answer)["status"] == 415
    assert fields(answer) == ["body"]


@pytest.mark.parametrize("chunked", [True, False])
def test_a_body_of_a_megabyte_is_413(ada: TestClient, world: World, chunked: bool) -> None:
    text = json.dumps({"brief": brief_data(notes="x" * 1_000_000)}).encode()
    content = (text[i : i + 60_000] for i in range(0, len(text), 60_000)) if chunked else text
    answer = ada.post("/v1/campaigns", content=content, headers={"Content-Type": "application/json"})
    assert problem(answer)["detail"] == "The body is larger than 256 KB."
    assert answer.status_code == 413
    assert nothing_was_made(ada, world)


@pytest.mark.parametrize(
    ("name", "status"), [("  Ada  ", 200), (" " * 4 + "a" * 76, 200), (" " * 4 + "a" * 80, 422), ("    ", 422)]
)
def test_a_name_is_measured_as_it_came_and_kept_without_the_space_around_it(
    name: str, status: int, ada: TestClient
) -> None:
    answer = ada.patch("/v1/users/me", json={"name": name})
    assert answer.status_code == status
    if status == 200:
        assert answer.json()["user"]["name"] == name.strip()
    else:
        assert fields(answer) == ["name"]


def test_a_text_of_a_brief_is_measured_as_it_came_too(ada: TestClient) -> None:
    company = COMPANY | {"name": " " * 4 + "a" * 80}
    assert fields(ada.post("/v1/campaigns", json={"brief": brief_data(company=company)})) == ["brief.company.name"]
    made = ada.post("/v1/campaigns", json={"brief": brief_data(company=COMPANY | {"name": "  Fern  "})})
    assert made.json()["brief"]["company"]["name"] == "Fern"
