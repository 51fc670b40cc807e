"""The API describes itself: completely, validly, and with examples that hold."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from functions.api.docs import example_of
from functions.api.messages.base import Message, Page
from functions.api.schema import openapi

API = openapi()
OPERATIONS = [
    (f"{method} {path}", operation)
    for path, operations in API["paths"].items()
    for method, operation in operations.items()
]


def every(kind: type[Message]) -> list[type[Message]]:
    return [kind, *(found for below in kind.__subclasses__() for found in every(below))]


MESSAGES = [kind for kind in every(Message) if "EXAMPLE" in vars(kind)]


def test_it_is_what_the_app_serves(anyone: TestClient) -> None:
    assert anyone.get("/openapi.json").json() == API
    assert API["openapi"].startswith("3.1")


@pytest.mark.parametrize(("name", "operation"), OPERATIONS, ids=[name for name, _ in OPERATIONS])
def test_an_operation_has_a_summary_a_description_examples_and_its_errors(name: str, operation: dict[str, Any]) -> None:
    assert operation["summary"]
    assert operation["description"]
    assert operation["tags"]
    assert {"400", "413", "415", "431"} <= operation["responses"].keys()
    for status, told in operation["responses"].items():
        answer = API["components"]["responses"][told["$ref"].rpartition("/")[2]] if "$ref" in told else told
        kinds = ["application/problem+json"] if int(status) >= 400 else None
        assert kinds is None or list(answer["content"]) == kinds
        assert ("content" in answer) == (status not in {"204", "304"})
        for content in answer.get("content", {}).values():
            assert example_of(content, API) is not None
    if "requestBody" in operation:
        assert {"400", "413", "415", "422"} <= operation["responses"].keys()
        assert example_of(operation["requestBody"]["content"]["application/json"], API)
    if "parameters" in operation:
        assert "422" in operation["responses"]
        assert all(parameter["description"] for parameter in operation["parameters"])
    if "security" in operation:
        assert "401" in operation["responses"]


@pytest.mark.parametrize("name", sorted(API["components"]["schemas"]))
def test_a_schemas_example_is_valid(name: str) -> None:
    schema = API["components"]["schemas"][name]
    root = {"$ref": f"#/components/schemas/{name}", "components": API["components"]}
    Draft202012Validator.check_schema(schema)
    for example in schema.get("examples", []):
        Draft202012Validator(root).validate(example)


@pytest.mark.parametrize("kind", MESSAGES)
def test_an_example_is_exactly_what_is_sent(kind: type[Message]) -> None:
    assert kind.model_validate(kind.EXAMPLE).model_dump(mode="json") == kind.EXAMPLE


def test_no_two_messages_have_one_name() -> None:
    """Else both are called by their modules, also the one that clients knew before."""
    assert [name for name in API["components"]["schemas"] if "__" in name] == []


def test_a_page_shows_one_item() -> None:
    (page, *_) = [kind for kind in every(Page) if kind.__pydantic_generic_metadata__["args"]]
    assert len(page.example()["items"]) == 1


def test_the_page_for_people_needs_nothing_from_elsewhere(anyone: TestClient) -> None:
    page = anyone.get("/docs")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "script" not in page.headers["Content-Security-Policy"]
    for outside in ("<script", "<link", "http://", "src="):
        assert outside not in page.text.split("<h2>")[0]
    for name, operation in OPERATIONS:
        assert operation["summary"] in page.text
        assert f"b.{name.split()[0]}" in page.text.split("</style>")[0], f"{name} has no colour"
