"""What can be done with the things an operation answers: links, in the API's description, to the operations on one.

A collection is the address of its things without the last parameter: what `/v1/campaigns` makes or lists is one
`/v1/campaigns/{campaign_id}`, so its id leads to whatever is below that.
"""

import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

PARAMETER = re.compile(r"\{(\w+)\}")
JSON = "application/json"


def add_links(document: dict[str, Any]) -> None:
    """Tell in `document` where the things that are made (201, 202) or listed (200) lead to."""
    paths = document["paths"]
    for one in sorted({path[: found.end()] for path in paths for found in PARAMETER.finditer(path)}):
        collection, parameter = one.rpartition("/")[0], PARAMETER.findall(one)[-1]
        targets = list(_targets(paths, one))
        for answer in _answers(paths.get(collection, {})):
            if where := _where(document, answer, parameter):
                given = {name: f"$request.path.{name}" for name in PARAMETER.findall(collection)}
                parameters = given | {parameter: f"$response.body#{where}"}
                answer["links"] = {id: {"operationId": id, "parameters": parameters} for id in targets}


def _targets(paths: Mapping[str, Any], one: str) -> Iterator[str]:
    """The operations on the thing at `one`, and on what is below it and needs no other parameter."""
    for path, operations in paths.items():
        if f"{path}/".startswith(f"{one}/") and PARAMETER.findall(path) == PARAMETER.findall(one):
            yield from (operation["operationId"] for operation in operations.values())


def _answers(operations: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What a collection answers if it has made one, begins to make one, or lists them."""
    for method, status in (("post", HTTPStatus.CREATED), ("post", HTTPStatus.ACCEPTED), ("get", HTTPStatus.OK)):
        if (told := operations.get(method, {}).get("responses", {}).get(str(status.value))) and JSON in told["content"]:
            yield told


def _where(document: Mapping[str, Any], answer: Mapping[str, Any], parameter: str) -> str | None:
    """The pointer to what names the thing, or the first of a list; None if nothing does."""
    fields, before = _fields(document, answer["content"][JSON]["schema"]), ""
    if "items" in fields:
        fields, before = _fields(document, fields["items"]["items"]), "/items/0"
    name = next((name for name in (parameter, "id", "name") if name in fields), None)
    return name and f"{before}/{name}"


def _fields(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    found: Mapping[str, Any] = schema.get("properties", {})
    return found
