"""JSON Schemas such as users write for their own agents: made by hand, and at random."""

from typing import Any

from hypothesis import strategies as st

Schema = dict[str, Any]

NAMES = """
title headline summary body cta hashtags price faq question answer slug url email publish_date start_time tone_check
persona pain_point steps score is_final channel language items notes data value text name quote translations alt_text
titre résumé prix étapes public_cible x foo_bar talkingPoints SEO-title legal_line
"""
PATTERNS = r"""
^#\w+$ ^[a-z0-9-]+$ ^[A-Z]{2,4}-\d{3}$ ^\d{4}-\d{2}-\d{2}$ ^([01]\d|2[0-3]):[0-5]\d$ \.pdf$ ^#[0-9a-fA-F]{6}$
^\+?[0-9]{8,15}$ ^(low|medium|high)$ ^[^\s]+$ ^\S+@\S+\.\S+$ ^v\d+(\.\d+){2}$ ^[A-Z][a-z]+(-[A-Z][a-z]+)*$ ^.{5,40}$
^https:// \d ^(?!draft).+$
"""


def _text() -> st.SearchStrategy[Schema]:
    lengths = st.tuples(st.integers(0, 120), st.integers(0, 400))
    return st.one_of(
        st.just({"type": "string"}),
        lengths.map(lambda each: {"type": "string", "minLength": each[0], "maxLength": each[0] + each[1]}),
        st.integers(1, 60).map(lambda most: {"type": "string", "maxLength": most}),
        st.sampled_from(PATTERNS.split()).map(lambda pattern: {"type": "string", "pattern": pattern}),
        st.sampled_from(["date", "date-time", "uri", "email", "uuid", "time", "hostname"]).map(
            lambda name: {"type": "string", "format": name}
        ),
    )


def _number() -> st.SearchStrategy[Schema]:
    def bounded(kind: str, low: int, more: int, step: float | None, exclusive: bool) -> Schema:
        keys = ("exclusiveMinimum", "exclusiveMaximum") if exclusive else ("minimum", "maximum")
        width = max(more, 3 * (step or 1)) if exclusive or step else more
        schema: Schema = {"type": kind, keys[0]: low, keys[1]: low + width}
        return schema | ({"multipleOf": step} if step else {})

    steps = st.sampled_from([None, 1, 2, 5, 10])
    return st.one_of(
        st.sampled_from(
            [{"type": "integer"}, {"type": "number"}, {"type": "number", "multipleOf": 0.01, "minimum": 0}]
        ),
        st.builds(bounded, st.just("integer"), st.integers(-50, 500), st.integers(0, 60), steps, st.booleans()),
        st.builds(
            bounded, st.just("number"), st.integers(-50, 50), st.integers(0, 9), steps | st.just(0.5), st.booleans()
        ),
    )


def _choice() -> st.SearchStrategy[Schema]:
    values = st.one_of(
        st.sampled_from(["low", "medium", "high", "A", "B", "instagram", "email", "fr"]), st.integers(-3, 3), st.none()
    )
    return st.one_of(
        st.lists(values, min_size=1, max_size=5, unique_by=repr).map(lambda each: {"enum": each}),
        values.map(lambda value: {"const": value}),
        st.just({"type": "boolean"}),
        st.just({"type": "null"}),
    )


def _object(properties: dict[str, Schema], optional: int, closed: bool) -> Schema:
    required = [name for i, name in enumerate(properties) if i % 3 != optional]
    return {"type": "object", "properties": properties, "required": required} | (
        {"additionalProperties": False} if closed else {}
    )


def _countable(schema: Schema) -> bool:
    """Whether there are enough different values for a list of unique ones."""
    roomy = schema.get("maxLength", 99) >= 12 and schema.get("pattern") != r"^(low|medium|high)$"
    return schema.get("type") == "string" and roomy and schema.get("format") != "hostname"


def _array(inner: Schema, low: int, more: int, unique: bool, bounded: bool) -> Schema:
    schema: Schema = {"type": "array", "items": inner, "minItems": low}
    schema |= {"maxItems": low + more} if bounded else {}
    return schema | ({"uniqueItems": True} if unique and _countable(inner) else {})


def _nullable(schema: Schema) -> Schema:
    plain = isinstance(schema.get("type"), str) and schema["type"] != "null" and not {"enum", "const"} & schema.keys()
    return {**schema, "type": [schema["type"], "null"]} if plain else schema


def _deeper(inner: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    names = st.sampled_from(NAMES.split())
    properties = st.dictionaries(names, inner, min_size=1, max_size=5)
    both = st.tuples(properties, properties, st.integers(0, 3))
    return st.one_of(
        st.builds(_object, properties, st.integers(0, 3), st.booleans()),
        st.builds(_array, inner, st.integers(0, 5), st.integers(0, 3), st.booleans(), st.booleans()),
        inner.map(lambda each: {"anyOf": [{"type": "null"}, each]}),
        inner.map(
            lambda each: {"oneOf": [each, {"type": "null"}]} if each.get("type") in ("string", "object") else each
        ),
        st.tuples(inner, inner).map(lambda pair: {"anyOf": list(pair)}),
        both.map(
            lambda each: {
                "allOf": [_object(each[0], each[2], closed=False), {"properties": {"extra": {"type": "string"}}}]
            }
        ),
        both.map(
            lambda each: {
                "oneOf": [
                    _object({"kind": {"const": f"kind_{i}"}, **one}, 3, closed=True) for i, one in enumerate(each[:2])
                ]
            }
        ),
        inner.map(
            lambda each: {"type": "object", "additionalProperties": each, "minProperties": 1, "maxProperties": 4}
        ),
        st.tuples(inner, inner).map(
            lambda pair: {"type": "array", "prefixItems": list(pair), "items": False, "minItems": 2}
        ),
        inner.map(_nullable),
    )


@st.composite
def own_schemas(draw: st.DrawFn) -> Schema:
    """Any object of the vocabulary, with a definition that it may refer to, even from within itself."""
    return draw(_rooted())


def _rooted() -> st.SearchStrategy[Schema]:
    leaves = st.one_of(_text(), _text(), _number(), _choice(), st.just({"$ref": "#/$defs/part"}))
    nested = st.recursive(leaves, _deeper, max_leaves=8)
    properties = st.dictionaries(st.sampled_from(NAMES.split()), nested, min_size=1, max_size=6)
    part = st.dictionaries(st.sampled_from(NAMES.split()), st.one_of(_text(), _number()), min_size=1, max_size=3)

    def rooted(fields: dict[str, Schema], inner: dict[str, Schema], optional: int, circular: bool) -> Schema:
        again: dict[str, Schema] = {
            "next": {"anyOf": [{"$ref": "#/$defs/part"}, {"type": "null"}]},
            "more": {"type": "array", "items": {"$ref": "#/$defs/part"}},
        }
        return _object(fields, optional, closed=True) | {
            "$defs": {"part": _object({**inner, **(again if circular else {})}, 3, closed=False)}
        }

    return st.builds(rooted, properties, part, st.integers(0, 3), st.booleans())
