"""Every kind of change is found, and told from those that break nobody."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from infra.api_changes.change import Side
from infra.api_changes.keywords import INSIDE, RULES, TOLD
from infra.api_changes.operations import changes
from infra.api_changes.schemas import Schemas

OURS: dict[str, Any] = json.loads((Path(__file__).parents[3] / "docs" / "openapi.json").read_text(encoding="utf-8"))
PROBLEM = {"description": "No.", "content": {"application/problem+json": {"schema": {"type": "object"}}}}
POST: dict[str, Any] = {
    "operationId": "make",
    "security": [{"bearer": []}, {"key": ["write"]}],
    "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 100, "default": 20}}],
    "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/New"}}}},
    "responses": {
        "200": {"description": "As it was.", "content": {"application/json": {"schema": {"type": "string"}}}},
        "201": {
            "description": "Made.",
            "headers": {"ETag": {"schema": {"type": "string"}}},
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Made"}}},
        },
        "422": PROBLEM,
    },
}
NEW = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 80, "pattern": "^[a-z]+$"},
        "tone": {"enum": ["dry", "warm"]},
        "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 5},
        "inner": {"anyOf": [{"$ref": "#/components/schemas/New"}, {"type": "null"}]},
    },
    "required": ["name"],
}
MADE = {
    "type": "object",
    "properties": {"id": {"type": "string", "format": "ulid"}, "size": {"type": "integer"}, "tone": {"enum": ["dry"]}},
    "required": ["id", "size"],
}
SMALL: dict[str, Any] = {
    "paths": {"/v1/things": {"post": POST, "get": {"operationId": "list", "responses": {"200": {"description": "x"}}}}},
    "components": {"schemas": {"New": NEW, "Made": MADE}, "securitySchemes": {"bearer": {"type": "http"}, "key": {}}},
}
Edit = Callable[[dict[str, Any], dict[str, Any], dict[str, Any]], Any]
"""Of the operation, what it is sent and what it answers."""

BREAKING: list[tuple[str, Edit]] = [
    ("`POST /v1/things`: is called write now, not make", lambda post, new, made: post.update(operationId="write")),
    ("`POST /v1/things`: cannot be asked with key (write) any more", lambda post, new, made: post["security"].pop()),
    (
        "`POST /v1/things`: cannot be asked with key (write) any more",
        lambda post, new, made: post["security"][1]["key"].append("more"),
    ),
    ("`POST /v1/things query limit`: is not taken any more", lambda post, new, made: post["parameters"].clear()),
    (
        "`POST /v1/things query limit`: must be given now",
        lambda post, new, made: post["parameters"][0].update(required=True),
    ),
    (
        "`POST /v1/things query limit in requests`: maximum is 50, it was 100",
        lambda post, new, made: post["parameters"][0]["schema"].update(maximum=50),
    ),
    (
        "`POST /v1/things query limit in requests`: left out, it is 10, not 20",
        lambda post, new, made: post["parameters"][0]["schema"].update(default=10),
    ),
    (
        "`POST /v1/things query sort`: is new, and must be given",
        lambda post, new, made: post["parameters"].append(
            {"name": "sort", "in": "query", "required": True, "schema": {}}
        ),
    ),
    ("`POST /v1/things body`: must be given now", lambda post, new, made: post["requestBody"].update(required=True)),
    ("`POST /v1/things body`: is not taken any more", lambda post, new, made: post.pop("requestBody")),
    (
        "`POST /v1/things body in requests`: is no application/json any more",
        lambda post, new, made: post["requestBody"].update(content={"text/csv": {}}),
    ),
    ("`New.tags in requests`: is always there now", lambda post, new, made: new["required"].append("tags")),
    ("`New.tone in requests`: is gone", lambda post, new, made: new["properties"].pop("tone")),
    (
        "`New.tone in requests`: 'warm' is no value of it any more",
        lambda post, new, made: new["properties"]["tone"]["enum"].pop(),
    ),
    (
        "`New.name in requests`: is no string any more",
        lambda post, new, made: new["properties"]["name"].update(type="integer"),
    ),
    (
        "`New.name in requests`: minLength is 2, it was 1",
        lambda post, new, made: new["properties"]["name"].update(minLength=2),
    ),
    (
        "`New.name in requests`: pattern is '^[a-f]+$', it was '^[a-z]+$'",
        lambda post, new, made: new["properties"]["name"].update(pattern="^[a-f]+$"),
    ),
    (
        "`New.name in requests`: has format 'email' now",
        lambda post, new, made: new["properties"]["name"].update(format="email"),
    ),
    (
        "`New.tags[] in requests`: has maxLength 9 now",
        lambda post, new, made: new["properties"]["tags"]["items"].update(maxLength=9),
    ),
    (
        "`New.inner in requests`: is no null any more",
        lambda post, new, made: new["properties"]["inner"]["anyOf"].pop(),
    ),
    (
        "`New in requests`: takes no additionalProperties any more",
        lambda post, new, made: new.update(additionalProperties=False),
    ),
    ("`POST /v1/things 200`: is not answered any more", lambda post, new, made: post["responses"].pop("200")),
    (
        "`POST /v1/things 202`: may be answered now",
        lambda post, new, made: post["responses"].update({"202": {"description": "Later."}}),
    ),
    (
        "`POST /v1/things 201 header ETag`: is gone",
        lambda post, new, made: post["responses"]["201"]["headers"].clear(),
    ),
    (
        "`POST /v1/things 200 in answers`: may be null now",
        lambda post, new, made: post["responses"]["200"]["content"]["application/json"].update(
            schema={"type": ["string", "null"]}
        ),
    ),
    ("`Made.size in answers`: is gone", lambda post, new, made: made["properties"].pop("size")),
    ("`Made.size in answers`: may be left out now", lambda post, new, made: made["required"].remove("size")),
    (
        "`Made.size in answers`: may be string now",
        lambda post, new, made: made["properties"]["size"].update(type=["integer", "string"]),
    ),
    (
        "`Made.id in answers`: format is 'uuid', it was 'ulid'",
        lambda post, new, made: made["properties"]["id"].update(format="uuid"),
    ),
]
HARMLESS: list[tuple[str, Edit]] = [
    ("`POST /v1/things`: needs no credentials any more", lambda post, new, made: post.update(security=[])),
    (
        "`POST /v1/things`: can be asked with cookie now",
        lambda post, new, made: post["security"].append({"cookie": []}),
    ),
    (
        "`POST /v1/things query sort`: is new",
        lambda post, new, made: post["parameters"].append({"name": "sort", "in": "query", "schema": {}}),
    ),
    ("`New.size in requests`: is new", lambda post, new, made: new["properties"].update(size={"type": "integer"})),
    ("`New.name in requests`: may be left out now", lambda post, new, made: new["required"].clear()),
    (
        "`New.name in requests`: has no maxLength any more, it was 80",
        lambda post, new, made: new["properties"]["name"].pop("maxLength"),
    ),
    (
        "`New.tone in requests`: 'loud' is a value of it now",
        lambda post, new, made: new["properties"]["tone"]["enum"].append("loud"),
    ),
    (
        "`New.name in requests`: may be null now",
        lambda post, new, made: new["properties"]["name"].update(type=["string", "null"]),
    ),
    ("`Made.name in answers`: is new", lambda post, new, made: made["properties"].update(name={"type": "string"})),
    (
        "`Made.tone in answers`: 'warm' is a value of it now",
        lambda post, new, made: made["properties"]["tone"]["enum"].append("warm"),
    ),
    (
        "`Made.size in answers`: has minimum 0 now",
        lambda post, new, made: made["properties"]["size"].update(minimum=0),
    ),
    ("`POST /v1/things 409`: may be answered now", lambda post, new, made: post["responses"].update({"409": PROBLEM})),
    ("`POST /v1/things 422`: is not answered any more", lambda post, new, made: post["responses"].pop("422")),
]


def edited(edit: Edit) -> dict[str, Any]:
    now = copy.deepcopy(SMALL)
    schemas = now["components"]["schemas"]
    edit(now["paths"]["/v1/things"]["post"], schemas["New"], schemas["Made"])
    return now


@pytest.mark.parametrize(("told", "edit"), BREAKING, ids=[told for told, _ in BREAKING])
def test_what_breaks_clients_is_found(told: str, edit: Edit) -> None:
    assert told in [str(change) for change in changes(SMALL, edited(edit)) if change.breaking]


@pytest.mark.parametrize(("told", "edit"), HARMLESS, ids=[told for told, _ in HARMLESS])
def test_what_breaks_nobody_is_found_and_told_apart(told: str, edit: Edit) -> None:
    (found,) = changes(SMALL, edited(edit))
    assert (str(found), found.breaking) == (told, False)


def test_operations_that_are_gone_or_new_or_guarded() -> None:
    now = copy.deepcopy(SMALL)
    del now["paths"]["/v1/things"]["get"]
    now["components"]["securitySchemes"]["bearer"]["type"] = "apiKey"
    assert [str(change) for change in changes(SMALL, now) if change.breaking] == [
        "`GET /v1/things`: is gone",
        "`bearer`: is another way in than it was, or none",
    ]
    assert "`GET /v1/things`: is new" in [str(change) for change in changes(now, SMALL) if not change.breaking]
    now = copy.deepcopy(SMALL)
    now["paths"]["/v1/things"]["get"]["security"] = [{"bearer": []}]
    assert [str(change) for change in changes(SMALL, now)] == ["`GET /v1/things`: needs credentials now"]


def test_the_api_as_it_is_has_not_changed() -> None:
    assert changes(OURS, copy.deepcopy(OURS)) == []


@pytest.mark.parametrize("name", sorted(OURS["components"]["schemas"]))
def test_a_named_schema_that_lets_nothing_through_is_noticed(name: str) -> None:
    """So everything that the API's description names is reached."""
    now = copy.deepcopy(OURS)
    now["components"]["schemas"][name] = {"const": "nothing"}
    assert any(change.breaking for change in changes(OURS, now))


