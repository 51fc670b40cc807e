"""The schema a model gets."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from astromedia.agents.registry import AGENTS
from astromedia.gateway.providers.schema import model_schema, sketch

SOURCE = {
    "type": "object",
    "title": "Post",
    "$defs": {
        "Tone": {"enum": ["warm", "dry"], "title": "Tone", "type": "string"},
        "Part": {
            "type": "object",
            "properties": {"text": {"type": "string", "maxLength": 900, "minLength": 1}},
            "required": ["text"],
        },
    },
    "properties": {
        "title": {"type": "string", "minLength": 1, "maxLength": 60, "x-intent": "title", "description": "Its name"},
        "tone": {"$ref": "#/$defs/Tone"},
        "kind": {"const": "post"},
        "day": {"type": "integer", "minimum": 1, "maximum": 30},
        "tags": {"type": "array", "items": {"type": "string", "pattern": r"^#\w\d$"}, "maxItems": 3, "x-each": ["a"]},
        "parts": {"type": "array", "items": {"$ref": "#/$defs/Part"}, "minItems": 1},
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None},
        "amount": {"type": "number", "default": None, "x-computed": True},
    },
    "required": ["title"],
}
PORTABLE = {"type", "properties", "required", "additionalProperties", "items", "anyOf", "enum", "const", "description"}


def keywords(schema: Any) -> set[str]:
    """Every keyword of a schema, at any depth."""
    found = set(schema)
    inner = [*schema.get("properties", {}).values(), *schema.get("anyOf", []), schema.get("items", {})]
    return found.union(*(keywords(part) for part in inner)) if any(inner) else found


def test_portable_tells_limits_in_words_and_keeps_none() -> None:
    schema = model_schema(SOURCE)
    fields = schema["properties"]
    assert keywords(schema) <= PORTABLE
    assert fields["title"] == {"type": "string", "description": "Its name. 1 to 60 characters"}
    assert fields["day"]["description"] == "1 to 30"
    assert fields["tags"]["description"] == "at most 3 items"
    assert fields["tags"]["items"]["description"] == r"matching ^#\w\d$"
    assert fields["parts"]["description"] == "at least 1 items"
    assert fields["tone"] == {"type": "string", "enum": ["warm", "dry"]}
    assert "description" not in fields["kind"]


def test_every_field_is_required_but_what_code_computes() -> None:
    schema = model_schema(SOURCE)
    assert schema["required"] == ["title", "tone", "kind", "day", "tags", "parts", "note"]
    assert schema["additionalProperties"] is False
    assert schema["properties"]["parts"]["items"]["additionalProperties"] is False


def test_bounded_keeps_limits_as_keywords_and_no_text_longer_than_asked() -> None:
    fields = model_schema(SOURCE, longest_text=100)["properties"]
    assert fields["title"] == {"type": "string", "minLength": 1, "maxLength": 60}
    assert fields["parts"]["items"]["properties"]["text"]["maxLength"] == 100
    assert fields["note"]["anyOf"][0] == {"type": "string", "maxLength": 100}
    assert fields["tags"]["items"] == {"type": "string", "pattern": "^#[0-9A-Za-z_][0-9]$"}
    assert "maxLength" not in fields["tone"]


def test_the_sketch_names_every_field_and_tells_what_descriptions_do() -> None:
    line = sketch(model_schema(SOURCE))
    assert line.startswith('{"title": <text (Its name. 1 to 60 characters)>, "tone": "warm" | "dry", "kind": "post"')
    assert '"tags": [<text (matching ^#\\w\\d$)>, ...] (at most 3 items)' in line
    assert '"note": <text> or <value>' in line
    assert "\n" not in line


@pytest.mark.parametrize("longest_text", [None, 120])
@pytest.mark.parametrize("name", AGENTS)
def test_every_agents_schema_becomes_one_a_provider_accepts(name: str, longest_text: int | None) -> None:
    schema = model_schema(AGENTS[name].output.model_json_schema(), longest_text)
    Draft202012Validator.check_schema(schema)
    used = keywords(schema)
    assert not {key for key in used if key.startswith(("x-", "$"))}
    assert longest_text or used <= PORTABLE
    assert len(sketch(schema)) < 4000
