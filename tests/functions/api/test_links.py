"""Whoever has made or listed something is told, by the description, what can be done with it; and that works."""

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from functions.api.schema import openapi

from .test_tenancy import PARAMETER, Things
from .world import World

API = openapi()
LINKS = [
    (path, method, status, link)
    for path, operations in API["paths"].items()
    for method, operation in operations.items()
    for status, answer in operation["responses"].items()
    for link in answer.get("links", {}).values()
]
OF_NOTHING_LISTED = {"start_an_oauth_login", "finish_an_oauth_login"}
"""Their providers are those of the settings."""
BY_ID = {
    operation["operationId"]: (method, path)
    for path, operations in API["paths"].items()
    for method, operation in operations.items()
}


def pointed(value: Any, pointer: str) -> Any:
    for part in pointer.strip("/").split("/"):
        value = value[int(part) if part.isdigit() else part]
    return value


def test_whatever_takes_the_name_of_a_thing_is_linked_to() -> None:
    named = {id for id, (_, path) in BY_ID.items() if PARAMETER.search(path)}
    assert named - OF_NOTHING_LISTED == {link["operationId"] for _, _, _, link in LINKS}


@pytest.mark.parametrize(("path", "method", "status", "link"), LINKS)
def test_a_link_names_what_its_operation_takes(path: str, method: str, status: str, link: dict[str, Any]) -> None:
    _, target = BY_ID[link["operationId"]]
    assert set(PARAMETER.findall(target)) == link["parameters"].keys()
    for source in re.findall(r"\$request\.path\.(\w+)", str(link["parameters"])):
        assert f"{{{source}}}" in path


@pytest.mark.parametrize("path", sorted({path for path, method, _, _ in LINKS if method == "get"}))
def test_the_links_of_a_list_lead_to_what_it_lists(path: str, world: World, ada: TestClient) -> None:
    things = Things(world, ada)
    body = ada.get(things.path(path)).json()
    for source, method, _, link in LINKS:
        target_method, target = BY_ID[link["operationId"]]
        if (source, method, target_method) == (path, "get", "get"):
            asked = {
                name: pointed(body, where.partition("#")[2]) if "#" in where else things.ids[name]
                for name, where in link["parameters"].items()
            }
            assert ada.get(target.format(**asked)).status_code in (200, 307, 409), (target, asked)
