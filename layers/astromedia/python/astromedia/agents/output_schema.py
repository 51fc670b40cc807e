"""JSON Schemas that people write: which there may be, what is wrong with one, and what a model is told of it.

A schema (draft 2020-12) is bounded in size and depth, names every field, and refers to nothing but its own `$defs`.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import StringConstraints, TypeAdapter
from pydantic_core import SchemaError

from astromedia.domain.errors import FieldError
from astromedia.domain.plain import NOT_PLAIN, is_plain

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

Schema = Mapping[str, Any]

LARGEST, DEEPEST, MOST_PARTS = 32 * 1024, 10, 400
"""Bytes of JSON; objects and lists inside each other; schemas in all once every reference is written out."""
LONGEST_PATTERN = 200
MOST_FAULTS = 20
KEYWORDS = frozenset(
    {
        *("$schema", "$comment", "$defs", "$ref", "title", "description", "default", "examples", "deprecated"),
        *("type", "enum", "const", "anyOf", "oneOf", "properties", "required", "additionalProperties", "items"),
        *("minLength", "maxLength", "pattern", "format", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
        *("multipleOf", "minItems", "maxItems", "uniqueItems"),
    }
)
_SAYS_WHAT = ("type", "enum", "const", "anyOf", "oneOf", "$ref")
_CHOICES = ("anyOf", "oneOf")
_REFERENCE = "#/$defs/"


def schema_faults(schema: Schema, at: str = "output_schema") -> list[FieldError]:
    """All that keeps `schema` from being an agent's output, each by its path below `at`; the first few, if many."""
    written = _written(schema)
    if written is None:
        return [FieldError(at, "holds a number or text that JSON cannot carry; send plain JSON")]
    if written > LARGEST:
        return [FieldError(at, f"has {written} bytes; {LARGEST} at most")]
    defs = schema.get("$defs")
    names = frozenset(defs) if isinstance(defs, Mapping) else frozenset()
    found = [*_ours(schema, at, names)] or [*_theirs(schema, at)] or [*_root_faults(schema, at)]
    return found[:MOST_FAULTS] or _unfolding_fault(schema, at)


def _written(schema: Schema) -> int | None:
    try:
        return len(json.dumps(schema, allow_nan=False, ensure_ascii=False).encode())
    except (ValueError, RecursionError):
        return None


def _root_faults(schema: Schema, at: str) -> Iterator[FieldError]:
    if schema.get("type") != "object":
        yield FieldError(f"{at}.type", 'must be "object": an output is an object with named fields')


def _unfolding_fault(schema: Schema, at: str) -> list[FieldError]:
    try:
        plain_schema(schema)
    except UnfoldingError as error:
        return [FieldError(at, str(error))]
    return []


def _ours(schema: Schema, at: str, defs: Set[str], deep: int = 0) -> Iterator[FieldError]:
    """What we do not take, although it may be a schema."""
    if deep > DEEPEST:
        yield FieldError(at, f"is nested more than {DEEPEST} deep; make it flatter")
        return
    for keyword in sorted(schema.keys() - KEYWORDS):
        yield FieldError(f"{at}.{keyword[:80]}", f"is not supported; write it with {', '.join(sorted(KEYWORDS))}")
    yield from _unsaid(schema, at)
    yield from _required_faults(schema, at)
    yield from _reference_faults(schema, at, defs)
    yield from _pattern_faults(schema, at)
    for path, part in parts(schema):
        if isinstance(part, Mapping):
            yield from _ours(part, f"{at}.{path}", defs, deep + 1)
        else:
            yield FieldError(f"{at}.{path}", "is not an object; a schema is one")


def _unsaid(schema: Schema, at: str) -> Iterator[FieldError]:
    """What a model has to know before it can write a value."""
    if not any(keyword in schema for keyword in _SAYS_WHAT):
        yield FieldError(at, f"says not what it is; give it one of {', '.join(_SAYS_WHAT)}")
    if schema.get("type") == "object" and not schema.get("properties"):
        yield FieldError(f"{at}.properties", "is missing; an object names its fields")
    if schema.get("type") == "array" and "items" not in schema:
        yield FieldError(f"{at}.items", "is missing; a list says what its items are")
    if schema.get("enum") == []:
        yield FieldError(f"{at}.enum", "is empty; name what there is to choose from")
    if not isinstance(schema.get("additionalProperties", False), bool):
        yield FieldError(f"{at}.additionalProperties", "must be true or false; an object names its fields")


def _required_faults(schema: Schema, at: str) -> Iterator[FieldError]:
    fields, required = schema.get("properties"), schema.get("required")
    known = fields if isinstance(fields, Mapping) else {}
    for i, name in enumerate(required if isinstance(required, list) else ()):
        if isinstance(name, str) and name not in known:
            yield FieldError(f"{at}.required[{i}]", f"names '{name[:80]}', which is not among the properties")


def _reference_faults(schema: Schema, at: str, defs: Set[str]) -> Iterator[FieldError]:
    ref = schema.get("$ref")
    if isinstance(ref, str) and not (ref.startswith(_REFERENCE) and ref.removeprefix(_REFERENCE) in defs):
        message = f"leads to '{ref[:80]}', which is not there; refer to the schema's own $defs, as {_REFERENCE}name"
        yield FieldError(f"{at}.$ref", message)


