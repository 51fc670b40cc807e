"""The walker: from a schema to a value, objects and arrays first, scalars by what they mean."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from . import items, naming, scalars
from .refusal import refused
from .scope import Scope
from .shapes import Schema, Shapes, kind
from .writer import Writer

_VARIANT = "x-variant"
_COMPUTED = "x-computed"
_EXTRA = "additionalProperties"
MOST_VALUES, DEEPEST = 5_000, 40
# From so many values on, what need not refer to itself does not, and lists get no more than they must have.
_MANY, _TOO_MANY = 300, 3_000


class Walker:
    """Builds the document of one call."""

    def __init__(self, root: Schema, writer: Writer) -> None:
        self._shapes = Shapes(root)
        self._writer = writer
        self._built = 0

    def build(self, schema: Any, scope: Scope, into: dict[str, Any] | None = None) -> Any:
        """The value for `schema`; an object is filled in `into` so that later fields can read earlier ones."""
        self._built += 1
        self._shapes.deepest = 3 if self._built < _MANY else 1
        if self._built > MOST_VALUES or len(scope.path) > DEEPEST:
            raise refused(scope.path[:8], f"has more than {MOST_VALUES} values, or goes deeper than {DEEPEST}")
        shape, refs = self._shapes.plain(schema, scope.refs)
        scope = scope.at(refs=refs)
        what = kind(shape)
        if "const" in shape:
            return shape["const"]
        if what == "object" and "enum" not in shape:
            scope = scope if scope.own else scope.at(bound=scope.inherited())
            return self._object(shape, scope, {} if into is None else into)
        if what == "array" and "enum" not in shape:
            return self._array(shape, scope)
        return scalars.scalar(self._writer, shape, scope)

    def _object(self, shape: Schema, scope: Scope, into: dict[str, Any]) -> dict[str, Any]:
        inside = scope.at(variant=shape.get(_VARIANT, scope.variant))
        inside = items.bound_for_object(self._writer, shape, inside).at(own=False, intent=None)
        required = shape.get("required", ())
        for name, field in shape.get("properties", {}).items():
            if name in required or self._wanted(field, scope):
                into[name] = self.build(field, inside.at(path=(*scope.path, name)))
        self._add_entries(shape, inside, into)
        return into

    def _wanted(self, field: Any, scope: Scope) -> bool:
        if field is False or (isinstance(field, Mapping) and field.get(_COMPUTED)):
            return False
        return not self._shapes.too_deep(field, scope.refs)

    def _add_entries(self, shape: Schema, scope: Scope, into: dict[str, Any]) -> None:
        missing = [name for name in shape.get("required", ()) if name not in into]
        extra = shape.get(_EXTRA, {})
        free = 3 if not shape.get("properties") and isinstance(extra, Mapping) and extra else 0
        wanted = (
            min(max(free, shape.get("minProperties", 0)), shape.get("maxProperties", 99)) - len(into) - len(missing)
        )
        names = missing + scalars.entry_names(self._writer, shape, scope, set(into) | set(missing), max(0, wanted))
        for i, name in enumerate(names):
            into[name] = self.build(_entry_schema(shape, name), scope.at(path=(*scope.path, name), turn=scope.turn + i))

    def _array(self, shape: Schema, scope: Scope) -> list[Any]:
        built = [
            self.build(part, scope.at(path=(*scope.path, str(i)), turn=scope.turn + i))
            for i, part in enumerate(_first_items(shape))
        ]
        part = shape.get("items", {} if not built else False)
        if part is False or (self._shapes.too_deep(part, scope.refs) and not shape.get("minItems")):
            return built
        if shape.get("minItems", 0) > MOST_VALUES:
            raise refused(scope.path, f"wants more than {MOST_VALUES} items")
        for inside in items.scopes(self._writer, shape, scope, len(built)):
            if self._built < _TOO_MANY or len(built) < shape.get("minItems", 0):
                self._add_item(built, part, inside, shape)
        return items.shared(shape, built, self._writer.facts)

    def _add_item(self, built: list[Any], part: Any, scope: Scope, shape: Schema) -> None:
        for again in range(6):
            around, self._writer.taken = self._writer.taken, built
            item = self.build(part, scope.at(turn=scope.turn + again * scope.count))
            self._writer.taken = around
            if item not in built:
                built.append(item)
                return
        if not shape.get("uniqueItems") and len(built) < shape.get("minItems", 0):
            built.append(item)
        elif len(built) < shape.get("minItems", 0):
            built.append(scalars.another(self._writer, item, built, self._shapes.plain(part)[0]))


def _entry_schema(shape: Schema, name: str) -> Any:
    for pattern, schema in shape.get("patternProperties", {}).items():
        if re.search(pattern, name):
            return schema
    extra = shape.get(_EXTRA, {})
    return extra if isinstance(extra, Mapping) else naming.ANY


def _first_items(shape: Schema) -> Sequence[Any]:
    """The schemas of the items that are told one by one, or must be contained."""
    if "contains" not in shape:
        return tuple(shape.get("prefixItems", ()))
    wanted = {"allOf": [shape["contains"], shape.get("items", {})]}
    return [*shape.get("prefixItems", ()), *[wanted] * int(shape.get("minContains", 1))]
