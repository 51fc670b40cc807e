"""Two schemas of the API's description, compared: as far as ours use JSON Schema. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .change import Change, Effect, Side, breaks
from .keywords import Schema, differences

Named = Mapping[str, Schema]
Pair = tuple[Schema, Schema]


@dataclass
class Schemas:
    """`before` and `now` are the schemas that others refer to; each pair of these is compared once per side."""

    before: Named
    now: Named
    seen: set[tuple[str, str, Side]] = field(default_factory=set)

    def compare(self, where: str, side: Side, before: Schema, now: Schema) -> Iterator[Change]:
        """What changed of what is `where`."""
        old, new = _alternatives(before), _alternatives(now)
        pairs = list(self._matched(old, new))
        for alternative in (each for each in old if all(each is not one for one, _ in pairs)):
            yield _change(where, side, f"is no {_kind(alternative)} any more", Effect.FEWER)
        for alternative in (each for each in new if all(each is not other for _, other in pairs)):
            yield _change(where, side, f"may be {_kind(alternative)} now", Effect.MORE)
        if side is Side.SENT and "default" in before and before["default"] != now.get("default"):
            yield Change(f"{where} {side}", f"left out, it is {now.get('default')!r}, not {before['default']!r}", True)
        for one, other in pairs:
            yield from self._one(where, side, one, other)

    def _matched(self, before: Sequence[Schema], now: Sequence[Schema]) -> Iterator[Pair]:
        """What stands for the same before and now: what has one name, then what is of one type."""
        gone, new = list(before), list(now)
        for key, key_now in ((_name, _name), (self._type_before, self._type_now)):
            for one in tuple(gone):
                other = next((each for each in new if key(one) is not None and key_now(each) == key(one)), None)
                if other is not None:
                    yield one, other
                    gone.remove(one)
                    new.remove(other)

    def _type_before(self, schema: Schema) -> str | None:
        return _kind(_resolved(schema, self.before))

    def _type_now(self, schema: Schema) -> str | None:
        return _kind(_resolved(schema, self.now))

    def _one(self, where: str, side: Side, before: Schema, now: Schema) -> Iterator[Change]:
        """Of one alternative."""
        names = before.get("$ref", ""), now.get("$ref", "")
        if any(names):
            if (*names, side) in self.seen:
                return
            self.seen.add((*names, side))
            where = _last(names[0]) if names[0] == names[1] else where
            yield from self.compare(where, side, _resolved(before, self.before), _resolved(now, self.now))
            return
        for what, effect, tolerated in differences(before, now):
            borne = tolerated and side is Side.ANSWERED
            yield Change(f"{where} {side}", what, breaks(side, effect) and not borne)
        yield from self._properties(where, side, before, now)
        yield from self._others(where, side, before, now)

    def _properties(self, where: str, side: Side, before: Schema, now: Schema) -> Iterator[Change]:
        old, new = before.get("properties", {}), now.get("properties", {})
        must, must_now = set(before.get("required", ())), set(now.get("required", ()))
        for name in (each for each in old if each not in new):
            yield Change(f"{where}.{name} {side}", "is gone", True)
        for name in (each for each in new if each not in old and each not in must_now):
            yield Change(f"{where}.{name} {side}", "is new", False)
        for name in sorted(must_now - must):
            yield _change(f"{where}.{name}", side, "is always there now", Effect.FEWER)
        for name in sorted((must - must_now) - (old.keys() - new.keys())):
            yield _change(f"{where}.{name}", side, "may be left out now", Effect.MORE)
        for name in (each for each in old if each in new):
            yield from self.compare(f"{where}.{name}", side, old[name], new[name])

    def _others(self, where: str, side: Side, before: Schema, now: Schema) -> Iterator[Change]:
        """Of what has no name of its own: items, properties of any name, names."""
        for keyword, part in (("items", "[]"), ("additionalProperties", ".*"), ("propertyNames", " (names)")):
            old, new = _schema(before.get(keyword, {})), _schema(now.get(keyword, {}))
            if old == new == {}:
                continue
            if old is None or new is None:
                if old is not new:
                    effect = Effect.FEWER if new is None else Effect.MORE
                    what = f"takes no {keyword} any more" if new is None else f"takes {keyword} now"
                    yield Change(f"{where} {side}", what, side is Side.SENT and breaks(side, effect))
            else:
                yield from self.compare(f"{where}{part}", side, old, new)
        old, new = before.get("patternProperties", {}), now.get("patternProperties", {})
        for pattern in (each for each in (old | new) if (each in old) != (each in new)):
            yield Change(f"{where} {side}", f"names like {pattern} are other ones now", True)
        for pattern in (each for each in old if each in new):
            yield from self.compare(f"{where}.{pattern}", side, old[pattern], new[pattern])


def _alternatives(schema: Schema) -> list[Schema]:
    """The schemas one of which a value is of."""
    if either := schema.get("anyOf") or schema.get("oneOf"):
        return [inner for each in either for inner in _alternatives(each)]
    kinds = schema.get("type")
    return [{**schema, "type": kind} for kind in kinds] if isinstance(kinds, list) else [schema]


def _name(schema: Schema) -> str | None:
    return schema.get("$ref")


def _schema(value: Any) -> Schema | None:
    """`true` lets everything through, `false` nothing (None)."""
    if isinstance(value, Mapping):
        return value
    return {} if value else None


def _resolved(schema: Schema, named: Named) -> Schema:
    return named[_last(schema["$ref"])] if "$ref" in schema else schema


def _kind(schema: Schema) -> str:
    return _last(schema["$ref"]) if "$ref" in schema else str(schema.get("type", "anything"))


def _last(reference: str) -> str:
    return reference.rpartition("/")[2]


def _change(where: str, side: Side, what: str, effect: Effect) -> Change:
    return Change(f"{where} {side}", what, breaks(side, effect))