def test_every_keyword_of_ours_is_known() -> None:
    """What is not compared would change unseen."""
    known = RULES.keys() | INSIDE | TOLD

    def check(schema: Any) -> None:
        assert schema.keys() <= known, schema
        assert not {"anyOf", "oneOf", "$ref"} & schema.keys() or schema.keys() <= TOLD | INSIDE - {"type", "properties"}
        inner = [schema[each] for each in ("items", "additionalProperties", "propertyNames") if each in schema]
        inner += [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
        inner += [*schema.get("properties", {}).values(), *schema.get("patternProperties", {}).values()]
        for each in inner:
            if not isinstance(each, bool):
                check(each)

    for schema in OURS["components"]["schemas"].values():
        check(schema)


# Of any two schemas: a value that was let through and is not now is told. Objects are closed, as those we take are: of
# open ones a new name is taken to break nobody.

NAMES = st.sampled_from(["a", "b"])
SCALARS = st.one_of(
    st.just({"type": "null"}),
    st.just({"type": "boolean"}),
    st.fixed_dictionaries(
        {"type": st.just("integer")}, optional={n: st.integers(0, 3) for n in ("minimum", "maximum")}
    ),
    st.fixed_dictionaries(
        {"type": st.just("string")},
        optional={"minLength": st.integers(0, 2), "maxLength": st.integers(1, 3), "pattern": st.sampled_from("xy")},
    ),
    st.fixed_dictionaries({"enum": st.lists(st.sampled_from(["x", "y", 1]), min_size=1, unique=True)}),
)


def larger(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.fixed_dictionaries({"type": st.just("array"), "items": inner}, optional={"maxItems": st.integers(0, 2)}),
        st.fixed_dictionaries(
            {
                "type": st.just("object"),
                "properties": st.dictionaries(NAMES, inner, max_size=2),
                "additionalProperties": st.just(False),
            },
            optional={"required": st.lists(NAMES, unique=True)},
        ),
        st.builds(lambda some: {"anyOf": some}, st.lists(inner, min_size=1, max_size=3)),
    )


SCHEMAS = st.recursive(SCALARS, larger, max_leaves=4)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 4) | st.text("xyz", max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=5,
)


@given(SCHEMAS)
def test_a_schema_compared_with_itself_has_not_changed(schema: Any) -> None:
    for side in Side:
        assert not list(Schemas({}, {}).compare("it", side, schema, copy.deepcopy(schema)))


@settings(max_examples=100, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(SCHEMAS, SCHEMAS, st.lists(VALUES, min_size=5, max_size=10))
def test_what_was_let_through_and_is_not_now_is_told(before: Any, now: Any, values: list[Any]) -> None:
    let, let_now = Draft202012Validator(before), Draft202012Validator(now)
    assume(any(let.is_valid(value) and not let_now.is_valid(value) for value in values))
    assert any(change.breaking for change in Schemas({}, {}).compare("it", Side.SENT, before, now))
    assert list(Schemas({}, {}).compare("it", Side.ANSWERED, now, before))
