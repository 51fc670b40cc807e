"""What people may say an agent's output is, and what they are told when it cannot be."""

import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from astromedia.agents.output_schema import DEEPEST, LARGEST, MOST_FAULTS, MOST_PARTS, plain_schema, schema_faults
from astromedia.agents.own import output_model
from astromedia.agents.registry import AGENTS
from astromedia.gateway.providers.schema import model_schema, sketch

TEXT = {"type": "string"}


def an_object(**fields: Any) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def nested(deep: int) -> dict[str, Any]:
    inner: dict[str, Any] = TEXT
    for _ in range(deep):
        inner = {"type": "array", "items": inner}
    return an_object(a=inner)


GOOD = {
    **an_object(
        names={"type": "array", "items": {"$ref": "#/$defs/Name"}, "minItems": 1, "maxItems": 3},
        tone={"enum": ["calm", "bold"]},
        score={"type": "integer", "minimum": 0, "maximum": 10},
        note={"type": ["string", "null"]},
        either={"oneOf": [{"type": "number"}, {"const": "none"}]},
    ),
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$defs": {"Name": {"type": "string", "pattern": "^[A-Z]", "maxLength": 20}},
}
VALUE = {"names": ["Novus"], "tone": "calm", "score": 3, "note": None, "either": 1.5}


def test_a_good_schema_has_no_fault() -> None:
    assert schema_faults(GOOD) == []


@pytest.mark.parametrize("name", AGENTS)
def test_those_of_builtin_agents_would_do_but_for_their_hints(name: str) -> None:
    def plain(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: plain(value) for key, value in part.items() if not key.startswith("x-")}
        return [plain(item) for item in part] if isinstance(part, list) else part

    assert schema_faults(plain(AGENTS[name].output.model_json_schema())) == []


@pytest.mark.parametrize(
    ("schema", "field", "said"),
    [
        ({}, "", "says not what it is"),
        ({"type": "strnig"}, ".type", "'strnig'"),
        ({"type": "array", "items": TEXT}, ".type", 'must be "object"'),
        ({"type": "object"}, ".properties", "names its fields"),
        (an_object(a={"type": "strnig"}), ".properties.a.type", "'strnig'"),
        (an_object(a={"type": "string", "maxLength": "x"}), ".properties.a.maxLength", "'x'"),
        (an_object(a=True), ".properties.a", "a schema is one"),
        (an_object(a={"type": "array"}), ".properties.a.items", "says what its items are"),
        (an_object(a={"type": "object"}), ".properties.a.properties", "names its fields"),
        (an_object(a={"anyOf": [TEXT, 3]}), ".properties.a.anyOf[1]", "a schema is one"),
        (an_object(a={"enum": []}), ".properties.a.enum", "is empty"),
        (an_object(a={"type": "string", "pattern": "("}), ".properties.a.pattern", "regular expression"),
        (an_object(a={"type": "string", "pattern": "(?=a)"}), ".properties.a.pattern", "look-around"),
        (an_object(a={"type": "string", "pattern": "a" * 201}), ".properties.a.pattern", "200 at most"),
        (an_object(a={"not": TEXT, "type": "string"}), ".properties.a.not", "is not supported"),
        (an_object(a={"type": "string", "x-computed": True}), ".properties.a.x-computed", "is not supported"),
        (an_object(a=TEXT) | {"required": ["b"]}, ".required[0]", "names 'b'"),
        (an_object(a=TEXT) | {"additionalProperties": TEXT}, ".additionalProperties", "true or false"),
        (an_object(a={"$ref": "#/$defs/Gone"}), ".properties.a.$ref", "leads to '#/$defs/Gone'"),
        (an_object(a={"$ref": "https://example.com/s.json"}), ".properties.a.$ref", "refer to the schema's own"),
        (nested(DEEPEST + 1), ".properties.a" + ".items" * DEEPEST, "nested more than"),
        (an_object(a={"const": float("nan")}), "", "JSON cannot carry"),
        (an_object(a={"type": "string", "description": "\ud800"}), "", "JSON cannot carry"),
        (an_object(a={"type": "string", "description": "x" * LARGEST}), "", "bytes"),
    ],
)
def test_a_fault_is_named_by_its_path(schema: dict[str, Any], field: str, said: str) -> None:
    (fault,) = schema_faults(schema)
    assert fault.field == f"output_schema{field}"
    assert said in fault.message


def test_all_faults_come_at_once_but_not_too_many() -> None:
    two = an_object(a={"type": "array"}, b={"type": "object"})
    assert len(schema_faults(two)) == 2
    many = an_object(**{f"f{i}": {"type": "array"} for i in range(MOST_FAULTS * 2)})
    assert len(schema_faults(many)) == MOST_FAULTS


def test_a_schema_that_refers_to_itself_is_refused() -> None:
    tree = {"type": "object", "properties": {"below": {"type": "array", "items": {"$ref": "#/$defs/Tree"}}}}
    (fault,) = schema_faults(an_object(a={"$ref": "#/$defs/Tree"}) | {"$defs": {"Tree": tree}})
    assert "inside itself" in fault.message


def test_references_that_multiply_are_refused_before_they_do() -> None:
    defs = {f"D{i}": an_object(a={"$ref": f"#/$defs/D{i + 1}"}, b={"$ref": f"#/$defs/D{i + 1}"}) for i in range(9)}
    began = time.perf_counter()
    (fault,) = schema_faults(an_object(a={"$ref": "#/$defs/D0"}) | {"$defs": defs | {"D9": TEXT}})
    assert str(MOST_PARTS) in fault.message
    assert time.perf_counter() - began < 2


def test_the_plain_schema_takes_and_refuses_the_same() -> None:
    ours, theirs = Draft202012Validator(plain_schema(GOOD)), Draft202012Validator(GOOD)
    for value in (VALUE, VALUE | {"names": ["novus"]}, VALUE | {"note": 3}, VALUE | {"either": "some"}, {}):
        assert ours.is_valid(value) == theirs.is_valid(value)
    assert "$ref" not in str(plain_schema(GOOD))


def test_models_can_be_told_of_it() -> None:
    told = sketch(model_schema(plain_schema(GOOD)))
    assert told.startswith('{"names": [<text')
    assert '"calm" | "bold"' in told
    assert "whole number" in told


def test_an_output_is_kept_as_it_is() -> None:
    assert output_model(GOOD).model_validate(VALUE).model_dump(mode="json") == VALUE


def test_a_pattern_that_others_would_never_end_with_is_no_trouble() -> None:
    slow = an_object(a={"type": "string", "pattern": "^(a+)+$"})
    began = time.perf_counter()
    with pytest.raises(ValueError, match="does not match"):
        output_model(slow).model_validate({"a": "a" * 40 + "!"})
    assert time.perf_counter() - began < 2


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.sampled_from(["object", "string", "#/$defs/a"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "properties", "items", "$ref", "$defs", "anyOf", "enum", "required", "pattern", "a"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # The first draw imports what texts are made of.
@given(st.dictionaries(st.sampled_from(["type", "properties", "items", "$ref", "$defs", "anyOf", "required"]), JSON))
def test_whatever_is_sent_has_faults_or_can_be_used(schema: dict[str, Any]) -> None:
    if not schema_faults(schema):
        sketch(model_schema(output_model(schema).model_json_schema()))