def parts(schema: Schema) -> Iterator[tuple[str, Any]]:
    """The schemas directly inside `schema`, each with its path there."""
    for keyword in ("properties", "$defs"):
        fields = schema.get(keyword)
        if isinstance(fields, Mapping):
            yield from ((f"{keyword}.{name[:80]}", part) for name, part in fields.items())
    for keyword in _CHOICES:
        options = schema.get(keyword)
        if isinstance(options, Sequence) and not isinstance(options, str):
            yield from ((f"{keyword}[{i}]", part) for i, part in enumerate(options))
    if "items" in schema:
        yield "items", schema["items"]


def _pattern_faults(schema: Schema, at: str) -> Iterator[FieldError]:
    pattern = schema.get("pattern")
    if not isinstance(pattern, str):
        return
    if len(pattern) > LONGEST_PATTERN:
        yield FieldError(f"{at}.pattern", f"has {len(pattern)} characters; {LONGEST_PATTERN} at most")
        return
    try:
        _matcher(pattern)
    except SchemaError:
        yield FieldError(f"{at}.pattern", "is not a regular expression without look-around and back-references")


def _theirs(schema: Schema, at: str) -> Iterator[FieldError]:
    """What the draft's own schema of schemas does not take."""
    from jsonschema import Draft202012Validator

    meta = Draft202012Validator(Draft202012Validator.META_SCHEMA)
    for error in sorted(meta.iter_errors(schema), key=lambda error: list(map(str, error.absolute_path))):
        yield FieldError(_path(at, error.absolute_path), f"{error.message[:200]}; see JSON Schema draft 2020-12")


def _path(at: str, steps: Sequence[str | int]) -> str:
    return at + "".join(f"[{step}]" if isinstance(step, int) else f".{step[:80]}" for step in steps)


class UnfoldingError(ValueError):
    """The schema's references cannot be written out; the message says why."""


def plain_schema(schema: Schema) -> dict[str, Any]:
    """The same schema with references written out and every choice an anyOf, as models and the composer read it.

    UnfoldingError if a reference leads to itself, or the whole gets too large.
    """
    return _Unfolding(schema.get("$defs", {})).plain({k: v for k, v in schema.items() if k != "$defs"}, ())


class _Unfolding:
    def __init__(self, defs: Schema) -> None:
        self._defs = defs
        self._left = MOST_PARTS

    def plain(self, schema: Schema, refs: tuple[str, ...]) -> dict[str, Any]:
        self._left -= 1
        if self._left < 0 or len(refs) > DEEPEST:
            raise UnfoldingError(f"has more than {MOST_PARTS} parts once its references are written out")
        if "$ref" in schema:
            ref = str(schema["$ref"])
            return self.plain(self._target(ref, refs) | {k: v for k, v in schema.items() if k != "$ref"}, (*refs, ref))
        kept = {k: v for k, v in schema.items() if k not in {"properties", "items", "type", "$defs", *_CHOICES}}
        kept |= self._kinds(schema.get("type"))
        for choice in (choice for choice in _CHOICES if choice in schema):
            kept["anyOf"] = [self.plain(option, refs) for option in schema[choice]]
        if "properties" in schema:
            kept["properties"] = {name: self.plain(field, refs) for name, field in schema["properties"].items()}
            kept["required"] = list(schema.get("required", ()))
        if "items" in schema:
            kept["items"] = self.plain(schema["items"], refs)
        return kept

    def _kinds(self, kind: Any) -> dict[str, Any]:
        if not isinstance(kind, list):
            return {} if kind is None else {"type": kind}
        return {"type": kind[0]} if len(kind) == 1 else {"anyOf": [{"type": each} for each in kind]}

    def _target(self, ref: str, refs: tuple[str, ...]) -> dict[str, Any]:
        if ref in refs:
            raise UnfoldingError(f"refers to '{ref[:80]}' inside itself, without end; write it out as deep as needed")
        return dict(self._defs[ref.removeprefix(_REFERENCE)])


@cache
def _matcher(pattern: str) -> TypeAdapter[str]:
    """Matches anywhere in a text, in time linear in its length: people write these patterns."""
    return TypeAdapter(Annotated[str, StringConstraints(pattern=pattern)])


def _matches(validator: Any, pattern: str, text: Any, schema: Schema) -> Iterator[Any]:
    from jsonschema import ValidationError

    if isinstance(text, str):
        try:
            _matcher(pattern).validate_python(text)
        except ValueError:
            yield ValidationError(f"{text[:80]!r} does not match '{pattern}'")


Checker = Callable[[Any], list[tuple[tuple[str | int, ...], str]]]
"""What is wrong with a value: for each fault the path to it, and what it is."""


def checker(schema: Schema) -> Checker:
    """Checks values against `schema`, which has no faults."""
    from jsonschema import Draft202012Validator, validators

    kind: type[Validator] = validators.extend(Draft202012Validator, {"pattern": _matches})  # type: ignore[no-untyped-call]
    validator = kind(schema)

    def check(value: Any) -> list[tuple[tuple[str | int, ...], str]]:
        if not is_plain(value):
            return [((), NOT_PLAIN)]
        found = sorted(validator.iter_errors(value), key=lambda error: list(map(str, error.absolute_path)))
        return [(tuple(error.absolute_path), error.message[:300]) for error in found[:MOST_FAULTS]]

    return check
