"""JSON Schema made plain: references resolved, allOf merged, one branch of anyOf/oneOf chosen, the type named."""

from collections.abc import Mapping, Sequence
from typing import Any

from .refusal import refused

Schema = Mapping[str, Any]
_ENDLESS = 12
_MISSING = object()
_BY_KEYWORD = (
    ("object", ("properties", "additionalProperties", "required", "minProperties")),
    ("array", ("items", "prefixItems", "minItems", "uniqueItems", "contains")),
    ("string", ("pattern", "minLength", "maxLength", "format")),
    ("number", ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")),
)
_TIGHTER = {"minimum": max, "minLength": max, "minItems": max, "maximum": min, "maxLength": min, "maxItems": min}


class Shapes:
    """The schemas of one document; what refers to itself is followed `deepest` times if it need not be."""

    def __init__(self, root: Schema) -> None:
        self._root = root
        self.deepest = 3

    def plain(self, schema: Any, refs: Sequence[str] = ()) -> tuple[Schema, tuple[str, ...]]:
        """`schema` without $ref, allOf, anyOf and oneOf, and the references followed so far."""
        shape: Schema = schema if isinstance(schema, Mapping) else {}
        followed = tuple(refs)
        while "$ref" in shape:
            followed += (str(shape["$ref"]),)
            if followed.count(followed[-1]) > _ENDLESS:
                raise refused((), f"refers to itself without an end ({followed[-1]})")
            shape = {**self._target(str(shape["$ref"])), **{key: each for key, each in shape.items() if key != "$ref"}}
        if "allOf" in shape:
            shape, followed = self._all(shape, followed)
        for choice in ("anyOf", "oneOf"):
            if shape.get(choice):
                shape, followed = self._one(shape, choice, followed)
        return shape, followed

    def too_deep(self, schema: Any, refs: Sequence[str]) -> bool:
        """Whether following `schema` would go round a recursion once too often."""
        if not isinstance(schema, Mapping):
            return False
        if "$ref" in schema and list(refs).count(str(schema["$ref"])) >= self.deepest:
            return True
        branches = schema.get("anyOf") or schema.get("oneOf") or ()
        if branches:
            return all(self.too_deep(branch, refs) or kind(branch) == "null" for branch in branches)
        if schema.get("type") == "array" and isinstance(schema.get("items"), Mapping):
            return self.too_deep(schema["items"], refs)
        return False

    def _target(self, ref: str) -> Schema:
        if not ref.startswith("#"):
            raise refused((), f"refers to another document ({ref}), and none is fetched")
        found: Any = self._root
        for step in ref.lstrip("#").strip("/").split("/"):
            if step:
                found = _step(found, step.replace("~1", "/").replace("~0", "~"))
        if found is _MISSING:
            raise refused((), f"refers to what is not there ({ref})")
        return found if isinstance(found, Mapping) else {}

    def _all(self, shape: Schema, refs: tuple[str, ...]) -> tuple[Schema, tuple[str, ...]]:
        merged: Schema = {key: each for key, each in shape.items() if key != "allOf"}
        for part in shape["allOf"]:
            plain, refs = self.plain(part, refs)
            merged = _merged(plain, merged)
        return merged, refs

    def _one(self, shape: Schema, choice: str, refs: tuple[str, ...]) -> tuple[Schema, tuple[str, ...]]:
        rest = {key: each for key, each in shape.items() if key != choice}
        branches = [branch for branch in shape[choice] if isinstance(branch, Mapping)]
        open_ones = [branch for branch in branches if kind(branch) != "null" and not self.too_deep(branch, refs)]
        nulls = [branch for branch in branches if kind(branch) == "null"]
        plain, followed = self.plain((open_ones or nulls or branches or [{}])[0], refs)
        return _merged(plain, rest), followed


def _step(found: Any, step: str) -> Any:
    if isinstance(found, list):
        return found[int(step)] if step.isdigit() and int(step) < len(found) else _MISSING
    return found.get(step, _MISSING) if isinstance(found, Mapping) else _MISSING


def _merged(one: Schema, other: Schema) -> Schema:
    both = {**one, **other}
    for key in set(one) & set(other):
        if key == "properties":
            shared = {name: {"allOf": [one[key][name], other[key][name]]} for name in set(one[key]) & set(other[key])}
            both[key] = {**one[key], **other[key], **shared}
        elif key == "required":
            both[key] = [*one[key], *(name for name in other[key] if name not in one[key])]
        elif key in _TIGHTER:
            both[key] = _TIGHTER[key](one[key], other[key])
        elif key == "enum":
            both[key] = [value for value in one[key] if value in other[key]]
    return both


def kind(schema: Any) -> str | None:
    """The JSON type a plain schema asks for, named or told by its keywords; None if anything goes."""
    if not isinstance(schema, Mapping):
        return None
    named = schema.get("type")
    if isinstance(named, list):
        return next((name for name in named if name != "null"), "null")
    if named:
        return str(named)
    return next((name for name, keys in _BY_KEYWORD if any(key in schema for key in keys)), None)
