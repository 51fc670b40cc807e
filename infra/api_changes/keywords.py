"""What a change of one keyword of a schema does to the values it lets through. Pure."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from .change import Effect

Schema = Mapping[str, Any]


class Difference(NamedTuple):
    """`tolerated`: clients are asked to bear with it in answers (docs/api.md)."""

    what: str
    effect: Effect
    tolerated: bool


Rule = Callable[[str, Any, Any], Iterator[Difference]]
"""Of a keyword and its values before and now, None where it was not given."""


def floor(name: str, before: Any, now: Any) -> Iterator[Difference]:
    """A larger one lets fewer through."""
    fewer = before is None or (now is not None and now > before)
    yield Difference(_told(name, before, now), Effect.FEWER if fewer else Effect.MORE, True)


def ceiling(name: str, before: Any, now: Any) -> Iterator[Difference]:
    """A smaller one lets fewer through."""
    fewer = before is None or (now is not None and now < before)
    yield Difference(_told(name, before, now), Effect.FEWER if fewer else Effect.MORE, True)


def exact(name: str, before: Any, now: Any) -> Iterator[Difference]:
    """Another one lets others through."""
    effect = Effect.FEWER if before is None else Effect.MORE if now is None else Effect.OTHER
    yield Difference(_told(name, before, now), effect, name == "pattern")


def choice(name: str, before: Any, now: Any) -> Iterator[Difference]:
    """Of one among values."""
    if before is None or now is None:
        what = "takes some values only now" if before is None else "takes any value now"
        yield Difference(what, Effect.FEWER if before is None else Effect.MORE, True)
        return
    for value in (each for each in before if each not in now):
        yield Difference(f"{value!r} is no value of it any more", Effect.FEWER, True)
    for value in (each for each in now if each not in before):
        yield Difference(f"{value!r} is a value of it now", Effect.MORE, True)


RULES: Mapping[str, Rule] = {
    **dict.fromkeys(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"), floor),
    **dict.fromkeys(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"), ceiling),
    **dict.fromkeys(("pattern", "format", "const", "multipleOf", "uniqueItems"), exact),
    "enum": choice,
}
INSIDE = frozenset(
    {"type", "$ref", "anyOf", "oneOf", "properties", "required", "items", "additionalProperties"}
    | {"patternProperties", "propertyNames", "default"}
)
"""Keywords that schemas.py compares."""
TOLD = frozenset({"title", "description", "examples", "readOnly", "deprecated"})
"""Keywords that let no other values through."""


def differences(before: Schema, now: Schema) -> Iterator[Difference]:
    """Of all keywords above."""
    for name, rule in RULES.items():
        if before.get(name) != now.get(name):
            yield from rule(name, before.get(name), now.get(name))


def _told(name: str, before: Any, now: Any) -> str:
    if before is None:
        return f"has {name} {now!r} now"
    return f"has no {name} any more, it was {before!r}" if now is None else f"{name} is {now!r}, it was {before!r}"
