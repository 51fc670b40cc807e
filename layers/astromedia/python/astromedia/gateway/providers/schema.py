"""The schema a model gets: references written out, our hints left out, all fields required, no others allowed. Pure.

Hosted services accept few keywords in a strict schema (no lengths, no bounds, no patterns): the others are told in
words, in the field's description, and the check after the answer holds the model to them. A server that generates by
grammar (llama.cpp) can be held to them, as keywords, with texts no longer than it copes with.
"""

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]

_NAMES = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}
_ESCAPES = {r"\w": "[0-9A-Za-z_]", r"\d": "[0-9]"}
"""What grammars do not know in a pattern, written out."""
_STRUCTURE = ("type", "enum", "const", "format")
_LIMITS = ("minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "pattern")


def model_schema(schema: Schema, longest_text: int | None = None) -> dict[str, Any]:
    """`schema` for a model; it must not refer to itself.

    Limits are told in descriptions or, if `longest_text` is given, are keywords, and no text is longer than that.
    """
    return _converted(schema, schema.get("$defs", {}), longest_text)


def _converted(schema: Schema, defs: Schema, longest_text: int | None) -> dict[str, Any]:
    if "$ref" in schema:
        schema = {**defs[schema["$ref"].rpartition("/")[2]], **{k: v for k, v in schema.items() if k != "$ref"}}
    kept: dict[str, Any] = {key: schema[key] for key in _STRUCTURE if key in schema}
    if "anyOf" in schema:
        kept["anyOf"] = [_converted(option, defs, longest_text) for option in schema["anyOf"]]
    if "items" in schema:
        kept["items"] = _converted(schema["items"], defs, longest_text)
    if schema.get("properties"):
        kept |= _object(schema["properties"], defs, longest_text)
    return kept | (_told(schema) if longest_text is None else _bounded(schema, longest_text))


def _object(properties: Schema, defs: Schema, longest_text: int | None) -> dict[str, Any]:
    written = {name: field for name, field in properties.items() if not field.get("x-computed")}
    return {
        "properties": {name: _converted(field, defs, longest_text) for name, field in written.items()},
        "required": list(written),
        "additionalProperties": False,
    }


def _bounded(schema: Schema, longest_text: int) -> dict[str, Any]:
    bounds: dict[str, Any] = {key: schema[key] for key in _LIMITS if key in schema}
    for escape, characters in _ESCAPES.items():
        if escape in bounds.get("pattern", ""):
            bounds["pattern"] = bounds["pattern"].replace(escape, characters)
    if schema.get("type") == "string" and not {"pattern", "enum", "const", "format"} & schema.keys():
        bounds["maxLength"] = min(bounds.get("maxLength", longest_text), longest_text)
    return bounds


def _told(schema: Schema) -> dict[str, Any]:
    words = [schema.get("description", ""), _limits_in_words(schema)]
    return {"description": ". ".join(filter(None, words))} if any(words) else {}


def _limits_in_words(schema: Schema) -> str:
    said = [
        _range(schema.get("minLength"), schema.get("maxLength"), " characters"),
        _range(schema.get("minItems"), schema.get("maxItems"), " items"),
        _range(schema.get("minimum"), schema.get("maximum"), ""),
        f"matching {schema['pattern']}" if "pattern" in schema else "",
    ]
    return ", ".join(filter(None, said))


def _range(low: int | None, high: int | None, unit: str) -> str:
    if high is None:
        return "" if low is None else f"at least {low}{unit}"
    return f"at most {high}{unit}" if low is None else f"{low} to {high}{unit}"


def sketch(schema: Schema) -> str:
    """The shape of a converted schema in one line, for the prompt: `{"title": <text>, "tags": [<text>, ...]}`.

    What a description tells stands beside its field.
    """
    if "properties" in schema:
        return "{" + ", ".join(f'"{name}": {sketch(field)}' for name, field in schema["properties"].items()) + "}"
    if "anyOf" in schema:
        return " or ".join(map(sketch, schema["anyOf"]))
    told = f" ({schema['description']})" if "description" in schema else ""
    if "items" in schema:
        return f"[{sketch(schema['items'])}, ...]{told}"
    choices = schema.get("enum") or [schema[key] for key in ("const",) if key in schema]
    return " | ".join(f'"{choice}"' for choice in choices) or f"<{_NAMES.get(schema.get('type', ''), 'value')}{told}>"
